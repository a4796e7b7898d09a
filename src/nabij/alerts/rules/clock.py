"""Nights and quiet hours, in the time of Brussels."""

from __future__ import annotations

from datetime import datetime, time

from nabij.alerts.kinds import Kind
from nabij.tenants.working_days import BRUSSELS

NIGHT_FROM, NIGHT_UNTIL = time(22, 0), time(7, 0)


def within(moment: time, start: time, end: time) -> bool:
    """Whether a local time lies in [start, end), which may run past midnight; an empty span holds nothing."""
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


def is_night(now: datetime, start: time = NIGHT_FROM, end: time = NIGHT_UNTIL) -> bool:
    return within(now.astimezone(BRUSSELS).time(), start, end)


def wakes_people(kind: Kind, *, caught_in_act: bool, about_life: bool, night_allowed: bool) -> bool:
    """Whether an alert goes through quiet hours: an urgent one that happens now where the plan allows the night, or one of a
    kind that saves lives and is about life.
    """
    if kind.night == "caught_in_act":
        return caught_in_act and night_allowed
    return kind.night == "about_life" and about_life
