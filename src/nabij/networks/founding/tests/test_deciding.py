"""The neighbourhood decides: by a meeting, or by a secret poll with one vote per household."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from nabij.networks.founding import actions, queries, rules
from nabij.networks.founding.models import Poll, PollVoter, Question, Vote
from nabij.networks.founding.tests.factories import interested, jobs, make_ground, neighbour, proposed, starting
from nabij.networks.founding.tests.test_steps import now_of
from nabij.networks.models import Network
from nabij.networks.tests.factories import lambert
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_resident, make_tenant, staff_actor
from nabij.people.tests.test_races import together
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db


def begun() -> Network:
    return starting(make_tenant())


def ask(network: Network, question: str = Question.DECISION, days: int = 10) -> Poll:
    system = system_actor([network.tenant_id])
    return actions.open_poll(
        system, network_id=network.id, question=question, closes_at=timezone.now() + timedelta(days=days)
    )


def vote(poll: Poll, person: object, answer: str = Vote.YES) -> None:
    actions.cast_vote(actor_for(person.account), poll_id=poll.id, person_id=person.id, vote=answer)  # type: ignore[attr-defined]


def end(poll: Poll) -> None:
    Poll.objects.filter(id=poll.id).update(closes_at=timezone.now() - timedelta(minutes=1))


def test_neighbours_vote_and_the_result_settles_the_step() -> None:
    network = begun()
    poll = ask(network)
    people = [interested_person(network) for _at in range(3)]
    for person, answer in zip(people, (Vote.YES, Vote.YES, Vote.NO), strict=True):
        vote(poll, person, answer)
    system = system_actor([network.tenant_id])
    with pytest.raises(Refused):
        actions.close_poll(system, poll_id=poll.id)
    (shown,) = queries.polls_of(staff_actor(network.tenant, "chief"), network.id)
    assert (shown.answered, shown.yes, shown.no, shown.has_ended) == (3, None, None, False)
    end(poll)
    assert queries.due_polls(timezone.now()) == [poll.id]
    actions.close_poll(system, poll_id=poll.id)
    actions.close_poll(system, poll_id=poll.id)
    (shown,) = queries.polls_of(staff_actor(network.tenant, "chief"), network.id)
    assert (shown.yes, shown.no, shown.no_opinion, shown.is_carried) == (2, 1, 0, True)
    assert now_of(network, "decision").is_settled
    assert queries.due_polls(timezone.now()) == []


def interested_person(network: Network) -> object:
    person = neighbour()
    row = interested(person=person)
    type(row).objects.filter(id=row.id).update(network_id=network.id)
    return person


def test_a_no_or_a_draw_leaves_the_step_open() -> None:
    network = begun()
    poll = ask(network)
    vote(poll, interested_person(network), Vote.NO)
    vote(poll, interested_person(network), Vote.YES)
    vote(poll, interested_person(network), Vote.NO_OPINION)
    end(poll)
    actions.close_poll(system_actor(), poll_id=poll.id)
    assert now_of(network, "decision").is_open


def test_a_household_votes_once() -> None:
    network = begun()
    poll = ask(network)
    first, second = interested_person(network), interested_person(network)
    for person in (first, second):
        person.household_lookup = b"one home"  # type: ignore[attr-defined]
        person.save()  # type: ignore[attr-defined]
    vote(poll, first)
    for person in (first, second):
        with pytest.raises(Refused):
            vote(poll, person, Vote.NO)
    poll.refresh_from_db()
    assert (poll.yes, poll.no) == (1, 0)


def test_who_lives_there_may_vote_and_who_does_not_finds_nothing() -> None:
    network = begun()
    poll = ask(network)
    there, away = make_resident(), make_resident()
    make_contact_point(there, place=lambert())
    make_contact_point(away, place=lambert(5.5, 51.1))
    assert [one.id for one in queries.my_polls(actor_for(there.account), there.id)] == [poll.id]
    assert queries.my_polls(actor_for(away.account), away.id) == []
    vote(poll, there)
    assert queries.my_polls(actor_for(there.account), there.id)[0].voted
    with pytest.raises(Missing):
        vote(poll, away)
    clerk = staff_actor(network.tenant, "desk_clerk")
    for stranger in (PUBLIC, clerk, actor_for(away.account)):
        with pytest.raises(Missing):
            actions.cast_vote(stranger, poll_id=poll.id, person_id=there.id, vote=Vote.YES)


def test_staff_votes_for_who_calls() -> None:
    network = begun()
    poll = ask(network)
    caller = make_resident()
    make_contact_point(caller, place=lambert())
    clerk = staff_actor(network.tenant, "desk_clerk").helping(caller.id)
    actions.cast_vote(clerk, poll_id=poll.id, person_id=caller.id, vote=Vote.NO)
    poll.refresh_from_db()
    assert poll.no == 1


def test_what_somebody_voted_stands_nowhere() -> None:
    """Neither a row nor the record says which household voted what, or at which hour a household voted."""
    network = begun()
    poll = ask(network)
    before = records()
    person = interested_person(network)
    middle = records()
    vote(poll, person, Vote.NO)
    assert records() == middle > before
    voter = PollVoter.objects.get()
    assert voter.id.version == 4
    assert timezone.localtime(voter.cast_on).strftime("%H:%M:%S.%f") == "00:00:00.000000"
    columns = {field.name for field in PollVoter._meta.local_fields}
    assert columns == {"id", "tenant", "poll", "household_key", "cast_on"}
    other = ask_again(network)
    vote(other, person)
    assert len({bytes(one.household_key) for one in PollVoter.objects.all()}) == 2


def ask_again(network: Network) -> Poll:
    Poll.objects.update(closes_at=timezone.now() - timedelta(minutes=1), closed_at=timezone.now())
    return ask(network)


def records() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select (select count(*) from audit_row) + (select count(*) from audit_event)")
        return int(cursor.fetchone()[0])


def test_a_poll_has_a_window_and_there_is_one_at_a_time() -> None:
    network = begun()
    for days in (-1, 3, 90):
        with pytest.raises(Refused):
            ask(network, days=days)
    poll = ask(network)
    with pytest.raises(Refused):
        ask(network)
    person = interested_person(network)
    end(poll)
    with pytest.raises(Refused):
        vote(poll, person)


def test_those_interested_are_asked_once() -> None:
    network = begun()
    interested_person(network)
    interested_person(network)
    poll = ask(network)
    told = [job for job in jobs() if job["code"] == "poll"]
    assert len(told) == 2
    assert told[0]["values"] == {
        "network": network.name,
        "until": timezone.localtime(poll.closes_at).date().isoformat(),
    }


def test_a_meeting_decides_by_hands() -> None:
    network = begun()
    system = system_actor([network.tenant_id])
    held = {"network_id": network.id, "question": Question.DECISION, "held_on": timezone.localdate()}
    with pytest.raises(Refused):
        actions.record_meeting_decision(system, **held, votes_for=0, against=0, abstained=0)
    with pytest.raises(Refused):
        actions.record_meeting_decision(
            system, **held | {"held_on": timezone.localdate() + timedelta(days=1)}, votes_for=1, against=0, abstained=0
        )
    assert not actions.record_meeting_decision(system, **held, votes_for=3, against=3, abstained=9)
    assert now_of(network, "decision").is_open
    assert actions.record_meeting_decision(system, **held, votes_for=31, against=3, abstained=9)
    assert "31" in now_of(network, "decision").note
    with pytest.raises(Missing):
        actions.record_meeting_decision(
            staff_actor(make_tenant(), "chief"), **held, votes_for=1, against=0, abstained=0
        )


def test_about_a_coordinator_only_once_somebody_was_screened() -> None:
    network = begun()
    with pytest.raises(Refused):
        ask(network, Question.COORDINATOR)
    candidate = proposed(network)
    with pytest.raises(Refused):
        ask(network, Question.COORDINATOR)
    actions.screen(staff_actor(network.tenant, "mandated_officer"), candidate_id=candidate.id, outcome="suitable")
    assert ask(network, Question.COORDINATOR).candidate_id == candidate.id


@pytest.mark.parametrize(("yes", "no", "carried"), [(0, 0, False), (1, 0, True), (2, 2, False), (1, 2, False)])
def test_more_for_than_against_carries(yes: int, no: int, carried: bool) -> None:
    assert rules.is_carried(yes, no) is carried


@pytest.mark.django_db(transaction=True)
def test_a_household_that_votes_four_times_at_once_has_one_vote() -> None:
    zone = make_tenant()
    network = starting(zone, make_ground(zone))
    poll = ask(network)
    person = interested_person(network)
    assert sorted(together(*[lambda: vote(poll, person)] * 4)) == [False, False, False, True]
    poll.refresh_from_db()
    assert (poll.yes, PollVoter.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_every_household_that_votes_at_once_is_counted() -> None:
    zone = make_tenant()
    network = starting(zone, make_ground(zone))
    poll = ask(network)
    people = [interested_person(network) for _at in range(6)]
    assert all(together(*[lambda person=person: vote(poll, person) for person in people]))
    poll.refresh_from_db()
    assert (poll.yes, PollVoter.objects.count()) == (6, 6)
