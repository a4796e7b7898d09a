"""The year of a network as a ring of five parts: what is done, planned, still open, or late."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from nabij.meetings import queries as meetings
from nabij.networks.models import Network
from nabij.networks.year.evaluation import queries as evaluations
from nabij.networks.year.resting.rules import founded_at
from nabij.networks.year.rounds import queries as rounds
from nabij.networks.zone_rules import NetworkRules, rules_of

NEEDS, EVENING, TRAINING, SURVEY, EVALUATION = "needs", "evening", "training", "survey", "evaluation"
MEETINGS: Final = {EVENING: "information", TRAINING: "training"}
DONE, PLANNED, OPEN, LATE = "done", "planned", "open", "late"
YOUNG: Final = timedelta(days=183)
"""A network that began in the second half of a year has its first evening and inventory in the next one."""


@dataclass(frozen=True)
class Part:
    """A part of the year: its state, the day on which it was or is planned, and the day by which it must be done."""

    name: str
    state: str
    on: date | None
    due: date


def rings(found: Collection[Network], year: int, today: date) -> dict[UUID, list[Part]]:
    """The parts of this year for each of these networks, in the order of a year. Three queries however many they are."""
    ids = [one.id for one in found]
    asked: dict[tuple[UUID, str], tuple[date, date]] = {}
    for one in rounds.of_networks(ids, [year]):
        asked[one.network_id, one.kind] = (one.opens_on, one.closes_on)
    met = _met(ids, year)
    agreed = evaluations.agreed_on(ids, year)
    return {one.id: _parts(one, year, today, asked, met, agreed) for one in found}


def ring(found: Network, year: int) -> list[Part]:
    """The same for one network."""
    return rings([found], year, timezone.localdate())[found.id]


def evenings_missing(found: Collection[Network], now: datetime) -> set[UUID]:
    """Networks that had no evening in the year for which its month has passed."""
    today = timezone.localdate(now)
    return {
        network_id
        for network_id, parts in rings(found, today.year, today).items()
        if any(part.name == EVENING and part.state == LATE for part in parts)
    }


def due_on(chosen: NetworkRules, part: str, year: int) -> date:
    """The last day of the month by which the zone wants a part of this year; that of the evaluation lies in the next year."""
    month: int = getattr(chosen, f"{part}_month")
    return _last_day(year + (part == EVALUATION), month)


def _met(ids: Sequence[UUID], year: int) -> dict[tuple[UUID, str], tuple[date, bool]]:
    """Network and part to the day of its meeting in this year and whether it was held; a held one before a planned one."""
    found: dict[tuple[UUID, str], tuple[date, bool]] = {}
    parts = {kind: part for part, kind in MEETINGS.items()}
    now = timezone.now()
    for one in meetings.meetings_about(ids):
        day = timezone.localdate(one.starts_at)
        if one.kind not in parts or day.year != year or one.state == "cancelled":
            continue
        held = one.state == "held" or one.ends_at < now
        for about in one.about:
            before = found.get((about, parts[one.kind]))
            if before is None or (held and not before[1]):
                found[about, parts[one.kind]] = (day, held)
    return found


def _parts(
    one: Network, year: int, today: date, asked: dict[tuple[UUID, str], tuple[date, date]],
    met: dict[tuple[UUID, str], tuple[date, bool]], agreed: dict[UUID, date],
) -> list[Part]:  # fmt: skip
    chosen, made = rules_of(one), []
    began = timezone.localdate(founded_at(one.id))
    for name in (NEEDS, EVENING, SURVEY, TRAINING, EVALUATION):
        due = due_on(chosen, name, year)
        if name in (NEEDS, SURVEY):
            window = asked.get((one.id, name))
            on, done = (window[0], window[1] < today) if window else (None, False)
        elif name in MEETINGS:
            on, done = met.get((one.id, name), (None, False))
        else:
            on, done = agreed.get(one.id), one.id in agreed
        is_late = due < today and due - began > YOUNG
        state = DONE if done else PLANNED if on else LATE if is_late else OPEN
        made.append(Part(name, state, on, due))
    return made


def _last_day(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return after - timedelta(days=1)
