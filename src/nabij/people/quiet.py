"""Quiet hours of a contact point: when they end. Values in, values out."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from nabij.tenants.working_days import BRUSSELS


def quiet_end(now: datetime, quiet_from: time | None, quiet_until: time | None) -> datetime | None:
    """When the quiet hours end in which `now` falls, or None outside them. Times are local and may run past midnight."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return None
    local = now.astimezone(BRUSSELS)
    clock = local.time()
    over_midnight = quiet_from > quiet_until
    inside = (clock >= quiet_from or clock < quiet_until) if over_midnight else quiet_from <= clock < quiet_until
    if not inside:
        return None
    tomorrow = over_midnight and clock >= quiet_from
    day = local.date() + timedelta(days=1 if tomorrow else 0)
    return datetime.combine(day, quiet_until, tzinfo=BRUSSELS)
