"""The list of alerts, and the page of one: to approve before it left, to follow afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.alerts import actions, presenters, queries
from nabij.alerts.following.pages import sent_context
from nabij.alerts.forms import ApproveForm
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert
from nabij.alerts.rules import clock
from nabij.alerts.rules.transitions import EDGES
from nabij.alerts.views.common import chain_context, described, shell, writers_only
from nabij.alerts.zone_rules import rules_of
from nabij.people.access import actor_of, staff_required
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused, Stale

VIEWS = {
    "all": (),
    "waiting": ("submitted", "returned"),
    "drafts": ("draft",),
    "planned": ("scheduled",),
    "sent": ("sent", "sent_unreviewed"),
    "exercises": (),
}
BEFORE = ("draft", "submitted", "returned", "scheduled", "cancelled")


@never_cache
@require_safe
@writers_only
def listing(request: HttpRequest) -> HttpResponse:
    actor, view = actor_of(request), request.GET.get("view", "all")
    drills, now = view == "exercises", timezone.now()
    page = queries.alert_page(actor, states=VIEWS.get(view, ()), training=drills, after=request.GET.get("after", ""))
    names = {
        "all": _("All"), "waiting": _("Waits for approval"), "drafts": _("Being written"), "planned": _("Planned"),
        "sent": _("Sent"), "exercises": _("Exercises"),
    }  # fmt: skip
    shown = {
        "shell": shell(actor),
        "rows": [_row(alert) for alert in page.rows],
        "next_cursor": page.next_cursor,
        "drills": drills,
        "staff": actor.kind == "staff",
        "may_write": actor.kind != "staff" or bool(actor.tenants_with("alerts.draft")),
        "may_campaign": bool(actor.tenants_with("networks.manage")),
        "late": presenters.late_rows(queries.late_feedback(actor, now), now),
        "owed": [
            (duty, *presenters.duty_words(duty), presenters.subject_of(duty.alert))
            for duty in queries.owed(actor)
            if duty.due_at >= now
        ],
        "tabs": [{"url": f"?view={code}", "label": name, "current": code == view} for code, name in names.items()],
    }
    return render(request, "alerts/list.html", shown)


def _row(alert: Alert) -> dict[str, Any]:
    duty = next(iter(alert.duties.all()), None)
    handover = next(iter(alert.handovers.all()), None)
    return {
        "alert": alert,
        "kind": kind(alert.kind),
        "subject": presenters.subject_of(alert),
        "chip": presenters.chip_of(alert),
        "when": alert.sent_at or alert.submitted_at or alert.created_at,
        "leaves_at": alert.window_from if alert.sent_at is None and alert.state != "cancelled" else None,
        "duty": presenters.duty_words(duty) if duty else None,
        "handover_late": bool(handover and queries.is_late(handover, timezone.now())),
    }


@never_cache
@require_safe
@writers_only
def page(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    alert = queries.alert(actor, alert_id)
    if alert.state in BEFORE:
        return approval_page(request, alert)
    return render(request, "alerts/sent.html", _sent(actor, alert))


def _sent(actor: Actor, alert: Alert) -> dict[str, Any]:
    return sent_context(actor, alert) | chain_context(actor, alert) | {"shell": shell(actor)}


def approval_page(request: HttpRequest, alert: Alert, error: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    return render(request, "alerts/approve.html", approval_context(actor, alert) | {"error": error}, status=status)


def approval_context(actor: Actor, alert: Alert) -> dict[str, Any]:
    """The page of the second pair of eyes, with what this actor may do."""
    chosen, found_kind = rules_of(alert), kind(alert.kind)
    open_verbs = {edge.verb for edge in EDGES if edge.source == alert.state}
    may_send = actor.may(found_kind.send, alert.tenant_id)
    wrote = actor.id in queries.editors(alert)
    may_approve = may_send and not wrote and actor.may("alerts.approve", alert.tenant_id) and "approve" in open_verbs
    urgent_now = found_kind.code in ("urgent", "missing_person") and (alert.caught_in_act or alert.about_life)
    may_send_now = "send_caught_in_act" in open_verbs and may_send and urgent_now and chosen.caught_in_act_allowed
    return (
        described(alert)
        | chain_context(actor, alert)
        | {
            "shell": shell(actor),
            "wrote": wrote,
            "may_edit": "edit" in open_verbs,
            "may_submit": "submit" in open_verbs,
            "may_cancel": "cancel" in open_verbs,
            "may_return": "return" in open_verbs and may_send and actor.may("alerts.approve", alert.tenant_id),
            "may_approve": may_approve,
            "may_send_now": may_send_now and not may_approve,
            "is_night": clock.is_night(timezone.now(), chosen.night_from, chosen.night_until),
        }
    )


@never_cache
@require_safe
@staff_required("alerts.view")
def geojson(request: HttpRequest) -> JsonResponse:
    """Areas of alerts in force, for the map of the console."""
    return JsonResponse(queries.geojson(actor_of(request)))


@require_POST
@writers_only
def step(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One deed from the page of an alert. A refusal stands on the page with its sentence."""
    actor, deed = actor_of(request), request.POST.get("deed", "")
    alert = queries.alert(actor, alert_id)
    try:
        said = DEEDS[deed](request, actor, alert) if deed in DEEDS else ""
    except Refused as refusal:
        alert = queries.alert(actor, alert_id)
        status = 409 if isinstance(refusal, Stale) else 422
        if alert.state in BEFORE:
            return approval_page(request, alert, str(refusal), status)
        return render(request, "alerts/sent.html", _sent(actor, alert) | {"error": str(refusal)}, status=status)
    if said:
        messages.success(request, said)
    return redirect("alerts:alert", alert_id=alert_id)


@require_POST
@writers_only
def duplicate(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """The same message again, as a draft."""
    try:
        copy = actions.duplicate_alert(actor_of(request), alert_id=alert_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("alerts:alert", alert_id=alert_id)
    messages.success(request, _("A new draft with the same text, for the same people. No approval came along."))
    return redirect("alerts:edit", alert_id=copy.id)


def _approve(request: HttpRequest, actor: Actor, alert: Alert) -> str:
    form = ApproveForm(request.POST)
    typed = form.cleaned_data if form.is_valid() else {}
    ticked = bool(typed.get("agreed"))
    approved = actions.approve_alert(
        actor, alert_id=alert.id, digest=typed.get("digest", ""), households=typed.get("households") if ticked else None,
        cost_cents=typed.get("cost_cents") if ticked else None,
    )  # fmt: skip
    return (
        _("Approved. It leaves at the hour you read.")
        if approved.state == "scheduled"
        else _("Approved and on its way.")
    )


def _send_now(request: HttpRequest, actor: Actor, alert: Alert) -> str:
    if not request.POST.get("agreed"):
        raise Refused(_("Tick that you send this without a second person."))
    if with_whom := request.POST.get("with_whom", ""):
        actions.record_second_consultation(actor, alert_id=alert.id, with_whom=with_whom)
    actions.send_caught_in_act(actor, alert_id=alert.id, digest=request.POST.get("digest", ""))
    return _("On its way. A colleague reviews it afterwards.")


def _submit(request: HttpRequest, actor: Actor, alert: Alert) -> str:
    version = request.POST.get("version", "")
    actions.submit_for_approval(actor, alert_id=alert.id, version=int(version) if version.isdigit() else 0)
    return _("Your alert is with a colleague for approval.")


def _return(request: HttpRequest, actor: Actor, alert: Alert) -> str:
    actions.return_with_reason(actor, alert_id=alert.id, reason=request.POST.get("reason", ""))
    return _("Returned to who wrote it.")


def _cancel(request: HttpRequest, actor: Actor, alert: Alert) -> str:
    actions.cancel(actor, alert_id=alert.id)
    return _("Withdrawn. Nobody received it.")


def _review(request: HttpRequest, actor: Actor, alert: Alert) -> str:
    actions.review_afterwards(actor, alert_id=alert.id, remark=request.POST.get("remark", ""))
    return _("Reviewed.")


def _stop(request: HttpRequest, actor: Actor, alert: Alert) -> str:
    actions.stop_alert(actor, alert_id=alert.id, reason=request.POST.get("reason", ""))
    return _("Stopped. What had left cannot be called back; give feedback to those who received it.")


def _consequence(request: HttpRequest, actor: Actor, alert: Alert) -> str:
    actions.write_consequence(actor, alert_id=alert.id, text=request.POST.get("text", ""))
    return _("Written in the log of the network.")


DEEDS = {
    "approve": _approve,
    "send_now": _send_now,
    "submit": _submit,
    "return": _return,
    "cancel": _cancel,
    "review": _review,
    "stop": _stop,
    "consequence": _consequence,
}
