"""The meetings of a network: its information evening with letters and invitations, and its training."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.letters import pdf_answer
from nabij.meetings import presenters as meeting_words
from nabij.meetings import printing, standing
from nabij.meetings import queries as meetings
from nabij.meetings.words import LANGUAGES
from nabij.networks import queries as networks
from nabij.networks.frame import frame
from nabij.networks.training import queries as training
from nabij.networks.training.rules import shown_count
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.networks.year.evenings import actions, queries
from nabij.networks.zone_rules import rules_of
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting
    from nabij.networks.models import Network

MOST_STREETS = 200
NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}


@never_cache
@require_safe
@members_of_staff_or_lead
def page(request: HttpRequest, network_id: UUID) -> HttpResponse:
    return render(request, "networks/meetings.html", page_context(actor_of(request), network_id))


def page_context(actor: Actor, known: networks.Known, error: str = "") -> dict[str, Any]:
    network, now = networks.network(actor, known), timezone.now()
    held = standing.standing_of(actor)
    found = queries.evenings(actor, network, held)
    evening = next((one for one in reversed(found) if _is_coming(one)), None)
    streets, speakers = queries.streets(network), queries.speakers(network)
    since = timezone.localdate(now) - timedelta(days=30 * rules_of(network).refresher_months)
    last, planned = training.last_trained([network.id], now)[network.id]
    return frame(actor, network, "networks:meetings") | {
        "rows": [meeting_words.row(one) for one in found], "evening": evening and meeting_words.row(evening),
        "streets": streets, "addresses": sum(one.addresses for one in streets),
        "may_manage": standing.may_manage(actor, network.tenant_id, [network.id], held),
        "invited": queries.invited(network), "error": error,
        "already": meetings.notices(evening).get("invitation", {}) if evening else {},
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "evening_url": _new_url(network, "information", _("Information evening %(name)s"), speakers),
        "training_url": _new_url(network, "training", _("Training %(name)s"), speakers[:1]),
        "meeting_url": f"{reverse('meetings:new')}?{urlencode({'about': str(network.id)})}",
        "last_training": last, "training_planned": planned,
        "quizzed": shown_count(training.quiz_count(actor, network, since)),
    }  # fmt: skip


def _is_coming(one: Meeting) -> bool:
    return one.kind == "information" and one.state == "planned" and one.ends_at > timezone.now()


def _new_url(network: Network, kind: str, title: str, speakers: Sequence[tuple[str, str]]) -> str:
    """The form with what is known: the network, and who speaks."""
    known = {"about": str(network.id), "kind": kind, "title": title % {"name": network.name}}
    said = [f"{name} ({role})" if name else role for role, name in speakers]
    return f"{reverse('meetings:new')}?{urlencode(known | {'speakers': ', '.join(said)})}"


@require_POST
@members_of_staff_or_lead
def invite(request: HttpRequest, network_id: UUID, meeting_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    try:
        n = actions.invite_members(actor, network_id=network_id, meeting_id=meeting_id)
    except Refused as refusal:
        return render(request, "networks/meetings.html", page_context(actor, network, str(refusal)), status=422)
    said = ngettext("%(n)s member gets an invitation.", "%(n)s members get an invitation.", n) % {"n": n}
    messages.success(request, said if n else _("All members were invited before."))
    return redirect("networks:meetings", network_id=network_id)


@never_cache
@require_safe
@members_of_staff_or_lead
def letters(request: HttpRequest, network_id: UUID, meeting_id: UUID, language: str) -> HttpResponse:
    """A letter to the residents of each street in the area, to be printed as often as the list says."""
    network, meeting, streets = _of(request, network_id, meeting_id)
    if language not in LANGUAGES:
        raise Missing
    to = [one.addressee for one in streets][:MOST_STREETS] or [network.name]
    return pdf_answer(printing.letters(meeting, language, to, network.name), f"brief-{language}")


@never_cache
@require_safe
@members_of_staff_or_lead
def street_list(request: HttpRequest, network_id: UUID, meeting_id: UUID) -> HttpResponse:
    """How many letters each street needs, for who prints and who delivers."""
    _network, _meeting, streets = _of(request, network_id, meeting_id)
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow((_("Street"), _("Town"), _("Letters")))
    table.writerows((one.name, one.town, one.addresses) for one in streets)
    headers = {"Content-Disposition": 'attachment; filename="straten.csv"'}
    return HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)


def _of(request: HttpRequest, network_id: UUID, meeting_id: UUID) -> tuple[Network, Meeting, list[queries.Street]]:
    actor = actor_of(request)
    network, meeting = networks.network(actor, network_id), meetings.meeting(actor, meeting_id)
    if network_id not in meeting.about:
        raise Missing
    return network, meeting, queries.streets(network)
