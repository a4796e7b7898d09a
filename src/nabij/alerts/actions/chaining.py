"""When a message leaves that follows another: its turn, what makes way for it, and what it takes over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from nabij.alerts import chains, checking
from nabij.alerts.actions.changing import put_on_record, step
from nabij.alerts.models import Alert, DutyState, FeedbackDuty, Handover, HandoverState
from nabij.alerts.rules.chain import Message
from nabij.alerts.rules.transitions import LEAVES
from nabij.tenants.actor import Actor


def take_turn(actor: Actor, alert: Alert) -> list[Message]:
    """Checks the order with the chain locked, and stops what of it has not left yet. The messages that left before.

    What a person had not had by now they hear in the newest words or not at all. Raises Refused or Stale.
    """
    if alert.follows_id is None:
        return []
    _lock_first(alert)
    checking.check_in_order(alert)
    before = chains.others_that_left(alert)
    in_force = Alert.objects.select_for_update().filter(
        tenant_id=alert.tenant_id, id__in=[one.id for one in before], state__in=LEAVES
    )
    for one in in_force.order_by("id"):
        step(actor, one, "give_way")
        one.stopped_because = _words(alert)
        one.save()
        put_on_record(actor, one, "give_way", {"to": str(alert.id)})
    _withdraw_handovers(alert, before)
    return before


def _lock_first(alert: Alert) -> None:
    """Two messages of one chain never leave at once: the row of its first is what they wait for."""
    first = next(one.id for one in chains.chain(alert.tenant_id, alert.follows_id or alert.id) if one.follows is None)
    Alert.objects.select_for_update().get(tenant_id=alert.tenant_id, id=first)


def _words(alert: Alert) -> str:
    return {
        "update": _("An update followed. Who had not had this yet hears the update."),
        "all_clear": _("The all-clear followed. What had not left by then never leaves."),
        "cancel": _("Taken back. What had not left by then never leaves."),
    }[alert.message_type]


def _withdraw_handovers(alert: Alert, before: list[Message]) -> None:
    """What still waits to be sent in BE-Alert is no longer to be sent there."""
    waiting = Handover.objects.filter(
        tenant_id=alert.tenant_id, alert_id__in=[one.id for one in before], state=HandoverState.WAITING
    )
    waiting.update(state=HandoverState.WITHDRAWN)


def move_duty(alert: Alert, before: list[Message]) -> bool:
    """Feedback that is still owed is owed on the newest message, by the term that ran. Whether there was any."""
    owed = FeedbackDuty.objects.select_for_update().filter(
        tenant_id=alert.tenant_id, alert_id__in=[one.id for one in before]
    )
    duty = owed.exclude(state=DutyState.DONE).first()
    if duty is None:
        return False
    duty.alert_id = alert.id
    duty.save()
    return True
