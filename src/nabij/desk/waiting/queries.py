"""What may be asked about a waiting hall. Numbers say nothing about who holds them: who has the id of one may follow it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Counter, Offer
from nabij.desk.waiting import rules
from nabij.desk.waiting.models import Ticket, TicketState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.working_days import BRUSSELS

AT_DESKS: Final = (TicketState.CALLED, TicketState.SERVING)
ACTIVE_FOR: Final = timedelta(minutes=30)
"""A desk that called within this time counts as staffed."""
CALLS_SHOWN: Final = 5
MEASURED: Final = 50
"""Serving times per service that are looked at, the newest."""


@dataclass(frozen=True)
class Wait:
    """How somebody stands in the queue: how many go before, and in about how many minutes it is their turn."""

    ahead: int
    minutes: int


@dataclass(frozen=True)
class Hall:
    """A waiting hall at a moment."""

    called: list[Ticket]
    waiting: list[Ticket]


@dataclass(frozen=True)
class Line:
    """A row of the day report: of a service, or of all. Waits and serving in seconds; None of nothing."""

    name: str
    taken: int
    served: int
    lost: int
    wait_median: float | None
    wait_p90: float | None
    wait_longest: float | None
    serving_median: float | None


@dataclass
class _Times:
    taken: int = 0
    served: int = 0
    lost: int = 0
    waits: list[float] = field(default_factory=list)
    servings: list[float] = field(default_factory=list)


def today(now: datetime) -> date:
    return now.astimezone(BRUSSELS).date()


def ticket(ticket_id: UUID) -> Ticket:
    """A number by its id, which only who took it and the staff know. Raises Missing."""
    found = Ticket.objects.select_related("counter", "service").filter(id=ticket_id).first()
    if found is None:
        raise Missing
    return found


def hall(counter: Counter, now: datetime) -> Hall:
    """Who was called last, the newest first, and who waits, the next one first. Two queries."""
    rows = _of_day(counter, today(now)).select_related("service")
    called = rows.filter(called_at__isnull=False, state__in=[*AT_DESKS, TicketState.SERVED]).order_by("-called_at")
    waiting = rows.filter(state=TicketState.WAITING).order_by("rank_at", "id")
    return Hall(list(called[:CALLS_SHOWN]), list(waiting))


def at_desk(actor: Actor, counter_id: UUID, desk: int, at: datetime) -> Ticket | None:
    """The number that is at a desk then, for staff of the counter. Raises Missing."""
    found = counters.staffed_counter(actor, counter_id)
    return _of_day(found, today(at)).filter(desk=desk, state__in=AT_DESKS).select_related("service").first()


def not_come(actor: Actor, counter_id: UUID, at: datetime) -> list[Ticket]:
    """The numbers of the last hour that did not come when they were called, for staff; the last one first. Raises Missing."""
    found = counters.staffed_counter(actor, counter_id)
    rows = _of_day(found, today(at)).filter(state=TicketState.NO_SHOW, ended_at__gt=at - timedelta(hours=1))
    return list(rows.select_related("service").order_by("-ended_at"))


def walk_in_offers(counter: Counter) -> list[Offer]:
    """What one can come for without an appointment."""
    return [one for one in counters.offers_of([counter]) if one.walk_in]


def waits(counter: Counter, now: datetime) -> dict[UUID, Wait]:
    """For each number that waits how it stands. Four queries for any number."""
    queue, desks = hall(counter, now).waiting, _desks(counter, now)
    usual = serving_minutes(counter, {one.service_id: one.service.minutes for one in queue}, now)
    found, ahead = {}, _rest(counter, now, usual)
    for n, one in enumerate(queue):
        found[one.id] = Wait(n, rules.expected_min(ahead, desks))
        ahead = [*ahead, usual[one.service_id]]
    return found


def expected(counter: Counter, now: datetime) -> Wait:
    """How somebody who takes a number now would stand."""
    queue, desks = hall(counter, now).waiting, _desks(counter, now)
    usual = serving_minutes(counter, {one.service_id: one.service.minutes for one in queue}, now)
    ahead = [*_rest(counter, now, usual), *(usual[one.service_id] for one in queue)]
    return Wait(len(queue), rules.expected_min(ahead, desks) if queue else 0)


def _rest(counter: Counter, now: datetime, usual: dict[UUID, float]) -> list[float]:
    """What serving those at the desks still takes, by the usual times; a new service counts as its usual minutes."""
    rows = _of_day(counter, today(now)).filter(state__in=AT_DESKS).values_list("service_id", "called_at")
    least = float(rules.order().usual_min)
    return [
        max(usual.get(service_id, least) - (now - called_at).total_seconds() / 60, 0.0)
        for service_id, called_at in rows
        if called_at is not None
    ]


def serving_minutes(counter: Counter, planned: dict[UUID, int], now: datetime) -> dict[UUID, float]:
    """How long serving takes per service at this counter, as measured lately, else as planned. One query."""
    by = rules.order()
    rows = Ticket.objects.filter(
        tenant_id=counter.tenant_id, counter_id=counter.id, day__gte=today(now) - timedelta(days=by.measured_days),
        state=TicketState.SERVED, served_at__isnull=False, service_id__in=list(planned),
    )  # fmt: skip
    measured: dict[UUID, list[float]] = defaultdict(list)
    for service_id, start, end in rows.order_by("-ended_at").values_list("service_id", "served_at", "ended_at")[:2_000]:
        if start is not None and end is not None and len(measured[service_id]) < MEASURED:
            measured[service_id].append((end - start).total_seconds())
    return {one: rules.usual_minutes(measured[one], minutes, by) for one, minutes in planned.items()}


def _desks(counter: Counter, now: datetime) -> int:
    """How many desks called a number lately."""
    rows = _of_day(counter, today(now)).filter(called_at__gt=now - ACTIVE_FOR, desk__isnull=False)
    return rows.values("desk").distinct().count()


def day_report(actor: Actor, counter_id: UUID, day: date) -> list[Line]:
    """Waiting and serving of a day per service, and of all at the end; for staff of the counter. Raises Missing."""
    found = counters.staffed_counter(actor, counter_id)
    times: dict[str, _Times] = defaultdict(_Times)
    for one in _of_day(found, day).select_related("service"):
        for name in (one.service.name, ""):
            _count(times[name], one)
    return [_line(name, times[name]) for name in sorted(times, key=lambda name: (not name, name))]


def per_hour(actor: Actor, counter_id: UUID, day: date) -> list[tuple[int, int]]:
    """How many numbers were taken in each hour of a day on which some were, for staff of the counter. Raises Missing."""
    found = counters.staffed_counter(actor, counter_id)
    taken: dict[int, int] = defaultdict(int)
    for at in _of_day(found, day).values_list("taken_at", flat=True):
        taken[at.astimezone(BRUSSELS).hour] += 1
    return sorted(taken.items())


def _count(times: _Times, one: Ticket) -> None:
    times.taken += 1
    times.served += one.state == TicketState.SERVED
    times.lost += one.state in (TicketState.NO_SHOW, TicketState.LEFT)
    if one.called_at is not None:
        since = max(one.taken_at, one.due_at) if one.due_at else one.taken_at
        times.waits.append(max((one.called_at - since).total_seconds(), 0.0))
    if one.state == TicketState.SERVED and one.served_at and one.ended_at:
        times.servings.append((one.ended_at - one.served_at).total_seconds())


def _line(name: str, times: _Times) -> Line:
    return Line(
        name, times.taken, times.served, times.lost, rules.percentile(times.waits, 0.5),
        rules.percentile(times.waits, 0.9), max(times.waits, default=None), rules.percentile(times.servings, 0.5),
    )  # fmt: skip


def _of_day(counter: Counter, day: date) -> QuerySet[Ticket]:
    return Ticket.objects.filter(tenant_id=counter.tenant_id, counter_id=counter.id, day=day)
