from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.desk.demand import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("openingsuren/vraag/", views.show, name="demand"),
    path("openingsuren/vraag/export.csv", views.export, name="demand_export"),
]
