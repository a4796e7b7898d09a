"""The result file of BE-Alert: what it says, shown before it counts. Only counts are ever kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from nabij.alerts.zone_rules import ZoneRules
from nabij.tenants.errors import Refused
from nabij.tenants.sheets import Line, lines

MOST_ROWS: Final = 200_000
EXPLAINED: Final = 20


@dataclass(frozen=True)
class Reading:
    """What was understood: counts per channel and state, and rows that were not, by line with why."""

    counts: Counter[tuple[str, str]]
    delivered_words: tuple[str, ...]
    bad: list[tuple[int, str]] = field(default_factory=list)
    bad_total: int = 0

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def delivered(self) -> int:
        return sum(n for (_channel, state), n in self.counts.items() if self.is_delivered(state))

    def is_delivered(self, state: str) -> bool:
        return state.casefold() in self.delivered_words

    def as_json(self) -> dict[str, Any]:
        rows = [{"channel": channel, "state": state, "count": n} for (channel, state), n in sorted(self.counts.items())]
        return {"total": self.total, "delivered": self.delivered, "rows": rows, "left_out": self.bad_total}


def read_results(content: bytes, chosen: ZoneRules) -> Reading:
    """Reads a CSV (any usual delimiter, UTF-8 or Windows) or a spreadsheet, its columns found by the setting, not their order or
    case. Raises Refused where the column with the states is missing, or nothing at all was understood."""
    rows = lines(content, most=MOST_ROWS)
    _number, names = next(rows, (1, []))
    found = {name.strip().casefold(): place for place, name in enumerate(names)}
    wanted = chosen.result_columns
    state_at = found.get(wanted["state"].casefold())
    if state_at is None:
        sentence = _(
            "This file has no column “%(column)s”. It has: %(found)s. Take the result file of BE-Alert as it is."
        )
        raise Refused(sentence % {"column": wanted["state"], "found": ", ".join(n.strip() for n in names if n) or "-"})
    reading = _counted(rows, len(names), state_at, found.get(wanted.get("channel", "").casefold()), chosen)
    if not reading.total:
        raise Refused(_("There is no row in this file that we understand."))
    return reading


def _counted(rows: Iterator[Line], width: int, state_at: int, channel_at: int | None, chosen: ZoneRules) -> Reading:
    counts: Counter[tuple[str, str]] = Counter()
    bad: list[tuple[int, str]] = []
    bad_total = 0
    for number, cells in rows:
        why = _why_bad(cells, width, state_at)
        if why:
            bad_total += 1
            bad += [(number, why)] if len(bad) < EXPLAINED else []
            continue
        channel = cells[channel_at].strip() if channel_at is not None and channel_at < len(cells) else ""
        counts[channel, cells[state_at].strip()] += 1
        if counts.total() > MOST_ROWS:
            raise Refused(_("This file has more rows than an alert has people."))
    return Reading(counts, tuple(word.casefold() for word in chosen.result_delivered), bad, bad_total)


def _why_bad(cells: Sequence[str], width: int, state_at: int) -> str:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return _("more cells than columns")
    if state_at >= len(cells):
        return _("fewer cells than columns")
    return "" if cells[state_at].strip() else _("no state")
