"""Places that somebody cares about: added and removed on their page, by themselves or by staff that helps them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nabij.people import actions, dossier
from nabij.people.forms import CareForm
from nabij.people.serving import served
from nabij.tenants.errors import Missing, Refused


@require_POST
def add(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    form = CareForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Give this place a name, and choose an address of the list or a place on the map."))
        given = form.cleaned_data
        place = {"lon": given["care_lon"], "lat": given["care_lat"], "reach": given["reach"]}
        actions.care_about(who.actor, person_id=who.person.id, label=given["label"], **place)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept."))
    return redirect(f"{who.base}#zorg")


@require_POST
def follow(request: HttpRequest, person_id: UUID | None = None) -> HttpResponse:
    """Says whether something more comes about these places, such as news."""
    who = served(request, person_id)
    follower = dossier.followers().get(request.POST.get("name", ""))
    if follower is None:
        raise Missing
    try:
        follower.choose(who.actor, who.person.id, request.POST.get("on") == "1")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept."))
    return redirect(f"{who.base}#zorg")


@require_POST
def remove(request: HttpRequest, area_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    who = served(request, person_id)
    actions.stop_caring(who.actor, person_id=who.person.id, area_id=area_id)
    messages.success(request, _("Removed."))
    return redirect(f"{who.base}#zorg")
