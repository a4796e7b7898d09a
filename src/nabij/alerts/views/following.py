"""After an alert left: how it ended; and what the page of an incident says of alerts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.alerts import actions, presenters, queries
from nabij.alerts.actions.feedback import reviewed_text
from nabij.alerts.forms import FeedbackForm
from nabij.alerts.prefilling import prefilled
from nabij.alerts.reviewed_texts import feedback_templates
from nabij.people.access import actor_of, staff_required
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


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
        "reached": queries.reached_by_all(alert),
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
