"""Counters themselves: where they are, how one gets in, how many desks they have."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.appointments.actions.unsettling import unsettle
from nabij.desk.counters.models import Access, Counter, CounterKind
from nabij.desk.counters.queries import HOURS
from nabij.places.queries import Chosen
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

MOST_DESKS = 50


@transaction.atomic
def make_counter(
    actor: Actor, *, tenant_id: UUID, kind: str, name: str, place: Chosen, desks: int = 1,
    shut_on_holidays: bool = True, access: Collection[str] = (), **contact: str,
) -> Counter:  # fmt: skip
    """A counter without hours yet. `contact`: directions, telephone, email, website. Raises Refused, Missing."""
    actor.require(HOURS, tenant_id)
    row = Counter(tenant_id=tenant_id)
    _fill(row, kind, name, place, desks, shut_on_holidays, access, contact)
    _save(row)
    _write(actor, row, "make_counter")
    return row


@transaction.atomic
def change_counter(
    actor: Actor, *, counter_id: UUID, kind: str, name: str, place: Chosen, desks: int, shut_on_holidays: bool,
    access: Collection[str], **contact: str,
) -> Counter:  # fmt: skip
    """Raises Refused as `make_counter` does, Missing for one that is not theirs."""
    row = locked(actor, counter_id)
    _fill(row, kind, name, place, desks, shut_on_holidays, access, contact)
    _save(row)
    unsettle(actor, row.tenant_id, [row], timezone.now())
    _write(actor, row, "change_counter")
    return row


@transaction.atomic
def retire_counter(actor: Actor, *, counter_id: UUID) -> None:
    """No resident comes here any more; who has an appointment is told. Raises Missing."""
    row = locked(actor, counter_id)
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    unsettle(actor, row.tenant_id, [row], timezone.now())
    _write(actor, row, "retire_counter")


def locked(actor: Actor, counter_id: UUID) -> Counter:
    """The counter for this transaction alone, for who may change it. Raises Missing."""
    row = Counter.objects.select_for_update(no_key=True).filter(id=counter_id, retired_at__isnull=True).first()
    if row is None:
        raise Missing
    actor.require(HOURS, row.tenant_id)
    return row


def _fill(
    row: Counter, kind: str, name: str, place: Chosen, desks: int, shut_on_holidays: bool, access: Collection[str],
    contact: dict[str, str],
) -> None:  # fmt: skip
    if not name.strip():
        raise Refused(_("Give the counter a name."))
    if not 1 <= desks <= MOST_DESKS:
        raise Refused(_("A counter has 1 to %(most)s desks.") % {"most": MOST_DESKS})
    row.kind, row.name, row.desks = CounterKind(kind), name.strip()[:120], desks
    row.address, row.lon, row.lat = place.address[:200], place.lon, place.lat
    row.shut_on_holidays = shut_on_holidays
    row.access = [one for one in Access.values if one in access]
    for field in ("directions", "telephone", "email", "website"):
        setattr(row, field, contact.get(field, "").strip())


def _save(row: Counter) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_("There is a counter with this name already.")) from None


def _write(actor: Actor, row: Counter, verb: str, detail: dict[str, Any] | None = None) -> None:
    record(
        actor, tenant_id=row.tenant_id, verb=f"desk.{verb}", target="desk.counter", target_id=row.id,
        detail={"kind": row.kind, "desks": row.desks} | (detail or {}),
    )  # fmt: skip
