"""What one can be told of: each room offers its own, so that a call says no more than the key may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nabij.tenants.actor import Actor

Describe = Callable[[Actor, UUID], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Subject:
    """`name` such as "alert"; who has `right` may ask; `describe` says what a key may know of one, or raises Missing."""

    name: str
    right: str
    describe: Describe


_offered: dict[str, Subject] = {}


def offer(name: str, *, right: str, describe: Describe) -> None:
    """Makes a subject known, when its room starts."""
    _offered[name] = Subject(name, right, describe)


def subject(name: str) -> Subject:
    """The subject of this name. Raises KeyError."""
    return _offered[name]


def open_to(actor: Actor, tenant_id: UUID) -> list[str]:
    """Of what the actor may be told in a tenant, by alphabet."""
    return sorted(name for name, one in _offered.items() if actor.may(one.right, tenant_id))


def rights() -> set[str]:
    """Any of which lets somebody ask to be told."""
    return {one.right for one in _offered.values()}
