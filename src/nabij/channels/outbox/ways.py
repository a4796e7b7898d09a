"""Over which ways somebody can be reached at a moment: their numbers and addresses, less what they stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from nabij.channels.outbox.rules import CALMEST_FIRST
from nabij.people import queries as people
from nabij.people.quiet import quiet_end
from nabij.people.reach import Reachable, reachable
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint


@dataclass(frozen=True, slots=True)
class Way:
    """A channel to somebody. `to` is plain, and never kept; `not_before`: until then they want it quiet."""

    channel: str
    to: str = field(repr=False)
    language: str
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Who sends what kind of message; `quiet_at` is the moment for which quiet hours count, None where they do not."""

    tenant_id: UUID
    message_kind: str
    quiet_at: datetime | None = None


def of_person(person_id: UUID, terms: Terms) -> list[Way]:
    """The ways of a person, the calmest first; none for who is gone. Stopped ones, and calls to who wants none, are no ways."""
    try:
        return _of_points(people.contact_points(system_actor([terms.tenant_id]), person_id), terms)
    except Missing:
        return []


def of_point(contact_point_id: UUID, terms: Terms) -> list[Way]:
    """The same of one contact point."""
    try:
        return _of_points([people.contact_point(system_actor([terms.tenant_id]), contact_point_id)], terms)
    except Missing:
        return []


def given(kind: str, value: str, language: str, terms: Terms) -> list[Way]:
    """The number or address that somebody gave for this one thing; none where who holds it stopped messages of this sender."""
    return [] if not value or _is_stopped(kind, value, terms) else [Way(kind, value, language)]


def _is_stopped(kind: str, value: str, terms: Terms) -> bool:
    try:
        point = people.contact_point_of(kind, value)
    except Refused:
        return False
    return point is not None and bool(people.stopped_at([point.id], terms.tenant_id, terms.message_kind))


def _of_points(points: Iterable[ContactPoint], terms: Terms) -> list[Way]:
    usable = sorted((one for one in points if one.kind in CALMEST_FIRST), key=lambda one: CALMEST_FIRST.index(one.kind))
    found = reachable([one.id for one in usable], tenant_id=terms.tenant_id, message_kind=terms.message_kind)
    ways = []
    for point in usable:
        here = found.get(point.id)
        if here is None or here.stopped or (here.no_calls and point.kind == "voice"):
            continue
        ways.append(Way(point.kind, here.value, point.language, _quiet_until(point.kind, here, terms.quiet_at)))
    return ways


def _quiet_until(kind: str, here: Reachable, at: datetime | None) -> datetime | None:
    """A mailbox makes no sound."""
    return None if at is None or kind == "email" else quiet_end(at, here.quiet_from, here.quiet_until)
