from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("nabij.desk.officers.urls")),
    path("", include("nabij.desk.counters.urls")),
    path("", include("nabij.desk.appointments.urls")),
    path("", include("nabij.desk.waiting.urls")),
    path("", include("nabij.desk.video.urls")),
    path("", include("nabij.desk.news.urls")),
    path("", include("nabij.desk.demand.urls")),
    path("", include("nabij.desk.victims.urls")),
]
