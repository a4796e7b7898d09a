"""What is to do for a network, gathered from the parts of this room: for the weekly mail, the pages and the table of the city."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import prefetch_related_objects

from nabij.networks.models import Network

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


Found = Mapping[UUID, Network]
"""Networks by id, with their tenants and mandates at hand."""
Source = Callable[[Found, datetime], Iterable[Todo]]
_sources: dict[str, Source] = {}


def contribute(name: str, source: Source) -> None:
    """`source(found, now)` gives what is to do for these networks, in a few queries however many they are."""
    _sources[name] = source


def todo_of(networks: Collection[Network], now: datetime) -> list[Todo]:
    """Everything that is to do for these networks: what is due first, first; what has no term last. The caller checks rights."""
    found = {one.id: one for one in networks}
    prefetch_related_objects(list(networks), "tenant", "mandates")
    asked = [one for _name, source in sorted(_sources.items()) for one in source(found, now)]
    return sorted(asked, key=lambda one: (one.due is None, one.due or one.since))
