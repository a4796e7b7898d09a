"""Words and shapes for following an alert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.alerts.fanout.progress import GIVEN_UP, Progress
from nabij.alerts.fanout.rules import REACHED, State
from nabij.alerts.following.drawing import Outline, drawn
from nabij.alerts.following.outcomes import Outcome, middle
from nabij.alerts.following.spread import Homes, Shown
from nabij.alerts.kinds import kind
from nabij.alerts.presenters import channel_names, subject_of
from nabij.channels.queries import sentence_of

STILL = (State.WAITING, State.FAILED_NOW)


@dataclass(frozen=True)
class Bar:
    """How far a channel is: `done` of `total` left us; `again` of them were sent once more and `arrived` then."""

    label: str
    total: int
    done: int
    delivered: int
    waiting: int
    held: int
    failed: int
    again: int = 0
    arrived: int = 0

    @property
    def tone(self) -> str:
        return "success" if self.total and self.done == self.total else ""


@dataclass(frozen=True)
class Reason:
    """Why some did not arrive; `hint` says what becomes of them."""

    words: str
    count: int
    hint: str


@dataclass(frozen=True)
class Area:
    """A neighbourhood, or the few homes elsewhere."""

    name: str
    counted: Homes


def bars(found: Progress) -> list[Bar]:
    """A bar per channel, from what was planned first; what was sent again stands beside it."""
    first = found.by_purpose.get("first", {})
    later: dict[str, dict[State, int]] = {}
    for purpose, channels in found.by_purpose.items():
        for channel, counts in channels.items() if purpose != "first" else ():
            into = later.setdefault(channel, {})
            for state, count in counts.items():
                into[state] = into.get(state, 0) + count
    return [
        _bar(channel, first.get(channel, {}), later.get(channel, {})) for channel in dict.fromkeys([*first, *later])
    ]


def _bar(channel: str, first: Mapping[State, int], later: Mapping[State, int]) -> Bar:
    return Bar(
        label=channel_names().get(channel, channel),
        total=sum(first.values()),
        done=_in(first, *REACHED),
        delivered=_in(first, State.DELIVERED),
        waiting=_in(first, *STILL),
        held=_in(first, State.HELD),
        failed=_in(first, *GIVEN_UP),
        again=sum(later.values()),
        arrived=_in(later, *REACHED),
    )


def _in(counts: Mapping[State, int], *states: State) -> int:
    return sum(counts.get(state, 0) for state in states)


def failures(found: Progress, useless: Sequence[str]) -> list[Reason]:
    """What did not arrive and what is held, by reason, the most first."""
    counted: dict[tuple[str, str], int] = {}
    for (state, error), count in found.failures.items():
        words = _held().get(error) or (sentence_of(error) if error else _in_words(state))
        key = words, _hint(state, error, useless)
        counted[key] = counted.get(key, 0) + count
    return [Reason(words, n, hint) for (words, hint), n in sorted(counted.items(), key=lambda row: -row[1])]


def _hint(state: State, error: str, useless: Sequence[str]) -> str:
    if state is State.FAILED_NOW:
        return _("goes again by itself")
    return _("sending again does not help") if error in useless else ""


def _held() -> dict[str, str]:
    return {
        "held.quiet_hours": _("Wants no messages at this hour; leaves in the morning"),
        "held.withdrawn": _("Stopped, or past its time"),
        "held.stopped": _("Asked for no more messages"),
        "held.retired": _("No longer in use"),
    }


def _in_words(state: State) -> str:
    return _("Will be tried again") if state is State.FAILED_NOW else _("Not delivered")


def seconds(value: float | None) -> str:
    """ "4,2 s", "2,5 min"; a dash for what is not known yet."""
    if value is None:
        return "-"
    if value < 90:
        return _("%(n)s s") % {"n": number_format(value, 1)}
    return _("%(n)s min") % {"n": number_format(value / 60, 1)}


def areas(seen: Shown, outlines: Sequence[Outline]) -> list[Area]:
    """The neighbourhoods in Dutch order, what is not told apart last."""
    rows = [Area(name, seen.areas[code]) for code, name, _shape in outlines if code in seen.areas]
    return [*rows, Area(_("Elsewhere, or too few to name"), seen.areas[""])] if "" in seen.areas else rows


def map_of(seen: Shown, outlines: Sequence[Outline], printed: str = "") -> SafeString:
    total = seen.total
    words = ngettext("Map: reached %(n)s of %(all)s household", "Map: reached %(n)s of %(all)s households", total.homes)
    said = words % {"n": number_format(total.reached), "all": number_format(total.homes)}
    return drawn(outlines, seen.squares, label=said, printed=printed)


def share(part: int, whole: int) -> str:
    """A percentage without decimals; never 100 % while one is missing, never 0 % once there is one."""
    if not whole:
        return "-"
    rounded = round(100 * part / whole)
    if 0 < part < whole:
        rounded = min(99, max(1, rounded))
    return f"{rounded} %"


def outcome(found: Outcome) -> dict[str, Any]:
    """A row of the look back."""
    words = {
        "in_time": (_("in time"), "success"),
        "late": (_("given late"), "warning"),
        "owed": (_("still owed"), "neutral"),
        "overdue": (_("overdue"), "danger"),
    }
    handover = found.handover
    return {
        "alert": found.alert,
        "subject": subject_of(found.alert),
        "kind": kind(found.alert.kind),
        "households": found.households,
        "first": seconds(found.first_s),
        "delivered": share(found.counted.delivered, found.counted.total) if found.counted.total else "",
        "failed": found.counted.failed,
        "be_alert": handover.sent_count if handover and handover.sent_count is not None else None,
        "waits_in_be_alert": bool(handover and handover.state == "waiting"),
        "feedback": words.get(found.feedback),
    }


def summary(found: Sequence[Outcome]) -> list[tuple[str, str]]:
    """The figures above the look back: how many, how fast, how many arrived, and whether people heard how it ended."""
    times = [one.first_s for one in found if one.first_s is not None]
    total = sum(one.counted.total for one in found)
    due = [one.feedback for one in found if one.feedback and one.feedback != "owed"]
    return [
        (_("alerts"), number_format(len(found))),
        (_("until the first message, half of them faster"), seconds(middle(times))),
        (_("confirmed by a receipt"), share(sum(one.counted.delivered for one in found), total)),
        (_("feedback in time"), share(due.count("in_time"), len(due))),
    ]
