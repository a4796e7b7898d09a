"""The networks and neighbourhoods of a ground side by side, as they were counted last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from nabij.networks.founding import queries as founding
from nabij.networks.founding.queries import StepNow
from nabij.networks.models import Mandate, MandateRole, Network, NetworkState
from nabij.networks.overview import rules
from nabij.networks.overview.models import Coverage, Figures, Goal
from nabij.networks.overview.queries.grounds import Ground, ground
from nabij.networks.year.resting.models import Dormancy
from nabij.places import queries as places
from nabij.places.queries import Outline
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor

NOTHING_YET = Figures()


@dataclass(frozen=True)
class Row:
    """A network with its figures; `before` are those of three months earlier. `step` is what its start-up waits for."""

    network_id: UUID
    name: str
    kind: str
    state: str
    municipality_id: UUID | None
    figures: Figures
    before: Figures | None
    has_officer: bool
    has_coordinator: bool
    step: StepNow | None
    is_late: bool
    is_silent: bool

    @property
    def is_stalled(self) -> bool:
        """A step past its term, or a network of which nothing is heard any more."""
        return self.is_late or self.is_silent

    @property
    def share(self) -> int | None:
        """Percent of the addresses in its area that are members."""
        return rules.percent(self.figures.households, self.figures.addresses)

    @property
    def feedback_share(self) -> int | None:
        """Percent of the alerts that owed feedback and had it by its term."""
        return rules.percent(self.figures.in_time, self.figures.owed)

    @property
    def trend(self) -> int:
        """Whether it has more households than three months ago (1), fewer (-1), or as many (0)."""
        return rules.trend(self.figures.households, self.before.households if self.before else None)


@dataclass(frozen=True)
class Covered:
    """A neighbourhood with how many of its households are members of some network."""

    outline: Outline
    households: int
    before: int | None

    @property
    def share(self) -> int | None:
        return rules.percent(self.households, self.outline.addresses)

    @property
    def shade(self) -> int:
        return rules.shade(self.households, self.outline.addresses)

    @property
    def trend(self) -> int:
        return rules.trend(self.households, self.before)


@dataclass(frozen=True)
class City:
    """All of a ground: its networks by name, its neighbourhoods, and when they were counted."""

    ground: Ground
    rows: list[Row]
    covered: list[Covered]
    counted_at: datetime | None


def city(actor: Actor, slug: str = "") -> City:
    """The ground of that name, the first of the actor without one (nine queries however many networks). Raises Missing."""
    found, now = ground(actor, slug), timezone.now()
    rows = _rows(found, now)
    counted = max((row.figures.counted_at for row in rows if row.figures.counted_at), default=None)
    return City(found, rows, _covered(found, now), counted)


def municipalities(found: Ground) -> dict[UUID, str]:
    """The names of the municipalities of a zone, to choose from (one query)."""
    return {one.id: one.name for one in tenants.all_tenants() if one.zone_id == found.tenant.id}


def areas(found: Ground) -> dict[UUID, tuple[bytes, tuple[float, float, float, float]]]:
    """The stored areas of the networks of a ground that did not stop, with their bounds, to draw (one query)."""
    rows = Network.objects.filter(**found.networks).exclude(state=NetworkState.STOPPED)
    columns = rows.values_list("id", "area_lambert", "west_m", "south_m", "east_m", "north_m")
    return {network_id: (bytes(wkb), tuple(box)) for network_id, wkb, *box in columns}


def goals(found: Ground, year: int) -> dict[str, int]:
    """What this zone or municipality wants to reach in a year, by kind (one query)."""
    return dict(Goal.objects.filter(tenant_id=found.tenant.id, year=year).values_list("what", "target"))


def _rows(found: Ground, now: datetime) -> list[Row]:
    columns = "id", "name", "kind", "state", "municipality_id"
    networks = list(Network.objects.filter(**found.networks).order_by("name", "id").values_list(*columns))
    figures, before = _figures(found, now)
    held = _mandates(found)
    starting = [row[0] for row in networks if row[3] == NetworkState.STARTING]
    steps = founding.steps_of(starting) if starting else {}
    asleep = Dormancy.objects.filter(tenant_id=found.zone_id, ended_at__isnull=True)
    silent = set(asleep.values_list("network_id", flat=True))
    rows = []
    for network_id, *about in networks:
        step = founding.progress(steps.get(network_id, [])).following
        rows.append(
            Row(
                network_id, *about, figures.get(network_id, NOTHING_YET), before.get(network_id),
                (network_id, MandateRole.OFFICER) in held, (network_id, MandateRole.COORDINATOR) in held,
                step, any(one.is_late(now) for one in steps.get(network_id, [])), network_id in silent,
            )
        )  # fmt: skip
    return rows


def _figures(found: Ground, now: datetime) -> tuple[dict[UUID, Figures], dict[UUID, Figures]]:
    """Of each network those of the newest month, and those of three months before this one."""
    month = rules.month_of(timezone.localdate(now))
    earlier = rules.months_before(month, rules.TREND_MONTHS)
    newest: dict[UUID, Figures] = {}
    then: dict[UUID, Figures] = {}
    asked = [month, rules.months_before(month, 1), earlier]
    for row in Figures.objects.filter(tenant_id=found.zone_id, month__in=asked).order_by("month"):
        (then if row.month == earlier else newest)[row.network_id] = row
    return newest, then


def _mandates(found: Ground) -> set[tuple[UUID, str]]:
    return set(Mandate.objects.filter(tenant_id=found.zone_id, deputy=False).values_list("network_id", "role"))


def _covered(found: Ground, now: datetime) -> list[Covered]:
    if not found.tenant.code:
        return []
    month = rules.month_of(timezone.localdate(now))
    earlier = rules.months_before(month, rules.TREND_MONTHS)
    newest: dict[str, int] = {}
    then: dict[str, int] = {}
    asked = [month, rules.months_before(month, 1), earlier]
    counted = Coverage.objects.filter(tenant_id=found.zone_id, month__in=asked).order_by("month")
    for code, at, households in counted.values_list("area_code", "month", "households"):
        (then if at == earlier else newest)[code] = households
    return [
        Covered(one, newest.get(one.code, 0), then.get(one.code, 0) if then else None)
        for one in places.neighbourhood_outlines(found.tenant.code)
    ]
