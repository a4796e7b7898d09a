"""What a signed step does: who is excluded hears nothing any more, and a network is never left without who leads it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks import actions as networks
from nabij.networks.documents import actions as documents
from nabij.networks.members.queries import person_key
from nabij.networks.models import Mandate, MandateRole, MemberPoint, Membership
from nabij.networks.year import telling
from nabij.networks.year.measures import queries
from nabij.networks.year.measures.models import Exclusion, Measure, MeasureStep, StepCode, Subject
from nabij.people import queries as people
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Refused


def take_effect(actor: Actor, found: Measure, step: MeasureStep) -> None:
    """In the transaction of the last signature. The person is told by the job that looks for steps that were not told yet."""
    if step.code == StepCode.POLICE and step.provisional:
        _exclude(found, provisional=True)
        if found.subject == Subject.COORDINATOR:
            hand_over(actor, found)
    if step.code == StepCode.EXCLUSION:
        _exclude(found, provisional=False, until=_end_of(step.until))
        found.ended_at = _end_of(step.until)
        found.save(update_fields=["ended_at"])
    if step.code == StepCode.REMOVAL:
        hand_over(actor, found)
        documents.notify_federal(actor, network_id=found.network_id, what="coordinator_removed")


def lift(actor: Actor, found: Measure) -> None:
    """Ends the exclusion of a case; a member who was out provisionally is reached again, and a coordinator leads again.

    Raises Refused where nobody is excluded.
    """
    row = queries.in_force(found.network_id).select_for_update().filter(measure_id=found.id).first()
    if row is None:
        raise Refused(_("Nobody is excluded by this case."))
    row.lifted_at = timezone.now()
    row.save(update_fields=["lifted_at"])
    person_id = queries.person_of(found)
    if row.provisional:
        _restore(found, row, person_id)
        if found.subject == Subject.COORDINATOR:
            give_back(actor, found)
    telling.tell(person_id, "measure_lifted", _values(found), tenant_id=found.tenant_id)


def hand_over(actor: Actor, found: Measure) -> None:
    """Takes the mandate of a coordinator away. Their deputy is acting coordinator from this moment, and stays deputy until the
    members approve a coordinator; without a deputy the officer follows up.
    """
    if found.account_id is not None:
        Mandate.objects.filter(
            tenant_id=found.tenant_id,
            network_id=found.network_id,
            role=MandateRole.COORDINATOR,
            account_id=found.account_id,
        ).delete()
    networks.note(actor, found.network, "hand_over", {"measure": str(found.id)})


def give_back(actor: Actor, found: Measure) -> None:
    """The coordinator leads again; who led meanwhile is deputy again, where there is no other."""
    held = Mandate.objects.filter(tenant_id=found.tenant_id, network_id=found.network_id, role=MandateRole.COORDINATOR)
    if found.account_id is None or held.filter(account_id=found.account_id, deputy=False).exists():
        return
    held.filter(account_id=found.account_id).delete()
    if held.filter(deputy=True).exists():
        held.filter(deputy=False).delete()
    held.filter(deputy=False).update(deputy=True)
    Mandate.objects.create(
        tenant_id=found.tenant_id,
        network_id=found.network_id,
        role=MandateRole.COORDINATOR,
        account_id=found.account_id,
    )
    networks.note(actor, found.network, "give_back", {"measure": str(found.id)})


@transaction.atomic
def tell_step(step_id: UUID, now: datetime) -> bool:
    """Tells the person that a letter is there; what cannot be told by message says why, and the letter goes by post."""
    rows = MeasureStep.objects.select_for_update(skip_locked=True, of=("self",)).select_related("measure__network")
    step = rows.filter(id=step_id, done_at__isnull=False, told_at__isnull=True, untold="").first()
    if step is None:
        return False
    found = step.measure
    trouble = telling.tell(queries.person_of(found), "measure_told", _values(found), tenant_id=found.tenant_id)
    if trouble == telling.NOT_TAKEN:
        return False
    step.told_at, step.untold = (None, trouble) if trouble else (now, "")
    step.save(update_fields=["told_at", "untold"])
    networks.note(system(found), found.network, "tell_measure", {"step": str(step.id), "trouble": trouble})
    return not trouble


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """What must stay when a person is erased: a case that is open or excludes them, until its term ends; the rest goes."""
    rows = Measure.objects.filter(person_key=person_key(person_id))
    stays = [
        row for row in rows if row.ended_at is None or queries.in_force(row.network_id).filter(measure=row).exists()
    ]
    if not stays:
        return []
    return [
        _("A measure in a neighbourhood network stays until its term ends, since the law lets others object to it too.")
    ]


def system(found: Measure) -> Actor:
    return system_actor([found.tenant_id])


def _exclude(found: Measure, *, provisional: bool, until: datetime | None = None) -> None:
    person_id = queries.person_of(found)
    members = Membership.objects.filter(
        tenant_id=found.tenant_id, network_id=found.network_id, person_key=found.person_key, left_at__isnull=True
    )
    points = MemberPoint.objects.filter(tenant_id=found.tenant_id, membership__in=members)
    known: list[dict[str, Any]] = [
        {"id": str(one), "key": ""} for one in points.values_list("contact_point_id", flat=True)
    ]
    known += [{"id": "", "key": queries.point_key(one)} for one in people.lookups_of(person_id)]
    points.delete()
    before = queries.in_force(found.network_id).filter(person_key=found.person_key).first()
    if before is not None:
        before.lifted_at = timezone.now()
        before.save(update_fields=["lifted_at"])
        known = before.points
    Exclusion.objects.create(
        tenant_id=found.tenant_id, network_id=found.network_id, measure_id=found.id, person_key=found.person_key,
        provisional=provisional, points=known, since=timezone.now(), until=until,
    )  # fmt: skip
    if not provisional:
        members.update(left_at=timezone.now())


def _restore(found: Measure, row: Exclusion, person_id: UUID) -> None:
    member = Membership.objects.filter(
        tenant_id=found.tenant_id, network_id=found.network_id, person_key=found.person_key, left_at__isnull=True
    ).first()
    if member is None:
        return
    there = {point.id for point in people.contact_points(system(found), person_id) if point.verified_at is not None}
    had = {UUID(point["id"]) for point in row.points if point["id"]}
    MemberPoint.objects.bulk_create(
        MemberPoint(
            tenant_id=found.tenant_id, network_id=found.network_id, membership_id=member.id, contact_point_id=one
        )
        for one in sorted(had & there)
    )


def _end_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def _values(found: Measure) -> dict[str, str]:
    return {"network": found.network.name, "url": f"{settings.SITE_URL}/mijn/maatregelen/"}
