"""Which moments are free, and what may be done with an appointment. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from nabij.desk.counters.rules import Block
from nabij.tenants.errors import Refused, Stale
from nabij.tenants.working_days import BRUSSELS

LONGEST_NAME: Final = 120
YEARS: Final = range(2000, 2200)
"""Near the ends of the calendar nothing can be added to a day any more; who asks for one there is answered as for no day."""
MOVES: Final[Mapping[str, frozenset[str]]] = {
    "booked": frozenset({"arrived", "done", "no_show", "cancelled"}),
    "arrived": frozenset({"done", "booked", "no_show"}),
    "done": frozenset({"booked"}),
    "no_show": frozenset({"booked", "arrived"}),
    "cancelled": frozenset(),
}
"""From which state to which; back to booked is undoing a slip."""
LATE_MIN: Final = (5, 10)
"""Minutes that somebody may say to be late; who comes later queues as without an appointment (`waiting/data/order.toml`)."""
LATE_FROM: Final = timedelta(hours=2)
"""So long before the hour one may say to be late; earlier one takes another moment."""
NO_SHOW_TOLD_AFTER: Final = timedelta(minutes=15)
"""So long after staff noted that somebody did not come they are told: a slip is taken back before that."""


@dataclass(frozen=True)
class Choices:
    """What a tenant chose, from its settings under "appointments". Minutes before the start until which a resident may book
    (`book_until_min`), and cancel or move (`cancel_until_min`); how many days ahead one books; how many appointments to come
    one telephone number or address may have (`most_open`).
    """

    book_until_min: int = 60
    cancel_until_min: int = 30
    book_days: int = 60
    most_open: int = 3


def from_settings(chosen: Mapping[str, Any]) -> Choices:
    """Unknown names are left alone, so that an older version can read newer settings."""
    known = {one.name for one in fields(Choices)}
    return Choices(**{name: value for name, value in chosen.items() if name in known})


@dataclass(frozen=True)
class Taken:
    """A place that is taken: from when until when, which of the desks, for which service."""

    starts_at: datetime
    ends_at: datetime
    place: int
    service_id: UUID


@dataclass(frozen=True)
class Wanted:
    """What a moment must have room for: minutes of a service, of which a counter does `own_desks` at once on its `desks`."""

    service_id: UUID
    minutes: int
    desks: int
    own_desks: int


@dataclass(frozen=True)
class Slot:
    """A moment at which an appointment can begin."""

    starts_at: datetime
    ends_at: datetime
    free: int


def starts(blocks: Iterable[Block], minutes: int) -> list[tuple[datetime, datetime]]:
    """The moments at which appointments of so many minutes begin: one after the other from the start of each opening."""
    found, length = [], timedelta(minutes=minutes)
    for start, end in _stretches(blocks):
        at = start
        while at + length <= end:
            found.append((at, at + length))
            at += length
    return found


def _stretches(blocks: Iterable[Block]) -> list[tuple[datetime, datetime]]:
    """Times in which appointments are taken; blocks that touch are one."""
    found: list[tuple[datetime, datetime]] = []
    for one in sorted((one for one in blocks if one.by_appointment), key=lambda one: one.starts_at):
        if found and found[-1][1] >= one.starts_at:
            found[-1] = (found[-1][0], max(found[-1][1], one.ends_at))
        else:
            found.append((one.starts_at, one.ends_at))
    return found


def slots(
    blocks: Iterable[Block], wanted: Wanted, taken: Collection[Taken], earliest: datetime, latest: datetime
) -> list[Slot]:
    """The moments from `earliest` until `latest` with how many places are free; also those where none is."""
    return [
        Slot(start, end, len(free_places(start, end, wanted, taken)))
        for start, end in starts(blocks, wanted.minutes)
        if earliest <= start <= latest
    ]


def free_places(starts_at: datetime, ends_at: datetime, wanted: Wanted, taken: Iterable[Taken]) -> list[int]:
    """The desks that are free all the time from one moment to the other, the lowest first; as many as the service may have."""
    meanwhile = [one for one in taken if one.starts_at < ends_at and one.ends_at > starts_at]
    busy = {one.place for one in meanwhile}
    room = wanted.own_desks - len({one.place for one in meanwhile if one.service_id == wanted.service_id})
    return [place for place in range(1, wanted.desks + 1) if place not in busy][: max(room, 0)]


def place_for(
    starts_at: datetime, blocks: Sequence[Block], wanted: Wanted, taken: Iterable[Taken]
) -> tuple[datetime, int]:
    """The end of an appointment that begins at this moment, and its desk.

    Raises Refused where none begins then, Stale where all places were taken meanwhile.
    """
    ends = dict(starts(blocks, wanted.minutes))
    if starts_at not in ends:
        raise Refused(_("At that moment no appointment begins. Choose one of the moments on the page."))
    places = free_places(starts_at, ends[starts_at], wanted, taken)
    if not places:
        raise Stale(_("Somebody was just before you: this moment is taken. Choose another one."))
    return ends[starts_at], places[0]


def span(choices: Choices, now: datetime, *, by_staff: bool) -> tuple[datetime, datetime]:
    """The first and the last moment that may be booked; staff may give one that begins now."""
    lead = timedelta(0) if by_staff else timedelta(minutes=choices.book_until_min)
    return now + lead, now + timedelta(days=choices.book_days)


def check_span(starts_at: datetime, choices: Choices, now: datetime, *, by_staff: bool) -> None:
    earliest, latest = span(choices, now, by_staff=by_staff)
    if starts_at < earliest:
        raise Refused(_("That moment is too soon. Choose a later one, or come by without an appointment."))
    if starts_at > latest:
        raise Refused(_("That is too far ahead. You can book up to %(n)s days ahead.") % {"n": choices.book_days})


def check_may_change(state: str, starts_at: datetime, choices: Choices, now: datetime, *, by_staff: bool) -> None:
    """Raises Refused where an appointment can no longer be cancelled or moved."""
    if state != "booked":
        raise Refused(_("This appointment is over or was cancelled."))
    if by_staff:
        return
    if starts_at - timedelta(minutes=choices.cancel_until_min) < now:
        raise Refused(_("It is too late to change this appointment here. Please call the counter."))


def may_be_late(state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether somebody who is expected can still say to be a little late."""
    return state == "booked" and starts_at - LATE_FROM <= now <= starts_at + timedelta(minutes=LATE_MIN[-1])


def check_late(state: str, starts_at: datetime, minutes: int, now: datetime) -> None:
    """Raises Refused for who is later than we wait, or is not expected now."""
    if minutes not in LATE_MIN or not may_be_late(state, starts_at, now):
        raise Refused(_("We cannot wait so long. Choose another moment, or come by and take a number."))


def check_state(before: str, after: str, starts_at: datetime, now: datetime) -> None:
    """Raises Refused for a step that cannot be; that somebody did not come shows only once the hour is there."""
    if after not in MOVES.get(before, frozenset()):
        raise Refused(_("That is not possible any more. Load the page again to see how it stands."))
    if after == "no_show" and now < starts_at:
        raise Refused(_("The hour of this appointment has not come yet."))


def check_name(name: str) -> str:
    plain = " ".join(name.split())[:LONGEST_NAME]
    if not plain:
        raise Refused(_("Write your name, so that we can call you."))
    return plain


def local_day(moment: datetime) -> date:
    return moment.astimezone(BRUSSELS).date()
