"""Appointments for the tests of this part and those above."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from nabij.desk.appointments import actions
from nabij.desk.appointments.actions import Booked
from nabij.desk.counters.models import Offer
from nabij.desk.counters.rules import holiday_of
from nabij.reports.told import Contact
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.working_days import BRUSSELS

GIVEN = Contact("email", "an@example.be")


def next_monday(hour: int = 9, minute: int = 0) -> datetime:
    """That hour on the first Monday, from the day after tomorrow on, that is no holiday."""
    day = timezone.now().astimezone(BRUSSELS) + timedelta(days=2)
    while day.weekday() or holiday_of(day.date()):
        day += timedelta(days=1)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def make_appointment(offer: Offer, actor: Actor = PUBLIC, **fields: Any) -> Booked:
    """Somebody who comes on Monday at nine, told by mail."""
    values: dict[str, Any] = {"starts_at": next_monday(), "name": "An Peeters", "contact": GIVEN} | fields
    return actions.book(actor, counter_id=offer.counter_id, service_id=offer.service_id, **values)
