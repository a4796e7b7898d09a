"""The open group of a network with its officer: one page for members, the coordinator and the officer."""

from __future__ import annotations

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
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """What was said, and a field to say something; it looks for new messages by itself, gently."""
    actor = actor_of(request)
    speaker = queries.speaker(actor, network_id)
    if request.method == "GET":
        return render(request, "networks/channel/group.html", _context(actor, speaker))
    try:
        _deed(request, actor, network_id)
    except Stopped as stopped:
        return render(request, "networks/channel/group.html", _context(actor, speaker, stopped, request), status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_here(actor), network_id=speaker.network.id)


@never_cache
@require_safe
def fresh(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """The messages alone, for a page that is open."""
    actor = actor_of(request)
    return render(request, "networks/channel/_said.html", _context(actor, queries.speaker(actor, network_id)))


def _deed(request: HttpRequest, actor: Actor, network_id: UUID) -> None:
    deed = request.POST.get("deed", "")
    if deed == "say":
        talking.say(actor, network_id=network_id, text=request.POST.get("text", ""))
    elif deed == "remove":
        talking.remove_message(actor, network_id=network_id, message_id=_id(request))
    elif deed in CHOICES and actor.kind == "resident":
        choosing.choose_group(actor, network_id=network_id, **CHOICES[deed])
    else:
        raise Refused(_("Choose what happens with this message."))


CHOICES: dict[str, dict[str, bool]] = {
    "mute": {"muted": True}, "unmute": {"muted": False}, "leave": {"left": True}, "return": {"left": False},
}  # fmt: skip


def _context(
    actor: Actor, speaker: queries.Speaker, stopped: Stopped | None = None, request: HttpRequest | None = None
) -> dict[str, Any]:
    group = queries.last_group(speaker.network)
    if group is None or not group.hours:
        raise Missing
    return {
        "shell": shell(actor), "network": speaker.network, "group": group, "speaker": speaker,
        "is_open": group.state == GroupState.OPEN,
        "said": [(one, presenters.ROLES.get(one.role, "")) for one in queries.said_in(actor, speaker, group)],
        "stopped": stopped, "typed": request.POST.get("text", "") if request else "",
        "fresh_url": reverse(f"{_here(actor)}_new", args=[speaker.network.id]), "is_resident": actor.kind == "resident",
    }  # fmt: skip


def _here(actor: Actor) -> str:
    return "networks:group" if actor.kind == "resident" else "networks:office_group"


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("message", ""))
    except ValueError:
        raise Missing from None
