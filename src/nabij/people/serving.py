"""Who acts on the page of a person: they themselves, or staff that looked them up with a reason and helps them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from nabij.people import queries
from nabij.people.access import actor_of
from nabij.people.models import Person
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

HELPING = "people.helping"


@dataclass(frozen=True)
class Served:
    """Who acts, for whom, and under which address."""

    actor: Actor
    person: Person
    base: str

    @property
    def shell(self) -> str:
        return "site/office.html" if self.is_helped else "site/base.html"

    @property
    def is_helped(self) -> bool:
        return self.actor.on_behalf_of is not None

    @property
    def how(self) -> str:
        return {"phone": "phone", "paper": "paper"}.get(self.actor.reason, "counter") if self.is_helped else "online"


def served(request: HttpRequest, person_id: UUID | None) -> Served:
    """Raises Missing for staff that did not look up exactly this person with a reason, and for who is no resident."""
    actor = actor_of(request)
    if person_id is None:
        return Served(actor, queries.person_of(actor), reverse("people:my_page"))
    helping = request.session.get(HELPING)
    if not helping or helping["person"] != str(person_id):
        raise Missing
    actor = actor.because(helping["reason"]).helping(person_id)
    return Served(actor, queries.person(actor, person_id), reverse("people:helped_page", args=[person_id]))
