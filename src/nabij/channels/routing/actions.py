"""What is written about routes: what processes saw of them, steps of their weights, probes, and what an operator decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.channels.models import Route, RouteChange, RouteMode
from nabij.channels.routing import rules
from nabij.channels.routing.queries import Stand, stand_of
from nabij.channels.routing.rules import Load, Manners, Shift
from nabij.channels.routing.tally import Seen
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

RIGHT: Final = "channels.operate"
WAIT_FOR_LOCK_MS: Final = 1000
_ROUTES: Final = UUID("6f1c2ad2-3b0e-5b1e-9d1c-0f5a2d6f7e10")
_KEPT: Final = [
    "channel", "home", "weight", "moved_at", "good", "bad", "felt_at", "failing", "troubled_at", "used_at", "down_since",
    "trouble",
]  # fmt: skip


@transaction.atomic
def attend(channel: str, homes: Mapping[str, int], seen: Mapping[str, Seen], manners: Manners) -> list[Stand]:
    """Tells the others what this process saw of a channel's routes, lets the weights take a step if one is due, and returns how
    the routes stand, in the order of `homes` (name -> configured points).

    All moments are the database's. Raises OperationalError when another process holds the rows for too long.
    """
    _wait_briefly()
    routes = _locked(channel, homes)
    now = _clock()
    _settle(routes, channel, homes, now)
    for route in routes:
        _feel(route, seen.get(route.provider, Seen()), now, manners)
    found = rules.shift(
        [_load(route, now, manners) for route in routes], since_move_s=_since_move_s(routes, now), manners=manners
    )
    if found is not None:
        _move(routes, found, now)
    Route.objects.bulk_update(routes, _KEPT)
    _count(seen, now)
    return [stand_of(route) for route in routes]


@transaction.atomic
def operate(actor: Actor, *, provider: str, mode: str, reason: str) -> None:
    """Drains, stops or resumes a route for all processes, which see it within seconds.

    Raises Missing without the right or for a route that is not there, Refused without a reason or where nothing changes.
    """
    tenants = actor.tenants_with(RIGHT)
    route = Route.objects.select_for_update().filter(provider=provider).first()
    if not tenants or route is None or mode not in RouteMode.values:
        raise Missing
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Write why: others will read it next to the route."))
    if route.mode == mode:
        raise Refused(_("The route is in that state already."))
    now = _clock()
    route.mode, route.mode_reason, route.mode_by, route.mode_at = mode, reason[:300], actor.id, now
    route.save(update_fields=["mode", "mode_reason", "mode_by", "mode_at"])
    RouteChange.objects.create(
        provider=provider, channel=route.channel, at=now, why=mode, reason=reason[:300], by=actor.id
    )
    for tenant_id in tenants:
        record(
            actor, tenant_id=tenant_id, verb="channels.operate_route", target="channels.route",
            target_id=uuid5(_ROUTES, provider), detail={"route": provider, "mode": mode, "reason": reason[:300]},
        )  # fmt: skip


def claim_probe(provider: str, every_s: float) -> bool:
    """Whether this process may probe now: of all processes one does, when nothing was probed or sent for `every_s`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update channels_route set probed_at = clock_timestamp() where provider = %(provider)s and mode <> 'stopped'"
            " and (probed_at is null or abs(extract(epoch from clock_timestamp() - probed_at)) >= %(every_s)s)"
            " and (used_at is null or down_since is not null"
            "   or abs(extract(epoch from clock_timestamp() - used_at)) >= %(every_s)s) returning 1",
            {"provider": provider, "every_s": every_s},
        )
        return cursor.fetchone() is not None


@transaction.atomic
def note_probe(provider: str, *, taken_ms: int, trouble: str) -> None:
    """Keeps what a probe found. `trouble` is empty when the link is well; a route that was away is back then."""
    route = Route.objects.select_for_update().get(provider=provider)
    route.probe_ms, route.probe_trouble = taken_ms, trouble
    _stand(route, trouble, _clock())
    route.save(update_fields=["probe_ms", "probe_trouble", "down_since", "trouble", "troubled_at"])


def reserve(provider: str, lasts_s: float, longest_wait_s: float) -> float | None:
    """Reserves the route for `lasts_s` seconds after whoever reserved it before; seconds until then, None if that is too long.

    A moment far ahead was written by a clock that has been set back since: it binds nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into channels_routepace as pace (provider, free_at)"
            " values (%(provider)s, clock_timestamp() + %(lasts)s * interval '1 s')"
            " on conflict (provider) do update set free_at = case"
            "   when pace.free_at < clock_timestamp() or pace.free_at > clock_timestamp() + %(absurd)s * interval '1 s'"
            "   then clock_timestamp() else pace.free_at end + %(lasts)s * interval '1 s'"
            " where pace.free_at <= clock_timestamp() + %(longest)s * interval '1 s'"
            "   or pace.free_at > clock_timestamp() + %(absurd)s * interval '1 s'"
            " returning extract(epoch from free_at - clock_timestamp())::float",
            {
                "provider": provider,
                "lasts": lasts_s,
                "longest": longest_wait_s,
                "absurd": longest_wait_s + lasts_s + 60,
            },
        )
        row = cursor.fetchone()
    return None if row is None else max(0.0, row[0] - lasts_s)


def _locked(channel: str, homes: Mapping[str, int]) -> list[Route]:
    """The rows of the configured routes, in order; always locked in the same order. A new one is made."""
    found = {route.provider: route for route in _rows(homes)}
    if len(found) < len(homes):
        new = [Route(provider=name, channel=channel) for name in sorted(homes.keys() - found.keys())]
        Route.objects.bulk_create(new, ignore_conflicts=True)
        found = {route.provider: route for route in _rows(homes)}
    return [found[name] for name in homes]


def _rows(homes: Mapping[str, int]) -> list[Route]:
    return list(Route.objects.select_for_update().filter(provider__in=homes).order_by("provider"))


def _settle(routes: Sequence[Route], channel: str, homes: Mapping[str, int], now: datetime) -> None:
    """Routes that are new or were configured otherwise start at home, with all others of the channel."""
    if (
        all(route.home == homes[route.provider] for route in routes)
        and sum(route.weight for route in routes) == rules.POINTS
    ):
        return
    for route in routes:
        home = homes[route.provider]
        if route.weight != home and route.felt_at:
            RouteChange.objects.create(
                provider=route.provider, channel=channel, at=now, why="configured", before=route.weight, after=home
            )
        route.channel, route.home, route.weight = channel, home, home


def _feel(route: Route, seen: Seen, now: datetime, manners: Manners) -> None:
    elapsed_s = _since_s(route.felt_at, now) or 0.0
    route.good = rules.faded(route.good, elapsed_s=elapsed_s, manners=manners) + seen.good
    route.bad = rules.faded(route.bad, elapsed_s=elapsed_s, manners=manners) + seen.bad
    route.felt_at = now
    route.failing = seen.failing or route.failing
    if seen.counts:
        route.used_at = now
    if seen.trouble is not None:
        _stand(route, seen.trouble, now)
    if route.down_since or rules.is_burst(route.good, route.bad, manners):
        route.troubled_at = now


def _stand(route: Route, trouble: str, now: datetime) -> None:
    """The first moment of being away stands; coming and going are written in the history."""
    was_away = route.down_since is not None
    route.trouble = trouble
    route.down_since = (route.down_since or now) if trouble else None
    if trouble:
        route.troubled_at = now
    if was_away != bool(trouble):
        RouteChange.objects.create(
            provider=route.provider,
            channel=route.channel,
            at=now,
            why="left" if trouble else "back",
            reason=trouble[:300],
        )


def _load(route: Route, now: datetime, manners: Manners) -> Load:
    burst = rules.is_burst(route.good, route.bad, manners)
    return Load(
        route.provider, route.home, route.weight,
        trouble="away" if route.down_since else "errors" if burst else "",
        able=route.mode == RouteMode.OPEN,
        quiet=rules.is_over(_since_s(route.troubled_at, now), manners.quiet_s),
    )  # fmt: skip


def _move(routes: Sequence[Route], found: Shift, now: datetime) -> None:
    about = next(route for route in routes if route.provider == found.about)
    written = []
    for route in routes:
        before, route.weight, route.moved_at = route.weight, found.weights[route.provider], now
        if route.weight != before:
            change = RouteChange(
                provider=route.provider, channel=route.channel, at=now, why=found.why, before=before, after=route.weight
            )
            _give_reason(change, route, about)
            written.append(change)
    RouteChange.objects.bulk_create(written)


def _give_reason(change: RouteChange, route: Route, about: Route) -> None:
    """What was seen of the route in trouble; for the others, which route that is."""
    if route is not about:
        change.reason = about.provider
    elif change.why == "away":
        change.reason = about.trouble[:300]
    elif change.why == "errors":
        change.bad, change.error = round(about.bad), about.failing


def _count(seen: Mapping[str, Seen], now: datetime) -> None:
    rows = sorted((name, *what, count) for name, one in seen.items() for what, count in one.counts.items())
    if rows:
        count_minutes(rows, now)


def count_minutes(rows: Sequence[tuple[str, str, str, int]], now: datetime | None = None) -> None:
    """Adds to what routes did in this minute; a row is route, what, error code, how often. Sorted rows never lock each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into channels_routeminute as kept (provider, minute, what, error, count)"
            " select name, date_trunc('minute', coalesce(%s, clock_timestamp())), what, left(error, 60), count"
            " from unnest(%s::text[], %s::text[], %s::text[], %s::int[]) as row (name, what, error, count)"
            " on conflict (provider, minute, what, error) do update set count = kept.count + excluded.count",
            [now, *(list(column) for column in zip(*rows, strict=True))],
        )


def _since_move_s(routes: Sequence[Route], now: datetime) -> float | None:
    since = [_since_s(route.moved_at, now) for route in routes if route.moved_at]
    return min((seconds for seconds in since if seconds is not None), default=None)


def _since_s(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else (now - moment).total_seconds()


def _wait_briefly() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"set local lock_timeout = {WAIT_FOR_LOCK_MS}")


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
