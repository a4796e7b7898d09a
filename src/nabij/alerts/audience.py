"""Whom an alert reaches: a union over networks and a drawn area, each number once per channel, over one route only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from nabij.alerts import areas
from nabij.alerts.rules.clock import BRUSSELS
from nabij.places.geometry import Shape


@dataclass(frozen=True)
class Aim:
    """Who is meant. `now` is the moment of leaving; `wakes` goes through quiet hours; `quiet` are the local hours of rest of
    whoever gave none of their own. `answers_to` selects the contact points of an alert whose recipients hear how it ended.
    """

    tenant_id: UUID
    kind: str
    channels: Sequence[str]
    now: datetime
    networks: Sequence[UUID] = ()
    area: Shape | None = None
    routes: Mapping[str, str] = field(default_factory=dict)
    wakes: bool = False
    quiet: tuple[time, time] | None = None
    answers_to: sql.Composable | None = None


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
    """Counts the union, in one query (and one for the edge of a drawn area)."""
    if not aim.networks and aim.area is None and aim.answers_to is None:
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("with {}").format(_parts(aim)) + _COUNTS)
        households, counted, asleep, until, opted_out, handed_households, handed_points = cursor.fetchone()
    by_channel = json.loads(counted)
    ordered = {channel: by_channel[channel] for channel in ("sms", "email", "voice", "push") if by_channel.get(channel)}
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
      select contact_point_id, bool_or(by_be_alert) as by_be_alert from ({aimed}) means group by contact_point_id
    ), known as materialized (
      select point.*, aimed.by_be_alert, exists (
               select 1 from people_optout refusal where refusal.tenant_id = {tenant}
                 and refusal.contact_point_id = point.contact_point_id and refusal.message_kind in ('', {kind})
             ) as opted_out
      from aimed join people_reachable point using (contact_point_id)
    ), handed as materialized (
      select contact_point_id, lookup from known where by_be_alert and not opted_out
    ), own as materialized (
      select contact_point_id, lookup, kind as channel, language, {not_before} as not_before
      from known
      where kind = any({channels}) and not opted_out and lookup not in (select lookup from handed)
    )
    """
)


def _parts(aim: Aim) -> sql.Composable:
    return _PARTS.format(
        aimed=_aimed(aim),
        tenant=sql.Literal(aim.tenant_id),
        kind=sql.Literal(aim.kind),
        channels=sql.Literal(list(aim.channels)),
        not_before=_not_before(aim),
    )


def _aimed(aim: Aim) -> sql.Composable:
    sources: list[sql.Composable] = []
    if aim.answers_to is not None:
        sources.append(
            sql.SQL("select contact_point_id, false as by_be_alert from ({}) reached").format(aim.answers_to)
        )
    if aim.networks:
        sources.append(_members(aim))
    if aim.area is not None:
        inside = areas.condition(aim.area)
        sources.append(
            sql.SQL("select point.contact_point_id, false as by_be_alert from people_reachable point where {}").format(
                inside
            )
        )
    return (
        sql.SQL(" union all ").join(sources)
        if sources
        else sql.SQL("select null::uuid as contact_point_id, false as by_be_alert")
    )


def _members(aim: Aim) -> sql.Composable:
    over_be_alert = [network for network in aim.networks if aim.routes.get(str(network)) == "be_alert"]
    own = [] if aim.answers_to is not None else [network for network in aim.networks if network not in over_be_alert]
    return sql.SQL(
        "select contact_point_id, network_id = any({handed}::uuid[]) and agrees_be_alert as by_be_alert from networks_reach"
        " where tenant_id = {tenant} and (network_id = any({own}::uuid[]) or network_id = any({handed}::uuid[]) and {members})"
    ).format(
        tenant=sql.Literal(aim.tenant_id),
        own=sql.Literal([str(network) for network in own]),
        handed=sql.Literal([str(network) for network in over_be_alert]),
        members=sql.SQL("agrees_be_alert" if aim.answers_to is not None else "true"),
    )


def _not_before(aim: Aim) -> sql.Composable:
    """The same as `rules.clock.not_before`, for every row at once."""
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
