"""What is decided about incidents: which step may follow which, when two reports are one fact, when somebody is called.

Pure: values in, values out. A guard returns a sentence for the person who acts, or nothing where the step is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from nabij.reports.states import Outcome, State, TaskState, Urgency


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards of a step look at: the incident as it is, and what the person asks."""

    now: datetime
    never_alert: bool = False
    open_tasks: int = 0
    public_sentence: str = ""
    reason: str = ""
    prosecutor_consulted: bool | None = None
    review_at: datetime | None = None


Guard = Callable[[Facts], str]


def never_warn_about_a_crisis(facts: Facts) -> str:
    if facts.never_alert:
        return _("This is about a person in a crisis. The neighbourhood is never warned about it.")
    return ""


def has_reason(facts: Facts) -> str:
    return "" if facts.reason.strip() else _("Say why, in one sentence.")


def has_review_date(facts: Facts) -> str:
    if facts.review_at is None or facts.review_at <= facts.now:
        return _("Choose a day in the future on which this is looked at again.")
    return ""


def says_whether_prosecutor_consulted(facts: Facts) -> str:
    if facts.prosecutor_consulted is None:
        return _("Say whether the prosecutor was consulted.")
    return ""


def has_public_sentence(facts: Facts) -> str:
    if facts.public_sentence.strip():
        return ""
    return _("Write the sentence that the reporter and the neighbours may read.")


def no_open_tasks(facts: Facts) -> str:
    if facts.open_tasks:
        return _("A task is still open. Finish or cancel it first.")
    return ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One allowed step: from which states, to which, with which right, under which guards."""

    step: str
    sources: frozenset[State]
    target: State
    right: str
    guards: tuple[Guard, ...] = ()


def _edge(step: str, sources: tuple[State, ...], target: State, right: str, *guards: Guard) -> Edge:
    return Edge(step, frozenset(sources), target, right, guards)


JUDGE = "reports.judge"
OWN = "reports.own"
"""No role gives it: who holds the tracking code has it, for their own report."""
WITHDRAW, WITHDRAWN = "withdraw", State.CLOSED
NOT_SOLVED = "not_solved"
LIVE = (State.NEW, State.IN_HAND, State.WITHHELD)
INCIDENT_EDGES: tuple[Edge, ...] = (
    _edge(Outcome.WARN, LIVE, State.IN_HAND, JUDGE, never_warn_about_a_crisis),
    _edge(Outcome.TASK_ONLY, LIVE, State.IN_HAND, JUDGE),
    _edge(
        Outcome.WITHHOLD, LIVE, State.WITHHELD, JUDGE, has_reason, has_review_date, says_whether_prosecutor_consulted
    ),
    _edge(Outcome.CRISIS_CARE, LIVE, State.IN_HAND, JUDGE),
    _edge(Outcome.REFER, LIVE, State.REFERRED, "reports.refer", has_reason),
    _edge(Outcome.NO_FACT, LIVE, State.CLOSED, JUDGE, no_open_tasks, has_public_sentence),
    _edge("take_back", (State.REFERRED,), State.NEW, "reports.refer", has_reason),
    _edge("close", (State.IN_HAND, State.WITHHELD, State.REFERRED), State.CLOSED, JUDGE, no_open_tasks, has_public_sentence),
    _edge("reopen", (State.CLOSED,), State.IN_HAND, JUDGE, has_reason),
    _edge("merge", (State.NEW, State.IN_HAND), State.MERGED, JUDGE),
    _edge(WITHDRAW, (State.NEW,), WITHDRAWN, OWN, no_open_tasks),
    _edge(NOT_SOLVED, (State.CLOSED,), State.IN_HAND, OWN, has_reason),
    _edge("split_off", (State.MERGED,), State.NEW, JUDGE, has_reason),
    _edge("split_off_in_hand", (State.MERGED,), State.IN_HAND, JUDGE, has_reason),
)  # fmt: skip
TASK_EDGES: tuple[tuple[str, frozenset[TaskState], TaskState, str], ...] = (
    ("start", frozenset({TaskState.OPEN}), TaskState.STARTED, "reports.task"),
    ("finish", frozenset({TaskState.OPEN, TaskState.STARTED}), TaskState.DONE, "reports.task"),
    ("cancel", frozenset({TaskState.OPEN, TaskState.STARTED}), TaskState.CANCELLED, JUDGE),
)
PRESENT_FOR = timedelta(seconds=50)
"""Who did not say within this time that an incident is still open, closed it; open pages say so every 20 seconds."""
PUBLIC_STATES = (State.NEW, State.IN_HAND, State.REFERRED, State.CLOSED)
"""States in which an incident of a public category may show on a public page: kind and street from the start, so that who sees
the same follows it; never while it is withheld."""
NEVER_PUBLIC = (Outcome.WITHHOLD, Outcome.CRISIS_CARE, Outcome.NO_FACT)
"""What judging decided of an incident that then shows on no public page, whatever follows."""


def edge_for(step: str, state: str) -> Edge | None:
    """The edge of this name that leaves `state`, if there is one."""
    return next((edge for edge in INCIDENT_EDGES if edge.step == step and state in edge.sources), None)


def objection(step: str, state: str, facts: Facts) -> str:
    """Why the step cannot be taken, as a sentence; empty where it can."""
    edge = edge_for(step, state)
    if edge is None:
        return _("This incident is %(state)s; that step is no longer possible.") % {"state": State(state).label}
    return next((sentence for guard in edge.guards if (sentence := guard(facts))), "")


def steps_from(state: str) -> tuple[str, ...]:
    """The names of the steps that leave `state`, in the order of the table."""
    return tuple(edge.step for edge in INCIDENT_EDGES if state in edge.sources)


def task_target(step: str, state: str) -> TaskState | None:
    """Where a step brings a task, or nothing where there is no such step."""
    return next((target for name, sources, target, _right in TASK_EDGES if name == step and state in sources), None)


def task_right(step: str) -> str:
    return next(right for name, _sources, _target, right in TASK_EDGES if name == step)


def may_be_public(state: str, category_may_be_public: bool, outcome: str, never_alert: bool = False) -> bool:
    """Whether an incident may show on any public page, beyond the reporter's own; `public_incidents` asks the same."""
    return category_may_be_public and not never_alert and state in PUBLIC_STATES and outcome not in NEVER_PUBLIC


def urgency_of(category_urgency: str, caught_in_act: bool) -> Urgency:
    """Urgent when it is happening now or the category always is (police send urgently only for caught in the act)."""
    return Urgency.URGENT if caught_in_act or category_urgency == Urgency.URGENT else Urgency.NORMAL


def must_call_first(first_call: str, always_call: bool, caught_in_act: bool, danger: bool) -> str:
    """The number to call before anything else, or nothing. Danger always wins: 112 unless the category says 101."""
    if danger or (first_call and (always_call or caught_in_act)):
        return first_call or "112"
    return "101" if caught_in_act else ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A fact as far as duplicates care: metres Lambert, aware time, and how close its category asks."""

    family: str
    category: str
    x: float
    y: float
    at: datetime
    near_m: int = field(default=100)
    near_min: int = field(default=60)


def duplicate_score(a: Sighting, b: Sighting) -> float:
    """How likely two sightings are one fact: 0 (not) to 1 (same kind, place and moment). Symmetric.

    Zero for another family, or beyond the narrower of both categories' distance (m) and time (min).
    """
    reach_m, reach_s = min(a.near_m, b.near_m), min(a.near_min, b.near_min) * 60
    apart_m, apart_s = math.hypot(a.x - b.x, a.y - b.y), abs((a.at - b.at).total_seconds())
    if a.family != b.family or apart_m > reach_m or apart_s > reach_s:
        return 0.0
    near = 1 - apart_m / (reach_m + 1)
    soon = 1 - apart_s / (reach_s + 1)
    kind = 1.0 if a.category == b.category else 0.6
    return round(kind * (0.55 * near + 0.45 * soon), 4)


UNJUDGED_AFTER_MIN = 10
"""Minutes an urgent report may wait before the officer on duty is called, unless the tenant sets `unjudged_after_min`."""


def late_steps(reported_at: datetime, now: datetime, after_min: int) -> tuple[str, ...]:
    """Whom to call about an unjudged urgent report: after N minutes the officer on duty, after twice N the deputy too."""
    waited = now - reported_at
    due = (("officer", 1), ("deputy", 2))
    return tuple(role for role, times in due if waited >= timedelta(minutes=after_min * times))
