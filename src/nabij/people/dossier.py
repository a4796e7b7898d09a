"""What the rooms above keep about a person: for who asks their data, and for who wants to be erased.

A room registers in its `AppConfig.ready`. Callables get the person's id; they run in the transaction of the deed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

Part = Callable[[UUID], Any]
Eraser = Callable[[UUID], list[str]]

_parts: dict[str, Part] = {}
_erasers: dict[str, Eraser] = {}


def contribute(name: str, part: Part) -> None:
    """`part(person_id)` gives what may be written as JSON under `name` in the download of "my data"."""
    _parts[name] = part


def on_erasing(name: str, eraser: Eraser) -> None:
    """`eraser(person_id)` deletes what its room keeps, and returns sentences about what must stay and why."""
    _erasers[name] = eraser


def parts(person_id: UUID) -> dict[str, Any]:
    return {name: part(person_id) for name, part in sorted(_parts.items())}


def erase(person_id: UUID) -> list[str]:
    return [sentence for _name, eraser in sorted(_erasers.items()) for sentence in eraser(person_id)]
