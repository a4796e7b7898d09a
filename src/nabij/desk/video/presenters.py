"""Words and shapes for the pages of the video desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.desk.video import sealed
from nabij.desk.video.models import ReachKind, Ring, RingBack, RingState, VideoReach
from nabij.desk.video.queries import HourCount, Ringing, Waiting
from nabij.desk.video.rules import LEAST_MEASURED
from nabij.desk.video.topics import LANGUAGES, topic_words
from nabij.desk.video.zone_rules import rules_of
from nabij.people import vault
from nabij.tenants.languages import spoken
from nabij.tenants.working_days import BRUSSELS


def duration_words(seconds: float) -> str:
    """ "40 seconden", "3 minuten"."""
    if seconds < 90:
        count = round(seconds)
        return ngettext("{count} second", "{count} seconds", count).format(count=count)
    minutes = round(seconds / 60)
    return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)


def row_words(waiting: Waiting) -> str:
    """Where in the row."""
    if not waiting.before:
        return _("You are first.")
    return ngettext("{count} person is before you.", "{count} people are before you.", waiting.before).format(
        count=waiting.before
    )


def usual_words(waiting: Waiting) -> str:
    """How long it usually takes, as measured."""
    if waiting.median_s is None:
        return _("We do not know yet how long this takes: few people rang in the last four weeks.")
    return _("In the last four weeks half of the people had somebody within {time}.").format(
        time=duration_words(waiting.median_s)
    )


def said(topic_code: str) -> str:
    return topic_words(topic_code, spoken())


def ringing_row(one: Ringing, now: datetime) -> dict[str, Any]:
    own = one.offer.tenant_id == one.ring.tenant_id
    return {
        "offer": one.offer, "is_mine": one.is_mine, "topic": said(one.ring.topic), "name": one.name,
        "language": LANGUAGES.get(one.ring.language, one.ring.language), "from_zone": "" if own else one.tenant_name,
        "basis": one.offer.basis, "desk": rules_of(one.ring.tenant).desk_name(one.offer.desk) if own else "",
        "waits": duration_words((now - one.ring.started_at).total_seconds()),
    }  # fmt: skip


def ring_back_row(row: RingBack, now: datetime) -> dict[str, Any]:
    return {
        "row": row, "topic": said(row.topic), "language": LANGUAGES.get(row.language, row.language),
        "is_late": row.due_at < now, "how": row.get_asked_how_display(),
    }  # fmt: skip


def reach_words(held: Sequence[VideoReach]) -> str:
    """How somebody is told of rings, as a reminder for themselves."""
    if not held:
        return ""
    one = held[0]
    value = vault.open_value(sealed.REACH, one.id, bytes(one.value))
    where = vault.masked("sms", value) if one.kind == ReachKind.VOICE else vault.readable(one.kind, value)
    return f"{one.get_kind_display()}, {where}"


def phone_words(number: str) -> str:
    """The number of a service as people write it; short ones such as 101 as they are."""
    return vault.readable("voice", number) if number.startswith("+") else number


def end_words(ring: Ring) -> str:
    """What a resident reads about a ring that is over."""
    return {
        RingState.DONE: _("The talk is over."),
        RingState.CANCELLED: _("You stopped ringing."),
        RingState.GONE: _("You were away from this page, so we stopped ringing."),
        RingState.UNANSWERED: _("Nobody could answer."),
    }.get(RingState(ring.state), "")


def link_state(opens_at: datetime, closes_at: datetime, now: datetime) -> str:
    """Of a link that leads nowhere now: "early", "cancelled" before it ever opened, or "over"."""
    if closes_at <= opens_at:
        return "cancelled"
    return "early" if now < opens_at else "over"


@dataclass(frozen=True)
class Day:
    """A day of rings: `share` and `in_time` per hundred, None where there are too few to say."""

    day: date
    rings: int
    answered: int
    in_time: int
    elsewhere: int
    share: int | None
    share_in_time: int | None
    wait: str

    @property
    def words(self) -> str:
        return date_format(self.day, "D j M")


def per_day(rows: Sequence[HourCount], medians: Mapping[date, float]) -> list[Day]:
    """Days with rings, newest first."""
    days: dict[date, list[HourCount]] = defaultdict(list)
    for row in rows:
        days[row.at.astimezone(BRUSSELS).date()].append(row)
    return [_day(day, days[day], medians.get(day)) for day in sorted(days, reverse=True)]


def per_hour(rows: Sequence[HourCount]) -> list[tuple[int, int, int, int | None]]:
    """(hour of the day, rings, answered, share answered per hundred) for each hour in which somebody rang."""
    hours: dict[int, list[HourCount]] = defaultdict(list)
    for row in rows:
        hours[timezone.localtime(row.at, BRUSSELS).hour].append(row)
    return [
        (hour, rings := sum(one.rings for one in found), answered := sum(one.answered for one in found), share(answered, rings))
        for hour, found in sorted(hours.items())
    ]  # fmt: skip


def share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole >= LEAST_MEASURED else None


def _day(day: date, rows: list[HourCount], median_s: float | None) -> Day:
    rings, answered = sum(row.rings for row in rows), sum(row.answered for row in rows)
    in_time = sum(row.in_time for row in rows)
    return Day(
        day, rings, answered, in_time, sum(row.elsewhere for row in rows), share(answered, rings), share(in_time, rings),
        duration_words(median_s) if median_s is not None else "",
    )  # fmt: skip
