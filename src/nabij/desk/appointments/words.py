"""What we say about an appointment outside the house, in the language of who comes, from data/words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from nabij.desk.appointments.queries import code_of
from nabij.desk.counters.presenters import named
from nabij.tenants.working_days import BRUSSELS

if TYPE_CHECKING:
    from nabij.desk.appointments.models import Appointment

FILE: Final = Path(__file__).resolve().parent / "data" / "words.toml"
WITH_MORE: Final = ("confirmation", "moved")
"""Messages that by mail also say what to bring and where the calendar file is."""


def link_of(code: str) -> str:
    """The page of an appointment for who holds its code."""
    return f"{settings.SITE_URL}{reverse('desk:appointment', args=[code])}"


def calendar_link(code: str) -> str:
    return f"{settings.SITE_URL}{reverse('desk:appointment_calendar', args=[code])}"


def values_of(row: Appointment) -> dict[str, Any]:
    """What the texts have to fill in."""
    local, code = row.starts_at.astimezone(BRUSSELS), code_of(row)
    with translation.override(row.language):
        day = named(local, "l j F")
    values = {
        "service": row.service.name, "day": day, "at": f"{local:%H:%M}", "counter": row.counter.name,
        "address": row.counter.address, "code": code, "link": link_of(code), "calendar": calendar_link(code),
        "city": settings.CITY_NAME, "who": row.counter.tenant.name, "bring": ", ".join(bring_of(row)),
    }  # fmt: skip
    return values | {"how": said(row.way, row.language, values)}


def bring_of(row: Appointment) -> list[str]:
    return [line.strip() for line in row.service.bring.splitlines() if line.strip()]


def message(row: Appointment, kind: str, channel: str) -> tuple[str, str]:
    """Subject and text of a message; a mail says more than a text message."""
    values = values_of(row)
    parts = [said(kind, row.language, values)]
    if channel == "email":
        if kind in WITH_MORE:
            parts += [said("bring", row.language, values)] if values["bring"] else []
            parts.append(said("calendar", row.language, values))
        parts.append(said("signed", row.language, values))
    return said(f"{kind}_subject", row.language, values), "\n\n".join(parts)


def said(name: str, language: str, values: dict[str, Any]) -> str:
    """One text with its fields filled in; what a name holds is never read as a field again."""
    return _file()[language][name].format_map(values)


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
