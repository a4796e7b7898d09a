"""How far a start-up is: its steps, who owns what comes next, what is late."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from nabij.networks import queries as networks
from nabij.networks.founding.models import StartStep, StepCode, StepOwner, StepState
from nabij.networks.founding.steps import Step, all_steps, step
from nabij.networks.models import Network
from nabij.tenants.actor import Actor


@dataclass(frozen=True)
class StepNow:
    """A step of one network as it stands. Without `since` it waits for what must precede it."""

    network_id: UUID
    code: str
    state: str
    owner: str
    owner_id: UUID | None
    since: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    done_by: UUID | None
    note: str
    reminded_at: datetime | None

    @property
    def name(self) -> str:
        return str(StepCode(self.code).label)

    @property
    def owner_name(self) -> str:
        return str(StepOwner(self.owner).label)

    @property
    def data(self) -> Step:
        return step(self.code)

    @property
    def is_open(self) -> bool:
        return self.state == StepState.OPEN

    @property
    def is_settled(self) -> bool:
        return not self.is_open

    @property
    def is_next(self) -> bool:
        """Whether it can be done now."""
        return self.is_open and self.since is not None

    def is_late(self, now: datetime) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class Progress:
    """How many steps were settled, and what can be done next."""

    done: int
    total: int
    following: StepNow | None

    @property
    def is_finished(self) -> bool:
        return self.done == self.total


def steps_of(network_ids: Collection[UUID]) -> dict[UUID, list[StepNow]]:
    """The steps of these networks in their order, for pages whose rights were checked; none for one that existed. One query."""
    order = {one.code: at for at, one in enumerate(all_steps())}
    found: dict[UUID, list[StepNow]] = {network_id: [] for network_id in network_ids}
    for row in StartStep.objects.filter(network_id__in=list(network_ids)):
        found[row.network_id].append(_now(row))
    for steps in found.values():
        steps.sort(key=lambda one: order[one.code])
    return found


def progress(steps: Sequence[StepNow]) -> Progress:
    """The count of a start-up, and the first step that can be done now."""
    following = next((one for one in steps if one.is_next), None)
    return Progress(sum(one.is_settled for one in steps), len(steps), following)


def stalled(actor: Actor) -> list[tuple[Network, StepNow]]:
    """The open steps past their term of all networks the actor may see, the longest first. Two queries."""
    seen = {one.id: one for one in networks.networks(actor).defer("area", "area_lambert")}
    rows = StartStep.objects.filter(network_id__in=list(seen), state=StepState.OPEN, due_at__lt=timezone.now())
    return [(seen[row.network_id], _now(row)) for row in rows.order_by("due_at", "network_id")]


def due_before(moment: datetime) -> list[StartStep]:
    """Open steps of all tenants whose term ends before a moment and whose owner was not reminded in it."""
    rows = StartStep.objects.filter(state=StepState.OPEN, due_at__lt=moment, reminded_at__isnull=True)
    return list(rows.select_related("network__tenant").order_by("due_at", "id"))


def past_term(now: datetime) -> list[StartStep]:
    """Open steps of all tenants that are past their term and not marked so yet."""
    rows = StartStep.objects.filter(state=StepState.OPEN, due_at__lt=now, stalled_at__isnull=True)
    return list(rows.order_by("due_at", "id"))


def _now(row: StartStep) -> StepNow:
    return StepNow(
        row.network_id, row.code, row.state, row.owner_role, row.owner_id, row.since, row.due_at, row.done_at, row.done_by,
        row.note, row.reminded_at,
    )  # fmt: skip
