"""The routes of one channel as one driver: each window goes to one of them by weight, and to another when that one cannot."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction

from nabij.channels.drivers import Answer, Driver, Message, RouteDown
from nabij.channels.models import RouteMode
from nabij.channels.routing import actions, pace, queries, rules
from nabij.channels.routing.queries import Stand
from nabij.channels.routing.route import LocalRoute, NotNow
from nabij.channels.routing.rules import Manners
from nabij.channels.routing.tally import Tally, goes_elsewhere
from nabij.channels.smpp.rules import sms_size

SYNC_S: Final = 1.0
"""How old what a process knows of its routes may be: an operator's decision is seen by every window after it."""

PROBE_EVERY_S: Final = 30.0
PROBE_ROUND_S: Final = 5.0
"""How often a process looks which routes are due for a probe."""

OTHERS_WITHIN_S: Final = 20.0
"""After this time no further route is tried for a window: the lease of its chunk (60 s) must outlast the last one."""

_log = structlog.get_logger("nabij.channels.routing")


class RouteList:
    """Implements `Driver`. Threads of a process may share it."""

    def __init__(self, routes: Sequence[LocalRoute], manners: Manners | None = None) -> None:
        self.channel = routes[0].channel
        self.name = routes[0].name
        self.window = rules.window_of([one.window for one in routes], [one.terms.per_second for one in routes])
        self._routes = {route.name: route for route in routes}
        points = rules.homes([route.terms.weight for route in routes])
        self._homes = dict(zip(self._routes, points, strict=True))
        self._stands = {name: Stand(name, home, RouteMode.OPEN, False) for name, home in self._homes.items()}
        self._manners = manners or Manners()
        self._tally = Tally()
        self._credits: dict[str, int] = {}
        self._choosing = threading.Lock()
        self._synced_at = float("-inf")
        self._has_news = False

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """One barrier on the route whose turn it is; what it refuses because it cannot goes to one other route at once.

        Raises RouteDown when no route can, with the trouble of the last one tried; then nothing was sent.
        """
        self.sync()
        started = time.monotonic()
        answers: dict[UUID, Answer] = {}
        left, trouble = list(window), RouteDown(f"Every route of {self.channel} was drained or stopped by an operator.")
        for route in self._in_turn():
            if answers and route.rests:
                break
            tried_before = bool(answers)
            try:
                answers |= {answer.key: answer for answer in self._send_over(route, left)}
            except RouteDown as error:
                trouble = error
            left = [message for message in left if message.key not in answers or goes_elsewhere(answers[message.key])]
            if not left or tried_before or time.monotonic() - started > OTHERS_WITHIN_S:
                break
        self._tell_soon()
        if not answers:
            raise trouble
        return [answers[message.key] for message in window]

    def close(self) -> None:
        if not self._tally.is_empty:
            self._tell()
        for route in self._routes.values():
            route.stop()

    def sync(self, *, at_once: bool = False) -> None:
        """Tells what was seen and learns how the routes stand, at most once a second. Without a database nothing changes."""
        with self._choosing:
            if not at_once and time.monotonic() - self._synced_at < SYNC_S:
                return
            self._synced_at = time.monotonic()
        self._tell()

    def probe(self, every_s: float = PROBE_EVERY_S) -> None:
        """Tests the link of each route that carried nothing for `every_s`; of all processes one does. Nobody gets a message."""
        for route in self._routes.values():
            try:
                self._probe(route, every_s)
            except (DatabaseError, InterfaceError) as error:
                _log.warning("probe_without_database", provider=route.name, reason=type(error).__name__)
                close_old_connections()

    def _probe(self, route: LocalRoute, every_s: float) -> None:
        if not route.can_probe or not actions.claim_probe(route.name, every_s):
            return
        started, trouble = time.monotonic(), ""
        try:
            route.probe()
        except RouteDown as error:
            trouble = str(error)
        actions.note_probe(route.name, taken_ms=round((time.monotonic() - started) * 1000), trouble=trouble)

    def _send_over(self, route: LocalRoute, window: Sequence[Message]) -> list[Answer]:
        try:
            self._keep_pace(route, window)
            with route.driver() as driver:
                answers = self._answers(driver, window)
        except RouteDown as error:
            if not isinstance(error, NotNow):
                self._rest(route, str(error))
            raise
        named = [answer if answer.provider else replace(answer, provider=route.name) for answer in answers]
        self._tally.answered(route.name, named)
        if route.was_away:
            self._rest(route, "")
        return named

    def _rest(self, route: LocalRoute, trouble: str) -> None:
        """The route is away because of `trouble`, or (empty) back: others hear of it at once."""
        route.rest() if trouble else route.work()
        self._tally.stands(route.name, trouble)
        self._has_news = True

    def _answers(self, driver: Driver, window: Sequence[Message]) -> list[Answer]:
        try:
            return driver.send(window)
        except RouteDown:
            raise
        except Exception:
            _log.exception("driver_broke", channel=self.channel, provider=driver.name)
            return [Answer(message.key, "in_doubt") for message in window]

    def _keep_pace(self, route: LocalRoute, window: Sequence[Message]) -> None:
        if route.terms.per_second <= 0:
            return
        wait_s = pace.reserve(route.name, self._units(window), route.terms.per_second)
        if wait_s is None:
            raise NotNow(
                f"The route {route.name} has more to carry than its limit of {route.terms.per_second:g} a second."
            )
        time.sleep(wait_s)

    def _units(self, window: Sequence[Message]) -> int:
        """What a provider counts: parts of short messages, otherwise messages."""
        if self.channel != "sms":
            return len(window)
        return sum(sms_size(message.text).parts for message in window)

    def _in_turn(self) -> list[LocalRoute]:
        """The route of this window, then the others that are well by weight, then those that rest."""
        with self._choosing:
            open_ones = [stand for stand in self._stands.values() if stand.mode is RouteMode.OPEN]
            well = {stand.name: stand.weight for stand in open_ones if not self._routes[stand.name].rests}
            resting = [stand.name for stand in open_ones if stand.name not in well]
            if not well:
                return [self._routes[name] for name in resting]
            first, self._credits = rules.picked(self._credits, well)
        others = sorted((name for name in well if name != first), key=lambda name: -well[name])
        return [self._routes[name] for name in (first, *others, *resting)]

    def _tell_soon(self) -> None:
        """At once when a route came or went. A caller's transaction must not keep the rows of routes from everybody else."""
        if connection.in_atomic_block:
            transaction.on_commit(self._tell)
        elif self._has_news:
            self.sync(at_once=True)

    def _tell(self) -> None:
        self._has_news = False
        seen = self._tally.take()
        try:
            if connection.in_atomic_block:
                self._tally.put_back(seen)
                found = queries.stands(self._routes)
            else:
                found = actions.attend(self.channel, self._homes, seen, self._manners)
        except (DatabaseError, InterfaceError) as error:
            self._tally.put_back(seen)
            _log.warning("routes_without_database", channel=self.channel, reason=type(error).__name__)
            close_old_connections()
            return
        self._learn(found)

    def _learn(self, found: Sequence[Stand]) -> None:
        with self._choosing:
            self._stands |= {stand.name: stand for stand in found}
        for stand in found:
            self._routes[stand.name].follow(stand)
