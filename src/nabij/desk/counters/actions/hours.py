"""When counters are open: the usual week, and the days that go otherwise. Who has an appointment then hears of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.audit.actions import record
from nabij.desk.appointments.actions.unsettling import unsettle
from nabij.desk.counters import rules
from nabij.desk.counters.actions.places import locked
from nabij.desk.counters.models import Counter, OddDay, Pattern, Why
from nabij.desk.counters.queries import HOURS, counters
from nabij.networks.shops.hours import NEVER, Week
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.working_days import BRUSSELS


@transaction.atomic
def set_week(
    actor: Actor, *, counter_id: UUID, valid_from: date, valid_until: date | None = None, walk_in: Week,
    by_appointment: Week,
) -> int:  # fmt: skip
    """The usual week from a day on; the same day again changes it. Weeks as `networks.shops.hours` reads them.

    Gives how many appointments fall outside the hours now. Raises Refused for days the wrong way round, Missing.
    """
    row = locked(actor, counter_id)
    rules.check_usual(valid_from, valid_until)
    values = {"valid_until": valid_until, "walk_in": walk_in, "by_appointment": by_appointment}
    Pattern.objects.update_or_create(tenant_id=row.tenant_id, counter_id=row.id, valid_from=valid_from, defaults=values)
    detail = {"valid_from": valid_from.isoformat()}
    return _changed(actor, row.tenant_id, [row], "set_week", row.id, detail)


@transaction.atomic
def put_odd_days(
    actor: Actor, *, tenant_id: UUID, counter_id: UUID | None = None, first_day: date, last_day: date,
    walk_in: Week = NEVER, by_appointment: Week = NEVER, why: str, note: str = "",
) -> tuple[OddDay, int]:  # fmt: skip
    """Days that go otherwise, of one counter or of all of the tenant; without hours it is closed.

    Gives the row and how many appointments fall outside the hours now. Raises Refused, Missing.
    """
    actor.require(HOURS, tenant_id)
    rules.check_odd(first_day, last_day, timezone.now().astimezone(BRUSSELS).date())
    found = [locked(actor, counter_id)] if counter_id else counters(tenant_ids=[tenant_id])
    if any(one.tenant_id != tenant_id for one in found):
        raise Missing
    row = OddDay.objects.create(
        tenant_id=tenant_id, counter_id=counter_id, first_day=first_day, last_day=last_day, walk_in=walk_in,
        by_appointment=by_appointment, why=Why(why), note=note.strip()[:200],
    )  # fmt: skip
    detail = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "why": why}
    return row, _changed(actor, tenant_id, found, "put_odd_days", row.id, detail)


@transaction.atomic
def drop_odd_days(actor: Actor, *, odd_id: UUID) -> int:
    """These days go as usual again; gives how many appointments fall outside the hours now. Raises Missing."""
    row = OddDay.objects.select_for_update().filter(id=odd_id).first()
    if row is None:
        raise Missing
    actor.require(HOURS, row.tenant_id)
    everywhere = counters(tenant_ids=[row.tenant_id])
    found = [one for one in everywhere if row.counter_id in (None, one.id)]
    detail = {"first_day": row.first_day.isoformat(), "why": row.why}
    row.delete()
    return _changed(actor, row.tenant_id, found, "drop_odd_days", odd_id, detail)


@transaction.atomic
def take_usual_days(actor: Actor, *, tenant_id: UUID, year: int) -> int:
    """Takes over the days to come on which governments usually close (`data/days.toml`); gives how many are new."""
    actor.require(HOURS, tenant_id)
    today = timezone.now().astimezone(BRUSSELS).date()
    there = set(OddDay.objects.filter(tenant_id=tenant_id, counter_id__isnull=True).values_list("first_day", flat=True))
    fresh = [one for one in rules.usual_days(year) if one[0] >= today and one[0] not in there]
    for day, why, name in fresh:
        put_odd_days(actor, tenant_id=tenant_id, first_day=day, last_day=day, why=why, note=name)
    return len(fresh)


def _changed(
    actor: Actor, tenant_id: UUID, found: list[Counter], verb: str, target_id: UUID, detail: dict[str, Any]
) -> int:
    unsettled = unsettle(actor, tenant_id, found, timezone.now())
    record(
        actor, tenant_id=tenant_id, verb=f"desk.{verb}", target="desk.hours", target_id=target_id,
        detail=detail | {"unsettled": unsettled},
    )  # fmt: skip
    return unsettled
