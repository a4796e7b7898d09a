"""What the room of meetings may know of officers: an open-door day is a meeting about one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.urls import reverse

from nabij.desk.officers.queries.managing import things_known, things_of
from nabij.desk.officers.rights import ANSWER, MANAGE
from nabij.meetings.standing import Room, Standing, Thing
from nabij.tenants.actor import Actor


def _standing(actor: Actor) -> Standing:
    if not (actor.tenants_with(MANAGE) or actor.tenants_with(ANSWER)):
        return Standing()
    own = frozenset(things_of(actor))
    return Standing(sees=own, manages=own, leads=own)


def _things(thing_ids: Collection[UUID]) -> Iterable[Thing]:
    for one in things_known(thing_ids):
        yield Thing(
            one.id, one.tenant_id, str(one), reverse("desk:officer_public", args=[one.id]),
            reverse("desk:officer", args=[one.id]),
        )  # fmt: skip


ROOM = Room(standing=_standing, belongs=lambda _person_id: (), things=_things)
