"""What comes after an alert that left: one page, from which a mistake is taken back in one tick and one press."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from nabij.alerts import actions, presenters, queries
from nabij.alerts.actions.feedback import reviewed_text
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert
from nabij.alerts.reviewed_texts import follow_up_templates
from nabij.alerts.rules.chain import FOLLOW_UPS, MessageType
from nabij.people.access import actor_of, staff_required
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale

OWN_WORDS = "own"


@never_cache
@staff_required("alerts.draft")
def follow_up(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """A reviewed text that leaves at once, or words of one's own that a colleague approves; of which sort ?soort= says."""
    actor = actor_of(request)
    message_type = request.POST.get("soort") or request.GET.get("soort", "update")
    alert = queries.alert(actor, alert_id)
    if message_type not in FOLLOW_UPS:
        raise Missing
    if request.method != "POST":
        return _page(request, actor, alert, message_type)
    try:
        return _told(request, actor, alert_id, message_type)
    except Refused as refusal:
        status = 409 if isinstance(refusal, Stale) else 422
        return _page(request, actor, alert, message_type, str(refusal), status)


def _told(request: HttpRequest, actor: Actor, alert_id: UUID, message_type: MessageType) -> HttpResponse:
    template = request.POST.get("template", OWN_WORDS)
    if template == OWN_WORDS:
        drafted = actions.follow_up_alert(actor, alert_id=alert_id, message_type=message_type)
        return redirect("alerts:edit", alert_id=drafted.id)
    if not request.POST.get("agreed"):
        raise Refused(_("Tick that everybody who had the alert hears this."))
    told = actions.tell_at_once(actor, alert_id=alert_id, message_type=message_type, template=template)
    messages.success(request, _("On its way to everybody who was warned."))
    return redirect("alerts:alert", alert_id=told.id)


def _page(
    request: HttpRequest, actor: Actor, alert: Alert, message_type: str, error: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    texts = [(one.code, one.label, reviewed_text(alert, one)["nl"].body) for one in follow_up_templates(message_type)]
    may_send = actor.may(kind(alert.kind).send, alert.tenant_id)
    shown: dict[str, Any] = {
        "alert": alert,
        "message_type": message_type,
        "subject": presenters.subject_of(alert),
        "texts": texts if may_send else [],
        "chosen": request.POST.get("template") or (texts[0][0] if texts and may_send else OWN_WORDS),
        "reached": queries.reached_by_all(alert),
        "chain": presenters.chain_rows(queries.chain_of(alert), alert),
        "error": error,
    }
    return render(request, "alerts/follow_up.html", shown, status=status)
