"""Who books: a visitor without an account, a resident, staff that helps a person, or staff of a counter for who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from nabij.people import queries as people
from nabij.people import vault
from nabij.people.access import actor_of
from nabij.people.serving import served
from nabij.tenants.actor import Actor
from nabij.tenants.languages import spoken

if TYPE_CHECKING:
    from nabij.desk.appointments.models import Appointment
    from nabij.people.models import Person

REACHED_BY = ("sms", "email", "voice")


@dataclass(frozen=True)
class Visit:
    """`door` names the addresses: "" for everybody, "my_", "helped_" or "staff_". `how` is how it will be put down."""

    actor: Actor
    door: str
    how: str
    person: Person | None = None

    @property
    def shell(self) -> str:
        return "site/office.html" if self.is_staff else "site/base.html"

    @property
    def is_staff(self) -> bool:
        return self.door in ("helped_", "staff_")

    def url(self, name: str, *args: Any) -> str:
        own = [self.person.id] if self.door == "helped_" and self.person else []
        return reverse(f"desk:{self.door}{name}", args=[*own, *args])

    def after(self, row: Appointment, code: str) -> str:
        """The page of an appointment."""
        return self.url("appointment", row.id if self.door else code)

    def known(self) -> list[str]:
        """The numbers and addresses of a person at which they can be told."""
        if self.person is None:
            return []
        points = [one for one in people.contact_points(self.actor, self.person) if one.kind in REACHED_BY]
        rows = [(one.kind, one.id.bytes, bytes(one.value)) for one in points if one.verified_at]
        return vault.open_values(rows)

    def initial(self) -> dict[str, str]:
        if self.person is None:
            return {"language": spoken()}
        name = vault.open_value("name", self.person.id, bytes(self.person.name)) if self.person.name else ""
        language = self.person.language
        return {"name": name, "language": language if language in dict(settings.LANGUAGES) else spoken()}


def booker_of(request: HttpRequest, door: str, person_id: UUID | None) -> Visit:
    """Who books: a resident who came by the door for everybody does so on their own page. Raises Missing as `visit_of`."""
    is_known = not door and actor_of(request).kind == "resident"
    return visit_of(request, "my_" if is_known else door, person_id)


def visit_of(request: HttpRequest, door: str, person_id: UUID | None) -> Visit:
    """Raises Missing for staff that did not look up exactly this person with a reason."""
    if door in ("my_", "helped_"):
        who = served(request, person_id)
        return Visit(who.actor, door, who.how, who.person)
    return Visit(actor_of(request), door, "phone" if door == "staff_" else "online")
