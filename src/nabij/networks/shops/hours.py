"""Opening hours of a week. Pure: as somebody types them per day, as spans of minutes since Monday 00:00, and back.

Spans are half-open, in order, apart, within one week; what runs past Sunday midnight goes on at Monday 00:00.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused
from nabij.tenants.working_days import BRUSSELS

DAY: Final = 24 * 60
WEEK: Final = 7 * DAY
DAYS: Final = range(7)
Week = tuple[tuple[int, int], ...]
ALWAYS: Final[Week] = ((0, WEEK),)
NEVER: Final[Week] = ()
_SPAN = re.compile(r"(\d{1,2})(?:[:.uh](\d{2})?)?\s*(?:-|–|tot|until|à|bis)\s*(\d{1,2})(?:[:.uh](\d{2})?)?")


def minute_of(moment: datetime) -> int:
    """Minutes since Monday 00:00 on the clock in Brussels."""
    local = moment.astimezone(BRUSSELS)
    return local.weekday() * DAY + local.hour * 60 + local.minute


def is_within(week: Week, minute: int) -> bool:
    return any(start <= minute < end for start, end in week)


def joined(weeks: Iterable[Week]) -> Week:
    """Every minute that is in any of these weeks."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(span for week in weeks for span in week):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(found)


def read(typed: Mapping[int, str]) -> Week:
    """The week of what is typed per day (0 is Monday), such as "9-12.30, 13.30-18"; nothing typed is closed.

    A span that ends before it begins runs past midnight. Raises Refused with a sentence for what cannot be read.
    """
    return joined(_placed(day, span) for day, text in typed.items() for span in read_day(text))


def read_day(text: str) -> list[tuple[int, int]]:
    """Spans in minutes since midnight; an end above 1,440 lies on the next day. Raises Refused."""
    rest = _SPAN.sub("", text)
    if re.sub(r"[\s,;&+]|en|and|et|und", "", rest):
        raise Refused(_("Write hours as 9-18 or 9:00-12:30, 13:30-18:00. Leave a day empty on which it is closed."))
    return [_span(*match.groups()) for match in _SPAN.finditer(text)]


def _span(hour: str, minute: str | None, until_hour: str, until_minute: str | None) -> tuple[int, int]:
    start, end = int(hour) * 60 + int(minute or 0), int(until_hour) * 60 + int(until_minute or 0)
    if start >= DAY or end > DAY or int(minute or 0) > 59 or int(until_minute or 0) > 59 or start == end:
        raise Refused(_("Write hours as 9-18 or 9:00-12:30, 13:30-18:00. Leave a day empty on which it is closed."))
    return start, end if end > start else end + DAY


def _placed(day: int, span: tuple[int, int]) -> Week:
    start, end = day * DAY + span[0], day * DAY + span[1]
    return ((start, min(end, WEEK)), *(((0, end - WEEK),) if end > WEEK else ()))


def written(week: Week) -> dict[int, str]:
    """What `read` reads as this week, per day; a day on which it is closed has an empty text."""
    return {
        day: ", ".join(f"{_clock(start)}-{_clock(_end(end))}" for start, end in spans)
        for day, spans in per_day(week).items()
    }


def per_day(week: Week) -> dict[int, list[tuple[int, int]]]:
    """The spans that begin on each day (0 is Monday), in minutes since its midnight; an end above 1,440 lies on the next day."""
    spans: dict[int, list[tuple[int, int]]] = {day: [] for day in DAYS}
    for start, end in _unrolled(week):
        while start < end:
            day = start // DAY
            stop = end if _is_one(start - day * DAY, end - day * DAY) else (day + 1) * DAY
            spans[day % 7].append((start - day * DAY, stop - day * DAY))
            start = stop
    return spans


def _unrolled(week: Week) -> list[tuple[int, int]]:
    """The same with what runs past Sunday midnight as one span."""
    if len(week) > 1 and week[0][0] == 0 and week[-1][1] == WEEK:
        return [*week[1:-1], (week[-1][0], WEEK + week[0][1])]
    return list(week)


def _is_one(start: int, end: int) -> bool:
    """Whether one text for one day says it: within the day, or into the next and shorter than a day."""
    return end <= DAY or (end - start < DAY and end - DAY <= start)


def _end(minute: int) -> int:
    return minute - DAY if minute > DAY else minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def usual(first_day: int = 0, last_day: int = 5, start: int = 9 * 60, end: int = 18 * 60) -> Week:
    """Hours to begin with: Monday to Saturday, nine to six."""
    return tuple((day * DAY + start, day * DAY + end) for day in range(first_day, last_day + 1))


def open_today(week: Week, moment: datetime) -> Sequence[str]:
    """The spans of the day of `moment` as text, for a page that says when somebody is warned."""
    return [one for one in written(week)[moment.astimezone(BRUSSELS).weekday()].split(", ") if one]
