from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import shapely
from django.db import connection

from nabij.alerts.fanout.rules import REACHED
from nabij.alerts.models import Alert
from nabij.alerts.queries import alert
from nabij.alerts.replies.models import Reply
from nabij.networks import queries as networks
from nabij.places.geometry import to_wgs84
from nabij.reports import queries as reports
from nabij.reports.where import Place
from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.places.geometry import Shape

ANSWERED_WITHIN: Final = timedelta(hours=72)
"""A text that comes within this time after an alert is an answer to it."""
ONE_ANSWER: Final = timedelta(minutes=30)
"""What the same person writes within this time goes on where they left off."""
SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an alert. Words and incident are there only for who may view reports of the tenant that has it."""

    at: datetime
    texts: int
    language: str
    incident_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """How many people answered (counted to 200 texts), and the newest answers."""

    people: int
    rows: list[Answer]


def replies_to(actor: Actor, alert_id: UUID) -> Answers:
    """What people answered to an alert, newest first. Raises Missing for one that is not the actor's to see. Four queries."""
    found = alert(actor, alert_id)
    rows = list(Reply.objects.filter(tenant_id=found.tenant_id, alert_id=found.id).order_by("-at")[: 4 * SHOWN])
    together: dict[UUID, list[Reply]] = {}
    for row in rows:
        together.setdefault(row.report_id, []).append(row)
    words = reports.words_of_reports(actor, list(together)[:SHOWN])
    people = len({bytes(row.sender_key) for row in rows})
    return Answers(people, [_answer(actor, group, words) for group in list(together.values())[:SHOWN]])


def _answer(actor: Actor, group: list[Reply], words: Mapping[UUID, str]) -> Answer:
    newest = group[0]
    may_read = actor.may("reports.view", newest.report_tenant_id)
    return Answer(
        newest.at,
        len(group),
        newest.language,
        newest.incident_id if may_read else None,
        words.get(newest.report_id, "") if may_read else "",
    )


def alerts_answered(lookups: Collection[bytes], now: datetime) -> dict[bytes, UUID]:
    """Per keyed hash of a number the newest alert that reached it in the last 72 hours (one query for all)."""
    if not lookups:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, [now - ANSWERED_WITHIN, list(lookups), [str(state) for state in REACHED]])
        return {bytes(lookup): alert_id for lookup, alert_id in cursor.fetchall()}


_ANSWERED: Final = """
    select distinct on (d.lookup) d.lookup, p.alert_id
    from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id
    where p.created_at > %s and d.lookup = any(%s) and exists (select from fanout.outcome o
      where o.part = d.part and o.plan = d.plan and o.n = d.n and o.state = any(%s::fanout.state[]))
    order by d.lookup, p.created_at desc, p.id desc
"""


def answered_alert(alert_id: UUID) -> Alert | None:
    """An alert that somebody answers; for the platform, which files the answer."""
    return Alert.objects.filter(id=alert_id).first()


def reply_of(tenant_id: UUID, inbound_id: UUID) -> Reply | None:
    return Reply.objects.filter(tenant_id=tenant_id, inbound_id=inbound_id).first()


def going_on(found: Alert, sender_key: bytes, now: datetime) -> Reply | None:
    """The last answer of the same person to this alert, where it is so short ago that the next text belongs to it."""
    rows = Reply.objects.filter(
        tenant_id=found.tenant_id, alert_id=found.id, sender_key=sender_key, at__gt=now - ONE_ANSWER
    )
    return rows.order_by("-at").first()


def place_of(found: Alert) -> Place | None:
    """Where an alert is about: its incident, or somewhere within its networks or area; never where who answers lives."""
    if found.incident_id is not None:
        incident = reports.incident_place(found.tenant_id, found.incident_id)
        if incident is not None:
            return incident
    shapes: list[Shape] = [networks.area_of(one) for one in networks.networks_of(found.tenant_id, found.networks)]
    if found.area_lambert:
        shapes.append(shapely.from_wkb(bytes(found.area_lambert)))  # type: ignore[arg-type]
    if not shapes:
        return None
    inside = shapely.union_all(shapes).representative_point()
    lons, lats = to_wgs84([inside.x], [inside.y])
    return Place(float(lons[0]), float(lats[0]))
