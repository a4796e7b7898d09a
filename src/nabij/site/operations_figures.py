"""What the pages for operators and the endpoint for figures are made of: asked once, from every room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from nabij.alerts import queries as alerts
from nabij.alerts.fanout import attention, heartbeat
from nabij.alerts.fanout.attention import Doubt, GivenUp, Parked
from nabij.alerts.fanout.heartbeat import Senders
from nabij.audit import queries as audit
from nabij.channels import queries as channels
from nabij.channels.inbound import queries as inbound
from nabij.channels.inbound.queries import Puzzling
from nabij.channels.queries import RouteState
from nabij.reports import queries as reports
from nabij.reports.answers import queries as answers
from nabij.reports.queries.duty import Unread
from nabij.site import clamd
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

WATCH, OPERATE = channels.RIGHT, alerts.OPERATE
JOBS_SILENT_AFTER: Final = timedelta(minutes=2)
FAILED_JOBS_SHOW_FOR: Final = timedelta(days=1)
GIVEN_UP_SHOWS_FOR: Final = timedelta(days=7)


@dataclass(frozen=True)
class Scanner:
    """The virus scanner that is configured: why it does not answer, or its version and from when its signatures are."""

    trouble: str
    version: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Figures:
    """How the installation fares at `now`, in the tenants whose sending the actor watches; no content, no persons.

    `routes` are the configured ones, `scanner` None where none is; `dead_receipts` and `puzzles` count to 50. Processes, jobs and
    sealing are of all tenants.
    """

    now: datetime
    routes: Sequence[RouteState]
    dead_receipts: int
    puzzles: Sequence[Puzzling]
    senders: Mapping[str, Senders]
    parked: Sequence[Parked]
    doubts: Sequence[Doubt]
    given_up: Sequence[GivenUp]
    jobs: audit.Jobs
    sealing: audit.Sealing
    retention: audit.RetentionRun | None
    feedback: alerts.Overdue
    handovers: alerts.Overdue
    unread: Unread
    answers: tuple[int, datetime | None]
    scanner: Scanner | None


def may_watch(actor: Actor) -> bool:
    return bool(actor.tenants_with(WATCH) or actor.tenants_with(OPERATE))


def figures(actor: Actor, now: datetime) -> Figures:
    """Everything at once, in a fixed number of queries. Raises Missing without a right to watch anywhere."""
    if not may_watch(actor):
        raise Missing
    operated = actor.tenants_with(OPERATE)
    watches = bool(actor.tenants_with(WATCH))
    waiting = inbound.waiting_for_a_person(actor) if watches else inbound.Waiting(0, [])
    return Figures(
        now=now,
        scanner=_scanner(),
        routes=_routes(actor) if watches else [],
        dead_receipts=waiting.dead_receipts,
        puzzles=waiting.puzzles,
        senders=_senders(),
        parked=attention.parked(operated, now),
        doubts=attention.waiting_doubts(operated, now),
        given_up=attention.given_up(operated, since=now - GIVEN_UP_SHOWS_FOR),
        jobs=audit.jobs(now, silent_after=JOBS_SILENT_AFTER, failed_since=now - FAILED_JOBS_SHOW_FOR),
        sealing=audit.sealing(),
        retention=audit.last_retention_run(),
        feedback=alerts.overdue_feedback(actor, now),
        handovers=alerts.overdue_handovers(actor, now),
        unread=reports.unread_urgent(operated, now),
        answers=answers.failing(operated, since=now - GIVEN_UP_SHOWS_FOR),
    )


def _routes(actor: Actor) -> list[RouteState]:
    """The configured routes; one that never failed is up. A provider that left the settings is forgotten."""
    known = {(route.channel, route.provider): route for route in channels.route_states(actor)}
    return [
        known.get((channel, name)) or RouteState(name, channel, None, "")
        for channel, routes in settings.NABIJ_ROUTES.items()
        for name in (str(route.get("name", route["driver"])) for route in routes)
    ]


def _scanner() -> Scanner | None:
    if not settings.NABIJ_CLAMD:
        return None
    try:
        return Scanner("", *clamd.version(settings.NABIJ_CLAMD))
    except clamd.Unanswered as error:
        return Scanner(str(error))


def _senders() -> dict[str, Senders]:
    """One entry per channel with a route, also where nobody ever sent."""
    heard = heartbeat.senders()
    return {
        channel: heard.get(channel, Senders(0, None)) for channel, routes in settings.NABIJ_ROUTES.items() if routes
    }
