from __future__ import annotations

from django.urls import URLPattern, path

from nabij.places import views

app_name = "places"
urlpatterns: list[URLPattern] = [
    path("adres/zoek", views.search_addresses, name="search_addresses"),
    path("kaart/wijken.geojson", views.neighbourhoods, name="neighbourhoods"),
    path("kaart/basis.geojson", views.base_map, name="base_map"),
    path("plaats", views.place, name="place"),
]
