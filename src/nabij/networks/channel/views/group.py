"""The open group of a network with its officer: one page for members, the coordinator and the officer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nabij.networks.channel import presenters
from nabij.networks.channel.actions import choosing, talking
from nabij.networks.channel.actions.writing import Stopped
from nabij.networks.channel.models import GroupState
from nabij.networks.channel.queries import talking as queries
from nabij.networks.frame import shell
from nabij.people.access import actor_of
from nabij.people.serving import served
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """What was said, and a field to say something; it looks for new messages by itself, gently."""
    at = _place(request, network_id, person_id)
    if request.method == "GET":
        return render(request, "networks/channel/group.html", _context(at))
    try:
        _deed(request, at, network_id)
    except Stopped as stopped:
        return render(request, "networks/channel/group.html", _context(at, stopped, request), status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(at.here)


@never_cache
@require_safe
def fresh(request: HttpRequest, network_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """The messages alone, for a page that is open."""
    return render(request, "networks/channel/_said.html", _context(_place(request, network_id, person_id)))


@dataclass(frozen=True)
class Place:
    """Who reads, as whom, and the address of the page; `base` is that of the pages of a member, empty for the officer."""

    actor: Actor
    speaker: queries.Speaker
    here: str
    base: str = ""


def _place(request: HttpRequest, network_id: UUID, person_id: UUID | None) -> Place:
    """Raises Missing for who neither is a member, nor helps one, nor follows the network up."""
    actor = actor_of(request)
    if person_id is None and actor.kind != "resident":
        here = reverse("networks:office_group", args=[network_id])
        return Place(actor, queries.speaker(actor, network_id), here)
    who = served(request, person_id)
    here = f"{who.base}buurten/{network_id}/groep/"
    return Place(who.actor, queries.speaker(who.actor, network_id), here, who.base)


def _deed(request: HttpRequest, at: Place, network_id: UUID) -> None:
    deed = request.POST.get("deed", "")
    if deed == "say":
        talking.say(at.actor, network_id=network_id, text=request.POST.get("text", ""))
    elif deed == "remove":
        talking.remove_message(at.actor, network_id=network_id, message_id=_id(request))
    elif deed in CHOICES and at.base:
        choosing.choose_group(at.actor, network_id=network_id, **CHOICES[deed])
    else:
        raise Refused(_("Choose what happens with this message."))


CHOICES: dict[str, dict[str, bool]] = {
    "mute": {"muted": True}, "unmute": {"muted": False}, "leave": {"left": True}, "return": {"left": False},
}  # fmt: skip


def _context(at: Place, stopped: Stopped | None = None, request: HttpRequest | None = None) -> dict[str, Any]:
    group = queries.last_group(at.speaker.network)
    if group is None or not group.hours:
        raise Missing
    helping = at.actor.on_behalf_of is not None
    return {
        "shell": "site/office.html" if helping else shell(at.actor), "network": at.speaker.network, "group": group,
        "speaker": at.speaker, "is_open": group.state == GroupState.OPEN,
        "said": [(one, presenters.ROLES.get(one.role, "")) for one in queries.said(at.actor, at.speaker)],
        "stopped": stopped, "typed": request.POST.get("text", "") if request else "",
        "here": at.here, "base": at.base, "fresh_url": f"{at.here}nieuw/", "is_member": bool(at.base), "helping": helping,
    }  # fmt: skip


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("message", ""))
    except ValueError:
        raise Missing from None
