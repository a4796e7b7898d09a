"""Messages about an appointment: when one may leave, to the number or address that was given for it, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from nabij.channels.outbox import ways
from nabij.channels.outbox.box import Outbox, Words
from nabij.channels.outbox.rules import is_daytime
from nabij.channels.outbox.ways import Terms, Way
from nabij.desk.appointments import words
from nabij.desk.appointments.models import AboutWhat, AppointmentNotice
from nabij.people import vault

if TYPE_CHECKING:
    from django.db.models import QuerySet

MESSAGE_KIND: Final = "appointments"
ANSWERS: Final = (AboutWhat.CONFIRMATION, AboutWhat.MOVED, AboutWhat.CANCELLED)
"""What answers a deed comes at once, also at night."""
BEFOREHAND: Final = frozenset({*ANSWERS, AboutWhat.REMINDER, AboutWhat.UNSETTLED, AboutWhat.SETTLED})
AFTERWARDS: Final = timedelta(days=1)
"""So long after an appointment it still makes sense to say something about it."""


class AppointmentNotices(Outbox[AppointmentNotice]):
    model = AppointmentNotice
    related = ("appointment__counter__tenant", "appointment__service", "appointment__tenant")

    def may_leave(self, rows: QuerySet[AppointmentNotice], now: datetime) -> QuerySet[AppointmentNotice]:
        return rows if is_daytime(now) else rows.filter(kind__in=ANSWERS)

    def ways(self, row: AppointmentNotice, now: datetime) -> Sequence[Way]:
        found = row.appointment
        if not found.contact_value:
            return []
        value = vault.open_value(found.contact_kind, found.id, bytes(found.contact_value))
        return ways.given(found.contact_kind, value, found.language, Terms(row.tenant_id, MESSAGE_KIND))

    def words(self, row: AppointmentNotice, way: Way) -> Words:
        subject, text = words.message(row.appointment, row.kind, way.channel)
        return Words(subject, text, way.language)

    def of_use_until(self, row: AppointmentNotice) -> datetime:
        ends_at: datetime = row.appointment.ends_at
        return ends_at if row.kind in BEFOREHAND else ends_at + AFTERWARDS
