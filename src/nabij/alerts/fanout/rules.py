"""What is decided about deliveries: how states move, what a take-over does, when to try again. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from operator import itemgetter
from typing import Final, Literal, NamedTuple, Protocol
from uuid import UUID

from nabij.channels.drivers import Answer
from nabij.people.quiet import quiet_end

CHUNK_SIZE: Final = 1000
BUCKET_SIZE: Final = 100_000
"""A plan above this is made in buckets, so that the first chunk leaves before the last is planned."""

OWN_PART_FROM: Final = 5000
"""Recipients from which an alert gets partitions of its own; below it shares those of the month."""

LEASE_S: Final = 60.0
DOUBT_S: Final = 60.0
"""How long a delivery in doubt waits for a receipt before it is sent once more, where that is allowed."""

MAX_ATTEMPTS: Final = 5
FIRST_RETRY_S: Final = 15.0
LONGEST_RETRY_S: Final = 900.0
LONGEST_RELEASE_S: Final = 60.0
LOOKUP_VALUES: Final = 1 << 16


Purpose = Literal["first", "resend", "escalation"]
"""Why a plan was made: the alert itself, once more to whom it did not reach, or over another channel since nobody confirmed."""


class State(StrEnum):
    """Where a delivery stands, in the order in which it moves; the database type `fanout.state` has the same order."""

    WAITING = "waiting"
    FAILED_NOW = "failed_now"
    HELD = "held"
    IN_DOUBT = "in_doubt"
    LEFT_IN_DOUBT = "left_in_doubt"
    RESENT_IN_DOUBT = "resent_in_doubt"
    HANDED_OVER = "handed_over"
    ON_ITS_WAY = "on_its_way"
    FAILED_FOR_GOOD = "failed_for_good"
    NOT_DELIVERED = "not_delivered"
    DELIVERED = "delivered"


class Held(StrEnum):
    """Why a delivery is held. Only quiet hours end by themselves."""

    QUIET_HOURS = "held.quiet_hours"
    WITHDRAWN = "held.withdrawn"
    STOPPED = "held.stopped"
    RETIRED = "held.retired"


RANK: Final[Mapping[State, int]] = {state: rank for rank, state in enumerate(State)}
REACHED: Final = (
    State.IN_DOUBT, State.LEFT_IN_DOUBT, State.RESENT_IN_DOUBT, State.HANDED_OVER, State.ON_ITS_WAY, State.DELIVERED,
)  # fmt: skip
OPEN_DOUBTS: Final = (State.IN_DOUBT, State.RESENT_IN_DOUBT)


class Standing(NamedTuple):
    """A state with its reason, empty when none is needed."""

    state: State
    error: str = ""


NOTHING: Final = Standing(State.WAITING)
QUIET: Final = Standing(State.HELD, Held.QUIET_HOURS)


class Numbered(NamedTuple):
    """A number of a plan and what became of it."""

    n: int
    state: State
    error: str = ""
    provider: str = ""
    provider_message_id: str = ""

    @property
    def standing(self) -> Standing:
        return Standing(self.state, self.error)


_NUMBER: Final = itemgetter(0)
_STANDING: Final = itemgetter(1, 2)
_STATES: Final = {str(state): state for state in State}


def may_follow(old: State, new: State) -> bool:
    """Whether a delivery in `old` can be said to be in `new`: forward, or the same state with another reason."""
    return RANK[new] >= RANK[old]


def changes(before: Mapping[int, Standing], outcomes: Collection[Numbered]) -> dict[Standing, int]:
    """How the counts of an alert change by `outcomes`, taken in order; numbers without a standing were waiting."""
    if not before and len(set(map(_NUMBER, outcomes))) == len(outcomes):
        first = Counter(map(_STANDING, outcomes))
        return _less_zero({NOTHING: -len(outcomes)}, {Standing(*key): count for key, count in first.items()})
    moves: Counter[tuple[Standing, State, str]] = Counter()
    standing = dict(before)
    for outcome in outcomes:
        old = standing.get(outcome.n, NOTHING)
        if may_follow(old.state, outcome.state):
            moves[old, outcome.state, outcome.error] += 1
            standing[outcome.n] = outcome.standing
    counts: dict[Standing, int] = {}
    for (old, state, error), moved in moves.items():
        counts = _less_zero(counts, {old: -moved})
        counts = _less_zero(counts, {Standing(state, error): moved})
    return counts


def _less_zero(counts: Mapping[Standing, int], more: Mapping[Standing, int]) -> dict[Standing, int]:
    keys = [*counts, *(key for key in more if key not in counts)]
    summed = {key: counts.get(key, 0) + more.get(key, 0) for key in keys}
    return {key: count for key, count in summed.items() if count}


def at_take_over(n: int, *, intent_to: int, answered: bool) -> Literal["skip", "in_doubt", "send"]:
    """What a new owner does with a number: nothing when its outcome is journalled; it is in doubt when it may have been sent."""
    if answered:
        return "skip"
    return "in_doubt" if n <= intent_to else "send"


def outcomes_of_answer(n: int, answer: Answer, provider: str, *, attempt: int, resend: bool) -> list[Numbered]:
    """What is journalled for an answer. A retry that may not be repeated is a dead letter.

    A message that was in doubt and sent again stays in doubt unless the provider took it: the first may have arrived.
    """
    said = _STATES[answer.state]
    if resend and said is not State.HANDED_OVER:
        return [Numbered(n, State.RESENT_IN_DOUBT, answer.error, provider)]
    if said is State.FAILED_NOW and attempt >= MAX_ATTEMPTS:
        said = State.FAILED_FOR_GOOD
    outcome = Numbered(n, said, answer.error, provider, answer.provider_message_id)
    return [Numbered(n, State.RESENT_IN_DOUBT), outcome] if resend else [outcome]


def doubtful(n: int, *, resend: bool) -> Numbered:
    """What is journalled for a number that may have been sent by an owner that is gone."""
    return Numbered(n, State.RESENT_IN_DOUBT if resend else State.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A later chunk of some of the numbers of a chunk. `wait_s` counts from now, `at` is a moment."""

    numbers: tuple[int, ...]
    attempt: int
    resend: bool = False
    wait_s: float = 0
    at: datetime | None = None


def follow_ups(
    ended: Mapping[int, Standing], quiet_until: Mapping[int, datetime], *,
    attempt: int, resend: bool, resends: bool, doubt_s: float = DOUBT_S,
) -> list[FollowUp]:  # fmt: skip
    """The chunks that a finished pass leaves behind, from how its numbers ended in it.

    `quiet_until` says when held numbers may go; an owner that was killed takes that with it, and then the next pass asks again.
    `resends`: the alert is about life or caught in the act, so that what is in doubt goes once more by itself.
    """
    later = [
        FollowUp(tuple(sorted(n for n in quiet_until if quiet_until[n] == at)), attempt, resend, at=at)
        for at in sorted(set(quiet_until.values()))
    ]
    forgotten = {n for n, standing in ended.items() if standing == QUIET} - quiet_until.keys()
    if forgotten:
        later.append(FollowUp(tuple(sorted(forgotten)), attempt, resend))
    failed = _in_state(ended, State.FAILED_NOW)
    if failed and not resend:
        later.append(FollowUp(failed, attempt + 1, wait_s=retry_after_s(attempt)))
    doubts = _in_state(ended, State.IN_DOUBT)
    if doubts and resends and not resend:
        later.append(FollowUp(doubts, attempt, resend=True, wait_s=doubt_s))
    return later


def _in_state(ended: Mapping[int, Standing], state: State) -> tuple[int, ...]:
    return tuple(sorted(n for n, standing in ended.items() if standing.state is state))


def retry_after_s(attempt: int) -> float:
    """Seconds after attempt number `attempt` (from 1) that failed for now: 15, 60, 240, 900."""
    return min(LONGEST_RETRY_S, FIRST_RETRY_S * 4.0 ** (attempt - 1))


def release_for_s(releases: int) -> float:
    """Seconds that a chunk rests when its route is away for the `releases`-th time: 1, 2, 4 ... 60. It never gives up."""
    return min(LONGEST_RELEASE_S, 2.0 ** min(releases - 1, 10))


class HasQuietHours(Protocol):
    """A contact point, as far as guarding cares."""

    @property
    def quiet_from(self) -> time | None: ...
    @property
    def quiet_until(self) -> time | None: ...
    @property
    def stopped(self) -> bool: ...


def why_held(person: HasQuietHours | None, *, night_allowed: bool, now: datetime) -> Held | None:
    """Why this contact point (None: gone) gets nothing at `now`, or None when it may."""
    if person is None:
        return Held.RETIRED
    if person.stopped:
        return Held.STOPPED
    if not night_allowed and quiet_end(now, person.quiet_from, person.quiet_until):
        return Held.QUIET_HOURS
    return None


def windows(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The numbers in order, at most `size` at a time."""
    ordered = sorted(numbers)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def bucket_edges(expected: int) -> list[bytes]:
    """Where buckets of a plan of `expected` recipients begin, as the first two octets of a lookup; the first is empty."""
    buckets = max(1, -(-expected // BUCKET_SIZE))
    return [b"", *((number * LOOKUP_VALUES // buckets).to_bytes(2, "big") for number in range(1, buckets))]


def key_prefix(alert_id: UUID, plan: int) -> int:
    """The key of number 0 of a plan as an integer; add a number for its key. See `delivery_key`."""
    entropy = int.from_bytes(hashlib.sha256(alert_id.bytes).digest()[:6], "big") >> 6
    return plan << 80 | 8 << 76 | (entropy >> 30) << 64 | 2 << 62 | (entropy & (1 << 30) - 1) << 32


def delivery_key(alert_id: UUID, plan: int, n: int) -> UUID:
    """The key of a delivery: a UUIDv8 (RFC 9562, 5.8) of plan, 42 bits that belong to the alert, and number."""
    return UUID(int=key_prefix(alert_id, plan) + n)


def key_head(alert_id: UUID, plan: int) -> str:
    """The keys of a plan as text, less the number: its eight hexadecimal digits are the end."""
    return str(UUID(int=key_prefix(alert_id, plan)))[:-8]


def number_of_key(key: UUID) -> tuple[int, int]:
    """Plan and number of a delivery key."""
    return key.int >> 80, key.int & (1 << 32) - 1


def unsettled(standings: Mapping[int, Standing], outcomes: Collection[Numbered]) -> dict[int, Standing]:
    """The standings after `outcomes`, as far as anything can follow from them: most were handed over, and nobody asks again."""
    return latest(standings, [one for one in outcomes if one.state is not State.HANDED_OVER or one.n in standings])


def latest(standings: Mapping[int, Standing], outcomes: Collection[Numbered]) -> dict[int, Standing]:
    """The standings after `outcomes`."""
    after = dict(standings)
    for outcome in outcomes:
        if may_follow(after.get(outcome.n, NOTHING).state, outcome.state):
            after[outcome.n] = outcome.standing
    return after
