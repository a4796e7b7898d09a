"""What stands in the weekly mail. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST_LIST: Final = 12
MOST_NETWORKS: Final = 15
"""A chief has 30 networks; a mail that nobody reads to its end reminds of nothing."""


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
    """The list as plain text: late networks first; in each what is late, has a day, or neither; nothing about any person."""
    sorted_parts = sorted(parts, key=lambda one: not any(_is_late(line, now) for line in one.lines))
    more = len(sorted_parts) - MOST_NETWORKS
    said = [_part(one, now) for one in sorted_parts[:MOST_NETWORKS]]
    return "\n\n".join([*said, _more_networks(more)] if more > 0 else said)


def _more_networks(n: int) -> str:
    return ngettext("... and %(n)s more network", "... and %(n)s more networks", n) % {"n": n}


def _is_late(line: Line, now: datetime) -> bool:
    return line.due is not None and line.due < now


def _part(one: Part, now: datetime) -> str:
    late = [line for line in one.lines if _is_late(line, now)]
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
