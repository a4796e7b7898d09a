"""What is asked about routes: by the processes that send, and by operators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from nabij.channels.models import Route, RouteChange
from nabij.channels.models import RouteMode as RouteMode
from nabij.channels.queries import RIGHT
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

HISTORY_SHOWS: Final = 8
MINUTES_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Stand:
    """How a route stands for all processes."""

    name: str
    weight: int
    mode: RouteMode
    away: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a route's history; see `RouteChange`."""

    at: datetime
    why: str
    before: int | None
    after: int | None
    bad: int
    error: str
    reason: str
    by: UUID | None


@dataclass(frozen=True, slots=True)
class Minute:
    """What a route did in the minute that began at `at`: messages that left, refusals, and receipts of either kind."""

    at: datetime
    handed_over: int
    refused: int
    delivered: int
    not_delivered: int


@dataclass(frozen=True)
class RouteReport:
    """Everything known of a route. `minutes` are the last sixty, oldest first; `errors` count per code in that time."""

    provider: str
    channel: str
    home: int
    weight: int
    mode: RouteMode
    mode_reason: str
    mode_by: UUID | None
    mode_at: datetime | None
    down_since: datetime | None
    trouble: str
    troubled_at: datetime | None
    used_at: datetime | None
    probed_at: datetime | None
    probe_ms: int | None
    probe_trouble: str
    history: Sequence[Change]
    minutes: Sequence[Minute]
    errors: Mapping[str, int]
    last_minute: int
    """Messages that left in the last sixty seconds, about."""


def stand_of(route: Route) -> Stand:
    return Stand(route.provider, route.weight, RouteMode(route.mode), route.down_since is not None)


def stands(names: Iterable[str]) -> list[Stand]:
    """How these routes stand; those that never sent are missing. For processes, without a right."""
    return [stand_of(route) for route in Route.objects.filter(provider__in=list(names))]


def reports(actor: Actor, configured: Sequence[tuple[str, str]]) -> list[RouteReport]:
    """A report on each of the configured routes (channel, name), in their order, in four queries. Raises Missing."""
    if not actor.tenants_with(RIGHT):
        raise Missing
    names = [name for _channel, name in configured]
    rows = {route.provider: route for route in Route.objects.filter(provider__in=names)}
    history, minutes, errors = _history(names), _minutes(names), _errors(names)
    return [
        _report(
            rows.get(name) or Route(provider=name, channel=channel),
            history.get(name, []),
            minutes[name],
            errors.get(name, {}),
        )
        for channel, name in configured
    ]


def _report(
    route: Route, history: Sequence[Change], minutes: Sequence[Minute], errors: Mapping[str, int]
) -> RouteReport:
    return RouteReport(
        provider=route.provider, channel=route.channel, home=route.home, weight=route.weight, mode=RouteMode(route.mode),
        mode_reason=route.mode_reason, mode_by=route.mode_by, mode_at=route.mode_at, down_since=route.down_since,
        trouble=route.trouble, troubled_at=route.troubled_at, used_at=route.used_at, probed_at=route.probed_at,
        probe_ms=route.probe_ms, probe_trouble=route.probe_trouble, history=history, minutes=minutes, errors=errors,
        last_minute=sum(minute.handed_over for minute in minutes[-1:]),
    )  # fmt: skip


def _history(names: Sequence[str]) -> dict[str, list[Change]]:
    rows = RouteChange.objects.raw(
        "select change.* from unnest(%s::text[]) as route (name), lateral (select * from channels_routechange"
        " where provider = route.name order by id desc limit %s) as change order by change.id desc",
        [list(names), HISTORY_SHOWS],
    )
    found: dict[str, list[Change]] = {}
    for row in rows:
        change = Change(row.at, row.why, row.before, row.after, row.bad, row.error, row.reason, row.by)
        found.setdefault(row.provider, []).append(change)
    return found


def _minutes(names: Sequence[str]) -> dict[str, list[Minute]]:
    found: dict[str, list[Minute]] = {name: [] for name in names}
    for name, *values in _ask(_MINUTES, names):
        found[name].append(Minute(*values))
    return found


def _errors(names: Sequence[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, error, count in _ask(_ERRORS, names):
        found.setdefault(name, {})[error] = count
    return found


def _ask(question: str, names: Sequence[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, {"names": list(names), "minutes": MINUTES_SHOWN})
        return list(cursor.fetchall())


_SPAN: Final = "make_interval(mins => %(minutes)s - 1)"
_MINUTES: Final = f"""
    select route.name, at,
      coalesce(sum(count) filter (where what = 'handed_over'), 0)::int,
      coalesce(sum(count) filter (where what in ('failed_now', 'failed_for_good', 'in_doubt')), 0)::int,
      coalesce(sum(count) filter (where what = 'delivered'), 0)::int,
      coalesce(sum(count) filter (where what = 'not_delivered'), 0)::int
    from unnest(%(names)s::text[]) as route (name)
    cross join generate_series(date_trunc('minute', clock_timestamp()) - {_SPAN}, date_trunc('minute', clock_timestamp()),
      interval '1 minute') as at
    left join channels_routeminute kept on kept.provider = route.name and kept.minute = at
    group by route.name, at order by route.name, at
"""
_ERRORS: Final = f"""
    select provider, error, sum(count)::int from channels_routeminute
    where provider = any(%(names)s) and error <> '' and minute >= date_trunc('minute', clock_timestamp()) - {_SPAN}
    group by provider, error order by 3 desc, 2
"""
