"""Hours that changed after somebody had booked: they are told, and their appointment shows as one to be moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from nabij.audit.actions import record
from nabij.desk.appointments import rules
from nabij.desk.appointments.actions.noticing import drop_waiting, promise, put
from nabij.desk.appointments.models import AboutWhat, Appointment, AppointmentState
from nabij.desk.counters import queries as counters
from nabij.desk.counters.models import Counter
from nabij.desk.counters.rules import Day, Hours, day_hours, within
from nabij.tenants.actor import Actor

HOURS_CHANGED = "hours"
GONE = "gone"


def unsettle(actor: Actor, tenant_id: UUID, changed: Sequence[Counter], now: datetime) -> int:
    """For the deed that changed the hours of these counters, in its transaction: how many appointments to come fall outside them
    now. Those that fall inside again stand as before.
    """
    hours = counters.hours_of(changed)
    gone = {one.id for one in changed if one.retired_at is not None}
    rows = Appointment.objects.select_for_update().filter(
        tenant_id=tenant_id, counter_id__in=list(hours), starts_at__gt=now, state=AppointmentState.BOOKED
    )
    n = 0
    for row in rows:
        why = GONE if row.counter_id in gone else _why_not(hours[row.counter_id], row)
        if bool(why) != bool(row.unsettled):
            _turn(actor, row, why, now)
        n += bool(why)
    return n


def _why_not(hours: Hours, row: Appointment) -> str:
    """Why no appointments are taken at this moment; empty where they are."""
    day = rules.local_day(row.starts_at)
    here: Day = day_hours(hours, day)
    before = day_hours(hours, day - timedelta(days=1))
    if within([*before.blocks, *here.blocks], row.starts_at, row.ends_at):
        return ""
    return here.why or HOURS_CHANGED


def _turn(actor: Actor, row: Appointment, why: str, now: datetime) -> None:
    row.unsettled, row.sequence = why, row.sequence + 1
    row.save(update_fields=["unsettled", "sequence", "changed_at"])
    drop_waiting(row)
    put(row, AboutWhat.UNSETTLED if why else AboutWhat.SETTLED, now)
    if not why:
        promise(row, now)
    record(
        actor, tenant_id=row.tenant_id, verb="desk.unsettle_appointment" if why else "desk.settle_appointment",
        target="desk.appointment", target_id=row.id, detail={"why": why},
    )  # fmt: skip
