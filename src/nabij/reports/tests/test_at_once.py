"""Two people at the same moment, in two real connections."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from nabij.reports import actions
from nabij.reports.models import Incident, Report
from nabij.reports.tests.factories import make_town, report, told
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Stale
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Runs the deeds in threads that start together; returns what each gave or raised, in their order."""
    start, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(at: int) -> None:
        try:
            start.wait(5)
            outcomes[at] = deeds[at]()  # type: ignore[call-overload]
        except Exception as error:
            outcomes[at] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


def test_two_dispatchers_judge_at_once_one_wins_and_the_other_hears_who() -> None:
    town = make_town()
    first, second = town.dispatcher(), town.dispatcher()
    for _ in range(5):
        made = report()

        def judge(actor: Actor, outcome: str, incident_id: object = made.incident_id) -> Incident:
            return actions.judge_incident(actor, incident_id=incident_id, version=1, outcome=outcome)  # type: ignore[arg-type]

        outcomes = at_once(lambda: judge(first, "warn"), lambda: judge(second, "task_only"))
        won = [done for done in outcomes if isinstance(done, Incident)]
        lost = [error for error in outcomes if isinstance(error, Stale)]
        assert len(won) == len(lost) == 1
        winner = first if won[0].outcome == "warn" else second
        assert winner.name in str(lost[0])
        assert Incident.objects.get(id=made.incident_id).outcome == won[0].outcome


def test_two_merges_crosswise_do_not_wait_for_each_other_for_ever() -> None:
    town = make_town()
    dispatcher, first, second = town.dispatcher(), report(), report()

    def merge(into: object, other: object) -> Incident:
        return actions.merge_incidents(dispatcher, into_id=into, version=1, other_id=other)  # type: ignore[arg-type]

    outcomes = at_once(
        lambda: merge(first.incident_id, second.incident_id), lambda: merge(second.incident_id, first.incident_id)
    )
    assert sum(isinstance(done, Incident) for done in outcomes) == 1
    assert Incident.objects.filter(state="merged").count() == 1


def test_the_control_room_posts_one_number_five_times_at_once() -> None:
    town = make_town()
    key = Actor(kind="key", id=new_id(), rights={town.zone.id: frozenset({"reports.post"})})
    outcomes = at_once(*[lambda: actions.post_from_control_room(key, number="CAD-7", told=told()) for _ in range(5)])
    assert Report.objects.count() == Incident.objects.count() == 1
    assert len({done.report_id for done in outcomes}) == 1  # type: ignore[attr-defined]


def test_a_minute_that_runs_twice_calls_once() -> None:
    make_town()
    report()
    late = timezone.now() + timedelta(minutes=11)
    orders = at_once(lambda: actions.escalate_unjudged(late), lambda: actions.escalate_unjudged(late))
    assert sum(len(made) for made in orders) == 1  # type: ignore[arg-type, misc]
