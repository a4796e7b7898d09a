"""What the rooms above keep about a person: for who asks their data, and for who wants to be erased.

A room registers in its `AppConfig.ready`. Callables get the person's id; they run in the transaction of the deed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise

from nabij.tenants.actor import Actor

StrOrPromise = str | Promise

Asker = Callable[[UUID, float, float], str]
Part = Callable[[UUID], Any]
Eraser = Callable[[UUID], list[str]]


class Follower(Protocol):
    """What another room sends about the places of a person: what it says of itself, whether they want it, and how to choose.

    `choose` raises Refused where it cannot be. All raise Missing for who may not act for the person.
    """

    wanted: StrOrPromise
    refused: StrOrPromise

    def is_on(self, actor: Actor, person_id: UUID) -> bool: ...

    def choose(self, actor: Actor, person_id: UUID, on: bool) -> None: ...

    def changed(self, actor: Actor, person_id: UUID) -> None: ...


_parts: dict[str, Part] = {}
_erasers: dict[str, Eraser] = {}
_askers: dict[str, Asker] = {}
_followers: dict[str, Follower] = {}
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


def on_caring(name: str, follower: Follower) -> None:
    """`follower` sends a person something about the places that they care about, if they want it."""
    _followers[name] = follower


def after_caring(actor: Actor, person_id: UUID) -> None:
    """Tells the rooms above that the places which a person cares about, or their home, are others now."""
    for follower in _followers.values():
        follower.changed(actor, person_id)


def followers() -> dict[str, Follower]:
    return _followers


def on_moving(name: str, asker: Asker) -> None:
    """`asker(person_id, x, y)` gives the name of a page on which somebody who now is at x, y (Lambert metres) has something to
    decide, and nothing where all stays as it was.
    """
    _askers[name] = asker


def after_moving(person_id: UUID, x: float, y: float) -> str:
    """The page that asks first, as the last part of its address under the page of the person; empty when none does."""
    return next((page for _name, asker in sorted(_askers.items()) if (page := asker(person_id, x, y))), "")


FIRST = ("meldingen/", "afspraken/", "wijkagent/", "buurten/", "nieuws/", "terugbellen/", "bijeenkomsten/")


def offer_page(address: str, label: StrOrPromise) -> None:
    """A page of another room under the page of a person, such as "buurten/", and what the link to it says."""
    _pages[address] = label


def pages() -> list[tuple[str, StrOrPromise]]:
    """What most people come for first."""
    order = {address: place for place, address in enumerate(FIRST)}
    return sorted(_pages.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))
