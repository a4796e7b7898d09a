from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from nabij.networks.views import neighbours, office

app_name = "networks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("netwerken/kaart.geojson", office.geojson, name="geojson"),
    path("netwerken/nieuw", office.new, name="new"),
    path("netwerken/<uuid:network_id>/", office.page, name="network"),
    path("netwerken/<uuid:network_id>/wijzig", office.change, name="change"),
    path("buurt/", neighbours.here, name="here"),
    path("buurt/<uuid:network_id>/", neighbours.public, name="public"),
    path("", include("nabij.networks.founding.urls")),
    path("", include("nabij.networks.documents.urls")),
    path("", include("nabij.networks.members.urls")),
    path("", include("nabij.networks.shops.urls")),
    path("", include("nabij.networks.channel.urls")),
    path("", include("nabij.networks.year.urls")),
    path("", include("nabij.networks.year.evenings.urls")),
    path("", include("nabij.networks.training.urls")),
    path("", include("nabij.networks.overview.urls")),
]
