"""Words and shapes for the pages of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nabij.channels.outbox.models import NOT_ARRIVED, MessageState
from nabij.meetings import queries
from nabij.meetings.models import Meeting, MeetingState, NoticeKind
from nabij.meetings.queries import Counts
from nabij.meetings.standing import Thing
from nabij.tenants.working_days import BRUSSELS

TONES: Final = {"planned": "brand", "cancelled": "danger", "held": "success"}


def chip(meeting: Meeting) -> tuple[str, str]:
    return meeting.get_state_display(), TONES[meeting.state]


def when(meeting: Meeting) -> str:
    """Friday 27 November 2026, 19:30 - 21:30."""
    starts_at, ends_at = meeting.starts_at.astimezone(BRUSSELS), meeting.ends_at.astimezone(BRUSSELS)
    day = date_format(starts_at, "l j F Y")
    if ends_at.date() == starts_at.date():
        return f"{day}, {starts_at:%H:%M} - {ends_at:%H:%M}"
    return f"{day}, {starts_at:%H:%M} - {date_format(ends_at, 'l j F')}, {ends_at:%H:%M}"


def seats_words(meeting: Meeting, counts: Counts) -> str:
    """How full it is, for who thinks of coming; nothing where nobody needs to register."""
    if not meeting.with_registration or meeting.seats is None:
        return ""
    free = max(meeting.seats - counts.registered, 0)
    return _("%(free)s of %(seats)s seats are free") % {"free": free, "seats": meeting.seats} if free else _("Full")


def map_link(meeting: Meeting) -> str:
    """The place on a map outside the house, for a route."""
    lat, lon = f"{meeting.lat:.5f}", f"{meeting.lon:.5f}"
    return f"https://www.openstreetmap.org/?{urlencode({'mlat': lat, 'mlon': lon})}#map=17/{lat}/{lon}"


def facts(meeting: Meeting, things: list[Thing], counts: Counts) -> list[tuple[str, Any]]:
    """What the back office shows about a meeting."""
    return [
        (_("When"), when(meeting)),
        (_("Where"), meeting.address),
        (_("Who speaks"), meeting.speakers),
        (_("About"), ", ".join(one.name for one in things)),
        (_("Who may come"), _("everybody") if meeting.public else _("members")),
        (_("Registration"), _registration(meeting, counts)),
        (_("Cancelled because"), meeting.cancelled_because),
        (_("Votes"), votes(meeting)),
    ]


def _registration(meeting: Meeting, counts: Counts) -> str:
    if not meeting.with_registration:
        return _("not needed")
    if meeting.seats is None:
        return _("%(n)s registered") % {"n": counts.registered}
    return _("%(n)s registered for %(seats)s seats") % {"n": counts.registered, "seats": meeting.seats}


def votes(meeting: Meeting) -> str:
    if meeting.votes_for is None:
        return ""
    return _("%(for)s for, %(against)s against, %(abstained)s abstained") % {
        "for": meeting.votes_for, "against": meeting.votes_against, "abstained": meeting.votes_abstained,
    }  # fmt: skip


def notice_rows(counted: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Per kind of message: what left, what waits, what did not arrive."""
    return [
        {
            "kind": NoticeKind(kind).label,
            "sent": counted[kind].get(MessageState.SENT, 0),
            "waiting": counted[kind].get(MessageState.WAITING, 0) + counted[kind].get(MessageState.SENDING, 0),
            "troubles": [
                (MessageState(state).label, counted[kind][state]) for state in NOT_ARRIVED if counted[kind].get(state)
            ],
        }
        for kind in NoticeKind.values
        if kind in counted
    ]


def row(meeting: Meeting) -> dict[str, Any]:
    """A line of a list of meetings."""
    counts = queries.counts(meeting)
    return {
        "meeting": meeting, "when": when(meeting), "chip": chip(meeting), "counts": counts,
        "seats": seats_words(meeting, counts), "is_cancelled": meeting.state == MeetingState.CANCELLED,
    }  # fmt: skip


def is_over(meeting: Meeting, now: datetime) -> bool:
    return meeting.starts_at <= now


def calendar_url(meeting: Meeting) -> str:
    return reverse("meetings:calendar", args=[meeting.id])
