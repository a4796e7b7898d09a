from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks import views

app_name = "networks"
urlpatterns: list[URLPattern] = [
    path("netwerken/", views.listing, name="list"),
    path("netwerken/kaart.geojson", views.geojson, name="geojson"),
    path("netwerken/nieuw", views.new, name="new"),
    path("netwerken/<uuid:network_id>/", views.page, name="network"),
    path("netwerken/<uuid:network_id>/wijzig", views.change, name="change"),
    path("netwerken/<uuid:network_id>/leden", views.members, name="members"),
]
