"""What the rooms above know of the things that meetings are about: who acts for them, who belongs to them, what they are called.

A room registers in its `AppConfig.ready`; meetings themselves know no networks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting

VIEW = "meetings.view"
MANAGE = "meetings.manage"


@dataclass(frozen=True)
class Standing:
    """The things whose meetings somebody may see, those for which they may call one, and those whose members they know."""

    sees: frozenset[UUID] = field(default_factory=frozenset)
    manages: frozenset[UUID] = field(default_factory=frozenset)
    leads: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Thing:
    """What a meeting is about: whose it is, its name, its public page and its page in the back office; empty without one."""

    id: UUID
    tenant_id: UUID
    name: str
    public_url: str = ""
    office_url: str = ""


@dataclass(frozen=True)
class Room:
    """The answers of one room. `standing(actor)`; `belongs(person_id)` gives ids; `things(ids)` describes those it knows."""

    standing: Callable[[Actor], Standing]
    belongs: Callable[[UUID], Iterable[UUID]]
    things: Callable[[Collection[UUID]], Iterable[Thing]]


_rooms: dict[str, Room] = {}


def contribute(name: str, room: Room) -> None:
    _rooms[name] = room


def standing_of(actor: Actor) -> Standing:
    """Over all rooms together."""
    found = [room.standing(actor) for room in _rooms.values()] if actor.id is not None else []
    parts = ("sees", "manages", "leads")
    return Standing(*(frozenset().union(*(getattr(one, part) for one in found)) for part in parts))


def belongs_to(person_id: UUID) -> set[UUID]:
    """The things of which a person is a member, so that closed meetings about them are theirs too."""
    return {one for room in _rooms.values() for one in room.belongs(person_id)}


def things(thing_ids: Collection[UUID]) -> list[Thing]:
    """What these are, by name; nothing for an id that no room knows."""
    found: list[Thing] = []
    for room in _rooms.values():
        unknown = set(thing_ids) - {one.id for one in found}
        found += room.things(unknown) if unknown else []
    return sorted(found, key=lambda one: one.name)


def require_manage(actor: Actor, tenant_id: UUID, about: Collection[UUID]) -> None:
    """Raises Missing unless the actor manages meetings of this tenant, or acts for one of the things it is about."""
    if not may_manage(actor, tenant_id, about):
        raise Missing


def may_manage(actor: Actor, tenant_id: UUID, about: Collection[UUID], held: Standing | None = None) -> bool:
    """`held` is the standing of this actor where it was asked before."""
    if actor.may(MANAGE, tenant_id):
        return True
    return bool(about) and bool((held or standing_of(actor)).manages.intersection(about))


def may_see_names(actor: Actor, meeting: Meeting, held: Standing | None = None) -> bool:
    """Whether somebody sees who comes. To a closed meeting about something come its members, and those are known only to who
    leads it: not to others who may manage its meetings, and never to a municipality.
    """
    if actor.kind == "system":
        return True
    if meeting.public or not meeting.about:
        return may_manage(actor, meeting.tenant_id, meeting.about, held)
    return bool((held or standing_of(actor)).leads.intersection(meeting.about))


def require_call(actor: Actor, tenant_id: UUID, about: Collection[UUID]) -> None:
    """Raises Missing unless the actor may call a meeting of this tenant about these things, and knows each of them."""
    if actor.kind == "system":
        return
    held = standing_of(actor)
    known = {one.id: one for one in things(about)}
    if not all(one in known and one in held.sees | held.manages for one in about):
        raise Missing
    leads = any(one.tenant_id == tenant_id and one.id in held.manages for one in known.values())
    if not (leads or actor.may(MANAGE, tenant_id)):
        raise Missing
