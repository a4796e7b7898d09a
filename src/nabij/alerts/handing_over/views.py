"""Handing an alert over to BE-Alert, on one screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts import actions, presenters, queries
from nabij.alerts.actions.handover import Differs, keep_results
from nabij.alerts.be_alert_results import Reading, read_results
from nabij.alerts.handing_over.forms import ConfirmForm, ResultForm
from nabij.alerts.models import Handover
from nabij.alerts.zone_rules import rules_of
from nabij.people.access import actor_of, staff_required
from nabij.tenants.errors import Refused, Stale

RESULT_BYTES = 5_000_000
SALT = "alerts.handover.results"
PREVIEW_S = 3600


@never_cache
@require_safe
@staff_required("alerts.handover")
def page(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    return _page(request, queries.handover(actor_of(request), handover_id))


def _page(request: HttpRequest, found: Handover, error: str = "", status: int = 0, **more: Any) -> HttpResponse:
    minutes = int((timezone.now() - found.prepared_at).total_seconds() // 60)
    shown = {
        "handover": found,
        "alert": found.alert,
        "subject": presenters.subject_of(found.alert),
        "previews": presenters.previews(found.alert),
        "households": presenters.households(found.households),
        "late": queries.is_late(found, timezone.now()),
        "minutes": minutes,
        "error": error,
        "confirm_form": ConfirmForm(initial=ConfirmForm.now()),
        "result_form": ResultForm(),
        "groups": [(group, f"group-{place}") for place, group in enumerate(found.groups, 1)],
    }
    return render(request, "alerts/handover.html", shown | more, status=status or (422 if error else 200))


@never_cache
@require_safe
@staff_required("alerts.handover")
def file(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """The audience as a file. That it was taken, and by whom, is on record."""
    actor = actor_of(request).because(_("hand-over to BE-Alert"))
    try:
        content = actions.take_handover_file(actor, handover_id=handover_id)
    except Refused as refusal:
        return _page(request, queries.handover(actor, handover_id), str(refusal))
    headers = {"Content-Disposition": f'attachment; filename="be-alert-{str(handover_id)[-8:]}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@staff_required("alerts.handover")
def confirm(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, queries.handover(actor, handover_id), status=422, confirm_form=form)
    try:
        actions.confirm_handover(actor, handover_id=handover_id, **form.cleaned_data)
    except Differs as difference:
        found = queries.handover(actor, handover_id)
        return _page(request, found, status=422, confirm_form=form, differs=str(difference))
    except Refused as refusal:
        status = 409 if isinstance(refusal, Stale) else 422
        return _page(request, queries.handover(actor, handover_id), str(refusal), status, confirm_form=form)
    messages.success(request, _("Confirmed. Thank you."))
    return redirect("alerts:handover", handover_id=handover_id)


@require_POST
@staff_required("alerts.handover")
def leave(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Closes a hand-over that need not be sent, with the reason."""
    actor = actor_of(request)
    try:
        actions.leave_handover(actor, handover_id=handover_id, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        status = 409 if isinstance(refusal, Stale) else 422
        return _page(request, queries.handover(actor, handover_id), str(refusal), status)
    messages.success(request, _("Closed. Nothing has to be sent in BE-Alert."))
    return redirect("alerts:handover", handover_id=handover_id)


@require_POST
@staff_required("alerts.handover")
def results(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Shows what a result file says. Nothing is kept until somebody says that it is right."""
    found, form = queries.handover(actor_of(request), handover_id), ResultForm(request.POST, request.FILES)
    if not form.is_valid() or form.cleaned_data["file"].size > RESULT_BYTES:
        return _page(request, found, _("Choose the result file of BE-Alert, at most 5 MB."))
    try:
        reading = read_results(form.cleaned_data["file"].read(), rules_of(found))
    except Refused as refusal:
        return _page(request, found, str(refusal))
    signed = signing.dumps({"handover": str(found.id), "result": reading.as_json()}, salt=SALT, compress=True)
    return _page(request, found, reading=_shown(reading), signed=signed)


def _shown(reading: Reading) -> dict[str, Any]:
    rows = [(channel, state, n, reading.is_delivered(state)) for (channel, state), n in sorted(reading.counts.items())]
    return {
        "total": reading.total, "delivered": reading.delivered, "rows": rows, "bad": reading.bad,
        "bad_total": reading.bad_total, "more": reading.bad_total - len(reading.bad), "words": reading.delivered_words,
    }  # fmt: skip


@require_POST
@staff_required("alerts.handover")
def keep(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Keeps the counts that were shown."""
    actor = actor_of(request)
    found = queries.handover(actor, handover_id)
    try:
        told = signing.loads(request.POST.get("signed", ""), salt=SALT, max_age=PREVIEW_S)
    except signing.BadSignature:
        told = {}
    if told.get("handover") != str(found.id):
        return _page(request, found, _("This took too long. Choose the result file again."))
    keep_results(actor, handover_id=handover_id, result=told["result"])
    messages.success(request, _("The result is in."))
    return redirect("alerts:handover", handover_id=handover_id)
