"""What stands in the weekly mail of a coordinator. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

LONGEST_LIST: Final = 12


@dataclass(frozen=True)
class Line:
    """One thing to do: what, where, and until when."""

    what: str
    url: str
    due: datetime | None


@dataclass(frozen=True)
class Part:
    """What is to do in one network."""

    network: str
    url: str
    lines: Sequence[Line]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def written(parts: Iterable[Part], now: datetime) -> str:
    """The list as plain text: what is late first, then what has a day, then the rest; nothing about any person."""
    return "\n\n".join(_part(one, now) for one in parts)


def _part(one: Part, now: datetime) -> str:
    late = [line for line in one.lines if line.due and line.due < now]
    soon = [line for line in one.lines if line.due and line.due >= now]
    rest = [line for line in one.lines if line.due is None]
    groups = ((_("Too late already"), late), (_("With a day"), soon), (_("When you find the time"), rest))
    said = [one.network, *(_group(title, lines) for title, lines in groups if lines)]
    return "\n".join(said)


def _group(title: str, lines: Sequence[Line]) -> str:
    more = len(lines) - LONGEST_LIST
    said = [f"{title}:", *(f"- {_line(one)}" for one in lines[:LONGEST_LIST])]
    return "\n".join([*said, _("... and %(n)s more") % {"n": more}] if more > 0 else said)


def _line(one: Line) -> str:
    when = " " + _("(before %(day)s)") % {"day": date_format(one.due, "j F")} if one.due else ""
    return f"{one.what}{when}: {one.url}"
