from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nabij.reports.nearby import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("melden/dichtbij/", views.near, name="near_known"),
    path("melden/dichtbij/<uuid:incident_id>/", views.follow, name="me_too"),
]
