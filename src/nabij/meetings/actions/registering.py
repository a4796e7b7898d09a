"""Who comes: registered by themselves, or by staff for who calls or gives a name on paper."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.meetings import queries, rules
from nabij.meetings.actions.noticing import drop_waiting, put
from nabij.meetings.actions.rows import locked, managed, write
from nabij.meetings.models import Meeting, NoticeKind, RegisteredBy, Registration
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

LONGEST_NAME = 120


@transaction.atomic
def register(actor: Actor, *, meeting_id: UUID, person_id: UUID, registered_by: str = "online") -> Registration:
    """A resident takes a seat, or staff that helps them. Who registered before keeps the one seat.

    Raises Missing for a closed meeting that is not theirs and for who may not act for this person; Refused when it is full.
    """
    found = locked(meeting_id)
    people.person(actor, person_id)
    if not queries.is_open_to(found, person_id):
        raise Missing
    key = queries.person_key(person_id)
    before = _here(found).filter(person_key=key).first()
    if before is not None:
        return before
    _check_seat(found)
    row = Registration(
        tenant_id=found.tenant_id, meeting_id=found.id, person_key=key, registered_by=RegisteredBy(registered_by),
        registered_at=timezone.now(),
    )  # fmt: skip
    row.person = vault.seal_value("visitor", row.id, str(person_id))
    row.save(force_insert=True)
    _promise(found, row)
    write(actor, found, "register", {"registration": str(row.id), "by": row.registered_by})
    return row


@transaction.atomic
def register_by_name(actor: Actor, *, meeting_id: UUID, name: str, registered_by: str) -> Registration:
    """Staff gives a seat to somebody without an account, who called or filled in a list; only the name is kept, sealed.

    Raises Refused without a name or when it is full, Missing for who may not.
    """
    found = managed(actor, meeting_id)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused(_("Write a name, so that the list at the door is complete."))
    _check_seat(found)
    row = Registration(
        tenant_id=found.tenant_id, meeting_id=found.id, registered_by=RegisteredBy(registered_by),
        registered_at=timezone.now(),
    )  # fmt: skip
    row.name = vault.seal_value("visitor", row.id, name)
    row.save(force_insert=True)
    write(actor, found, "register_by_name", {"registration": str(row.id), "by": row.registered_by})
    return row


@transaction.atomic
def unregister(actor: Actor, *, registration_id: UUID) -> None:
    """Gives a seat back, by who has it, by staff that helps them, or by who leads the meeting. Raises Missing for others."""
    row = Registration.objects.filter(id=registration_id, cancelled_at__isnull=True).first()
    if row is None:
        raise Missing
    found = locked(row.meeting_id)
    if not _is_holder(actor, row):
        managed(actor, found.id)
    row.cancelled_at = timezone.now()
    row.save(update_fields=["cancelled_at"])
    drop_waiting(found, registration_id=row.id)
    write(actor, found, "unregister", {"registration": str(row.id)})


def _is_holder(actor: Actor, row: Registration) -> bool:
    """Whether this is the seat of the actor, or of the person whom they help."""
    person_id = actor.on_behalf_of
    if actor.kind == "resident":
        person_id = people.person_of(actor).id
    if person_id is None or row.person_key is None or bytes(row.person_key) != queries.person_key(person_id):
        return False
    people.person(actor, person_id)
    return True


def _check_seat(found: Meeting) -> None:
    """The meeting is locked, so nobody takes a seat between counting and writing."""
    rules.check_may_register(
        state=found.state, with_registration=found.with_registration, starts_at=found.starts_at, now=timezone.now(),
        seats=found.seats, taken=_here(found).count(),
    )  # fmt: skip


def _here(found: Meeting) -> QuerySet[Registration]:
    return Registration.objects.filter(tenant_id=found.tenant_id, meeting_id=found.id, cancelled_at__isnull=True)


def _promise(found: Meeting, row: Registration) -> None:
    now = timezone.now()
    put(found, NoticeKind.CONFIRMATION, now, registration_id=row.id)
    reminder = rules.reminder_at(found.starts_at, now)
    if reminder is not None:
        put(found, NoticeKind.REMINDER, reminder, registration_id=row.id)
