"""Words and shapes for the pages of a waiting hall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.desk.waiting.models import Ticket
from nabij.desk.waiting.queries import Line, Wait
from nabij.tenants.working_days import BRUSSELS


def wait_words(wait: Wait) -> str:
    """How many go before, and about how long it takes."""
    if not wait.ahead:
        return _("You are the next one.")
    ahead = ngettext("%(n)s person goes before you", "%(n)s people go before you", wait.ahead) % {"n": wait.ahead}
    return _("%(ahead)s. It takes about %(n)s minutes.") % {"ahead": ahead, "n": max(wait.minutes, 5)}


def waiting_rows(waiting: Iterable[Ticket], waits: Mapping[UUID, Wait]) -> list[dict[str, Any]]:
    """The queue for who calls."""
    return [
        {
            "label": one.label, "service": one.service.name, "since": f"{one.taken_at.astimezone(BRUSSELS):%H:%M}",
            "minutes": waits[one.id].minutes if one.id in waits else 0,
            "due": f"{one.due_at.astimezone(BRUSSELS):%H:%M}" if one.due_at else "",
        }
        for one in waiting
    ]  # fmt: skip


def minutes_words(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return _("%(n)s min") % {"n": round(seconds / 60)}


def report_rows(lines: Iterable[Line]) -> list[list[str]]:
    return [
        [
            line.name or _("All together"), str(line.taken), str(line.served), str(line.lost),
            minutes_words(line.wait_median), minutes_words(line.wait_p90), minutes_words(line.wait_longest),
            minutes_words(line.serving_median),
        ]
        for line in lines
    ]  # fmt: skip


def spoken(one: Ticket) -> str:
    """What is read out in the hall."""
    return _("Number %(letter)s %(number)s, desk %(desk)s") % {
        "letter": one.letter, "number": one.number, "desk": one.desk,
    }  # fmt: skip
