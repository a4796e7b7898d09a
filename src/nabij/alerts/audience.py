"""Whom an alert reaches: a union of parts less what is left out, each number once per channel, over one route only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from psycopg import sql

from nabij.alerts import areas
from nabij.alerts.rules.whom import Near
from nabij.networks.shops.hours import WEEK, minute_of
from nabij.places.geometry import Shape
from nabij.tenants.working_days import BRUSSELS

WAITS_FOR = "non_urgent"
"""The kind of alert that also goes to who cares about a place without living there."""
CHANNELS = ("sms", "email", "voice", "push", "webhook")


@dataclass(frozen=True)
class Means:
    """Parts as the database can tell them: polygons and circles in Lambert metres, and codes of groups of the tenant."""

    networks: Sequence[UUID] = ()
    area: Shape | None = None
    discs: Sequence[Near] = ()
    roles: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.networks or self.area is not None or self.discs or self.roles)


@dataclass(frozen=True)
class Aim:
    """Who is meant. `now` is the moment of leaving; `wakes` goes through quiet hours; `quiet` are the local hours of rest of
    whoever gave none of their own. `answers_to` selects the contact points that had what this follows or answers: they are meant
    whatever is excluded. `only_answers`: nobody else, but who BE-Alert reaches in the included networks. `one_per_household`: of
    those who share a home one number or address per channel.

    `hours`: what is done with members outside the hours in which they may be warned: "ignore" them, "leave_out" who is outside,
    or "wait" until their hours begin. `beyond_hours`: who chose so is reached outside them too.
    """

    tenant_id: UUID
    kind: str
    channels: Sequence[str]
    now: datetime
    include: Means = field(default_factory=Means)
    exclude: Means = field(default_factory=Means)
    routes: Mapping[str, str] = field(default_factory=dict)
    wakes: bool = False
    quiet: tuple[time, time] | None = None
    answers_to: sql.Composable | None = None
    only_answers: bool = False
    one_per_household: bool = False
    hours: Literal["ignore", "leave_out", "wait"] = "ignore"
    beyond_hours: bool = False


@dataclass(frozen=True)
class Size:
    """A counted audience. `households` is the union of both routes; `handed_*` of them are reached through BE-Alert."""

    households: int
    by_channel: Mapping[str, int]
    asleep: int
    asleep_until: datetime | None
    opted_out: int
    handed_households: int
    handed_points: int

    @property
    def deliveries(self) -> int:
        return sum(self.by_channel.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "households": self.households,
            "by_channel": dict(self.by_channel),
            "asleep": self.asleep,
            "opted_out": self.opted_out,
            "handed_households": self.handed_households,
            "handed_points": self.handed_points,
        }


NOBODY = Size(0, {}, 0, None, 0, 0, 0)


def select(aim: Aim) -> sql.Composable:
    """Selects (contact_point_id, lookup, channel, language, not_before) of whom own channels reach, as the fan-out wants it."""
    return sql.SQL("with {} select contact_point_id, lookup, channel, language, not_before from own").format(
        _parts(aim)
    )


def handed(aim: Aim) -> sql.Composable:
    """Selects contact_point_id of whom BE-Alert reaches: members of networks on that route who agreed to it."""
    return sql.SQL("with {} select contact_point_id from handed").format(_parts(aim))


def size(aim: Aim) -> Size:
    """Counts the union, in one query (and one for the edge of each drawn surface)."""
    if not aim.include and aim.answers_to is None:
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("with {}").format(_parts(aim)) + _COUNTS)
        households, counted, asleep, until, opted_out, handed_households, handed_points = cursor.fetchone()
    by_channel = json.loads(counted)
    ordered = {channel: by_channel[channel] for channel in CHANNELS if by_channel.get(channel)}
    return Size(households, ordered, asleep, until, opted_out, handed_households, handed_points)


_COUNTS = sql.SQL(
    """
    , everybody as (select contact_point_id from own union select contact_point_id from handed)
    select (select count(distinct home.household) from everybody join networks_homes home using (contact_point_id)),
           (select coalesce(jsonb_object_agg(channel, n), '{}')::text from
             (select channel, count(distinct lookup) as n from own group by channel) channels),
           (select count(distinct lookup) from own where not_before is not null),
           (select min(not_before) from own),
           (select count(*) from known where opted_out),
           (select count(distinct home.household) from handed join networks_homes home using (contact_point_id)),
           (select count(*) from handed)
    """
)

# aimed: whom the alert means; known: those with a usable contact point; handed, own: over which of the two routes.
_PARTS = sql.SQL(
    """
    aimed as materialized (
      select contact_point_id, bool_or(by_be_alert) as by_be_alert, {opens_at} as opens_at
      from ({aimed}) means group by contact_point_id
    ), known as materialized (
      select point.*, aimed.by_be_alert, aimed.opens_at, exists (
               select 1 from people_optout refusal where refusal.tenant_id = {tenant}
                 and refusal.contact_point_id = point.contact_point_id and refusal.message_kind in ('', {kind})
             ) as opted_out
      from aimed join people_reachable point using (contact_point_id)
    ), handed as materialized (
      select contact_point_id, lookup from known where by_be_alert and not opted_out
    ), own as materialized (
      select {once} contact_point_id, lookup, kind as channel, language, {not_before} as not_before
      from known {homes}
      where kind = any({channels}) and not opted_out and lookup not in (select lookup from handed) {order}
    )
    """
)


# One number or address per household and channel, always the same one.
_ONCE = {
    "once": sql.SQL("distinct on (household, kind)"),
    "homes": sql.SQL("join networks_homes using (contact_point_id)"),
    "order": sql.SQL("order by household, kind, contact_point_id"),
}
_ALL = dict.fromkeys(_ONCE, sql.SQL(""))


def _parts(aim: Aim) -> sql.Composable:
    return _PARTS.format(
        **(_ONCE if aim.one_per_household else _ALL),
        aimed=_aimed(aim),
        tenant=sql.Literal(aim.tenant_id),
        kind=sql.Literal(aim.kind),
        channels=sql.Literal(list(aim.channels)),
        opens_at=_EARLIEST if _waits(aim) else _AT_ONCE,
        not_before=sql.SQL("greatest({}, opens_at)").format(not_before(aim)) if _waits(aim) else not_before(aim),
    )


_AT_ONCE = sql.SQL("null::timestamptz")
_EARLIEST = sql.SQL("case when bool_or(opens_at is null) then null else min(opens_at) end")
"""Whoever is meant twice hears when the first of both may be."""


def _waits(aim: Aim) -> bool:
    return aim.hours == "wait"


def _aimed(aim: Aim) -> sql.Composable:
    sources: list[sql.Composable] = []
    if aim.answers_to is not None:
        had = sql.SQL("select contact_point_id, false as by_be_alert, {} as opens_at from ({}) had")
        sources.append(had.format(_AT_ONCE, aim.answers_to))
    if means := _included(aim):
        sources.append(_less(means, aim))
    return sql.SQL(" union all ").join(sources or [_NOBODY])


_NOBODY = sql.SQL(
    "select null::uuid as contact_point_id, false as by_be_alert, null::timestamptz as opens_at where false"
)


def _included(aim: Aim) -> list[sql.Composable]:
    over_be_alert = [network for network in aim.include.networks if aim.routes.get(str(network)) == "be_alert"]
    if aim.only_answers:
        return [_members(aim, [], over_be_alert)] if over_be_alert else []
    own = [network for network in aim.include.networks if network not in over_be_alert]
    found = [_members(aim, own, over_be_alert)] if aim.include.networks else []
    return found + [
        sql.SQL("select contact_point_id, false as by_be_alert, {} as opens_at from ({}) placed").format(_AT_ONCE, one)
        for one in [*_others(aim.tenant_id, aim.include), *_caring(aim)]
    ]


def _less(means: list[sql.Composable], aim: Aim) -> sql.Composable:
    included = sql.SQL(" union all ").join(means)
    left_out = _others(aim.tenant_id, aim.exclude)
    if aim.exclude.networks:
        left_out.append(_NETWORK.format(sql.Literal(aim.tenant_id), _ids(aim.exclude.networks)))
    if not left_out:
        return included
    return sql.SQL(
        "select means.* from ({}) means where not exists"
        " (select 1 from ({}) less where less.contact_point_id = means.contact_point_id)"
    ).format(included, sql.SQL(" union all ").join(left_out))


_NETWORK = sql.SQL("select contact_point_id from networks_reach where tenant_id = {} and network_id = any({}::uuid[])")
_GROUP = sql.SQL("select contact_point_id from people_grouped where tenant_id = {} and code = any({}::text[])")


def _others(tenant_id: UUID, means: Means) -> list[sql.Composable]:
    """Selects of contact points, by place and by group."""
    found: list[sql.Composable] = []
    if means.area is not None or means.discs:
        inside = areas.condition(means.area, means.discs)
        found.append(sql.SQL("select point.contact_point_id from people_reachable point where {}").format(inside))
    if means.roles:
        found.append(_GROUP.format(sql.Literal(tenant_id), sql.Literal(list(means.roles))))
    return found


def _caring(aim: Aim) -> list[sql.Composable]:
    """Who cares about a place that is meant, for what can wait: with what is urgent those who are not there can do nothing."""
    if aim.kind != WAITS_FOR or (aim.include.area is None and not aim.include.discs):
        return []
    touched = areas.cared(aim.include.area, aim.include.discs)
    return [sql.SQL("select point.contact_point_id from people_cares point where {}").format(touched)]


def _members(aim: Aim, own: Sequence[UUID], over_be_alert: Sequence[UUID]) -> sql.Composable:
    return sql.SQL(
        "select contact_point_id, network_id = any({handed}::uuid[]) and agrees_be_alert as by_be_alert, {opens_at} as opens_at"
        " from networks_reach where tenant_id = {tenant} and"
        " (network_id = any({own}::uuid[]) or network_id = any({handed}::uuid[]) and {members}) and {within}"
    ).format(
        opens_at=_opens_at(aim) if _waits(aim) else _AT_ONCE,
        within=_within(aim),
        tenant=sql.Literal(aim.tenant_id),
        own=_ids(own),
        handed=_ids(over_be_alert),
        members=sql.SQL("agrees_be_alert" if aim.only_answers else "true"),
    )


def _within(aim: Aim) -> sql.Composable:
    """Who has no hours, or is within them, or can wait for them."""
    if aim.hours == "ignore":
        return sql.SQL("true")
    if aim.hours == "wait":
        return sql.SQL("(hours is null or not isempty(hours))")
    also = sql.SQL(" or beyond_hours" if aim.beyond_hours else "")
    return sql.SQL("(hours is null or hours @> {}{})").format(sql.Literal(minute_of(aim.now)), also)


def _opens_at(aim: Aim) -> sql.Composable:
    """When the hours of a member begin next; null for who has none or is within them."""
    local = aim.now.astimezone(BRUSSELS)
    return _NEXT.format(
        minute=sql.Literal(minute_of(aim.now)),
        week=sql.Literal(WEEK),
        monday=sql.SQL("{}::date").format(sql.Literal(local.date() - timedelta(days=local.weekday()))),
    )


_NEXT = sql.SQL(
    """
    case when hours is null or hours @> {minute} then null else
      ({monday} + make_interval(mins => coalesce(
        (select min(lower(span)) from unnest(hours) span where lower(span) > {minute}), lower(hours) + {week}
      ))) at time zone 'Europe/Brussels'
    end
    """
)


def _ids(found: Sequence[UUID]) -> sql.Literal:
    return sql.Literal([str(one) for one in found])


def not_before(aim: Aim) -> sql.Composable:
    """The same as `people.quiet.quiet_end`, for every row at once."""
    if aim.wakes:
        return sql.SQL("null::timestamptz")
    local = aim.now.astimezone(BRUSSELS)
    start, end = aim.quiet or (None, None)
    return _QUIET.format(
        start=sql.SQL("coalesce(quiet_from, {}::time)").format(sql.Literal(start)),
        end=sql.SQL("coalesce(quiet_until, {}::time)").format(sql.Literal(end)),
        clock=sql.SQL("{}::time").format(sql.Literal(local.time())),
        day=sql.SQL("{}::date").format(sql.Literal(local.date())),
    )


_QUIET = sql.SQL(
    """
    case when {start} <= {end} and {clock} >= {start} and {clock} < {end} or {start} > {end} and {clock} < {end}
           then ({day} + {end}) at time zone 'Europe/Brussels'
         when {start} > {end} and {clock} >= {start}
           then ({day} + 1 + {end}) at time zone 'Europe/Brussels'
    end
    """
)
