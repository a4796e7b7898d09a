"""Words and shapes for the pages of officers."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from nabij.desk.counters.presenters import named
from nabij.desk.officers import lists
from nabij.desk.officers.models import Officer, OfficerKind, QuestionState, StepKind
from nabij.desk.officers.queries import Asked, Contact, Found, Line
from nabij.desk.officers.zone_rules import Desk
from nabij.meetings import presenters as meeting_words
from nabij.networks.shops import hours
from nabij.people import vault

STEP_ICONS: Final = {
    "asked": "message-square-plus", "more": "message-square-plus", "answered": "check", "passed": "send",
    "told": "mail", "not_told": "triangle-alert",
}  # fmt: skip


def kind_words(found: Officer) -> str:
    """ "Neighbourhood officer", or the group for which somebody is there."""
    if found.kind == OfficerKind.TARGET_GROUP:
        return _("Police for: %(group)s") % {"group": lists.group_name(found.group)}
    return found.get_kind_display().capitalize()


def hours_rows(found: Officer) -> list[tuple[str, str]]:
    """The days with walk-in hours, as people read them."""
    days = hours.written(found.walk_in)
    return [(str(WEEKDAYS[day]).capitalize(), text) for day, text in days.items() if text]


def card(one: Contact, ask: str = "") -> dict[str, Any]:
    """An officer as a resident sees them: who answers today, where and when one can walk in.

    `ask` is where they are asked a question, with `{}` for their id; without it the page for everybody.
    """
    found, there = one.officer, one.serving or one.officer
    return {
        **face(found), "kind": kind_words(found), "about": found.about, "is_there": one.is_there,
        "away": "" if one.is_there else away_words(one), "serving": face(there) if one.serving and not one.is_there else None,
        "phone": there.phone if one.serving else "", "phone_words": phone_words(there) if one.serving else "",
        "email": there.email if one.serving else "", "hours": hours_rows(there), "place": there.walk_in_place,
        "next": _span(one.walk_in) if one.walk_in else "",
        "door": {
            "title": one.open_door.title, "when": meeting_words.when(one.open_door), "where": one.open_door.address,
            "url": reverse("meetings:public", args=[one.open_door.id]),
        } if one.open_door else None,
        "ask_url": ask.format(found.id) if ask else reverse("desk:officer_ask", args=[found.id]),
    }  # fmt: skip


def phone_words(found: Officer) -> str:
    """The telephone of the work as people write it; empty for none."""
    return vault.readable("voice", found.phone) if found.phone else ""


def initials(found: Officer) -> str:
    """First letters of the first and the last word of a name: what stands where there is no photo."""
    words = found.name.split()
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else ""


def face(found: Officer) -> dict[str, Any]:
    """Name and picture; without a picture their initials."""
    return {
        "id": found.id, "title": str(found), "name": found.name, "initials": initials(found),
        "photo": reverse("desk:officer_photo", args=[found.id]) + f"?{found.photo[:8]}" if found.photo else "",
        "url": reverse("desk:officer_public", args=[found.id]),
    }  # fmt: skip


def away_words(one: Contact) -> str:
    """Why another name stands below: until when, and who answers."""
    until = _("%(name)s is away until %(day)s.") % {
        "name": one.officer.name, "day": date_format(one.back_on, "j F"),
    } if one.back_on else _("%(name)s is not there now.") % {"name": one.officer.name}  # fmt: skip
    if one.serving:
        return f"{until} " + _("%(name)s answers you.") % {"name": str(one.serving)}
    return f"{until} " + _("The desk answers you.")


def _span(span: tuple[Any, Any]) -> str:
    start, end = (localtime(one) for one in span)
    return f"{named(start, 'l j F')}, {start:%H:%M} - {end:%H:%M}"


def found_context(found: Found, ask: str = "") -> dict[str, Any]:
    """The contacts of a place, in the order in which a resident looks for them; `ask` as in `card`."""
    groups = [
        (_("Your neighbourhood officer"), found.police),
        (_("Neighbourhood steward"), found.stewards),
        (_("Street worker"), found.street_workers),
        (_("For a group"), found.groups),
    ]
    return {
        "found": found,
        "groups": [(title, [card(one, ask) for one in rows]) for title, rows in groups if rows],
        "desk": desk_words(found.desk) if found.desk else None,
        "needs_desk": found.desk is not None and not any(one.serving for one in found.police),
        "area_ask_url": ""
        if ask or not found.neighbourhood
        else reverse("desk:area_ask", args=[found.neighbourhood.code]),
    }


def desk_words(desk: Desk) -> dict[str, str]:
    phone = desk.phone
    shown = vault.readable("voice", phone) if phone.startswith("+") else phone
    return {"name": desk.name, "phone": phone, "phone_words": shown, "email": desk.email}


def line(one: Line) -> dict[str, Any]:
    """A row of the inbox."""
    found = one.question
    why = {
        "own": "", "stands_in": _("you stand in"), "delegated": _("delegated to you"), "desk": _("nobody else is there"),
    }[one.why]  # fmt: skip
    return {
        "id": found.id, "who": str(found.officer) if found.officer else _("Desk of %(name)s") % {"name": found.tenant.name},
        "where": one.neighbourhood, "asked_at": found.asked_at, "due_at": found.due_at, "why": why, "late": one.is_late,
        "moved_at": found.moved_at, "open": found.state == QuestionState.OPEN, "anonymous": not found.contact_kind,
    }  # fmt: skip


def history(asked: Asked) -> list[dict[str, Any]]:
    """The whole history, newest first, with who did what."""
    rows = []
    for one in asked.steps:
        text = str(StepKind(one.kind).label).capitalize()
        if one.officer is not None:
            text = _("Passed on to %(name)s") % {"name": str(one.officer)}
        by = asked.names.get(one.account_id, "") if one.account_id else ""
        tone = {"answered": "success", "not_told": "danger"}.get(one.kind, "")
        rows.append({"when": one.at, "text": text, "detail": by, "icon": STEP_ICONS[one.kind], "tone": tone})
    return rows
