"""Calling a meeting, changing it, and calling it off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.meetings import rules
from nabij.meetings.actions.noticing import drop_waiting, put_reminders, tell_all
from nabij.meetings.actions.rows import managed, write
from nabij.meetings.models import Meeting, MeetingKind, MeetingState, NoticeKind, Registration
from nabij.meetings.standing import require_call
from nabij.places.queries import Chosen
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused


@transaction.atomic
def call_meeting(
    actor: Actor, *, tenant_id: UUID, kind: str, title: str, starts_at: datetime, ends_at: datetime, place: Chosen,
    about: UUID | None = None, also_about: Collection[UUID] = (), public: bool = True, explanation: str = "",
    speakers: str = "", with_registration: bool = False, seats: int | None = None,
) -> Meeting:  # fmt: skip
    """Calls a meeting; `starts_at` and `ends_at` are aware. `about` is the id of a network or another thing of a room above.

    Raises Refused by the rules about time, place and seats; Missing for who may call none here, or about a thing that is not
    theirs.
    """
    things = list(dict.fromkeys([*([about] if about else []), *also_about]))
    require_call(actor, tenant_id, things)
    rules.check_times(starts_at, ends_at, timezone.now())
    rules.check_words(title, place.address)
    rules.check_seats(seats, 0, with_registration=with_registration)
    made = Meeting(
        tenant_id=tenant_id, kind=MeetingKind(kind), title=title.strip(), explanation=explanation.strip(),
        speakers=speakers.strip(), address=place.address.strip(), lon=place.lon, lat=place.lat, starts_at=starts_at,
        ends_at=ends_at, about=things, public=public, with_registration=with_registration, seats=seats,
        called_by=actor.id,
    )  # fmt: skip
    made.save(force_insert=True)
    write(actor, made, "call_meeting", {"kind": made.kind, "starts_at": starts_at.isoformat(), "public": public})
    return made


@transaction.atomic
def change_meeting(
    actor: Actor, *, meeting_id: UUID, title: str, starts_at: datetime, ends_at: datetime, place: Chosen,
    public: bool, explanation: str = "", speakers: str = "", with_registration: bool = False, seats: int | None = None,
) -> Meeting:  # fmt: skip
    """Changes a planned meeting; who registered is told of a new hour or place, and reminded at the new day.

    Raises Refused for one that was held or cancelled, and as `call_meeting`; Missing for who may not change it.
    """
    found = managed(actor, meeting_id)
    _check_planned(found)
    rules.check_times(starts_at, ends_at, timezone.now())
    rules.check_words(title, place.address)
    rules.check_seats(seats, _taken(found), with_registration=with_registration)
    told = rules.Told(
        time=(found.starts_at, found.ends_at) != (starts_at, ends_at), place=found.address != place.address.strip()
    )
    found.title, found.explanation, found.speakers = title.strip(), explanation.strip(), speakers.strip()
    found.address, found.lon, found.lat = place.address.strip(), place.lon, place.lat
    found.starts_at, found.ends_at = starts_at, ends_at
    found.public, found.with_registration, found.seats = public, with_registration, seats
    found.sequence += 1
    found.save()
    if told:
        tell_all(found, NoticeKind.CHANGED)
        put_reminders(found)
    write(actor, found, "change_meeting", {"new_time": told.time, "new_place": told.place})
    return found


@transaction.atomic
def cancel_meeting(actor: Actor, *, meeting_id: UUID, reason: str) -> Meeting:
    """Calls a meeting off; who registered or was invited is told why. Raises Refused without a reason."""
    found = managed(actor, meeting_id)
    _check_planned(found)
    if not reason.strip():
        raise Refused(_("Say why it does not take place: who registered is told."))
    found.state, found.cancelled_because = MeetingState.CANCELLED, reason.strip()[:300]
    found.sequence += 1
    found.save()
    drop_waiting(found)
    tell_all(found, NoticeKind.CANCELLED)
    write(actor, found, "cancel_meeting", {"reason": found.cancelled_because})
    return found


def _check_planned(found: Meeting) -> None:
    if found.state != MeetingState.PLANNED:
        raise Refused(_("This meeting was held or cancelled, and stays as it is."))


def _taken(found: Meeting) -> int:
    here = Registration.objects.filter(tenant_id=found.tenant_id, meeting_id=found.id, cancelled_at__isnull=True)
    return here.count()
