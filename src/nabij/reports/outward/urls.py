from __future__ import annotations

from django.urls import URLPattern, path

from nabij.reports.outward import views

urlpatterns: list[URLPattern] = [
    path("meldingen/", views.show, name="outward"),
    path("meldingen/kaart.geojson", views.map_features, name="outward_map"),
    path("open-data/meldingen.rss", views.rss, name="outward_rss"),
    path("open-data/meldingen.geojson", views.geojson, name="outward_geojson"),
    path("open-data/meldingen.csv", views.csv, name="outward_csv"),
]
