"""The order of an alert as it stands now, for the fan-out; asked again before each chunk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts import checking, contents, queries
from nabij.alerts.fanout.orders import Order, Text
from nabij.alerts.rules.transitions import LEAVES
from nabij.tenants.errors import Refused

if TYPE_CHECKING:
    from nabij.alerts.models import Alert, SentCopy


def load_order(alert_id: UUID, now: datetime | None = None) -> Order | None:
    """What may be sent, from the frozen copy; None for what never left the desk or may leave no longer.

    `now` is the process's own clock unless given.
    """
    found = queries.leaving(alert_id)
    if found is None or why_held(*found, now or timezone.now()):
        return None
    alert, copy = found
    texts = {language: Text(said["subject"], said["body"]) for language, said in copy.content["texts"].items()}
    return Order(
        alert_id=alert.id,
        tenant_id=alert.tenant_id,
        kind=alert.kind,
        about_life=alert.about_life or alert.caught_in_act,
        texts=texts,
        channels=tuple(copy.content["channels"]),
        expires_at=alert.window_until,
        night_allowed=contents.wakes_people(alert),
    )


def check_leaves(alert: Alert) -> None:
    """For doors that hand the audience to somebody else. Raises Refused with why nothing of the alert may leave any longer."""
    found = queries.leaving(alert.id)
    why = why_held(*found, timezone.now()) if found else _("This alert has not been sent.")
    if why:
        raise Refused(why)


def why_held(alert: Alert, copy: SentCopy, now: datetime) -> str:
    """Why nothing of what left the desk may leave the house at this moment, in a sentence; empty when it may."""
    return next((words for guard in GUARDS if (words := guard(alert, copy, now))), "")


def _exercise(alert: Alert, copy: SentCopy, now: datetime) -> str:
    return _("This is an exercise: nothing of it leaves.") if alert.training or copy.content["training"] else ""


def _stopped(alert: Alert, copy: SentCopy, now: datetime) -> str:
    return "" if alert.state in LEAVES else _("This alert was stopped. What has not left by then never leaves.")


def _expired(alert: Alert, copy: SentCopy, now: datetime) -> str:
    passed = alert.window_until <= now
    return _("The time of this alert has passed. What has not left by then never leaves.") if passed else ""


def _changed(alert: Alert, copy: SentCopy, now: datetime) -> str:
    same = copy.digest == alert.digest == contents.digest_of(alert)
    return "" if same else _("This alert is no longer what was approved.")


def _unapproved(alert: Alert, copy: SentCopy, now: datetime) -> str:
    return _("The approval of this alert is no longer in force.") if queries.approval_fell(alert) else ""


def _about(alert: Alert, copy: SentCopy, now: datetime) -> str:
    return checking.why_not_about(alert)


def _out_of_order(alert: Alert, copy: SentCopy, now: datetime) -> str:
    return checking.why_out_of_order(alert)


GUARDS: Final = (_exercise, _stopped, _expired, _changed, _unapproved, _about, _out_of_order)
"""Each asked again before every window of every worker, and before the audience goes to BE-Alert."""
