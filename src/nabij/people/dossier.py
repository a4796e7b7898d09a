"""What the rooms above keep about a person: for who asks their data, and for who wants to be erased.

A room registers in its `AppConfig.ready`. Callables get the person's id; they run in the transaction of the deed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

StrOrPromise = str | Promise

Asker = Callable[[UUID, float, float], str]
Part = Callable[[UUID], Any]
Eraser = Callable[[UUID], list[str]]

_parts: dict[str, Part] = {}
_erasers: dict[str, Eraser] = {}
_askers: dict[str, Asker] = {}
_pages: dict[str, StrOrPromise] = {}
_stays: dict[str, Eraser] = {}


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


def on_asking(name: str, teller: Eraser) -> None:
    """`teller(person_id)` says, before anything is erased, what its room must keep, why, and whom to ask."""
    _stays[name] = teller


def stays(person_id: UUID) -> list[str]:
    """What stays of a person, as each room tells it."""
    return [sentence for _name, teller in sorted(_stays.items()) for sentence in teller(person_id)]


def on_moving(name: str, asker: Asker) -> None:
    """`asker(person_id, x, y)` gives the name of a page on which somebody who now is at x, y (Lambert metres) has something to
    decide, and nothing where all stays as it was.
    """
    _askers[name] = asker


def after_moving(person_id: UUID, x: float, y: float) -> str:
    """The page that asks first, as the last part of its address under the page of the person; empty when none does."""
    return next((page for _name, asker in sorted(_askers.items()) if (page := asker(person_id, x, y))), "")


def offer_page(address: str, label: StrOrPromise) -> None:
    """A page of another room under the page of a person, such as "buurten/", and what the link to it says."""
    _pages[address] = label


def pages() -> list[tuple[str, StrOrPromise]]:
    return sorted(_pages.items())
