"""What counters do for residents."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.counters.actions.places import locked
from nabij.desk.counters.models import Offer, Service, Way
from nabij.desk.counters.queries import HOURS
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

LONGEST_MINUTES = 180


@transaction.atomic
def put_service(
    actor: Actor, *, tenant_id: UUID, service_id: UUID | None = None, name: str, minutes: int, letter: str,
    bring: str = "", explanation: str = "",
) -> Service:  # fmt: skip
    """A new service, or other words and minutes of one that is there. Appointments that were made keep their time.

    Raises Refused for what cannot be, Missing.
    """
    actor.require(HOURS, tenant_id)
    row = Service(tenant_id=tenant_id)
    if service_id is not None:
        known = (
            Service.objects.select_for_update()
            .filter(tenant_id=tenant_id, id=service_id, retired_at__isnull=True)
            .first()
        )
        if known is None:
            raise Missing
        row = known
    _fill(row, name, minutes, letter)
    row.bring, row.explanation = bring.strip()[:2_000], explanation.strip()[:400]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_("There is a service with this name already.")) from None
    detail = {"minutes": row.minutes, "letter": row.letter}
    record(actor, tenant_id=tenant_id, verb="desk.put_service", target="desk.service", target_id=row.id, detail=detail)
    return row


@transaction.atomic
def retire_service(actor: Actor, *, service_id: UUID) -> None:
    """Nobody comes for this any more: no counter shows it. Appointments that were made stand. Raises Missing."""
    row = Service.objects.select_for_update().filter(id=service_id, retired_at__isnull=True).first()
    if row is None:
        raise Missing
    actor.require(HOURS, row.tenant_id)
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    record(actor, tenant_id=row.tenant_id, verb="desk.retire_service", target="desk.service", target_id=row.id)


def _fill(row: Service, name: str, minutes: int, letter: str) -> None:
    letter = letter.strip().upper()
    if not name.strip():
        raise Refused(_("Give the service a name."))
    if not 5 <= minutes <= LONGEST_MINUTES:
        raise Refused(_("An appointment takes 5 to %(most)s minutes.") % {"most": LONGEST_MINUTES})
    if len(letter) != 1 or not ("A" <= letter <= "Z"):
        raise Refused(_("Choose one letter, A to Z, for its numbers in the waiting hall."))
    row.name, row.minutes, row.letter = name.strip()[:120], minutes, letter


@transaction.atomic
def offer_service(
    actor: Actor, *, counter_id: UUID, service_id: UUID, ways: Collection[str] = (), walk_in: bool = True,
    desks: int = 1,
) -> Offer:  # fmt: skip
    """A counter offers a service: with an appointment in these ways, without one, so many at once. Raises Refused, Missing."""
    row = locked(actor, counter_id)
    if not Service.objects.filter(tenant_id=row.tenant_id, id=service_id, retired_at__isnull=True).exists():
        raise Missing
    if not ways and not walk_in:
        raise Refused(_("Choose with an appointment, without one, or both."))
    if not 1 <= desks <= row.desks:
        raise Refused(_("This counter has %(n)s desks; a service takes 1 to so many.") % {"n": row.desks})
    values = {"ways": [one for one in Way.values if one in ways], "walk_in": walk_in, "desks": desks}
    found, _new = Offer.objects.update_or_create(
        tenant_id=row.tenant_id, counter_id=row.id, service_id=service_id, defaults=values
    )
    _write(actor, found, "offer_service")
    return found


@transaction.atomic
def withdraw_service(actor: Actor, *, counter_id: UUID, service_id: UUID) -> None:
    """A counter no longer offers a service; appointments that were made stand. Raises Missing."""
    row = locked(actor, counter_id)
    found = Offer.objects.filter(tenant_id=row.tenant_id, counter_id=row.id, service_id=service_id).first()
    if found is None:
        raise Missing
    _write(actor, found, "withdraw_service")
    found.delete()


def _write(actor: Actor, found: Offer, verb: str) -> None:
    detail = {"service": str(found.service_id), "ways": found.ways, "walk_in": found.walk_in, "desks": found.desks}
    record(
        actor, tenant_id=found.tenant_id, verb=f"desk.{verb}", target="desk.counter", target_id=found.counter_id,
        detail=detail,
    )  # fmt: skip
