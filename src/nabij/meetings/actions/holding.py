"""The evening itself and after it: who came, what was decided, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.meetings import rules
from nabij.meetings.actions.rows import managed, write
from nabij.meetings.models import Meeting, MeetingState, Registration
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

MOST_GUESTS = 20_000


@transaction.atomic
def mark_attendance(actor: Actor, *, meeting_id: UUID, came: Mapping[UUID, bool]) -> None:
    """Notes per registration whether they came. Raises Missing for an id of another meeting, Refused too early."""
    found = managed(actor, meeting_id)
    rules.check_may_count(found.state, found.starts_at, timezone.now())
    here = Registration.objects.filter(tenant_id=found.tenant_id, meeting_id=found.id, cancelled_at__isnull=True)
    if here.filter(id__in=list(came)).count() != len(came):
        raise Missing
    for was_there in (True, False):
        ids = [one for one, value in came.items() if value is was_there]
        here.filter(id__in=ids).update(attended=was_there)
    write(actor, found, "mark_attendance", {"came": sum(came.values()), "of": len(came)})


@transaction.atomic
def count_present(
    actor: Actor, *, meeting_id: UUID, guests: int, votes_for: int | None = None, votes_against: int | None = None,
    votes_abstained: int | None = None,
) -> Meeting:  # fmt: skip
    """The meeting was held: how many came without having registered, and the hands that were counted where it decided.

    Raises Refused before the doors open, for counts that cannot be, Missing for who may not.
    """
    found = managed(actor, meeting_id)
    rules.check_may_count(found.state, found.starts_at, timezone.now())
    if not 0 <= guests <= MOST_GUESTS:
        raise Refused(_("Write how many people came without having registered, as a whole number."))
    present = guests + found.registrations.filter(attended=True, cancelled_at__isnull=True).count()
    rules.check_votes([votes_for, votes_against, votes_abstained], present)
    found.guests, found.state = guests, MeetingState.HELD
    found.votes_for, found.votes_against, found.votes_abstained = votes_for, votes_against, votes_abstained
    found.save()
    detail = {"present": present, "votes": [votes_for, votes_against, votes_abstained]}
    write(actor, found, "count_present", detail)
    return found


@transaction.atomic
def write_report(actor: Actor, *, meeting_id: UUID, text: str) -> Meeting:
    """The report of a meeting that was held; it can be written on until it is public. Raises Refused, Missing."""
    found = managed(actor, meeting_id)
    if found.state != MeetingState.HELD:
        raise Refused(_("First note that the meeting was held, and how many people came."))
    if found.report_published_at is not None:
        raise Refused(_("This report is public. Take it back first, if it has to be changed."))
    if not text.strip():
        raise Refused(_("Write what was said and agreed."))
    found.report = text.strip()
    found.save()
    write(actor, found, "write_report", {"length": len(found.report)})
    return found


@transaction.atomic
def publish_report(actor: Actor, *, meeting_id: UUID, public: bool) -> Meeting:
    """Shows the report on the page of the meeting, or takes it back. Raises Refused for a report that is not written yet."""
    found = managed(actor, meeting_id)
    if not found.report:
        raise Refused(_("Write what was said and agreed."))
    found.report_published_at = timezone.now() if public else None
    found.save()
    write(actor, found, "publish_report" if public else "withdraw_report")
    return found
