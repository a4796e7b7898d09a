"""What the rooms above know about warning the members of networks; they contribute it, since this room cannot ask them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Warned:
    """An alert that left: for which networks, when, what it cost; and when its feedback is due and was given, if owed."""

    network_ids: Collection[UUID]
    at: datetime
    cost_cents: int = 0
    due: datetime | None = None
    done: datetime | None = None


Source = Callable[[Collection[UUID], datetime], Iterable[Warned]]
_sources: dict[str, Source] = {}


def contribute(name: str, source: Source) -> None:
    """`source(tenant_ids, since)` gives the alerts of these tenants that left since then, exercises left out."""
    _sources[name] = source


def warned_since(tenant_ids: Collection[UUID], since: datetime) -> list[Warned]:
    return [one for _name, source in sorted(_sources.items()) for one in source(tenant_ids, since)]
