"""What may be asked about counters. Where they are and when they are open is public, so most take no actor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import hypot
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from nabij.desk.counters import rules
from nabij.desk.counters.models import Counter, OddDay, Offer, Pattern, Service
from nabij.desk.counters.rules import Day, Hours, Odd, Standing, Usual
from nabij.places.geometry import to_lambert
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken
from nabij.tenants.working_days import BRUSSELS

HOURS: Final = "desk.hours"
"""The right to change counters, services and hours."""
SERVE: Final = "desk.serve"
"""The right to see who has an appointment and to call numbers."""
AHEAD: Final = timedelta(days=21)
"""How far ahead the next opening is looked for."""
ODD_AHEAD: Final = timedelta(days=62)
"""How far ahead odd days are shown: two months."""


@dataclass(frozen=True)
class Near:
    """A counter with how far it is in metres; None where nobody said from where."""

    counter: Counter
    standing: Standing
    metres: float | None = None


def counters(*, tenant_ids: Collection[UUID] | None = None, kinds: Collection[str] = ()) -> list[Counter]:
    """The counters that residents may come to, by name: of all tenants or these, of all kinds or these."""
    rows = Counter.objects.filter(retired_at__isnull=True).select_related("tenant")
    if tenant_ids is not None:
        rows = rows.filter(tenant_id__in=list(tenant_ids))
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    return list(rows.order_by("name", "id"))


def counter(counter_id: UUID) -> Counter:
    """One to which residents may come. Raises Missing."""
    found = Counter.objects.select_related("tenant").filter(id=counter_id, retired_at__isnull=True).first()
    if found is None:
        raise Missing
    return found


def nearest(at: datetime, *, lon: float | None = None, lat: float | None = None) -> list[Near]:
    """All counters with whether they are open at a moment, the nearest to a point in degrees first; by name without one."""
    rows = counters()
    standings = standings_of(rows, at)
    if lon is None or lat is None or not rows:
        return [Near(one, standings[one.id]) for one in rows]
    xs, ys = to_lambert([lon, *(one.lon for one in rows)], [lat, *(one.lat for one in rows)])
    found = [
        Near(one, standings[one.id], hypot(float(x - xs[0]), float(y - ys[0])))
        for one, x, y in zip(rows, xs[1:], ys[1:], strict=True)
    ]
    return sorted(found, key=lambda one: one.metres or 0.0)


def open_hours_of(counter: Counter, from_day: date, to_day: date) -> list[Day]:
    """What a counter does on each day from `from_day` until and with `to_day` (days of Brussels), with the reason of odd days.
    Two queries, however many days.
    """
    return rules.days_between(hours_of([counter])[counter.id], from_day, to_day, spoken())


def is_open(counter: Counter, at: datetime) -> bool:
    """Whether somebody is there at a moment (aware)."""
    return standings_of([counter], at)[counter.id].is_open


def standings_of(found: Collection[Counter], at: datetime) -> dict[UUID, Standing]:
    """For each counter whether it is open at a moment, until when, and when it opens next. Two queries for all."""
    today, hours = at.astimezone(BRUSSELS).date(), hours_of(found)
    return {
        one.id: rules.standing(
            rules.days_between(hours[one.id], today - timedelta(days=1), today + AHEAD, spoken()), at
        )
        for one in found
    }


def hours_of(found: Collection[Counter]) -> dict[UUID, Hours]:
    """What decides when each of these is open: usual weeks, own odd days and those of its tenant, holidays. Two queries."""
    usual: dict[UUID, list[Usual]] = defaultdict(list)
    for row in Pattern.objects.filter(counter_id__in=[one.id for one in found]):
        usual[row.counter_id].append(Usual(row.valid_from, row.valid_until, row.walk_in, row.by_appointment))
    own: dict[UUID, list[Odd]] = defaultdict(list)
    shared: dict[UUID, list[Odd]] = defaultdict(list)
    for odd in _odd_rows(found):
        (own[odd.counter_id] if odd.counter_id else shared[odd.tenant_id]).append(_odd(odd))
    return {
        one.id: Hours(tuple(usual[one.id]), (*own[one.id], *shared[one.tenant_id]), one.shut_on_holidays)
        for one in found
    }


def _odd_rows(found: Collection[Counter]) -> QuerySet[OddDay]:
    of_tenant = Q(counter_id__isnull=True, tenant_id__in={one.tenant_id for one in found})
    return OddDay.objects.filter(of_tenant | Q(counter_id__in=[one.id for one in found]))


def _odd(row: OddDay) -> Odd:
    return Odd(
        row.first_day, row.last_day, row.walk_in, row.by_appointment, row.why, row.note, row.counter_id is not None,
        row.id,
    )  # fmt: skip


def offers_of(found: Iterable[Counter]) -> list[Offer]:
    """What these counters offer, with service and counter, by name of the service."""
    rows = Offer.objects.filter(counter_id__in=[one.id for one in found], service__retired_at__isnull=True)
    return list(rows.select_related("service", "counter").order_by("service__name", "id"))


def bookable() -> list[Offer]:
    """Every service that takes appointments, at each counter where it does; by service and counter."""
    rows = Offer.objects.filter(
        counter__retired_at__isnull=True, service__retired_at__isnull=True, ways__len__gt=0
    ).select_related("service", "counter__tenant")
    return list(rows.order_by("service__name", "counter__name"))


def offer(counter_id: UUID, service_id: UUID) -> Offer:
    """A service at a counter to which residents may come. Raises Missing."""
    rows = Offer.objects.select_related("service", "counter__tenant").filter(
        counter_id=counter_id, service_id=service_id, counter__retired_at__isnull=True,
        service__retired_at__isnull=True,
    )  # fmt: skip
    found = rows.first()
    if found is None:
        raise Missing
    return found


def is_bookable(counter_id: UUID, service_id: UUID) -> bool:
    """Whether residents can make an appointment for a service at a counter."""
    rows = Offer.objects.filter(counter_id=counter_id, service_id=service_id, ways__len__gt=0)
    return rows.filter(counter__retired_at__isnull=True, service__retired_at__isnull=True).exists()


def staffed(actor: Actor, right: str = SERVE) -> list[Counter]:
    """The counters of the tenants in which the actor has a right, by name."""
    return counters(tenant_ids=actor.tenants_with(right))


def staffed_counter(actor: Actor, counter_id: UUID, right: str = SERVE) -> Counter:
    """One of them. Raises Missing."""
    found = counter(counter_id)
    actor.require(right, found.tenant_id)
    return found


def services(actor: Actor, tenant_id: UUID) -> list[Service]:
    """The services of a tenant, for who may change them. Raises Missing."""
    actor.require(HOURS, tenant_id)
    return list(Service.objects.filter(tenant_id=tenant_id, retired_at__isnull=True).order_by("name"))


def service(actor: Actor, service_id: UUID) -> Service:
    """One of them. Raises Missing."""
    found = Service.objects.filter(id=service_id, retired_at__isnull=True).first()
    if found is None:
        raise Missing
    actor.require(HOURS, found.tenant_id)
    return found


def patterns(actor: Actor, counter_id: UUID) -> list[Pattern]:
    """The usual weeks of a counter, the newest first, for who may change them. Raises Missing."""
    found = staffed_counter(actor, counter_id, HOURS)
    return list(Pattern.objects.filter(tenant_id=found.tenant_id, counter_id=found.id).order_by("-valid_from"))


def odd_days(actor: Actor, from_day: date) -> list[OddDay]:
    """The odd days that are not over of every tenant in which the actor may change hours, the first one first."""
    rows = OddDay.objects.filter(tenant_id__in=actor.tenants_with(HOURS), last_day__gte=from_day)
    return list(rows.select_related("counter", "tenant").order_by("first_day", "id"))


def odd_ahead(found: Collection[Counter], from_day: date) -> list[tuple[Counter, Day]]:
    """Days of the next two months on which one of these counters is not as usual, by day and name. Two queries."""
    hours, last = hours_of(found), from_day + ODD_AHEAD
    rows = [
        (one, day) for one in found for day in rules.odd_in(rules.days_between(hours[one.id], from_day, last, spoken()))
    ]
    return sorted(rows, key=lambda row: (row[1].day, row[0].name))


def tenants_to_change(actor: Actor) -> list[tuple[UUID, str]]:
    """The tenants whose counters the actor may change, with their names."""
    return [(one.id, one.name) for one in tenants.tenants(actor.tenants_with(HOURS))]
