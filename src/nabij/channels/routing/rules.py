"""How weights move between the routes of a channel, which route takes a window, and when it may leave. Pure.

Weights are whole points that sum to a hundred. Failover goes in capped steps with a cooling time and a written reason, as in
GOV.UK Notify (`provider_details_dao.py`): one burst of errors never throws all traffic on a provider that may not bear it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final, Literal

POINTS: Final = 100
Why = Literal["errors", "away", "return"]


@dataclass(frozen=True, slots=True)
class Manners:
    """Points and seconds. A step waits `cooling_s` after the one before, so that its effect is seen first."""

    step: int = 10
    floor: int = 5
    """A route that should carry something keeps this much: its return is seen by what it carries."""

    cooling_s: float = 20.0
    return_s: float = 60.0
    """Between two steps back."""

    quiet_s: float = 180.0
    """Without trouble before the first step back."""

    least_bad: float = 5.0
    bad_share: float = 0.2
    """A burst: so many refusals lately, and this part of all answers."""

    fade_s: float = 30.0
    """Answers count for e^-1 after this time."""


@dataclass(frozen=True, slots=True)
class Load:
    """One route when weights are decided. `able`: it may carry more; `quiet`: for long enough without trouble."""

    name: str
    home: int
    weight: int
    trouble: Literal["", "errors", "away"] = ""
    able: bool = True
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class Shift:
    """Weights after a step, and why. `about` is the route in trouble, or the first that comes back."""

    weights: Mapping[str, int]
    about: str
    why: Why


def homes(configured: Sequence[float | None]) -> list[int]:
    """The shares of a channel's routes in points that sum to 100.

    Without any weight the first carries everything and the others stand by; a route without one among others stands by.
    """
    if not configured:
        return []
    wished = [max(0.0, weight or 0.0) for weight in configured]
    if not any(wished):
        wished[0] = 1.0
    return _apportioned(POINTS, wished)


def faded(count: float, *, elapsed_s: float, manners: Manners) -> float:
    """What is left of an older count. A clock that went back fades nothing."""
    return count * exp(-max(0.0, elapsed_s) / manners.fade_s)


def is_burst(good: float, bad: float, manners: Manners) -> bool:
    """Whether so many answers lately were refusals that the route is in trouble."""
    return bad >= manners.least_bad and bad >= manners.bad_share * (good + bad)


def is_over(elapsed_s: float | None, term_s: float) -> bool:
    """Whether a term has passed; None: it never began. A moment that lies ahead was written by another clock: it binds nobody."""
    return elapsed_s is None or elapsed_s < 0 or elapsed_s >= term_s


def shift(loads: Sequence[Load], *, since_move_s: float | None, manners: Manners) -> Shift | None:
    """The next step, or None when all may stay as it is. `since_move_s`: since the channel's last step.

    Away from the worst route in trouble to those that can carry more, else back towards home. No weight changes by more than
    `manners.step`; none leaves what lies between its floor and what the floors of the others leave.
    """
    if not is_over(since_move_s, manners.cooling_s):
        return None
    away = _away(loads, manners)
    if away is not None:
        return away
    return _back(loads, manners) if is_over(since_move_s, manners.return_s) else None


def floor_of(load: Load, manners: Manners) -> int:
    return min(manners.floor, load.home)


def _away(loads: Sequence[Load], manners: Manners) -> Shift | None:
    heavy = [load for load in loads if load.trouble and load.weight > floor_of(load, manners)]
    takers = [load for load in loads if not load.trouble and load.able]
    if not heavy or not takers:
        return None
    giver = max(heavy, key=lambda load: (load.trouble == "away", load.weight))
    points = min(manners.step, giver.weight - floor_of(giver, manners))
    shares = _apportioned(
        points, [load.home for load in takers] if any(load.home for load in takers) else [1] * len(takers)
    )
    taken = {load.name: share for load, share in zip(takers, shares, strict=True)}
    return Shift(_changed(loads, taken | {giver.name: -points}), giver.name, giver.trouble or "errors")


def _back(loads: Sequence[Load], manners: Manners) -> Shift | None:
    short = [load for load in loads if load.weight < load.home and load.able and load.quiet and not load.trouble]
    over = [load for load in loads if load.weight > load.home]
    points = min(
        manners.step, sum(load.home - load.weight for load in short), sum(load.weight - load.home for load in over)
    )
    if points <= 0:
        return None
    given = _within(points, [load.home - load.weight for load in short])
    taken = _within(points, [load.weight - load.home for load in over])
    changes = {load.name: share for load, share in zip(short, given, strict=True)}
    changes |= {load.name: -share for load, share in zip(over, taken, strict=True)}
    return Shift(_changed(loads, changes), short[0].name, "return")


def _changed(loads: Sequence[Load], changes: Mapping[str, int]) -> dict[str, int]:
    return {load.name: load.weight + changes.get(load.name, 0) for load in loads}


def _within(points: int, room: Sequence[int]) -> list[int]:
    """`points` dealt out in order, to none more than its room."""
    dealt = []
    for most in room:
        dealt.append(min(points, most))
        points -= dealt[-1]
    return dealt


def _apportioned(points: int, wishes: Sequence[float]) -> list[int]:
    """Whole points in proportion to `wishes` (not all zero), by largest remainder: they sum to `points`."""
    total = sum(wishes)
    exact = [points * wish / total for wish in wishes]
    whole = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in by_rest[: points - sum(whole)]:
        whole[place] += 1
    return whole


def picked(credits: Mapping[str, int], weights: Mapping[str, int]) -> tuple[str, dict[str, int]]:
    """The route of the next window, and the credits for the one after: smooth weighted round robin, as in nginx.

    Of any hundred windows in a row each route takes its points. `weights` is not empty; where all are zero the first takes it.
    """
    total = sum(weights.values())
    earned = {name: credits.get(name, 0) + weight for name, weight in weights.items()}
    name = max(earned, key=lambda name: earned[name]) if total else next(iter(weights))
    return name, earned | {name: earned[name] - total}


def window_of(sizes: Sequence[int], limits: Sequence[float]) -> int:
    """Messages per window that suit every route: no more than the smallest bears, nor than a second's limit lets through."""
    return max(1, min([*sizes, *(int(limit) for limit in limits if limit > 0)]))
