"""The list of a team on a phone, and what other services handed over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nabij.people.access import actor_of, staff_required
from nabij.reports import actions, presenters, queries
from nabij.reports.actions.referring import LIVE
from nabij.tenants.errors import Missing, Refused


@never_cache
@require_safe
@staff_required("reports.task")
def tasks(request: HttpRequest) -> HttpResponse:
    """The open tasks of one's own teams, and what was handed over to one's own service."""
    actor = actor_of(request)
    mine = queries.my_tasks(actor)
    shown = [presenters.task_words(task) | {"kind": presenters.kind_words(task.incident.category)} for task in mine]
    return render(request, "reports/tasks.html", {"tasks": shown, "received": queries.referrals_received(actor)})


@never_cache
@require_POST
@staff_required("reports.task")
def step(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Starts, finishes or cancels a task."""
    actor, result = actor_of(request), request.POST.get("result", "")
    steps = {
        "start": lambda: actions.start_task(actor, task_id=task_id),
        "finish": lambda: actions.finish_task(actor, task_id=task_id, result=result),
        "cancel": lambda: actions.cancel_task(actor, task_id=task_id, reason=result),
    }
    try:
        steps.get(request.POST.get("step", ""), steps["start"])()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    back = request.POST.get("incident", "")
    return redirect("reports:incident", incident_id=back) if _is_uuid(back) else redirect("reports:tasks")


@never_cache
@require_safe
@staff_required()
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """What another service handed over: exactly the fields it named. Who has no task in it looks on."""
    actor = actor_of(request)
    shown = queries.referral_shown(actor, referral_id)
    may_answer = actor.may("reports.task", shown.referral.to_tenant_id)
    return render(request, "reports/referral.html", {"shown": shown, "may_answer": may_answer})


@never_cache
@require_POST
@staff_required("reports.task")
def answer_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Takes it on, or gives it back with a reason."""
    actor = actor_of(request)
    try:
        if request.POST.get("answer") == "accept":
            actions.accept_referral(actor, referral_id=referral_id)
            return redirect("reports:referral", referral_id=referral_id)
        if request.POST.get("answer") == "finish":
            actions.finish_referral(actor, referral_id=referral_id, result=request.POST.get("reason", ""))
            messages.success(request, _("Saved."))
            return redirect("reports:referrals")
        actions.decline_referral(actor, referral_id=referral_id, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:referral", referral_id=referral_id)
    messages.success(request, _("Given back to its owner."))
    return redirect("reports:tasks")


@never_cache
@require_safe
@staff_required()
def referrals(request: HttpRequest) -> HttpResponse:
    """What other services handed to ours, and what ours handed to them: in force, over, or ended."""
    actor = actor_of(request)
    if not queries.sees_referrals(actor):
        raise Missing
    received, sent, now = queries.referrals_received(actor), queries.referrals_sent(actor), timezone.now()
    is_over = [one.state in LIVE and one.until <= now for one in sent]
    shown = {"received": received, "sent": list(zip(sent, is_over, strict=True))}
    return render(request, "reports/referrals.html", shown)


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
