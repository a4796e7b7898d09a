"""A sent alert that a worker carries in the test, with a provider that refuses whom it is told to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from nabij.alerts import tasks
from nabij.alerts.fanout.tests.houses import Provider, handed_over, ready_now, work_off
from nabij.alerts.models import Alert
from nabij.alerts.orders import load_order
from nabij.alerts.tests.factories import Zone, sent
from nabij.channels.drivers import Answer, Message
from nabij.people.models import ContactPoint
from nabij.people.queries import value_of

GONE, FULL = "smpp.0b", "receipt.undeliv"


def carried(zone: Zone, refusals: dict[str, str] | None = None, **changes: Any) -> tuple[Alert, Provider]:
    """An alert over SMS of which the provider took all but those to `refusals` (number to error)."""
    alert = sent(zone, **({"channels": ("sms",)} | changes))
    tasks.plan_alert(alert_id=str(alert.id))
    return alert, carry(alert, refusals or {})


def carry(alert: Alert, refusals: dict[str, str]) -> Provider:
    def say(message: Message) -> Answer:
        error = refusals.get(message.to)
        return Answer(message.key, "failed_for_good", error=error) if error else handed_over(message)

    provider = Provider(say)
    ready_now()
    work_off(provider, load_order(alert.id))
    return provider


def numbers_of(zone: Zone) -> list[str]:
    """The telephone number of each member, in the order in which they joined."""
    return [value_of(ContactPoint.objects.get(id=points[0])) for points in _points(zone.members)]


def _points(members: Collection[Any]) -> list[list[UUID]]:
    return [list(member.points.order_by("id").values_list("contact_point_id", flat=True)) for member in members]
