"""Long texts come in parts, in any order, some twice; people want them read as one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

WAIT_FOR_PARTS: Final = timedelta(seconds=20)
"""A part that is not there by then does not come, or late; what is there is read without it."""
MISSING_PART: Final = " [...] "


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a longer text this is: number 1 to `total` of those with the same `reference` and sender."""

    reference: int
    number: int
    total: int

    @property
    def is_whole(self) -> bool:
        return self.total <= 1 or not 1 <= self.number <= self.total


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that came."""

    number: int
    total: int
    text: str = field(repr=False)
    received_at: datetime


def joined(pieces: Collection[Piece]) -> str:
    """The text of the pieces in their order; a sign stands where one is missing."""
    by_number: dict[int, str] = {}
    for piece in sorted(pieces, key=lambda one: one.received_at):
        by_number.setdefault(piece.number, piece.text)
    total = max((piece.total for piece in pieces), default=0)
    return "".join(by_number.get(number, MISSING_PART) for number in range(1, total + 1))


def is_ready(pieces: Sequence[Piece], now: datetime) -> bool:
    """Whether to read them now: all are there, or the newest came so long ago that no other will."""
    there = {piece.number for piece in pieces}
    total = max((piece.total for piece in pieces), default=0)
    return len(there) >= total or max(piece.received_at for piece in pieces) + WAIT_FOR_PARTS <= now
