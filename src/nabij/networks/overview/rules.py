"""What the figures of a city mean: shares, shades of a map, medians, trends, goals. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from nabij.networks.overview.sources import Warned

SHADE_FROM: Final = (1, 10, 20, 35)
"""From how many percent of its addresses on a neighbourhood gets each of the four shades; below the first it stays white.

A zone covered by networks reaches one household in seven (Geel-Laakdal-Meerhout, hln.be): the middle of the scale.
"""
LOOKED_BACK: Final = timedelta(days=90)
WEEKS_LOOKED_BACK: Final = LOOKED_BACK.days / 7
TREND_MONTHS: Final = 3


def percent(part: float, whole: float) -> int | None:
    """Whole percents, at most 100; None of nothing."""
    return min(100, round(100 * part / whole)) if whole else None


def shade(households: int, addresses: int) -> int:
    """One of five steps (0-4) of the map. Who is reached at all is never drawn as nobody."""
    reached = percent(households, addresses)
    if not households or reached is None:
        return 0
    return max(1, sum(reached >= least for least in SHADE_FROM))


def middle(values: Iterable[float]) -> float | None:
    """The median; None without values."""
    found = list(values)
    return float(median(found)) if found else None


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_before(month: date, count: int) -> date:
    """The first day of the month so many months earlier."""
    at = month.year * 12 + month.month - 1 - count
    return date(at // 12, at % 12 + 1, 1)


def trend(now: float | None, before: float | None) -> int:
    """1 for more than before, -1 for less, 0 for as much or not known."""
    if now is None or before is None:
        return 0
    return (now > before) - (now < before)


def weighted_middle(pairs: Iterable[tuple[float, int]]) -> float | None:
    """The median of medians, each with how many values it stands for; None without any."""
    known = sorted((value, weight) for value, weight in pairs if weight > 0)
    half, passed = sum(weight for _value, weight in known) / 2, 0
    for value, weight in known:
        passed += weight
        if passed >= half:
            return value
    return None


@dataclass(frozen=True)
class Feedback:
    """Alerts that owe feedback: how many whose term ended or that were answered, how many answered, in time, and how fast."""

    owed: int = 0
    answered: int = 0
    in_time: int = 0
    hours: float | None = None
    late: int = 0


def feedback_of(warned: Sequence[Warned], now: datetime) -> Feedback:
    """An alert that still has time counts only once it was answered."""
    owing = [one for one in warned if one.due is not None and (one.done is not None or one.due < now)]
    done = [one for one in owing if one.done is not None]
    return Feedback(
        owed=len(owing),
        answered=len(done),
        in_time=sum(one.done <= one.due for one in done if one.done and one.due),
        hours=middle((one.done - one.at).total_seconds() / 3_600 for one in done if one.done),
        late=len(owing) - len(done),
    )


def cost_shares(warned: Iterable[Warned]) -> dict[object, int]:
    """What messages cost per network: those of an alert to several are shared evenly, the remainder with the first."""
    found: dict[object, int] = {}
    for one in warned:
        ids = list(one.network_ids)
        for at, network_id in enumerate(ids):
            part = one.cost_cents // len(ids) + (at < one.cost_cents % len(ids))
            found[network_id] = found.get(network_id, 0) + part
    return found
