"""What may be asked about meetings. Staff see their tenant's, who leads a network those about it, everybody the public ones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nabij.audit.actions import consulted
from nabij.channels.outbox.models import MessageState
from nabij.meetings.models import Meeting, MeetingState, Notice, Registration
from nabij.meetings.standing import VIEW, Standing, belongs_to, may_see_names, standing_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

LIST_LENGTH: Final = 100
Known = UUID | Meeting
"""A meeting by its id, or as it was read here."""


@dataclass(frozen=True)
class Visitor:
    """Somebody on the list at the door."""

    registration_id: UUID
    name: str
    registered_by: str
    attended: bool | None
    is_person: bool


@dataclass(frozen=True)
class Counts:
    """Registered, how many of them came, and who came besides."""

    registered: int
    came: int
    guests: int

    @property
    def present(self) -> int:
        return self.came + self.guests


@dataclass(frozen=True)
class Seat:
    """A registration as who holds it sees it."""

    registration_id: UUID
    meeting: Meeting
    attended: bool | None


def meetings(actor: Actor, held: Standing | None = None) -> QuerySet[Meeting]:
    """Every meeting that the actor may follow up, with `registered` and `came`: of their tenants, or about what they lead.
    `held` is their standing where it was asked before.
    """
    held = held or standing_of(actor)
    seen = Q(tenant_id__in=actor.tenants_with(VIEW))
    things = held.sees | held.manages
    if things:
        seen |= Q(about__overlap=list(things))
    return _counted(Meeting.objects.filter(seen))


def meeting(actor: Actor, meeting_id: UUID, held: Standing | None = None) -> Meeting:
    """Raises Missing for one that is not there or not theirs."""
    found = meetings(actor, held).select_related("tenant").filter(id=meeting_id).first()
    if found is None:
        raise Missing
    return found


def coming(actor: Actor, now: datetime) -> list[Meeting]:
    """The meetings that are not over, the first one first."""
    return list(meetings(actor).filter(ends_at__gte=now).order_by("starts_at", "id")[:LIST_LENGTH])


def past(actor: Actor, now: datetime) -> list[Meeting]:
    """The meetings that are over, the last one first."""
    return list(meetings(actor).filter(ends_at__lt=now).order_by("-starts_at", "-id")[:LIST_LENGTH])


def meetings_about(thing_ids: Collection[UUID]) -> list[Meeting]:
    """The meetings about these things, with `registered` and `came`, the last one first; rights are checked by who asks."""
    if not thing_ids:
        return []
    return list(_counted(Meeting.objects.filter(about__overlap=list(thing_ids))).order_by("-starts_at", "-id"))


def meetings_seen(actor: Actor, thing_id: UUID, held: Standing | None = None) -> list[Meeting]:
    """Those about one thing that the actor may follow up, the last one first."""
    return list(meetings(actor, held).filter(about__contains=[thing_id]).order_by("-starts_at", "-id")[:LIST_LENGTH])


def public_meetings(now: datetime, thing_ids: Collection[UUID] | None = None) -> list[Meeting]:
    """The public meetings that are still to come, also those that were cancelled; about these things where some are named."""
    rows = Meeting.objects.filter(public=True, ends_at__gte=now)
    if thing_ids is not None:
        rows = rows.filter(about__overlap=list(thing_ids))
    return list(_counted(rows).select_related("tenant").order_by("starts_at", "id")[:LIST_LENGTH])


def open_meeting(meeting_id: UUID, person_id: UUID | None = None) -> Meeting:
    """A public meeting, or a closed one to which this person is invited. Raises Missing for all others."""
    found = _counted(Meeting.objects.select_related("tenant").filter(id=meeting_id)).first()
    if found is None or not is_open_to(found, person_id):
        raise Missing
    return found


def is_open_to(found: Meeting, person_id: UUID | None) -> bool:
    """Whether the meeting is public, or about something to which this person belongs."""
    return found.public or (person_id is not None and bool(belongs_to(person_id).intersection(found.about)))


def counts(found: Meeting) -> Counts:
    """Of a meeting that was read here; no further query."""
    return Counts(found.registered, found.came, found.guests)  # type: ignore[attr-defined]


def counts_of(meeting_ids: Collection[UUID]) -> dict[UUID, Counts]:
    """The same of many, for lists whose rights were checked. One query."""
    rows = _counted(Meeting.objects.filter(id__in=list(meeting_ids)))
    return {row.id: counts(row) for row in rows}


@transaction.atomic
def visitors(actor: Actor, meeting_id: Known, held: Standing | None = None) -> list[Visitor]:
    """The list at the door, by name; on record as a consultation. Raises Missing as `may_see_names`."""
    found = meeting_id if isinstance(meeting_id, Meeting) else meeting(actor, meeting_id, held)
    if not may_see_names(actor, found, held):
        raise Missing
    rows = list(Registration.objects.filter(tenant_id=found.tenant_id, meeting_id=found.id, cancelled_at__isnull=True))
    known = {row.id: UUID(vault.open_value("visitor", row.id, bytes(row.person))) for row in rows if row.person}
    names = people.names_of(known.values())
    shown = [_visitor(row, names.get(known[row.id], "") if row.id in known else "") for row in rows]
    if rows:
        consulted(actor, tenant_id=found.tenant_id, target="meetings.visitors", target_id=found.id)
    return sorted(shown, key=lambda one: (not one.name, one.name.casefold(), one.registration_id))


def _visitor(row: Registration, name: str) -> Visitor:
    written = vault.open_value("visitor", row.id, bytes(row.name)) if row.name else name
    return Visitor(row.id, written, row.get_registered_by_display(), row.attended, row.person is not None)


def notices(found: Meeting) -> dict[str, dict[str, int]]:
    """How many messages of each kind about a meeting that was read here are in which state. One query."""
    rows = Notice.objects.filter(tenant_id=found.tenant_id, meeting_id=found.id).exclude(state=MessageState.DROPPED)
    counted: dict[str, dict[str, int]] = {}
    for kind, state, n in rows.order_by().values_list("kind", "state").annotate(n=Count("id")):
        counted.setdefault(kind, {})[state] = n
    return counted


def seats_of(actor: Actor, person_id: UUID) -> list[Seat]:
    """For which meetings a person is registered, or was; the last first. For themselves and who helps them. Raises Missing."""
    people.person(actor, person_id)
    rows = _of_person(person_id).filter(cancelled_at__isnull=True)
    return [Seat(row.id, row.meeting, row.attended) for row in rows]


def seat(actor: Actor, person_id: UUID, meeting_id: UUID) -> UUID | None:
    """The registration of a person for one meeting, or nothing."""
    people.person(actor, person_id)
    rows = _of_person(person_id).filter(cancelled_at__isnull=True, meeting_id=meeting_id)
    return rows.values_list("id", flat=True).first()


def followed(person_id: UUID, kind: str) -> list[Meeting]:
    """The meetings of a kind to which a person came, the last one first; the room above checks who asks."""
    rows = _of_person(person_id).filter(attended=True, cancelled_at__isnull=True, meeting__kind=kind)
    return [row.meeting for row in rows]


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """The registrations of a person, for the download of their own data."""
    return [
        {
            "meeting": row.meeting.title,
            "starts": row.meeting.starts_at.isoformat(),
            "registered": row.registered_at.isoformat(),
            "cancelled": row.cancelled_at and row.cancelled_at.isoformat(),
            "came": row.attended,
        }
        for row in _of_person(person_id)
    ]


def last_held(thing_ids: Collection[UUID], kind: str, now: datetime) -> dict[UUID, datetime]:
    """When the last meeting of a kind about each of these things was, where there was one; who asks checks rights. One query."""
    rows = Meeting.objects.filter(about__overlap=list(thing_ids), kind=kind, ends_at__lt=now)
    held = rows.exclude(state=MeetingState.CANCELLED).order_by("starts_at").values_list("about", "starts_at")
    return {thing: starts_at for about, starts_at in held for thing in about}


def unreported(thing_ids: Collection[UUID], before: datetime) -> list[Meeting]:
    """Meetings about these things that ended before a moment and have no report yet; who asks checks rights. One query."""
    rows = Meeting.objects.filter(about__overlap=list(thing_ids), ends_at__lt=before, report="")
    return list(rows.exclude(state=MeetingState.CANCELLED).order_by("starts_at"))


def _of_person(person_id: UUID) -> QuerySet[Registration]:
    rows = Registration.objects.filter(person_key=person_key(person_id)).select_related("meeting__tenant")
    return rows.order_by("-meeting__starts_at", "-id")


def _counted(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.annotate(registered=_tally(), came=_tally(attended=True))


def _tally(**conditions: Any) -> Coalesce:
    here = Registration.objects.filter(
        tenant_id=OuterRef("tenant_id"), meeting_id=OuterRef("id"), cancelled_at__isnull=True, **conditions
    )
    return Coalesce(Subquery(here.order_by().values("meeting_id").annotate(n=Count("id")).values("n")), 0)


def person_key(person_id: UUID) -> bytes:
    """The keyed hash under which registrations of one person are found."""
    return vault.keyed_digest(b"visitor", person_id.bytes)
