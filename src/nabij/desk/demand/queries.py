"""How much is asked of police and town hall in each hour: counts only, of everything that measures it."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour

from nabij.desk.appointments.models import Appointment
from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Counter
from nabij.desk.counters.rules import days_between
from nabij.desk.demand import rules
from nabij.desk.demand.rules import Table
from nabij.desk.video.models import Ring
from nabij.desk.waiting.models import Ticket
from nabij.reports.queries.received import received_per_hour
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant
from nabij.tenants.working_days import BRUSSELS

RIGHT: Final = "desk.plan"
WEEKS: Final = (4, 12, 26, 52)
SOURCES: Final = ("reports", "video", "tickets", "appointments")


@dataclass(frozen=True)
class Demand:
    """What came to a tenant, or to one of its counters, since a moment: the table, and how much of each source."""

    tenant: Tenant
    counter: Counter | None
    table: Table
    per_source: dict[str, int]
    since: datetime
    until: datetime


def services(actor: Actor) -> list[Tenant]:
    """The tenants whose demand the actor may see. Raises Missing without one."""
    found = tenants.tenants(actor.tenants_with(RIGHT))
    if not found:
        raise Missing
    return found


def demand(actor: Actor, tenant_id: UUID, counter_id: UUID | None, now: datetime, weeks: int) -> Demand:
    """Seven queries at most, however much came. A counter is asked about by those at it; the tenant by all who turn to it.

    Raises Missing for a tenant or counter that the actor may not plan for.
    """
    actor.require(RIGHT, tenant_id)
    found = counters.counters(tenant_ids=[tenant_id])
    chosen = next((one for one in found if one.id == counter_id), None)
    if counter_id is not None and chosen is None:
        raise Missing
    until = now.replace(minute=0, second=0, microsecond=0)
    since = (until - timedelta(weeks=weeks)).astimezone(BRUSSELS).replace(hour=0)
    sources = _at_counter(tenant_id, chosen.id, since, until) if chosen else _everywhere(tenant_id, since, until)
    counts: Tally[datetime] = Tally()
    for hours in sources.values():
        counts.update(hours)
    openings = _openings([chosen] if chosen else found, since, until)
    return Demand(
        tenants.tenant(tenant_id), chosen, rules.week(counts.items(), openings, since, until),
        {name: sum(hours.values()) for name, hours in sources.items()}, since, until,
    )  # fmt: skip


def _everywhere(tenant_id: UUID, since: datetime, until: datetime) -> dict[str, dict[datetime, int]]:
    return {
        "reports": received_per_hour(tenant_id, since, until),
        "video": _per_hour(Ring.objects.filter(tenant_id=tenant_id), "started_at", since, until),
        **_of(
            Ticket.objects.filter(tenant_id=tenant_id), Appointment.objects.filter(tenant_id=tenant_id), since, until
        ),
    }


def _at_counter(tenant_id: UUID, counter_id: UUID, since: datetime, until: datetime) -> dict[str, dict[datetime, int]]:
    here = {"tenant_id": tenant_id, "counter_id": counter_id}
    return _of(Ticket.objects.filter(**here), Appointment.objects.filter(**here), since, until)


def _of(
    tickets: QuerySet[Ticket], appointments: QuerySet[Appointment], since: datetime, until: datetime
) -> dict[str, dict[datetime, int]]:
    """A number that belongs to an appointment is not counted twice; an appointment counts when it was asked for."""
    return {
        "tickets": _per_hour(tickets.filter(appointment__isnull=True), "taken_at", since, until),
        "appointments": _per_hour(appointments, "booked_at", since, until),
    }


def _per_hour(rows: QuerySet[Any], column: str, since: datetime, until: datetime) -> dict[datetime, int]:
    within = rows.filter(**{f"{column}__gte": since, f"{column}__lt": until}).order_by()
    return dict(within.annotate(hour=TruncHour(column, tzinfo=UTC)).values_list("hour").annotate(Count("id")))


def _openings(found: Iterable[Counter], since: datetime, until: datetime) -> list[rules.Span]:
    """When at least one of these counters was open, odd days and holidays as they were."""
    from_day, to_day = since.astimezone(BRUSSELS).date(), until.astimezone(BRUSSELS).date()
    hours = counters.hours_of(list(found))
    days = (day for one in hours.values() for day in days_between(one, from_day - timedelta(days=1), to_day))
    return [(block.starts_at, block.ends_at) for day in days for block in day.blocks]
