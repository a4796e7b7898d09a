"""Calendar files (RFC 5545): one meeting, and the feed of all public ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vGeo, vText, vUri  # type: ignore[import-untyped]

from nabij.meetings.models import MeetingState
from nabij.meetings.words import link_of
from nabij.tenants.working_days import BRUSSELS

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting

PRODUCT: Final = "-//Nabij//Meetings//NL"
REFRESH: Final = timedelta(hours=6)
CONTENT_TYPE: Final = "text/calendar; charset=utf-8"


def one(meeting: Meeting) -> bytes:
    """One meeting. METHOD is CANCEL once it was called off, so that a calendar which holds it strikes it out."""
    cancelled = meeting.state == MeetingState.CANCELLED
    return _written([meeting], "CANCEL" if cancelled else "PUBLISH", meeting.title)


def feed(meetings: Iterable[Meeting]) -> bytes:
    """All of these, for a calendar that looks again a few times a day; the cancelled ones as such."""
    name = _("Meetings of %(city)s") % {"city": settings.CITY_NAME}
    return _written(meetings, "PUBLISH", name, refresh=True)


def _written(meetings: Iterable[Meeting], method: str, name: str, *, refresh: bool = False) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", method)
    calendar.add("x-wr-calname", vText(name))
    if refresh:
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", REFRESH)
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting) -> Event:
    event = Event()
    cancelled = meeting.state == MeetingState.CANCELLED
    event.add("uid", f"{meeting.id}@nabij")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("last-modified", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(BRUSSELS))
    event.add("dtend", meeting.ends_at.astimezone(BRUSSELS))
    event.add("summary", meeting.title)
    event.add("location", meeting.address)
    event.add("geo", vGeo((round(meeting.lat, 6), round(meeting.lon, 6))))
    event.add("description", _described(meeting))
    event.add("url", vUri(link_of(meeting)))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", vUri(settings.SITE_URL), parameters={"CN": meeting.tenant.name})
    if not cancelled:
        event.add_component(_reminder(meeting))
    return event


def _described(meeting: Meeting) -> str:
    parts = [meeting.cancelled_because, meeting.explanation, meeting.speakers, link_of(meeting)]
    return "\n\n".join(part for part in parts if part)


def _reminder(meeting: Meeting) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", meeting.title)
    alarm.add("trigger", timedelta(hours=-2))
    return alarm
