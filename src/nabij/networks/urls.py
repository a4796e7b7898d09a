from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from nabij.networks.views import neighbours, office
from nabij.people.access import resident_required, staff_required

app_name = "networks"
helps = staff_required("people.help")
urlpatterns: list[URLPattern | URLResolver] = [
    path("netwerken/", office.listing, name="list"),
    path("netwerken/kaart.geojson", office.geojson, name="geojson"),
    path("netwerken/nieuw", office.new, name="new"),
    path("netwerken/<uuid:network_id>/", office.page, name="network"),
    path("netwerken/<uuid:network_id>/wijzig", office.change, name="change"),
    path("netwerken/<uuid:network_id>/leden", office.members, name="members"),
    path("buurt/", neighbours.here, name="here"),
    path("buurt/<uuid:network_id>/", neighbours.public, name="public"),
    path("mijn/buurten/", resident_required(neighbours.mine), name="mine"),
    path("mijn/buurten/<uuid:network_id>/", resident_required(neighbours.join), name="join"),
    path("hulp/<uuid:person_id>/buurten/", helps(neighbours.mine), name="helped_mine"),
    path("hulp/<uuid:person_id>/buurten/<uuid:network_id>/", helps(neighbours.join), name="helped_join"),
    path("", include("nabij.networks.founding.urls")),
    path("", include("nabij.networks.documents.urls")),
    path("", include("nabij.networks.members.urls")),
    path("", include("nabij.networks.shops.urls")),
    path("", include("nabij.networks.channel.urls")),
    path("", include("nabij.networks.year.urls")),
    path("", include("nabij.networks.overview.urls")),
]
