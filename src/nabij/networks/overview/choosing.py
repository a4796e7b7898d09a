"""Which networks of the table are shown, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from nabij.networks.overview.queries.city import Row

PAGE: Final = 25
LAST: Final = float("inf")


def _or_last(value: float | None) -> float:
    return LAST if value is None else value


ORDERS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "name": lambda row: row.name.casefold(),
    "state": lambda row: (row.state, row.name.casefold()),
    "households": lambda row: -row.households,
    "share": lambda row: -(row.share or 0),
    "step": lambda row: (row.step is None, (row.step and row.step.due_at and row.step.due_at.timestamp()) or LAST),
    "response": lambda row: -(row.figures.response_hours or 0),
    "feedback": lambda row: _or_last(row.feedback_share),
    "messages": lambda row: -row.figures.messages_week,
    "cost": lambda row: -row.figures.cost_cents,
}
POLICE_ONLY: Final = frozenset({"response"})
MISSING: Final = {"coordinator": "has_coordinator", "officer": "has_officer"}


@dataclass(frozen=True)
class Choice:
    """What a reader asked for: part of a name, a state, a municipality, who is missing, only what stands still."""

    search: str = ""
    state: str = ""
    municipality_id: UUID | None = None
    missing: str = ""
    stalled: bool = False
    order: str = "name"

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.search or self.state or self.municipality_id or self.missing or self.stalled)

    def shows(self, row: Row) -> bool:
        return (
            self.search.casefold() in row.name.casefold()
            and self.state in ("", row.state)
            and self.municipality_id in (None, row.municipality_id)
            and not (self.missing and (getattr(row, MISSING[self.missing]) or row.state == "stopped"))
            and (row.is_stalled or not self.stalled)
        )

    def query(self, **changes: Any) -> str:
        """The same choice as an address's parameters, with some changed; what says nothing is left out."""
        asked = {
            "q": self.search, "staat": self.state, "gemeente": self.municipality_id or "", "zonder": self.missing,
            "stil": "1" if self.stalled else "", "op": "" if self.order == "name" else self.order,
        } | changes  # fmt: skip
        return urlencode({name: value for name, value in asked.items() if value})


def read(asked: Mapping[str, str], *, is_police: bool) -> Choice:
    """What an address asks; what it cannot mean is left out."""
    try:
        municipality = UUID(asked.get("gemeente", ""))
    except ValueError:
        municipality = None
    order = asked.get("op", "name")
    hidden = not is_police and order in POLICE_ONLY
    return Choice(
        search=asked.get("q", "").strip()[:80], state=asked.get("staat", "")[:10], municipality_id=municipality,
        missing=asked.get("zonder", "") if asked.get("zonder") in MISSING else "", stalled=asked.get("stil") == "1",
        order="name" if order not in ORDERS or hidden else order,
    )  # fmt: skip


def chosen(rows: Sequence[Row], choice: Choice) -> list[Row]:
    """The rows that the choice shows, in its order; those alike by name."""
    kept = sorted((row for row in rows if choice.shows(row)), key=lambda row: row.name.casefold())
    return sorted(kept, key=ORDERS[choice.order])


def page(rows: Sequence[Row], at: str, size: int = PAGE) -> tuple[Sequence[Row], str, str]:
    """The page that begins at row `at`, with where the next and the one before begin (empty at the ends)."""
    start = min(int(at), len(rows)) if at.isascii() and at.isdigit() and len(at) < 6 else 0
    following = str(start + size) if start + size < len(rows) else ""
    return rows[start : start + size], following, str(max(0, start - size)) if start else ""
