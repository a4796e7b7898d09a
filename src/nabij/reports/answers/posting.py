"""Sending messages to who reported: at which number or address, in which words, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from nabij.channels.drivers import Answer, Message, RouteDown
from nabij.channels.routes import driver_for
from nabij.people import queries as people
from nabij.people import vault
from nabij.people.reach import reachable
from nabij.reports import codes
from nabij.reports.answers import queries, wording
from nabij.reports.answers.actions import NO_CONTACT, Settled
from nabij.reports.answers.models import MessageState
from nabij.reports.answers.wording import Filling
from nabij.reports.answers.zone_rules import from_settings
from nabij.reports.sentences import language_of
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused

if TYPE_CHECKING:
    from nabij.reports.answers.models import ReporterMessage
    from nabij.reports.models import Report

MESSAGE_KIND: Final = "reports"
"""Who stopped everything of this sender gets nothing about a report either."""
PREFERRED: Final = ("email", "sms", "push", "voice")
STATES: Final = {
    "handed_over": MessageState.SENT, "in_doubt": MessageState.DOUBT, "failed_now": MessageState.WAITING,
    "failed_for_good": MessageState.FAILED,
}  # fmt: skip
ROUTE_DOWN: Final = "route.down"
_log = structlog.get_logger("nabij.reports")


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that can leave. The address is plain, and never kept."""

    row: ReporterMessage
    channel: str
    message: Message = field(repr=False)
    version: int = 0


def send(rows: Sequence[ReporterMessage], now: datetime) -> list[Settled]:
    """Sends messages that were taken up, channel by channel; what became of each, in no order."""
    ready, settled = [], []
    words = queries.wordings({row.tenant_id for row in rows})
    notes = queries.own_words([row.values["note"] for row in rows if "note" in row.values])
    for row in rows:
        try:
            found = _ready(row, words, notes)
        except vault.CannotOpen:
            found = None
        if found is None:
            settled.append(Settled(row.id, MessageState.FAILED, error=NO_CONTACT))
        else:
            ready.append(found)
    for channel in sorted({one.channel for one in ready}):
        settled += _over(channel, [one for one in ready if one.channel == channel])
    return settled


def _over(channel: str, ready: list[Ready]) -> Iterator[Settled]:
    for one, answer in zip(ready, _answers(channel, ready), strict=True):
        if answer is None:
            yield Settled(one.row.id, MessageState.WAITING, channel, ROUTE_DOWN, one.version)
            continue
        if answer.error:
            _log.warning("report_message_refused", channel=channel, provider=answer.provider, error=answer.error)
        yield Settled(one.row.id, STATES[answer.state], channel, answer.error, one.version)


def _answers(channel: str, ready: list[Ready]) -> Sequence[Answer | None]:
    try:
        return driver_for(channel).send([one.message for one in ready])
    except (RouteDown, ImproperlyConfigured) as trouble:
        _log.warning("report_messages_route_down", channel=channel, reason=str(trouble))
        return [None] * len(ready)


def _ready(row: ReporterMessage, words: queries.Wordings, notes: dict[UUID, str]) -> Ready | None:
    way = _way(row.report, row.tenant_id)
    if way is None:
        return None
    channel, to = way
    chosen = from_settings(row.tenant.settings.get("answers", {}))
    version, texts = words.of(row.tenant_id, row.template, row.report.category_id)
    given = Filling(
        who=str(row.tenant.settings.get("sender", {}).get("name") or row.tenant.name),
        link=link_of(row.report),
        said=row.values.get("said", ""),
        own=notes.get(UUID(row.values["note"]), "") if "note" in row.values else "",
        day=row.values.get("day", ""),
        phone=chosen.phone,
    )
    written = wording.written(row.template, row.language, channel, given, texts)
    headers = {"Reply-To": chosen.reply_to} if channel == "email" and chosen.reply_to else {}
    message = Message(
        key=row.id, to=to, subject=written.subject, text=written.body, language=language_of(row.language),
        headers=headers, wants_receipt=False,
    )  # fmt: skip
    return Ready(row, channel, message, version)


def link_of(report: Report) -> str:
    """Where this reporter follows it: by their code, or on their own page where we do not know the code."""
    if report.tracking_sealed:
        code = codes.written(vault.open_value("code", report.id, bytes(report.tracking_sealed)))
        return f"{settings.SITE_URL}{reverse('reports:followed', args=[code])}"
    return f"{settings.SITE_URL}{reverse('people:my_page' if report.reporter_person else 'reports:follow')}"


def _way(report: Report, tenant_id: UUID) -> tuple[str, str] | None:
    """Channel and address: what they gave with the report, else what they use on their own page. None for who wants nothing."""
    if report.muted_at is not None:
        return None
    if report.contact_value:
        value = vault.open_value(report.contact_kind, report.id, bytes(report.contact_value))
        return None if _stopped(report.contact_kind, value, tenant_id) else (report.contact_kind, value)
    return _own_way(report.reporter_person, tenant_id) if report.reporter_person else None


def _stopped(kind: str, value: str, tenant_id: UUID) -> bool:
    """Whether who holds this number or address stopped everything of this sender."""
    try:
        point = people.contact_point_of(kind, value)
    except Refused:
        return False
    return point is not None and point.id in people.stopped_at([point.id], tenant_id, MESSAGE_KIND)


def _own_way(person_id: UUID, tenant_id: UUID) -> tuple[str, str] | None:
    try:
        points = people.contact_points(system_actor([tenant_id]), person_id)
    except Missing:
        return None
    usable = sorted(
        (point for point in points if point.kind in PREFERRED), key=lambda point: PREFERRED.index(point.kind)
    )
    found = reachable([point.id for point in usable], tenant_id=tenant_id, message_kind=MESSAGE_KIND)
    for point in usable:
        here = found.get(point.id)
        if here is not None and not here.stopped and not (here.no_calls and point.kind == "voice"):
            return point.kind, here.value
    return None
