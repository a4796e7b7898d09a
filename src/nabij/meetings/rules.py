"""What is decided about meetings. Values in, values out: no rows, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused
from nabij.tenants.working_days import BRUSSELS

LONGEST: Final = timedelta(hours=16)
FURTHEST: Final = timedelta(days=2 * 366)
DOORS_OPEN: Final = timedelta(hours=2)
"""So long before the start the list at the door may be filled in."""
REMINDER_HOUR: Final = 10
"""Local hour of the day before at which who registered is reminded."""


def check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises Refused for a meeting that ends before it starts, lies in the past, is too long or too far away."""
    if ends_at <= starts_at:
        raise Refused(_("The meeting must end after it starts."))
    if starts_at <= now:
        raise Refused(_("That moment is past. Choose a day that is still to come."))
    if ends_at - starts_at > LONGEST:
        raise Refused(_("A meeting lasts at most sixteen hours. Make one meeting a day."))
    if starts_at - now > FURTHEST:
        raise Refused(_("That is more than two years away. Look at the year again."))


def check_words(title: str, address: str) -> None:
    if not title.strip():
        raise Refused(_("Give the meeting a title."))
    if not address.strip():
        raise Refused(_("Say where it is: an address, with the name of the hall where it has one."))


def check_seats(seats: int | None, taken: int, *, with_registration: bool) -> None:
    """Raises Refused for a number of seats below what is promised, or without registration."""
    if seats is None:
        return
    if not with_registration:
        raise Refused(_("A number of seats needs registration: otherwise nobody knows when it is full."))
    if seats < 1:
        raise Refused(_("At least one seat."))
    if seats < taken:
        raise Refused(_("%(n)s people have a seat already; there cannot be fewer.") % {"n": taken})


def check_may_register(
    *, state: str, with_registration: bool, starts_at: datetime, now: datetime, seats: int | None, taken: int
) -> None:
    if state != "planned" or starts_at <= now:
        raise Refused(_("You cannot register for this meeting any more."))
    if not with_registration:
        raise Refused(_("For this meeting nobody needs to register. You are welcome."))
    if seats is not None and taken >= seats:
        raise Refused(_("All seats are taken."))


def check_may_count(state: str, starts_at: datetime, now: datetime) -> None:
    """Who came is noted from two hours before the start, and never for a meeting that was cancelled."""
    if state == "cancelled":
        raise Refused(_("This meeting was cancelled."))
    if now < starts_at - DOORS_OPEN:
        raise Refused(_("Who came is noted from two hours before the start."))


def check_votes(votes: Sequence[int | None], present: int) -> None:
    """Three counts (for, against, abstained) or none, together not more than who was there."""
    given = [vote for vote in votes if vote is not None]
    if given and len(given) != len(votes):
        raise Refused(_("Give all three counts: for, against and abstained. Write 0 where there was none."))
    if sum(given) > present:
        raise Refused(
            _("%(votes)s votes were counted, and %(present)s people were there.")
            % {"votes": sum(given), "present": present}
        )


def reminder_at(starts_at: datetime, now: datetime) -> datetime | None:
    """Ten o'clock of the day before, in Brussels; None where that has passed."""
    day_before = starts_at.astimezone(BRUSSELS).date() - timedelta(days=1)
    moment = datetime(day_before.year, day_before.month, day_before.day, REMINDER_HOUR, tzinfo=BRUSSELS)
    return moment if moment > now else None


@dataclass(frozen=True)
class Told:
    """What changed for who registered."""

    time: bool
    place: bool

    def __bool__(self) -> bool:
        return self.time or self.place
