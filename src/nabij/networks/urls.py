from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.views import office

app_name = "networks"
urlpatterns: list[URLPattern] = [
    path("netwerken/", office.listing, name="list"),
    path("netwerken/kaart.geojson", office.geojson, name="geojson"),
    path("netwerken/nieuw", office.new, name="new"),
    path("netwerken/<uuid:network_id>/", office.page, name="network"),
    path("netwerken/<uuid:network_id>/wijzig", office.change, name="change"),
    path("netwerken/<uuid:network_id>/leden", office.members, name="members"),
]
