"""The worker: leases chunks of one channel, guards, journals, sends, and survives the loss of database and route."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import structlog
from django.db import close_old_connections, connections
from django.utils import timezone
from psycopg import sql

from nabij.alerts.fanout import heartbeat, rules
from nabij.alerts.fanout.database import AWAY, Connection, Database, Stopped, end_stalled
from nabij.alerts.fanout.journal import CHUNK_NOTICE, CopySubmissions, Journal
from nabij.alerts.fanout.lease import Chunk, Lease, contact_points, lease
from nabij.alerts.fanout.orders import LoadOrder, Order, Text
from nabij.alerts.fanout.rules import Held, Numbered, State
from nabij.channels.actions import copy_submissions
from nabij.channels.drivers import Answer, Driver, Message, RouteDown
from nabij.channels.headers import About, headers_for
from nabij.people.quiet import quiet_end
from nabij.people.reach import Reachable, reachable_by_number

POLL_S: Final = 1.0
FAULT_PAUSE_S: Final = 5.0
RECEIPTS_S: Final = 0.3
GUARD_S: Final = 1.0
"""A withdrawn alert, a STOP and quiet hours are seen by every window that begins this long after."""

Resolve = Callable[[Order, sql.Composable], Mapping[int, Reachable]]

_log = structlog.get_logger("nabij.alerts.fanout")


def resolve_people(order: Order, wanted: sql.Composable) -> Mapping[int, Reachable]:
    """Who of `wanted` (n, contact_point_id) can be reached now for `order`, by number, with plain values."""
    return reachable_by_number(wanted, tenant_id=order.tenant_id, message_kind=order.kind)


@dataclass(frozen=True, slots=True)
class Habits:
    """What a worker needs from elsewhere, and its measures in seconds."""

    load_order: LoadOrder
    resolve: Resolve = resolve_people
    copy_submissions: CopySubmissions = copy_submissions
    lease_s: float = rules.LEASE_S
    poll_s: float = POLL_S
    guard_s: float = GUARD_S
    doubt_s: float = rules.DOUBT_S


class LeaseLost(Exception):
    """The chunk is another owner's: nothing to repair."""


@dataclass(slots=True)
class _Pass:
    """One pass over a leased chunk: what is known of it and not yet journalled."""

    lease: Lease
    prefix: int
    order: Order | None = None
    people: Mapping[int, Reachable] = field(default_factory=dict)
    guarded_at: float = float("-inf")
    unwritten: list[Numbered] = field(default_factory=list)
    quiet_until: dict[int, datetime] = field(default_factory=dict)
    sent_to: int = 0

    @property
    def chunk(self) -> Chunk:
        return self.lease.chunk

    def message(self, n: int, person: Reachable, text: Text, headers: Mapping[str, str]) -> Message:
        """The message of one delivery; its key stays the same however often it goes."""
        return Message(
            UUID(int=self.prefix + n), person.value, text.body, text.subject, self.lease.chunk.language, headers=headers
        )

    def hold(self, n: int, reason: Held, person: Reachable | None = None, now: datetime | None = None) -> None:
        """Sends nothing to this one. What was in doubt before stays so."""
        if person is not None and now is not None and reason is Held.QUIET_HOURS:
            self.quiet_until[n] = quiet_end(now, person.quiet_from, person.quiet_until) or now
        if not self.chunk.resend:
            self.unwritten.append(Numbered(n, State.HELD, reason))


class ChannelWorker:
    """Carries the chunks of one channel over one driver until `stop`. Runs in one thread."""

    def __init__(self, driver: Driver, habits: Habits, stop: threading.Event) -> None:
        self._driver = driver
        self._habits = habits
        self._stop = stop
        self._database = Database(stop, (CHUNK_NOTICE,))
        self._journal = Journal(habits.copy_submissions, habits.lease_s)
        self._beats_at = float("-inf")
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{driver.channel}:{uuid4().hex[:8]}"

    def run(self) -> None:
        """Works until `stop` is set; the open window is finished, the rest of the chunk given back."""
        try:
            with contextlib.suppress(Stopped):
                self._database.run(self._arrive)
                while not self._stop.is_set():
                    self._one_round()
        finally:
            self._say_goodbye()
            connections.close_all()

    def _arrive(self, connection: Connection) -> None:
        heartbeat.arrive(connection, owner=self._owner, channel=self._driver.channel)

    def _say_goodbye(self) -> None:
        with contextlib.suppress(*AWAY, Stopped):
            self._database.run(lambda c: heartbeat.leave(c, self._owner))
        self._database.close()

    def _beat(self, promise_s: float) -> None:
        """Each few seconds: often enough to be believed, seldom enough to cost nothing."""
        if time.monotonic() < self._beats_at:
            return
        self._beats_at = time.monotonic() + heartbeat.BEAT_EVERY_S
        self._database.run(
            lambda c: heartbeat.beat(c, owner=self._owner, channel=self._driver.channel, promise_s=promise_s)
        )
        if self._database.run(end_stalled):
            _log.warning("stalled_worker_ended", channel=self._driver.channel)

    def _one_round(self) -> None:
        try:
            self._beat(heartbeat.PROMISE_S)
            if not self._carry_next():
                self._database.wait_for_notice(self._habits.poll_s)
        except Stopped:
            raise
        except Exception:
            _log.exception("round_failed", channel=self._driver.channel)
            self._stop.wait(FAULT_PAUSE_S)

    def _carry_next(self) -> bool:
        lease = self._database.run(self._lease)
        if lease is None:
            return False
        try:
            prefix = rules.key_prefix(lease.chunk.alert_id, lease.chunk.plan)
            self._carry(_Pass(lease, prefix, sent_to=lease.chunk.intent_to))
        except LeaseLost:
            _log.warning("lease_lost", chunk=lease.chunk.id, epoch=lease.chunk.epoch)
        return True

    def _lease(self, connection: Connection) -> Lease | None:
        return lease(connection, owner=self._owner, channel=self._driver.channel, lease_s=self._habits.lease_s)

    def _carry(self, work: _Pass) -> None:
        for window in rules.windows(work.lease.numbers, self._driver.window):
            if self._stop.is_set():
                return self._give_back(work, rest_s=0)
            messages = self._allowed(work, window)
            if not messages:
                continue
            try:
                self._send(work, window[-1], messages)
            except RouteDown as trouble:
                _log.warning("route_down", channel=self._driver.channel, chunk=work.chunk.id, reason=str(trouble))
                return self._rest(work)
        self._finish(work)

    def _send(self, work: _Pass, intent_to: int, messages: Mapping[int, Message]) -> None:
        """One window: the journal first, then the wire, then the answers in memory until the next barrier."""
        self._beat(self._habits.lease_s)
        started = time.monotonic()
        unwritten = tuple(work.unwritten)
        if not self._database.run(lambda c: self._journal.barrier(c, work.chunk, unwritten, intent_to)):
            raise LeaseLost
        work.lease = _known(work.lease, unwritten)
        work.unwritten.clear()
        if time.monotonic() - started > self._habits.lease_s / 2:
            self._fence_again(work)
        work.unwritten += self._outcomes(work.chunk, messages, self._answers(messages))
        work.sent_to = intent_to

    def _fence_again(self, work: _Pass) -> None:
        """A worker that was stopped between journal and wire asks once more whether the chunk is still its own."""
        if not self._database.run(lambda c: self._journal.renew(c, work.chunk)):
            raise LeaseLost

    def _answers(self, messages: Mapping[int, Message]) -> list[Answer]:
        try:
            return self._driver.send(list(messages.values()))
        except RouteDown:
            raise
        except Exception:
            _log.exception("driver_broke", channel=self._driver.channel, provider=self._driver.name)
            return [Answer(message.key, "in_doubt") for message in messages.values()]

    def _outcomes(self, chunk: Chunk, messages: Mapping[int, Message], answers: Sequence[Answer]) -> list[Numbered]:
        outcomes: list[Numbered] = []
        for n, answer in zip(messages, _in_order(messages, answers), strict=True):
            provider = answer.provider or self._driver.name
            outcomes += rules.outcomes_of_answer(n, answer, provider, attempt=chunk.attempt, resend=chunk.resend)
        return outcomes

    def _allowed(self, work: _Pass, window: Sequence[int]) -> dict[int, Message]:
        """The messages of those who may have one now; the others are held."""
        self._guard(work)
        if work.order is None:
            for n in window:
                work.hold(n, Held.WITHDRAWN)
            return {}
        now, channel = timezone.now(), work.chunk.channel
        text, about = work.order.text_for(work.chunk.language), _told(work.order)
        messages: dict[int, Message] = {}
        for n in window:
            person = work.people.get(n)
            reason = rules.why_held(person, night_allowed=work.order.night_allowed, now=now)
            if person is not None and person.no_calls and channel == "voice":
                reason = Held.STOPPED
            if person is not None and reason is None:
                messages[n] = work.message(n, person, text, headers_for(channel, about, person.id, now))
            elif reason is not None:
                work.hold(n, reason, person, now)
        return messages

    def _guard(self, work: _Pass) -> None:
        if time.monotonic() - work.guarded_at < self._habits.guard_s:
            return
        self._database.patiently(lambda: self._load(work))
        work.guarded_at = time.monotonic()

    def _load(self, work: _Pass) -> None:
        close_old_connections()
        work.order = self._habits.load_order(work.chunk.alert_id)
        wanted = contact_points(work.chunk, above=work.sent_to)
        work.people = self._habits.resolve(work.order, wanted) if work.order else {}

    def _rest(self, work: _Pass) -> None:
        rest_s = rules.release_for_s(work.chunk.releases + 1)
        self._beats_at = float("-inf")
        self._beat(rest_s + heartbeat.PROMISE_S)
        self._give_back(work, rest_s=rest_s)
        self._stop.wait(rest_s)

    def _give_back(self, work: _Pass, *, rest_s: float) -> None:
        outcomes, sent_to = tuple(work.unwritten), work.sent_to
        held = self._database.run(
            lambda c: self._journal.release(c, work.chunk, outcomes, intent_to=sent_to, rest_s=rest_s)
        )
        if not held:
            raise LeaseLost

    def _finish(self, work: _Pass) -> None:
        outcomes = tuple(work.unwritten)
        later = rules.follow_ups(
            rules.unsettled(work.lease.standings, outcomes), work.quiet_until,
            attempt=work.chunk.attempt, resend=work.chunk.resend, resends=work.chunk.resends,
            doubt_s=self._habits.doubt_s,
        )  # fmt: skip
        if not self._database.run(lambda c: self._journal.finish(c, work.chunk, outcomes, later)):
            raise LeaseLost


def _told(order: Order) -> About:
    return About(order.alert_id, order.tenant_id, order.kind, order.about_life, order.expires_at)


def _known(lease: Lease, outcomes: Sequence[Numbered]) -> Lease:
    return Lease(lease.chunk, lease.numbers, rules.unsettled(lease.standings, outcomes))


def _in_order(messages: Mapping[int, Message], answers: Sequence[Answer]) -> Sequence[Answer]:
    """An answer for each message; in doubt where the driver gave none. Drivers answer in order, and then nothing is looked up."""
    if len(answers) == len(messages) and all(map(_about, answers, messages.values())):
        return answers
    by_key = {answer.key: answer for answer in answers}
    return [by_key.get(message.key) or Answer(message.key, "in_doubt") for message in messages.values()]


def _about(answer: Answer, message: Message) -> bool:
    return answer.key is message.key


def run_worker(
    stop: threading.Event,
    drivers: Sequence[Driver],
    load_order: LoadOrder,
    *,
    take_receipts: Callable[[], int] | None = None,
    habits: Habits | None = None,
) -> None:
    """Carries every channel of `drivers`, a thread each, until `stop` is set and their open windows are finished.

    `take_receipts` is called a few times a second when given; it returns how many it took.
    """
    chosen = habits or Habits(load_order)
    threads = [
        threading.Thread(target=ChannelWorker(driver, chosen, stop).run, name=f"fanout-{driver.channel}")
        for driver in drivers
    ]
    if take_receipts is not None:
        threads.append(threading.Thread(target=_receipts_until, args=(stop, take_receipts), name="fanout-receipts"))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _receipts_until(stop: threading.Event, take_receipts: Callable[[], int]) -> None:
    while not stop.is_set():
        try:
            taken = take_receipts()
        except AWAY:
            close_old_connections()
            taken = 0
        except Exception:
            _log.exception("receipts_not_taken")
            taken = 0
        if not taken:
            stop.wait(RECEIPTS_S)
    connections.close_all()
