"""What the federal service hears about a network, and what it answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.networks import queries as networks
from nabij.networks.documents import actions, presenters, queries, rules
from nabij.networks.documents.forms import AnswerForm, SentForm
from nabij.networks.documents.models import FederalNotice, NoticeState
from nabij.networks.documents.views.listing import PAGE
from nabij.networks.frame import frame
from nabij.networks.models import Network
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people.access import actor_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_safe
@members_of_staff_or_lead
def federal(request: HttpRequest, network_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    network = networks.network(actor, network_id)
    return render(request, "networks/documents/federal.html", federal_context(actor, network))


def federal_context(
    actor: Actor, network: Network, forms: dict[UUID, Any] | None = None, error: str = ""
) -> dict[str, Any]:
    """The notices of a network, each with the form of its next step; and our own check of the charter."""
    charter = queries.charter_of(network)
    now = queries.facts_of([network])[network.id]
    changed = rules.changed_facts(charter.kind, charter.facts, now) if charter else []
    if charter:
        charter.network = network
    manages = queries.manages(actor, network)
    rows = [
        {
            "notice": one, "chip": presenters.notice_chip(one), "facts": presenters.notice_rows(one),
            "form": (forms or {}).get(one.id) or (_form(one) if manages else None),
        }
        for one in queries.notices_of(actor, network)
    ]  # fmt: skip
    return {
        **frame(actor, network, PAGE), "rows": rows, "charter": charter, "manages": manages, "error": error,
        "checks": presenters.checklist(charter, changed) if charter else [],
    }  # fmt: skip


def _form(one: FederalNotice, data: Any = None) -> SentForm | AnswerForm | None:
    today = timezone.localdate().isoformat()
    if one.state in (NoticeState.TO_SEND, NoticeState.REMARKS):
        return SentForm(data, initial={"sent_on": today}, prefix=one.id.hex)
    if one.state == NoticeState.SENT:
        return AnswerForm(data, initial={"answered_on": today}, prefix=one.id.hex)
    return None


@require_POST
@members_of_staff_or_lead
def change(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Records that a notice was sent, what was answered, or that it need not go any more."""
    actor = actor_of(request)
    found = queries.notice(actor, notice_id)
    if not queries.manages(actor, found.network):
        raise Missing
    form = _form(found, request.POST)
    try:
        if request.POST.get("deed") == "lapse":
            actions.lapse_federal(actor, notice_id=found.id)
        elif form is None:
            raise Refused(_("This notice is finished."))
        elif form.is_valid():
            _step(actor, found, form)
        else:
            shown = federal_context(actor, found.network, {found.id: form})
            return render(request, "networks/documents/federal.html", shown, status=422)
    except Refused as refusal:
        shown = federal_context(actor, found.network, error=str(refusal))
        return render(request, "networks/documents/federal.html", shown, status=422)
    messages.success(request, _("Saved."))
    return redirect("networks:federal", network_id=found.network_id)


def _step(actor: Actor, found: FederalNotice, form: SentForm | AnswerForm) -> None:
    given = dict(form.cleaned_data)
    if isinstance(form, SentForm):
        actions.send_federal(actor, notice_id=found.id, **given)
        return
    actions.answer_federal(actor, notice_id=found.id, in_order=given.pop("outcome") == "in_order", **given)
