from __future__ import annotations

from django.urls import URLPattern, path

from nabij.networks.founding.views import changing, coordinator, ground, mine, office, public, start_up
from nabij.people.access import resident_required, staff_required

helps = staff_required("people.help")
urlpatterns: list[URLPattern] = [
    path("netwerken/belangstelling", office.interest, name="interest"),
    path("netwerken/opstarten", office.begin, name="begin"),
    path("netwerken/samenvoegen", changing.merge, name="merge"),
    path("netwerken/<uuid:network_id>/opstart", start_up.start_up, name="start_up"),
    path("netwerken/<uuid:network_id>/opstart/gebied", ground.area, name="start_area"),
    path("netwerken/<uuid:network_id>/coordinator", coordinator.coordinator, name="coordinator"),
    path("netwerken/<uuid:network_id>/borden", ground.signs, name="signs"),
    path("netwerken/<uuid:network_id>/splitsen", changing.split, name="split"),
    path("buurt/start/<str:code>/", public.wanted, name="wanted"),
    path("buurt/<uuid:network_id>/opstart/", public.starting, name="starting"),
    path("mijn/belangstelling/", resident_required(mine.mine), name="my_interest"),
    path("mijn/belangstelling/nieuw/", resident_required(mine.want), name="want"),
    path("hulp/<uuid:person_id>/belangstelling/", helps(mine.mine), name="helped_interest"),
    path("hulp/<uuid:person_id>/belangstelling/nieuw/", helps(mine.want), name="helped_want"),
]
