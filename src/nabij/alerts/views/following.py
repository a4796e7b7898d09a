"""After an alert left: how it ended, and the hand-over to BE-Alert."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts import actions, presenters, queries
from nabij.alerts.actions.feedback import reviewed_text
from nabij.alerts.forms import ConfirmForm, FeedbackForm, ResultForm
from nabij.alerts.models import Handover
from nabij.alerts.prefilling import prefilled
from nabij.alerts.reviewed_texts import feedback_templates
from nabij.people.access import actor_of, staff_required
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

RESULT_BYTES = 5_000_000


@never_cache
@staff_required("alerts.draft")
def feedback(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """How it ended, to everybody who was warned."""
    actor = actor_of(request)
    alert = queries.alert(actor, alert_id)
    form = FeedbackForm(request.POST or None, initial={"review_on": timezone.localdate() + timedelta(days=7)})
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _send_feedback(request, actor, alert_id, form)
        except Refused as refusal:
            error = str(refusal)
    review_on = timezone.localdate() + timedelta(days=7)
    texts = [
        (found.code, found.label, reviewed_text(alert, found, review_on)["nl"].body) for found in feedback_templates()
    ]
    duty = queries.duty_of(alert)
    shown = {
        "alert": alert,
        "subject": presenters.subject_of(alert),
        "form": form,
        "error": error,
        "texts": texts,
        "chosen": form["template"].value() or "nothing_found",
        "reached": queries.reached(alert),
        "duty_words": presenters.duty_words(duty) if duty else None,
    }
    return render(request, "alerts/feedback.html", shown, status=422 if error or form.errors else 200)


def _send_feedback(request: HttpRequest, actor: Actor, alert_id: UUID, form: FeedbackForm) -> HttpResponse:
    template = form.cleaned_data["template"]
    review_on = form.cleaned_data["review_on"] if template == "no_more_now" else None
    sent = actions.send_feedback(actor, alert_id=alert_id, template=template, texts=form.texts(), review_on=review_on)
    waits = sent.state == "submitted"
    messages.success(
        request,
        _("Your text is with a colleague for approval.") if waits else _("On its way to everybody who was warned."),
    )
    return redirect("alerts:alert", alert_id=sent.id if waits else alert_id)


@never_cache
@require_safe
@staff_required("alerts.handover")
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    return _handover_page(request, queries.handover(actor_of(request), handover_id))


def _handover_page(request: HttpRequest, found: Handover, error: str = "", **forms: Any) -> HttpResponse:
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
        "confirm_form": ConfirmForm(initial=ConfirmForm.now() | {"count": found.households}),
        "result_form": ResultForm(),
    }
    return render(request, "alerts/handover.html", shown | forms, status=422 if error else 200)


@never_cache
@require_safe
@staff_required("alerts.handover")
def handover_file(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """The audience as a file. That it was taken, and by whom, is on record."""
    content = queries.handover_file(actor_of(request).because(_("hand-over to BE-Alert")), handover_id)
    headers = {"Content-Disposition": f'attachment; filename="be-alert-{str(handover_id)[-8:]}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@staff_required("alerts.handover")
def confirm(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), ConfirmForm(request.POST)
    if not form.is_valid():
        return _handover_page(
            request, queries.handover(actor, handover_id), _("Fill in when and to how many."), confirm_form=form
        )
    try:
        actions.confirm_handover(actor, handover_id=handover_id, **form.cleaned_data)
    except Refused as refusal:
        return _handover_page(request, queries.handover(actor, handover_id), str(refusal), confirm_form=form)
    messages.success(request, _("Confirmed. Thank you."))
    return redirect("alerts:handover", handover_id=handover_id)


@require_POST
@staff_required("alerts.handover")
def results(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), ResultForm(request.POST, request.FILES)
    found = queries.handover(actor, handover_id)
    if not form.is_valid() or form.cleaned_data["file"].size > RESULT_BYTES:
        return _handover_page(request, found, _("Choose the result file of BE-Alert, at most 5 MB."))
    try:
        actions.import_results(actor, handover_id=handover_id, content=form.cleaned_data["file"].read())
    except Refused as refusal:
        return _handover_page(request, found, str(refusal))
    messages.success(request, _("The result is in."))
    return redirect("alerts:handover", handover_id=handover_id)


@never_cache
@require_safe
@staff_required("reports.view")
def incident_panel(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """For the page of an incident: the networks found here, how many households, what was sent, and the way to warn."""
    actor = actor_of(request)
    found = prefilled(actor, incident_id)
    may_draft = actor.may("alerts.draft", found.tenant_id) and not found.incident.never_alert
    households, refusal = 0, ""
    try:
        as_if = actions.as_if(actor, tenant_id=found.tenant_id, draft=found.draft, incident_id=incident_id)
        households = queries.measure(as_if).size.households
    except Refused as told:
        refusal = str(told)
    except Missing:
        may_draft = False
    shown = {
        "incident": found.incident,
        "networks": found.networks,
        "households": households,
        "households_words": presenters.households(households),
        "may_draft": may_draft and not refusal,
        "judged": found.incident.outcome == "warn",
        "refusal": refusal,
        "alerts": [
            (one, presenters.chip_of(one), presenters.subject_of(one))
            for one in queries.of_incident(actor, incident_id)
        ],
    }
    return render(request, "alerts/_incident_panel.html", shown)
