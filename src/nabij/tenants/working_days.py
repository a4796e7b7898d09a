"""Terms in working days, in the time of Brussels and with the public holidays of Belgium."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

BRUSSELS = ZoneInfo("Europe/Brussels")
END_OF_WORKING_DAY = time(17, 0)


@cache
def belgian_holidays(year: int) -> frozenset[date]:
    """Public holidays in Belgium of this year and the next."""
    return frozenset(holidays.country_holidays("BE", years=(year, year + 1)))


def end_of_term(since: datetime, working_days: int, days_off: Collection[date] | None = None) -> datetime:
    """The end (17:00 in Brussels) of the n-th working day after `since`; Saturdays, Sundays and days off do not count.

    Without `days_off` those of Belgium.
    """
    day = since.astimezone(BRUSSELS).date()
    off = belgian_holidays(day.year) if days_off is None else days_off
    for _ in range(working_days):
        day += timedelta(days=1)
        while day.weekday() >= 5 or day in off:
            day += timedelta(days=1)
    return datetime.combine(day, END_OF_WORKING_DAY, BRUSSELS)
