"""What a change of the order would have meant for the reports of the last month, looked at in pieces."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.utils import timezone

from nabij.places.queries import locate_many
from nabij.reports.models import Incident, Report
from nabij.reports.queries.filtering import oldest_id
from nabij.reports.routing.models import RoutingRule
from nabij.reports.routing.queries.lines import Order, fact_of, line_of, off, order_of, with_gone
from nabij.reports.routing.rules import Fact, choose
from nabij.tenants.actor import Actor
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenant

PIECE: Final = 500
"""Incidents that one step plays again: with fifty rules it takes a few tenths of a second."""
MONTH: Final = timedelta(days=31)
MOST: Final = 20_000
MOST_SHOWN: Final = 50
Team = UUID | None


@dataclass(slots=True)
class Trial:
    """Of `done` incidents, out of `total` (counted to 20,000), `moved` go to another team. `flows` counts them by (from team, to
    team), `moves` names the newest of them (incident, from, to). `after`: where the next piece goes on; None at the end.
    """

    total: int = 0
    done: int = 0
    moved: int = 0
    flows: Counter[tuple[Team, Team]] = field(default_factory=Counter)
    moves: list[tuple[UUID, Team, Team]] = field(default_factory=list)
    after: UUID | None = None

    def add(self, incident_id: UUID, was: Team, will_be: Team) -> None:
        """One incident more, and where it goes."""
        self.done += 1
        if was != will_be:
            self.moved += 1
            self.flows[was, will_be] += 1
            if len(self.moves) < MOST_SHOWN:
                self.moves.append((incident_id, was, will_be))


def trial(actor: Actor, tenant_id: UUID, order: list[RoutingRule], so_far: Trial | None = None) -> Trial:
    """Plays a piece of the last month by the order as it is, and by `order` (rows in their order, written or not): the newest, or
    those after the piece of `so_far`, to which it adds.

    Raises Missing without reports.route. At most nine queries, however many incidents.
    """
    actor.require("reports.route", tenant_id)
    here, found = tenant(tenant_id), so_far or Trial()
    now = order_of(tenant_id)
    active = {line.team_id: line.team_active for line in now.lines}
    then = Order(with_gone([line_of(row, active=active.get(row.team_id, True)) for row in order]), now.default)
    since, is_off = timezone.now() - MONTH, off(here)
    if so_far is None:
        found.total = Incident.objects.filter(tenant=here, id__gte=oldest_id(since)).order_by()[:MOST].count()
    piece = _piece(here, since, found.after)
    for incident_id, fact in piece:
        was, will_be = (choose(one.lines, fact, is_off, one.default).team_id for one in (now, then))
        found.add(incident_id, was, will_be)
    found.after = piece[-1][0] if len(piece) == PIECE and found.done < MOST else None
    return found


def moved_incidents(actor: Actor, moves: list[tuple[UUID, Team, Team]]) -> dict[UUID, Incident]:
    """What a trial names, of that which the actor may view, with its kind (one query)."""
    rows = Incident.objects.filter(
        id__in=[one for one, _was, _will_be in moves], tenant_id__in=actor.tenants_with("reports.view")
    )
    return {row.id: row for row in rows.select_related("category")}


def written(found: Trial) -> str:
    """A trial as a page hands it on to its next piece."""
    plain = [found.total, found.done, found.moved, list(_texts(found.flows.items())), _moves(found), _text(found.after)]
    return json.dumps(plain)


def read(text: str) -> Trial | None:
    """What `written` gave; None for anything else. It only ever tells its own reader what they saw."""
    try:
        total, done, moved, flows, moves, after = json.loads(text)
        return Trial(
            int(total), int(done), int(moved), Counter({(_id(was), _id(to)): int(n) for was, to, n in flows}),
            [(UUID(one), _id(was), _id(to)) for one, was, to in moves[:MOST_SHOWN]], UUID(after),
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _texts(flows: Any) -> Any:
    return ((_text(was), _text(to), n) for (was, to), n in flows)


def _moves(found: Trial) -> list[tuple[str, str, str]]:
    return [(str(one), _text(was), _text(to)) for one, was, to in found.moves]


def _text(one: Team) -> str:
    return str(one) if one else ""


def _id(text: str) -> Team:
    return UUID(text) if text else None


def _piece(here: Tenant, since: datetime, after: UUID | None) -> list[tuple[UUID, Fact]]:
    """The newest incidents before `after`, not older than `since`, by today's areas."""
    wanted = Incident.objects.filter(tenant=here, id__gte=oldest_id(since))
    wanted = wanted.filter(id__lt=after) if after else wanted
    rows = list(wanted.select_related("category").order_by("-id")[:PIECE])
    told = Report.objects.filter(tenant=here, incident_id__in=[row.id for row in rows]).exclude(answers={})
    answers = dict(told.order_by("-id").values_list("incident_id", "answers"))
    homes = locate_many(np.array([row.x for row in rows]), np.array([row.y for row in rows])).neighbourhoods
    for row, home in zip(rows, homes, strict=True):
        row.neighbourhood_code = home
    return [(row.id, fact_of(row, answers.get(row.id, {}))) for row in rows]
