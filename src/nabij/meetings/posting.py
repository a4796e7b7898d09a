"""Sending one message about a meeting: at which number or address, in which language, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import structlog
from django.core.exceptions import ImproperlyConfigured

from nabij.channels.drivers import Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.meetings import words
from nabij.meetings.models import NoticeKind, NoticeState
from nabij.meetings.rules import PREFERRED, is_quiet
from nabij.people import queries as people
from nabij.people import vault
from nabij.people.reach import reachable
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing

if TYPE_CHECKING:
    from nabij.meetings.models import Notice
    from nabij.people.models import ContactPoint

MESSAGE_KIND: Final = {NoticeKind.INVITATION: "prevention"}
"""Who wants no tips of this sender gets no invitation either; what somebody registered for always comes, but after STOP."""
OTHERS: Final = "meetings"
STATES: Final = {
    "handed_over": NoticeState.SENT, "in_doubt": NoticeState.DOUBT, "failed_now": NoticeState.WAITING,
    "failed_for_good": NoticeState.FAILED,
}  # fmt: skip
_log = structlog.get_logger("nabij.meetings")


@dataclass(frozen=True)
class Outcome:
    """A state of `NoticeState`, and the channel over which it went."""

    state: str
    channel: str = ""


@dataclass(frozen=True)
class Way:
    """A channel to somebody, with the plain value, which is never kept."""

    channel: str
    to: str
    language: str


def send(notice: Notice, now: datetime) -> Outcome:
    """Tries the contact points of somebody one after the other until a provider takes it."""
    ways = list(_ways(notice, now))
    if not ways:
        return Outcome(NoticeState.NOWHERE)
    found = Outcome(NoticeState.FAILED)
    for way in ways:
        found = _over(way, notice)
        if found.state != NoticeState.FAILED and found.state != NoticeState.WAITING:
            return found
    return found


def _over(way: Way, notice: Notice) -> Outcome:
    try:
        (answer,) = driver_for(way.channel).send([_message(way, notice)])
    except (RouteDown, ImproperlyConfigured) as trouble:
        _log.warning("meeting_notice_route_down", channel=way.channel, reason=str(trouble))
        return Outcome(NoticeState.WAITING, way.channel)
    if answer.error:
        _log.warning("meeting_notice_refused", channel=way.channel, provider=answer.provider, error=answer.error)
    return Outcome(STATES[answer.state], way.channel)


def _message(way: Way, notice: Notice) -> Message:
    values = words.values_of(notice.meeting, way.language)
    subject = words.said(f"{notice.kind}_subject", way.language, values)
    text = words.said(notice.kind, way.language, values)
    if way.channel == "email":
        text = f"{text}\n\n{words.said('signed', way.language, values)}"
    return Message(
        key=notice.id,
        to=way.to,
        subject=subject,
        text=text,
        language=words.language_of(way.language),
        wants_receipt=False,
    )


def _ways(notice: Notice, now: datetime) -> Iterator[Way]:
    points = {point.id: point for point in _points(notice) if point.kind in PREFERRED}
    kind = MESSAGE_KIND.get(NoticeKind(notice.kind), OTHERS)
    found = reachable(list(points), tenant_id=notice.tenant_id, message_kind=kind)
    for point in sorted(points.values(), key=lambda one: PREFERRED.index(one.kind)):
        here = found.get(point.id)
        if here is None or here.stopped or (here.no_calls and point.kind == "voice"):
            continue
        if point.kind != "email" and is_quiet(now, here.quiet_from, here.quiet_until):
            continue
        yield Way(point.kind, here.value, point.language)


def _points(notice: Notice) -> list[ContactPoint]:
    """Those of the person who registered, or the one that was invited; none where they are gone."""
    system = system_actor([notice.tenant_id])
    try:
        if notice.contact_point_id is not None:
            return [people.contact_point(system, notice.contact_point_id)]
        row = notice.registration
        if row is None or row.person is None:
            return []
        return people.contact_points(system, UUID(vault.open_value("visitor", row.id, bytes(row.person))))
    except Missing:
        return []
