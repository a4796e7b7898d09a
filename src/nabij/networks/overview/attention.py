"""What needs somebody today, for who answers for many networks: what is late first, and not more than fits a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from nabij.networks.overview.queries.city import City
from nabij.networks.todo import Todo

FITS: Final = 12
POLICE_ONLY: Final = frozenset({"officer", "chief"})
"""What police officers have to do is told to a municipality only as far as its own services own the next step."""


@dataclass(frozen=True)
class Matter:
    """Something to do, with the name of its network. `is_mine` when it waits for who reads it."""

    network: str
    todo: Todo
    is_late: bool
    is_mine: bool


@dataclass(frozen=True)
class Attention:
    """What fits on the page, mine and late first; how many more there are; and how many networks ask for nothing."""

    matters: Sequence[Matter]
    more: int
    late: int
    quiet: int


def attention(found: City, waiting: Sequence[Todo], now: datetime, mine: Collection[str] = ()) -> Attention:
    """Of what waits, what its reader may see; `mine` are the owners for whom they read, such as "chief"."""
    names = {row.network_id: row.name for row in found.rows if row.state != "stopped"}
    seen = [one for one in waiting if found.ground.is_police or one.owner not in POLICE_ONLY]
    return arranged([one for one in seen if one.network_id in names], names, now, mine)


def arranged(waiting: Sequence[Todo], names: Mapping[UUID, str], now: datetime, mine: Collection[str]) -> Attention:
    """Late and mine before late of others, before mine that still has time; then by term. Pure."""
    matters = [Matter(names[one.network_id], one, one.is_late(now), one.owner in mine) for one in waiting]
    matters.sort(
        key=lambda one: (not one.is_late, not one.is_mine, one.todo.due is None, one.todo.due or one.todo.since)
    )
    pressing = [one for one in matters if one.is_late or one.is_mine]
    quiet = len(names) - len({one.todo.network_id for one in pressing})
    return Attention(matters[:FITS], max(0, len(matters) - FITS), sum(one.is_late for one in matters), quiet)
