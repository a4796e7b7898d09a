"""Numbers and addresses at which nothing arrives any more: no longer used, and the person told over another way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.people import post, rules, vault
from nabij.people.actions.record import write
from nabij.people.models import ContactPoint
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

OTHER_WAYS: Final = ("sms", "email", "push", "voice")
"""How somebody is told, the way that disturbs least last."""
TELL_WITHIN: Final = timedelta(days=3)
AT_A_TIME: Final = 100


@transaction.atomic
def retire_unreachable(
    actor: Actor, *, contact_point_id: UUID, code: str, failures: Sequence[datetime], at_once: bool = False
) -> bool:
    """Stops using a contact point since providers said, at these moments, that it does not exist.

    What failed before it was last verified does not count. It stays on the page of the person, and works again once verified.
    Only the platform itself does this (Missing otherwise). False where the proof is not enough, or it is no longer in use.
    """
    if actor.kind != "system":
        raise Missing
    point = ContactPoint.objects.select_for_update().filter(id=contact_point_id).first()
    if point is None or point.retired_at or point.verified_at is None:
        return False
    days = {timezone.localdate(at) for at in failures if at > point.verified_at}
    if not rules.is_proof_of_loss(len(days), at_once=at_once):
        return False
    point.verified_at, point.unreachable_at, point.unreachable_told_at = None, timezone.now(), None
    point.save(update_fields=["verified_at", "unreachable_at", "unreachable_told_at"])
    detail = {"code": code, "days": len(days), "kind": point.kind}
    write(actor, "people.retire_unreachable", "people.contact_point", point.id, detail)
    return True


def tell_unreachable(actor: Actor, now: datetime) -> int:
    """Tells by day, over another way that works, who lost a number or address; each person once. Returns how many were told."""
    if not rules.may_tell(timezone.localtime(now)):
        return 0
    waiting = ContactPoint.objects.filter(
        unreachable_at__gt=now - TELL_WITHIN, unreachable_told_at__isnull=True, retired_at__isnull=True
    )
    ids = list(waiting.order_by("unreachable_at").values_list("id", flat=True)[:AT_A_TIME])
    return sum(_tell(actor, contact_point_id, now) for contact_point_id in ids)


@transaction.atomic
def _tell(actor: Actor, contact_point_id: UUID, now: datetime) -> bool:
    """Marked before it is sent and in one transaction: twice at once tells nobody twice."""
    lost = ContactPoint.objects.select_for_update(skip_locked=True).filter(
        id=contact_point_id, unreachable_at__isnull=False, unreachable_told_at__isnull=True
    )
    point = lost.first()
    if point is None or not (others := _other_ways(point)):
        return False
    ContactPoint.objects.filter(id=point.id).update(unreachable_told_at=now)
    write(actor, "people.tell_unreachable", "people.contact_point", point.id, {"over": others[0].kind})
    try:
        value = vault.open_value(others[0].kind, others[0].id, bytes(others[0].value))
        post.send_lost(others[0].kind, value, point.kind, others[0].language)
    except Refused:
        transaction.set_rollback(True)
        return False
    return True


def _other_ways(point: ContactPoint) -> list[ContactPoint]:
    """What is in use and takes all messages of everybody, the least disturbing first."""
    rows = ContactPoint.objects.filter(
        person_id=point.person_id, verified_at__isnull=False, retired_at__isnull=True, kind__in=OTHER_WAYS
    )
    wanted = rows.exclude(opt_outs__message_kind="").order_by("id")
    return sorted(wanted, key=lambda row: OTHER_WAYS.index(row.kind))
