"""The networks and neighbourhoods of a ground side by side, as they were counted last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from nabij.meetings import queries as meetings
from nabij.networks.documents import queries as documents
from nabij.networks.founding import queries as founding
from nabij.networks.founding.queries import StepNow
from nabij.networks.models import Mandate, MandateRole, Network, NetworkState
from nabij.networks.overview import rules
from nabij.networks.overview.models import Coverage, Figures, Goal, Waiting
from nabij.networks.overview.queries.grounds import Ground, chosen_ground, grounds
from nabij.networks.overview.queries.measuring import households_by
from nabij.networks.todo import Owner, Todo
from nabij.networks.year.evaluation.models import Evaluation
from nabij.networks.year.resting.models import Dormancy
from nabij.places import queries as places
from nabij.places.queries import Outline
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.places.drawing import Box
    from nabij.tenants.models import Tenant

BOX: Final = ("west_m", "south_m", "east_m", "north_m")
NOTHING_YET: Final = Figures()


@dataclass(frozen=True)
class Row:
    """A network with its figures; `before` are those of three months earlier. `step` is what its start-up waits for.

    `area_lambert` and `box` are its stored area and bounds; `evening_on` the day of its last information evening, `evaluated_on`
    that on which both agreed with its last evaluation, `planned_cents` what its budget in force plans for a year.
    """

    network_id: UUID
    name: str
    kind: str
    state: str
    municipality_id: UUID | None
    households: int
    figures: Figures
    before: Figures | None
    has_officer: bool
    has_coordinator: bool
    step: StepNow | None
    is_late: bool
    is_silent: bool
    evening_on: date | None
    evaluated_on: date | None
    planned_cents: int | None
    area_lambert: bytes
    box: Box

    @property
    def is_stalled(self) -> bool:
        """A step past its term, or a network of which nothing is heard any more."""
        return self.is_late or self.is_silent

    @property
    def share(self) -> int | None:
        """Percent of the addresses in its area that are members."""
        return rules.percent(self.households, self.figures.addresses)

    @property
    def feedback_share(self) -> int | None:
        """Percent of the alerts that owed feedback and had it by its term."""
        return rules.percent(self.figures.in_time, self.figures.owed)

    @property
    def trend(self) -> int:
        """Whether it has more households than three months ago (1), fewer (-1), or as many (0)."""
        return rules.trend(self.households, self.before.households if self.before else None)


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
    """All of a ground: its networks by name, its neighbourhoods, when they were counted; `others` the reader may see too."""

    ground: Ground
    others: list[Tenant]
    rows: list[Row]
    covered: list[Covered]
    counted_at: datetime | None

    @property
    def active(self) -> list[Row]:
        return [row for row in self.rows if row.state == NetworkState.ACTIVE]

    @property
    def households(self) -> int:
        """Households in the neighbourhoods of the ground that are members, each once."""
        return sum(one.households for one in self.covered)

    @property
    def addresses(self) -> int:
        return sum(one.outline.addresses for one in self.covered)


def city(actor: Actor, slug: str = "") -> City:
    """The ground of that name, the first of the actor without one (ten queries however many networks). Raises Missing.

    Figures are of when they were counted last; only a network that never was has its households of this moment.
    """
    every, now = grounds(actor), timezone.now()
    found = chosen_ground(every, slug)
    rows = _rows(found, now)
    counted = max((row.figures.counted_at for row in rows if row.figures.counted_at), default=None)
    others = [one.tenant for one in every if one != found]
    return City(found, others, rows, _covered(found, now), counted)


def municipalities(found: Ground) -> dict[UUID, str]:
    """The names of the municipalities of a zone, to choose from (one query)."""
    return {one.id: one.name for one in tenants.all_tenants() if one.zone_id == found.tenant.id}


def goals(found: Ground, year: int) -> dict[str, int]:
    """What this zone or municipality wants to reach in a year, by kind (one query)."""
    return dict(Goal.objects.filter(tenant_id=found.tenant.id, year=year).values_list("what", "target"))


def waiting(found: Ground) -> list[Todo]:
    """What is to do for the networks of a ground, as it was counted last (one query)."""
    rows = Waiting.objects.filter(tenant_id=found.zone_id).values_list("matters", flat=True)
    return [_todo(one) for matters in rows for one in matters]


def _todo(kept: Mapping[str, str]) -> Todo:
    return Todo(
        network_id=UUID(kept["network_id"]), owner=cast(Owner, kept["owner"]), what=kept["what"], url=kept["url"],
        since=datetime.fromisoformat(kept["since"]), due=datetime.fromisoformat(kept["due"]) if kept["due"] else None,
    )  # fmt: skip


def _rows(found: Ground, now: datetime) -> list[Row]:
    figures, before = _figures(found, now)
    seen = _seen(found)
    uncounted = [one["id"] for one in seen if one["id"] not in figures]
    homes = {network_id: row.households for network_id, row in figures.items()}
    homes |= households_by(found.zone_id, uncounted) if uncounted else {}
    ids = [one["id"] for one in seen]
    budgets, evenings = documents.budget_of(ids), meetings.last_held(ids, "information", now)
    starting = [one["id"] for one in seen if one["state"] == NetworkState.STARTING]
    steps = founding.steps_of(starting) if starting else {}
    rows = []
    for one in seen:
        network_id, evaluated_on = one.pop("id"), _day(one.pop("evaluated_at"))
        mine, box = steps.get(network_id, []), tuple(one.pop(side) for side in BOX)
        rows.append(
            Row(
                network_id, **one | {"area_lambert": bytes(one["area_lambert"])}, box=box,
                households=homes.get(network_id, 0), figures=figures.get(network_id, NOTHING_YET),
                evening_on=_day(evenings.get(network_id)), evaluated_on=evaluated_on,
                planned_cents=budgets[network_id].total_cents if network_id in budgets else None,
                before=before.get(network_id), step=founding.progress(mine).following,
                is_late=any(step.is_late(now) for step in mine),
            )
        )  # fmt: skip
    return rows


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _seen(found: Ground) -> list[dict[str, Any]]:
    """What of a network stands in its own row, who is named for it, and whether it is asleep (one query)."""
    same = {"tenant_id": OuterRef("tenant_id"), "network_id": OuterRef("id")}
    held = Mandate.objects.filter(**same, deputy=False)
    rows = Network.objects.filter(**found.networks).annotate(
        has_officer=Exists(held.filter(role=MandateRole.OFFICER)),
        has_coordinator=Exists(held.filter(role=MandateRole.COORDINATOR)),
        is_silent=Exists(Dormancy.objects.filter(**same, ended_at__isnull=True)),
        evaluated_at=Subquery(
            Evaluation.objects.filter(**same, agreed_at__isnull=False).order_by("-year").values("agreed_at")[:1]
        ),
    )
    columns = "id", "name", "kind", "state", "municipality_id", "area_lambert", *BOX
    return list(
        rows.order_by("name", "id").values(*columns, "has_officer", "has_coordinator", "is_silent", "evaluated_at")
    )


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
