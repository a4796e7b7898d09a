"""Teams with what they have open, the order of rules with what is wrong with it, and the terms: for the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from nabij.reports.models import Incident, Task, Team
from nabij.reports.routing.models import (
    How,
    Pause,
    Rerouting,
    RoutingRule,
    ServiceLevel,
    TaskDelivery,
    TaskMessage,
    TaskPhoto,
)
from nabij.reports.routing.queries.lines import line_of, with_gone
from nabij.reports.routing.rules import faults
from nabij.reports.routing.terms import USUAL_WAIT_DAYS
from nabij.reports.states import OPEN, TaskState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Load:
    """What a team has: open incidents, and those past their term."""

    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule with what is broken about it, how often somebody corrected it, and how many open incidents went past it for that."""

    rule: RoutingRule
    faults: tuple[str, ...]
    corrected: int = 0
    fell_back: int = 0


@dataclass(frozen=True, slots=True)
class OrderShown:
    rules: list[Shown] = field(default_factory=list)
    default: Team | None = None


def teams_of(actor: Actor, tenant_id: UUID) -> list[Team]:
    """The active teams with their members (two queries). Raises Missing without reports.route."""
    actor.require("reports.route", tenant_id)
    rows = Team.objects.filter(tenant_id=tenant_id, active=True).prefetch_related("members")
    return list(rows.order_by("name")[:AT_MOST])


def team(actor: Actor, team_id: UUID) -> Team:
    """Raises Missing without reports.route where it is."""
    found = Team.objects.filter(id=team_id, tenant_id__in=actor.tenants_with("reports.route")).first()
    if found is None:
        raise Missing
    return found


def loads(actor: Actor, tenant_id: UUID) -> dict[UUID | None, Load]:
    """What is open by team; under None what nobody has (one query)."""
    actor.require("reports.route", tenant_id)
    now = timezone.now()
    rows = Incident.objects.filter(tenant_id=tenant_id, state__in=OPEN).values("team_id")
    counted = rows.annotate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    return {row["team_id"]: Load(row["n"], row["late"]) for row in counted.order_by()}


def waiting_count(actor: Actor, tenant_id: UUID) -> int:
    """How many clocks stand still because we wait for an answer."""
    actor.require("reports.route", tenant_id)
    return Pause.objects.filter(_running(), tenant_id=tenant_id, incident__state__in=OPEN).count()


def order_shown(actor: Actor, tenant_id: UUID) -> OrderShown:
    """The rules in their order (five queries, however many). Raises Missing without reports.route."""
    rows = rules_in_order(actor, tenant_id)
    lines = with_gone([line_of(row, active=row.team.active) for row in rows])
    corrections = Rerouting.objects.filter(tenant_id=tenant_id, rule__isnull=False).values("rule_id")
    corrected = dict(corrections.annotate(n=Count("incident_id", distinct=True)).values_list("rule_id", "n"))
    fallen = Incident.objects.filter(tenant_id=tenant_id, state__in=OPEN, routed_how=How.BROKEN).values("routed_by_id")
    fell = dict(fallen.annotate(n=Count("id")).order_by().values_list("routed_by_id", "n"))
    shown = [
        Shown(row, faults(line), corrected.get(row.id, 0), fell.get(row.id, 0))
        for row, line in zip(rows, lines, strict=True)
    ]
    return OrderShown(shown, Team.objects.filter(tenant_id=tenant_id, is_default=True, active=True).first())


def rules_in_order(actor: Actor, tenant_id: UUID) -> list[RoutingRule]:
    """With their teams (one query)."""
    actor.require("reports.route", tenant_id)
    rows = RoutingRule.objects.filter(tenant_id=tenant_id, ended_at=None).select_related("team")
    return list(rows.order_by("position", "id"))


def rule(actor: Actor, rule_id: UUID) -> RoutingRule:
    """One that has not ended. Raises Missing without reports.route where it is."""
    rows = RoutingRule.objects.filter(tenant_id__in=actor.tenants_with("reports.route"), ended_at=None)
    found = rows.select_related("team").filter(id=rule_id).first()
    if found is None:
        raise Missing
    return found


def levels_of(actor: Actor, tenant_id: UUID) -> Sequence[ServiceLevel]:
    """Every service level, newest first of each kind. Raises Missing without reports.route."""
    actor.require("reports.route", tenant_id)
    rows = ServiceLevel.objects.filter(tenant_id=tenant_id)
    return list(rows.order_by("category", "urgency", "-valid_from")[: 5 * AT_MOST])


def _running() -> Q:
    return Q(until_at=None) | Q(until_at__gt=timezone.now())


def waits(incident: Incident) -> Pause | None:
    """Why the clock of an incident that somebody may view stands still, if it does."""
    return Pause.objects.filter(_running(), tenant_id=incident.tenant_id, incident_id=incident.id).first()


@dataclass(frozen=True, slots=True)
class Outing:
    """What went out about a task of an outside team, and what came back."""

    task: Task
    sent: list[TaskDelivery] = field(default_factory=list)
    messages: list[TaskMessage] = field(default_factory=list)
    done_photos: list[UUID] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.task.state in (TaskState.OPEN, TaskState.STARTED)


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of an incident shows: whether it is open, late, or waits; until when one usually waits; the outings of its
    tasks by their id."""

    is_open: bool
    late: bool
    pause: Pause | None
    last_wait: date
    teams: list[Team] = field(default_factory=list)
    outings: dict[UUID, Outing] = field(default_factory=dict)


def panel(incident: Incident, tasks: Sequence[Task], teams: list[Team]) -> Panel:
    """Of an incident that somebody may view. One query, and three more where a task went to an outside team."""
    usual = timezone.localdate() + timedelta(days=USUAL_WAIT_DAYS)
    is_open = incident.state in OPEN
    late = bool(is_open and incident.due_at and incident.due_at < timezone.now())
    outings = {task.id: Outing(task) for task in tasks if task.team.outside}
    if outings:
        own = {"tenant_id": incident.tenant_id, "task_id__in": list(outings)}
        for sent in TaskDelivery.objects.filter(**own).order_by("id"):
            outings[sent.task_id].sent.append(sent)
        for message in TaskMessage.objects.filter(**own).order_by("id"):
            outings[message.task_id].messages.append(message)
        for task_id, photo_id in TaskPhoto.objects.filter(**own).order_by("id").values_list("task_id", "id"):
            outings[task_id].done_photos.append(photo_id)
    return Panel(
        is_open, late, waits(incident), usual, [team for team in teams if team.id != incident.team_id], outings
    )
