"""The six figures of a ground, and how far its goals of the year are. Pure, from what was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from nabij.networks.models import NetworkState
from nabij.networks.overview import rules
from nabij.networks.overview.models import Figures, GoalKind
from nabij.networks.overview.queries.city import City, Row


@dataclass(frozen=True)
class Figure:
    """A figure now and three months ago, None where nothing is known. `less_is_better` says how to read its trend; `planned` is
    what it may come to in the year.
    """

    code: str
    now: float | None
    before: float | None
    less_is_better: bool = False
    planned: float | None = None

    @property
    def trend(self) -> int:
        """1 for more than three months ago, -1 for less, 0 for as much or not known."""
        return rules.trend(self.now, self.before)

    @property
    def is_better(self) -> bool | None:
        """Whether it moved the right way; None where it did not move."""
        return None if not self.trend else (self.trend < 0) == self.less_is_better


WORKING: Final = (NetworkState.ACTIVE, NetworkState.RESTING)
POLICE: Final = ("reached", "active", "response", "feedback", "messages", "cost")
CITY: Final = ("reached", "active", "covered", "feedback", "messages", "cost")
"""A municipality does not see how soon the police judge; it sees how many neighbourhoods have a network."""


def six(found: City) -> list[Figure]:
    """The figures of the page of a chief, or of a mayor."""
    return [FIGURES[code](found) for code in (POLICE if found.ground.is_police else CITY)]


def _reached(found: City) -> Figure:
    then = [one.before for one in found.covered if one.before is not None]
    before = rules.percent(sum(then), found.addresses) if then else None
    return Figure("reached", rules.percent(found.households, found.addresses), before)


def _active(found: City) -> Figure:
    then = _earlier(found.rows)
    active = sum(one.state == NetworkState.ACTIVE for one in then)
    return Figure("active", len(found.active), active if then else None)


def _covered(found: City) -> Figure:
    then = [one.before for one in found.covered if one.before is not None]
    return Figure("covered", sum(one.households > 0 for one in found.covered), sum(map(bool, then)) if then else None)


def _response(found: City) -> Figure:
    def typical(of: Iterable[Figures]) -> float | None:
        return rules.weighted_middle((one.response_hours or 0, one.judged) for one in of)

    return Figure("response", typical(_now(found.rows)), typical(_earlier(found.rows)), less_is_better=True)


def _feedback(found: City) -> Figure:
    def share(of: list[Figures]) -> int | None:
        return rules.percent(sum(one.in_time for one in of), sum(one.owed for one in of))

    return Figure("feedback", share(_now(found.rows)), share(_earlier(found.rows)))


def _messages(found: City) -> Figure:
    def average(of: list[Figures]) -> float | None:
        return round(sum(one.messages_week for one in of) / len(of), 1) if of else None

    return Figure("messages", average(_now(found.active)), average(_earlier(found.active)), less_is_better=True)


def _cost(found: City) -> Figure:
    plans = [row.planned_cents for row in found.rows if row.planned_cents is not None and row.state in WORKING]
    spent = sum(row.figures.cost_cents for row in found.rows) / 100
    return Figure("cost", spent, None, less_is_better=True, planned=sum(plans) / 100 if plans else None)


def _now(rows: Iterable[Row]) -> list[Figures]:
    return [row.figures for row in rows if row.figures.counted_at]


def _earlier(rows: Iterable[Row]) -> list[Figures]:
    return [row.before for row in rows if row.before]


FIGURES: Final[Mapping[str, Callable[[City], Figure]]] = {
    "reached": _reached, "active": _active, "covered": _covered, "response": _response, "feedback": _feedback,
    "messages": _messages, "cost": _cost,
}  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """A goal of the year with what was measured; `target` None where none was set."""

    what: str
    target: int | None
    now: int

    @property
    def done(self) -> bool:
        return self.target is not None and self.now >= self.target


def progress(found: City, targets: Mapping[str, int]) -> list[Progress]:
    """Every kind of goal, with what was measured for it."""
    return [Progress(what, targets.get(what), measured(found, what)) for what in GoalKind.values]


def measured(found: City, what: str) -> int:
    """How far a kind of goal is now, in its own unit."""
    match what:
        case GoalKind.NETWORKS:
            return len(found.active)
        case GoalKind.REACHED:
            return rules.percent(found.households, found.addresses) or 0
        case GoalKind.COVERED:
            return sum(one.households > 0 for one in found.covered)
        case GoalKind.FEEDBACK:
            return int(_feedback(found).now or 0)
        case _:
            return rules.percent(sum(row.has_coordinator for row in found.active), len(found.active)) or 0
