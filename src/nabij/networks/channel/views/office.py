"""The channel for who leads a network, on a phone too; for staff of its zone the numbers and the question of an open group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nabij.networks import queries as networks
from nabij.networks.channel import presenters
from nabij.networks.channel.actions import moderating, talking
from nabij.networks.channel.forms import AnswerGroupForm, AskGroupForm, DecideForm
from nabij.networks.channel.queries import figures, neighbours, posts
from nabij.networks.channel.queries import talking as groups
from nabij.networks.channel.rights import may_consent
from nabij.networks.frame import frame
from nabij.networks.models import MandateRole, Network
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

YEAR = timedelta(days=365)


@never_cache
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """What waits, what is shown, who is trusted, and the numbers of a year."""
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    if request.method == "POST":
        return _done(request, actor, network)
    return render(request, "networks/channel/messages.html", context(actor, network))


def context(actor: Actor, network: Network, error: str = "") -> dict[str, Any]:
    """Counts for everybody who may see the network; what was written only for who leads it."""
    now, leads = timezone.now(), networks.mandated(actor, network)
    counted = figures.figures_of([network.id], now - YEAR, now)[network.id]
    return {
        **frame(actor, network, "networks:messages"),
        "figures": presenters.figure_rows(counted),
        "leads": leads,
        "error": error,
        **_group(actor, network),
        **(_moderating(actor, network) if leads else {}),
    }


def _moderating(actor: Actor, network: Network) -> dict[str, Any]:
    now, found = timezone.now(), posts.waiting_in(network)
    return {
        "waiting": [
            (
                row,
                presenters.kind_words(row.kind),
                presenters.time_left(row.due_at, now),
                DecideForm(auto_id=f"d{row.id}_%s"),
            )
            for row in found.posts
        ],
        "replies": found.replies,
        "shown": [
            (row, presenters.kind_words(row.kind), DecideForm(auto_id=f"s{row.id}_%s"))
            for row in posts.shown_in(network)
        ],
        "trusted": neighbours.trusted_in(network),
        "takes_replies": neighbours.takes_replies(network),
        "is_coordinator": networks.mandated(actor, network, MandateRole.COORDINATOR),
    }


def _group(actor: Actor, network: Network) -> dict[str, Any]:
    group = groups.last_group(network)
    return {
        "group": group,
        "group_chip": (group.get_state_display(), presenters.GROUP_TONES.get(group.state, "neutral")) if group else None,
        "group_live": group is not None and group.state in groups.LIVE,
        "may_consent": may_consent(actor, network),
        "is_officer": actor.kind == "staff" and networks.mandated(actor, network, MandateRole.OFFICER),
        "ask_form": AskGroupForm(), "answer_form": AnswerGroupForm(),
    }  # fmt: skip


def _done(request: HttpRequest, actor: Actor, network: Network) -> HttpResponse:
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, _("Choose what happens with this message."))
        return redirect("networks:messages", network_id=network.id)
    try:
        said = deed(request, actor, network)
    except Refused as refusal:
        return render(request, "networks/channel/messages.html", context(actor, network, str(refusal)), status=422)
    messages.success(request, said)
    return redirect("networks:messages", network_id=network.id)


def _decide(request: HttpRequest, actor: Actor, network: Network) -> str:
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose a reason, so that the writer knows why."))
    deed = request.POST["deed"]
    moderating.decide_post(actor, post_id=_id(request, "post"), deed=deed, **form.cleaned_data)
    return SAID[deed]()


def _reply(request: HttpRequest, actor: Actor, network: Network) -> str:
    approve = request.POST["deed"] == "approve_reply"
    moderating.decide_reply(actor, reply_id=_id(request, "reply"), approve=approve)
    return _("The reply is shown.") if approve else _("The reply is not placed.")


def _trust(request: HttpRequest, actor: Actor, network: Network) -> str:
    moderating.trust_writer(actor, post_id=_id(request, "post"))
    return _("Messages of this neighbour now go straight through.")


def _end_trust(request: HttpRequest, actor: Actor, network: Network) -> str:
    moderating.end_trust(actor, network_id=network.id, membership_id=_id(request, "membership"))
    return _("Messages of this neighbour wait for you again.")


def _replies(request: HttpRequest, actor: Actor, network: Network) -> str:
    moderating.set_replies(actor, network_id=network.id, replies=request.POST.get("replies") == "on")
    return _("Saved.")


def _ask_group(request: HttpRequest, actor: Actor, network: Network) -> str:
    talking.ask_group(actor, network_id=network.id, ground=request.POST.get("ground", ""))
    return _("The police were asked. You hear here what they answer.")


def _answer_group(request: HttpRequest, actor: Actor, network: Network) -> str:
    agrees = request.POST["deed"] == "open_group"
    hours, remark = request.POST.get("hours", ""), request.POST.get("remark", "")
    talking.answer_group(actor, network_id=network.id, agrees=agrees, hours=hours, remark=remark)
    return _("The group is open.") if agrees else _("The network hears that there is no open group now.")


def _close_group(request: HttpRequest, actor: Actor, network: Network) -> str:
    talking.close_group(actor, network_id=network.id, remark=request.POST.get("remark", ""))
    return _("The group is closed. What was said can still be read.")


SAID: dict[str, Callable[[], str]] = {
    "approve": lambda: _("The message is shown."),
    "return": lambda: _("The writer is asked to change it."),
    "refuse": lambda: _("The message is not placed. The writer hears why."),
    "call": lambda: _("The message was stopped. The writer hears that this should have been a call."),
}
DEEDS: dict[str, Callable[[HttpRequest, Actor, Network], str]] = {
    **dict.fromkeys(SAID, _decide), "approve_reply": _reply, "refuse_reply": _reply, "trust": _trust, "end_trust": _end_trust,
    "replies": _replies, "ask_group": _ask_group, "open_group": _answer_group, "refuse_group": _answer_group,
    "close_group": _close_group,
}  # fmt: skip


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Missing from None
