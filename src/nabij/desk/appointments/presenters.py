"""Words and shapes for the pages of appointments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from nabij.desk.appointments.models import Appointment, AppointmentState
from nabij.desk.appointments.queries import Visitor
from nabij.desk.appointments.rules import LATE_MIN, MOVES, Slot, local_day, may_be_late
from nabij.desk.appointments.words import bring_of
from nabij.desk.counters.models import Offer, Why
from nabij.desk.counters.presenters import named
from nabij.desk.video.actions.links import address_of
from nabij.desk.video.queries import links_about
from nabij.tenants.working_days import BRUSSELS

TONES = {"booked": "brand", "arrived": "act", "done": "success", "no_show": "warning", "cancelled": "danger"}


def when(row: Appointment) -> str:
    """Monday 30 November, 9:00."""
    local = row.starts_at.astimezone(BRUSSELS)
    return f"{named(local, 'l j F')}, {local:%H:%M}"


def moment_words(moment: datetime) -> str:
    local = moment.astimezone(BRUSSELS)
    return f"{named(local, 'l j F')}, {local:%H:%M}"


def slots_by_day(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    """The free moments under their days; `value` is what the form sends."""
    return [
        {
            "day": day, "name": named(day, "l j F"),
            "slots": [(one.starts_at.isoformat(), f"{one.starts_at.astimezone(BRUSSELS):%H:%M}") for one in found],
        }
        for day, found in groupby(slots, key=lambda one: local_day(one.starts_at))
    ]  # fmt: skip


def by_service(offered: Iterable[tuple[Offer, str]]) -> list[dict[str, Any]]:
    """What one comes for, each with the counters and their links; one line where several tenants call it the same."""
    rows: dict[str, dict[str, Any]] = {}
    for one, url in offered:
        row = rows.setdefault(
            one.service.name.casefold(), {"name": one.service.name, "explanation": "", "minutes": [], "counters": []}
        )
        row["explanation"] = row["explanation"] or one.service.explanation
        row["minutes"] = sorted({*row["minutes"], one.service.minutes})
        row["counters"].append((one.counter, url))
    return list(rows.values())


def shown(row: Appointment, now: datetime) -> dict[str, Any]:
    """An appointment as who comes sees it."""
    is_open = row.state == AppointmentState.BOOKED and row.starts_at > now
    late = LATE_MIN if may_be_late(row.state, row.starts_at, now) and not row.unsettled else ()
    return {
        "row": row, "when": when(row), "chip": (row.get_state_display(), TONES[row.state]), "bring": bring_of(row),
        "is_open": is_open, "unsettled": unsettled_words(row) if is_open else "",
        "is_video": row.way == "video", "is_phone": row.way == "phone", "late": late,
        "is_missed": row.state == AppointmentState.NO_SHOW,
    }  # fmt: skip


def video_link(row: Appointment, now: datetime, *, for_staff: bool = False) -> str:
    """The address of the talk of an appointment by video, until it is over; empty for any other."""
    if row.way != "video":
        return ""
    found = links_about(row.counter.tenant, [row.id], now, for_staff=for_staff).get(row.id)
    return address_of(found.id) if found else ""


def unsettled_words(row: Appointment) -> str:
    """Why the counter is closed after all; empty where it is not."""
    if not row.unsettled:
        return ""
    if row.unsettled in Why.values:
        return str(Why(row.unsettled).label)
    return _("other opening hours")


def agenda_row(visitor: Visitor, now: datetime) -> dict[str, Any]:
    """A line of the agenda of a counter, with the steps that are possible now."""
    row = visitor.row
    late = row.starts_at > now
    steps = [one for one in ("arrived", "done", "no_show", "booked") if one in MOVES[row.state]]
    return {
        "row": row, "name": visitor.name, "at": f"{row.starts_at.astimezone(BRUSSELS):%H:%M}",
        "until": f"{row.ends_at.astimezone(BRUSSELS):%H:%M}", "chip": (row.get_state_display(), TONES[row.state]),
        "steps": [(one, step_labels()[one]) for one in steps if not (one == "no_show" and late)],
        "troubles": visitor.troubles, "unsettled": unsettled_words(row), "reachable": bool(row.contact_kind),
        "late_min": row.late_min if row.state == AppointmentState.BOOKED else 0,
    }  # fmt: skip


def step_labels() -> dict[str, str]:
    return {"arrived": _("Is here"), "done": _("Served"), "no_show": _("Did not come"), "booked": _("Undo")}


def neighbours(day: date) -> tuple[date, date]:
    return date.fromordinal(day.toordinal() - 1), date.fromordinal(day.toordinal() + 1)
