"""Calendar files, read back by the library of another house."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event  # type: ignore[import-untyped]

from nabij.meetings import actions
from nabij.meetings.models import Meeting
from nabij.meetings.tests.factories import HALL, make_meeting, soon
from nabij.people.tests.factories import make_tenant, staff_actor
from nabij.tenants.working_days import BRUSSELS

pytestmark = pytest.mark.django_db


def calendar_of(path: str) -> Any:
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content.decode())


def event_of(meeting: Meeting) -> tuple[Any, Event]:
    calendar = calendar_of(reverse("meetings:calendar", args=[meeting.id]))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_a_calendar_says_the_hour_in_the_time_of_brussels_with_its_own_zone() -> None:
    meeting = make_meeting(make_tenant(), explanation="Met hapje;\nen drankje, ook voor kinderen.")
    calendar, event = event_of(meeting)
    assert event["dtstart"].params["TZID"] == "Europe/Brussels"
    assert event.decoded("dtstart") == meeting.starts_at
    assert event.decoded("dtend") == meeting.ends_at
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Brussels"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert str(event["summary"]) == "Infoavond"
    assert "hapje;\nen drankje, ook" in str(event["description"])
    assert str(event["location"]) == HALL.address


@pytest.mark.parametrize("days", [30, 210])
def test_summer_and_winter_hours_are_those_on_the_clock(days: int) -> None:
    meeting = make_meeting(make_tenant(), starts_at=soon(days))
    _calendar, event = event_of(meeting)
    local = meeting.starts_at.astimezone(BRUSSELS)
    assert event["dtstart"].to_ical().decode() == f"{local:%Y%m%dT%H%M%S}"


def test_the_number_rises_with_each_change_under_one_name_and_a_cancelled_one_says_so() -> None:
    zone = make_tenant()
    officer, meeting = staff_actor(zone, "mandated_officer"), make_meeting(zone)
    before, first = event_of(meeting)
    start = soon(25)
    actions.change_meeting(
        officer, meeting_id=meeting.id, title="Later", starts_at=start, ends_at=start + timedelta(hours=1), place=HALL,
        public=True,
    )  # fmt: skip
    _calendar, second = event_of(meeting)
    actions.cancel_meeting(officer, meeting_id=meeting.id, reason="Storm")
    after, third = event_of(meeting)
    assert first["uid"] == second["uid"] == third["uid"]
    assert [one["sequence"] for one in (first, second, third)] == [0, 1, 2]
    assert (str(before["method"]), str(first["status"])) == ("PUBLISH", "CONFIRMED")
    assert (str(after["method"]), str(third["status"])) == ("CANCEL", "CANCELLED")


def test_the_feed_holds_public_meetings_to_come_also_cancelled_ones_and_no_closed_one() -> None:
    zone = make_tenant()
    shown, cancelled = make_meeting(zone, title="Open"), make_meeting(zone, title="Weg")
    make_meeting(zone, title="Besloten", public=False)
    actions.cancel_meeting(staff_actor(zone, "mandated_officer"), meeting_id=cancelled.id, reason="Storm")
    calendar = calendar_of(reverse("meetings:feed"))
    events = {str(event["uid"]): str(event["status"]) for event in calendar.walk("VEVENT")}
    assert events == {f"{shown.id}@nabij": "CONFIRMED", f"{cancelled.id}@nabij": "CANCELLED"}
    assert len(calendar.walk("VTIMEZONE")) == 1


def test_a_closed_meeting_has_no_calendar_for_who_is_not_invited() -> None:
    closed = make_meeting(make_tenant(), public=False)
    assert Client().get(reverse("meetings:calendar", args=[closed.id])).status_code == 404
