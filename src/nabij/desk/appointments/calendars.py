"""The calendar file (RFC 5545) of one appointment."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from icalendar import Alarm, Calendar, Event, vGeo, vUri  # type: ignore[import-untyped]

from nabij.desk.appointments.models import AppointmentState
from nabij.desk.appointments.queries import code_of
from nabij.desk.appointments.words import bring_of, link_of, said, values_of
from nabij.desk.counters.models import Way
from nabij.tenants.working_days import BRUSSELS

if TYPE_CHECKING:
    from nabij.desk.appointments.models import Appointment

PRODUCT: Final = "-//Nabij//Appointments//NL"
ALARM: Final = timedelta(hours=-1)


def one(row: Appointment) -> bytes:
    """METHOD is CANCEL once it was cancelled, so that a calendar which holds it strikes it out; UID stays when it moves."""
    cancelled = row.state == AppointmentState.CANCELLED
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_event(row, cancelled=cancelled))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(row: Appointment, *, cancelled: bool) -> Event:
    event, link = Event(), link_of(code_of(row))
    event.add("uid", f"{row.id}@nabij")
    event.add("sequence", row.sequence)
    event.add("dtstamp", row.changed_at.astimezone(UTC))
    event.add("dtstart", row.starts_at.astimezone(BRUSSELS))
    event.add("dtend", row.ends_at.astimezone(BRUSSELS))
    event.add("summary", row.service.name)
    if row.way == Way.PERSON:
        event.add("location", f"{row.counter.name}, {row.counter.address}")
        event.add("geo", vGeo((round(row.counter.lat, 6), round(row.counter.lon, 6))))
    event.add("description", _described(row, link))
    event.add("url", vUri(link))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", vUri(settings.SITE_URL), parameters={"CN": row.counter.tenant.name})
    if not cancelled:
        event.add_component(_alarm(row))
    return event


def _described(row: Appointment, link: str) -> str:
    values = values_of(row)
    bring = said("bring", row.language, values) if bring_of(row) else ""
    return "\n\n".join(part for part in (values["how"], bring, link) if part)


def _alarm(row: Appointment) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", row.service.name)
    alarm.add("trigger", ALARM)
    return alarm
