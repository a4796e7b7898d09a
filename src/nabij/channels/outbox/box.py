"""What a room says about its messages to one person; `nabij.channels.outbox.sending` does the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from nabij.channels.outbox import rules
from nabij.channels.outbox.models import Outgoing
from nabij.channels.outbox.ways import Way

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row", bound=Outgoing)


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says, in `language`."""

    subject: str
    text: str
    language: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Outbox(ABC, Generic[Row]):
    """The messages of one table: which are due, to whom they go, and what they say.

    `window` rows are taken up and handed over together: so many at most are in doubt when their sender dies. Who gets messages
    over `counts_once` keeps only one of each id, so that one in doubt goes again. `keeps` are columns that writing fills.
    """

    model: type[Row]
    related: ClassVar[tuple[str, ...]] = ("tenant",)
    window: ClassVar[int] = 1
    waits: ClassVar[Sequence[timedelta]] = rules.WAITS
    counts_once: ClassVar[frozenset[str]] = frozenset()
    keeps: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def ways(self, row: Row, now: datetime) -> Sequence[Way]:
        """How the person is reached, the best way first."""

    @abstractmethod
    def words(self, row: Row, way: Way) -> Words:
        """What it says over this way."""

    def may_leave(self, rows: QuerySet[Row], now: datetime) -> QuerySet[Row]:
        """Of what is due, what may leave at this hour."""
        return rows

    def gather(self, rows: Sequence[Row]) -> None:
        """Reads at once what the texts of these rows share."""

    def is_wanted(self, row: Row) -> bool:
        """Whether there is still something to say."""
        return True

    def of_use_until(self, row: Row) -> datetime | None:
        """When it no longer makes sense to try again; None: the waits alone decide."""
        return None

    def settled(self, row: Row, now: datetime) -> None:
        """What else stands when a message is settled, in the same transaction; its state is that of the row."""
