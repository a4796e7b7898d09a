"""What we say about a meeting outside the house, in the language of the reader, from data/words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from nabij.tenants.working_days import BRUSSELS

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting

FILE: Final = Path(__file__).resolve().parent / "data" / "words.toml"
LANGUAGES: Final = ("nl", "fr", "en", "de")


def language_of(wanted: str) -> str:
    """The language itself, or Dutch for one that we do not write."""
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def link_of(meeting: Meeting) -> str:
    """The public page of a meeting, as it stands in full on paper."""
    return f"{settings.SITE_URL}{reverse('meetings:public', args=[meeting.id])}"


def values_of(meeting: Meeting, language: str) -> dict[str, Any]:
    """What the texts have to fill in."""
    starts_at, ends_at = meeting.starts_at.astimezone(BRUSSELS), meeting.ends_at.astimezone(BRUSSELS)
    with translation.override(language_of(language)):
        day = date_format(starts_at, "l j F Y")
        until = (
            f"{date_format(ends_at, 'l j F')} {ends_at:%H:%M}"
            if ends_at.date() != starts_at.date()
            else f"{ends_at:%H:%M}"
        )
    return {
        "title": meeting.title, "day": day, "from": f"{starts_at:%H:%M}", "until": until, "place": meeting.address,
        "link": link_of(meeting), "reason": meeting.cancelled_because, "city": settings.CITY_NAME,
        "calendar": f"{settings.SITE_URL}{reverse('meetings:calendar', args=[meeting.id])}",
        "who": meeting.tenant.name, "seats": meeting.seats or "",
    }  # fmt: skip


def said(name: str, language: str, values: dict[str, Any]) -> str:
    """One text with its fields filled in; what a name holds is never read as a field again."""
    return _file()[language_of(language)][name].format_map(values)


def all_said(language: str, values: dict[str, Any]) -> dict[str, str]:
    """Every text of a language, for a letter or poster; fields that are not given stay empty."""
    known = _Known(values)
    return {name: text.format_map(known) for name, text in _file()[language_of(language)].items()}


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return ""


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
