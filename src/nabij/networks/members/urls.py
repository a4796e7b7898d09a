from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.members.views import joining, listing
from nabij.people.access import resident_required, staff_required

helps = staff_required("people.help")
urlpatterns: list[URLPattern] = [
    path("netwerken/<uuid:network_id>/leden", listing.members, name="members"),
    path("mijn/buurten/", resident_required(joining.mine), name="mine"),
    path("mijn/buurten/<uuid:network_id>/", resident_required(joining.join), name="join"),
    path("hulp/<uuid:person_id>/buurten/", helps(joining.mine), name="helped_mine"),
    path("hulp/<uuid:person_id>/buurten/<uuid:network_id>/", helps(joining.join), name="helped_join"),
]
