"""What the page of routes says: each route in words, a drawing and numbers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.alerts.fanout.attention import Waiting
from nabij.channels.queries import sentence_of
from nabij.channels.routing.queries import Change, Minute, RouteMode, RouteReport
from nabij.channels.routing.rules import Manners, homes
from nabij.site.operations_checks import channel_words
from nabij.tenants.chart import Chart, Column, chart

SECONDS: Final = 60
MOMENTS_SHOWN: Final = 5
MANNERS: Final = Manners()


@dataclass(frozen=True)
class Configured:
    """A route of the settings: its share when all is well, and its limit (0: none)."""

    channel: str
    name: str
    home: int
    per_second: float


@dataclass(frozen=True)
class ShownRoute:
    """One route as drawn."""

    name: str
    number: str
    state: tuple[str, str, str]
    sentence: str
    share: int
    facts: Sequence[tuple[str, str]]
    rate: float
    limit: float | int
    chart: Chart | None
    minutes: Sequence[Sequence[str]]
    errors: Sequence[tuple[str, int]]
    history: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class ShownChannel:
    """The routes of one channel, and what waits for them."""

    name: str
    title: str
    queue: str
    routes: Sequence[ShownRoute]


def configured() -> list[Configured]:
    """The routes of the settings, in their order."""
    found = []
    channels: Mapping[str, Sequence[Mapping[str, Any]]] = settings.NABIJ_ROUTES
    for channel, routes in channels.items():
        points = homes([route.get("weight") for route in routes])
        found += [
            Configured(channel, str(route.get("name", route["driver"])), home, float(route.get("per_second", 0)))
            for route, home in zip(routes, points, strict=True)
        ]
    return found


def shown(
    known: Sequence[Configured],
    reports: Sequence[RouteReport],
    waiting: Mapping[str, Waiting],
    names: Mapping[UUID, str],
) -> list[ShownChannel]:
    """The page; `reports` belong to `known` one by one, `names` are those of operators."""
    by_channel: dict[str, list[ShownRoute]] = {}
    shares = shares_now(known, reports)
    for number, (one, report) in enumerate(zip(known, reports, strict=True)):
        made = _route(one, report, names, f"r{number}", shares[one.name])
        by_channel.setdefault(one.channel, []).append(made)
    return [
        ShownChannel(channel, _title(channel), _queue(waiting.get(channel)), routes)
        for channel, routes in by_channel.items()
    ]


def shares_now(known: Sequence[Configured], reports: Sequence[RouteReport]) -> dict[str, int]:
    """Per route, of a hundred messages of its channel, how many go over it now."""
    points = {
        one.name: 0 if report.mode != RouteMode.OPEN or report.down_since else _points(one, report)
        for one, report in zip(known, reports, strict=True)
    }
    totals: Counter[str] = Counter()
    for one in known:
        totals[one.channel] += points[one.name]
    return {one.name: round(100 * points[one.name] / max(1, totals[one.channel])) for one in known}


def _points(one: Configured, report: RouteReport) -> int:
    """Its points; those of the settings until a process used the channel as it is configured now."""
    return report.weight if report.home == one.home else one.home


def deed_words(mode: str) -> tuple[str, str]:
    """What an operator can do to a route: its name, and what it does."""
    return {
        RouteMode.DRAINING: (_("Drain"), _("It takes no new messages, finishes what is open and keeps its receipts.")),
        RouteMode.STOPPED: (
            _("Stop"),
            _("We leave this provider at once; receipts wait there until the route is resumed."),
        ),
        RouteMode.OPEN: (_("Resume"), _("It takes its share of the messages again.")),
    }[RouteMode(mode)]


def _title(channel: str) -> str:
    words = channel_words(channel)
    return words[:1].upper() + words[1:]


def _queue(found: Waiting | None) -> str:
    if found is None or not found.messages:
        return _("Nothing waits.")
    words = ngettext("%(n)s message waits.", "%(n)s messages wait.", found.messages) % {"n": found.messages}
    if found.ready < found.messages:
        later = found.messages - found.ready
        return f"{words} " + ngettext("%(n)s of it for later.", "%(n)s of them for later.", later) % {"n": later}
    return words


def _route(one: Configured, report: RouteReport, names: Mapping[UUID, str], number: str, share: int) -> ShownRoute:
    was_used = any(minute.handed_over or minute.refused or minute.delivered for minute in report.minutes)
    rate = _rate(report.minutes)
    return ShownRoute(
        name=report.provider, number=number, state=_state(report), sentence=_sentence(report, names),
        share=share, facts=_facts(one, report, rate), rate=rate, limit=_whole(one.per_second),
        chart=_drawn(report.minutes) if was_used else None, minutes=_rows(report.minutes),
        errors=_grouped(report.errors), history=[_told(change, names) for change in report.history],
    )  # fmt: skip


def _state(report: RouteReport) -> tuple[str, str, str]:
    """A word, a tone and a shape."""
    if report.mode == RouteMode.STOPPED:
        return _("stopped"), "neutral", "square"
    if report.mode == RouteMode.DRAINING:
        return _("draining"), "warning", "pause"
    if report.down_since:
        return _("does not answer"), "danger", "wifi-off"
    if report.probe_trouble:
        return _("the probe failed"), "warning", "triangle-alert"
    if report.weight < report.home:
        return _("carries less"), "warning", "triangle-alert"
    if report.weight > report.home:
        return _("carries more"), "brand", "circle-check"
    if not report.used_at and not report.probed_at:
        return _("not used yet"), "neutral", "circle"
    return (_("well"), "success", "circle-check") if report.weight else (_("stands by"), "neutral", "circle")


def _sentence(report: RouteReport, names: Mapping[UUID, str]) -> str:
    if report.mode != RouteMode.OPEN:
        who = names.get(report.mode_by, _("an operator")) if report.mode_by else _("an operator")
        return _("%(who)s decided so: %(reason)s") % {"who": who, "reason": report.mode_reason}
    if report.down_since:
        return report.trouble
    if report.probe_trouble:
        return report.probe_trouble
    if report.weight < report.home:
        return _("It comes back in steps of %(step)s points, once it was without trouble for %(minutes)s minutes.") % {
            "step": MANNERS.step, "minutes": round(MANNERS.quiet_s / 60),
        }  # fmt: skip
    return ""


def _facts(one: Configured, report: RouteReport, rate: float) -> list[tuple[str, str]]:
    probed = ""
    if report.probed_at and report.probe_ms is not None:
        outcome = report.probe_trouble or _("well, in %(ms)s ms") % {"ms": report.probe_ms}
        probed = f"{_clock(report.probed_at)}: {outcome}"
    limit = _("%(n)s a second") % {"n": localize(_whole(one.per_second))} if one.per_second else _("no limit")
    return [
        (_("Points"), _("%(now)s; %(home)s when all is well") % {"now": _points(one, report), "home": one.home}),
        (_("Last message"), _clock(report.used_at) if report.used_at else _("none yet")),
        (_("Last probe"), probed or _("none yet; a probe comes after half a minute without messages")),
        (_("Pace in the busiest minute of the last five"), _("%(n)s a second") % {"n": localize(_whole(rate))}),
        (_("Limit"), limit),
    ]


def _rate(minutes: Sequence[Minute]) -> float:
    """Messages a second in the busiest of the last five minutes; the running one counts as if it were over."""
    return round(max((minute.handed_over for minute in minutes[-5:]), default=0) / SECONDS, 1)


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _drawn(minutes: Sequence[Minute]) -> Chart:
    columns = [Column(one.at, one.handed_over, one.refused, one.delivered) for one in minutes]
    last = len(minutes) - 1
    moments = [minutes[round(number * last / (MOMENTS_SHOWN - 1))].at for number in range(MOMENTS_SHOWN)]
    return chart(columns, [_clock(moment) for moment in moments])


def _rows(minutes: Sequence[Minute]) -> list[list[str]]:
    """The same as a table: the minutes in which anything happened, newest first."""
    return [
        [_clock(one.at), *(str(count) for count in (one.handed_over, one.refused, one.delivered, one.not_delivered))]
        for one in reversed(minutes)
        if one.handed_over or one.refused or one.delivered or one.not_delivered
    ]


def _grouped(errors: Mapping[str, int]) -> list[tuple[str, int]]:
    """Errors by what they mean, most first."""
    counts: Counter[str] = Counter()
    for code, count in errors.items():
        counts[sentence_of(code)] += count
    return counts.most_common()


def _told(change: Change, names: Mapping[UUID, str]) -> dict[str, Any]:
    text, icon, tone = _change_words(change)
    who = names.get(change.by, _("an operator")) if change.by else ""
    detail = f"{who}: {change.reason}" if who else _because(change)
    return {"when": change.at, "text": text, "detail": detail, "icon": icon, "tone": tone}


def _change_words(change: Change) -> tuple[str, str, str]:
    moved = {"before": change.before, "after": change.after}
    match change.why:
        case "left":
            return _("Does not answer"), "wifi-off", "danger"
        case "back":
            return _("Answers again"), "wifi", "success"
        case "draining":
            return _("Drained"), "pause", "warning"
        case "stopped":
            return _("Stopped"), "square", "warning"
        case "open":
            return _("Resumed"), "play", "success"
        case "configured":
            return _("From %(before)s to %(after)s points: configured so") % moved, "settings", ""
    down = (change.after or 0) < (change.before or 0)
    return _("From %(before)s to %(after)s points") % moved, "chevron-down" if down else "chevron-up", ""


def _because(change: Change) -> str:
    if change.why in ("left", "configured"):
        return change.reason
    if change.why == "return":
        return _("%(route)s is without trouble and takes its share again.") % {"route": change.reason} if change.reason else _(
            "Without trouble for long enough: back in steps."
        )  # fmt: skip
    if change.error or change.bad:
        words = ngettext(
            "%(n)s message was refused within half a minute.", "%(n)s messages were refused within half a minute.", change.bad
        )  # fmt: skip
        return f"{words % {'n': change.bad}} {sentence_of(change.error)}".strip()
    if change.why in ("errors", "away") and (change.after or 0) > (change.before or 0):
        return _("Takes over from %(route)s.") % {"route": change.reason}
    return change.reason


def _clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")
