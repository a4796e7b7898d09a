"""What is to do for a network, gathered from the parts of this room: for the weekly mail, the pages and the table of the city."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Owner = Literal["coordinator", "officer", "prevention", "mayor", "chief", "members", "federal"]


@dataclass(frozen=True)
class Todo:
    """One thing that somebody has to do. `what` is a sentence without names of members; `url` is where to do it."""

    network_id: UUID
    owner: Owner
    what: str
    url: str
    since: datetime
    due: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        return self.due is not None and self.due < now


Source = Callable[[Collection[UUID], datetime], Iterable[Todo]]
_sources: dict[str, Source] = {}


def contribute(name: str, source: Source) -> None:
    """`source(network_ids, now)` gives what is to do for these networks, in a few queries however many they are."""
    _sources[name] = source


def todo_of(network_ids: Collection[UUID], now: datetime) -> list[Todo]:
    """Everything that is to do for these networks: what is due first, first; what has no term last. The caller checks rights."""
    found = [one for _name, source in sorted(_sources.items()) for one in source(network_ids, now)]
    return sorted(found, key=lambda one: (one.due is None, one.due or one.since))
