"""Rounds ask every member once, and nobody can see who answered what."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.audit.models import AuditDetail
from nabij.networks.year import telling
from nabij.networks.year.facts import least_answers, questions
from nabij.networks.year.rounds import actions, queries, rules
from nabij.networks.year.rounds.models import Round, SurveyTaken, SurveyTally
from nabij.networks.year.tests.conftest import Posted
from nabij.networks.year.tests.factories import Street, lead, make_round, make_street, settle
from nabij.people.models import Person
from nabij.people.queries import actor_for
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db


def sheet(score: int = 4) -> dict[str, int]:
    return dict.fromkeys(questions(), score)


def answer(street: Street, person: Person, answers: dict[str, int]) -> None:
    assert person.account
    actor = actor_for(person.account)
    actions.answer_survey(actor, network_id=street.network.id, person_id=person.id, answers=answers)


def close(found: Round) -> None:
    Round.objects.filter(id=found.id).update(
        opens_on=found.opens_on - timedelta(60), closes_on=timezone.localdate() - timedelta(1)
    )


def test_a_round_is_opened_once_a_year_by_who_leads_or_follows_up(street: Street) -> None:
    make_round(street, "needs")
    with pytest.raises(Refused):
        make_round(street, "needs")
    make_round(street, "survey")
    with pytest.raises(Missing):
        actions.open_round(
            street["mayor"], network_id=street.network.id, kind="needs", opens_on=timezone.localdate(),
            closes_on=timezone.localdate() + timedelta(9),
        )  # fmt: skip


def test_everybody_is_asked_once_however_often_it_is_stopped(street: Street, posted: Posted) -> None:
    for _n in range(4):
        settle(street.network)
    settle(street.network, kind="voice")
    found = make_round(street, "needs")
    for _before_it_was_stopped in range(3):
        actions._ask_next(found.id)
    for _again in range(2):
        actions.ask_members(found.id)
    found.refresh_from_db()
    people = [one.recipient for one in posted()]
    assert len(people) == len(set(people)) == 7
    assert (found.asked, found.unreached) == (7, 1)
    assert found.asked_all_at
    assert all("/wensen/" in one.text for one in posted())
    assert queries.to_ask(timezone.localdate()) == []


def test_who_is_stopped_from_hearing_is_not_asked(street: Street, posted: Posted) -> None:
    from nabij.people.models import OptOut

    point = street.member.contact_points.get()
    OptOut.objects.create(tenant=street.zone, contact_point=point)
    actions.ask_members(make_round(street, "needs").id)
    assert len(posted()) == 2
    assert telling.tell(street.member.id, "round_needs", {}, tenant_id=street.zone.id) == telling.NO_WAY


def test_a_household_answers_once(street: Street) -> None:
    found = make_round(street)
    answer(street, street.member, sheet())
    with pytest.raises(Refused):
        answer(street, street.member, sheet(1))
    assert queries.survey_of(found).answered == 1
    assert queries.open_survey(street.resident, street.member.id, street.network.id)[1]


def test_two_of_one_household_count_as_one(street: Street) -> None:
    make_round(street)
    street.network.refresh_from_db()
    from nabij.networks.models import Membership

    other, membership = settle(street.network)
    mine = Membership.objects.get(id=street.membership.id)
    Membership.objects.filter(id=membership.id).update(household_key=mine.household_key)
    answer(street, street.member, sheet())
    with pytest.raises(Refused):
        answer(street, other, sheet())


def test_answers_must_be_whole_and_the_survey_open(street: Street) -> None:
    with pytest.raises(Missing):
        answer(street, street.member, sheet())
    found = make_round(street)
    for wrong in ({}, sheet(0), sheet(6), sheet() | {"more": 3}):
        with pytest.raises(Refused):
            answer(street, street.member, wrong)
    assert not SurveyTally.objects.exists() and not SurveyTaken.objects.exists()
    close(found)
    with pytest.raises(Missing):
        answer(street, street.member, sheet())


def test_nothing_shows_before_it_closed_nor_below_the_least(street: Street) -> None:
    found = make_round(street)
    people = [settle(street.network)[0] for _n in range(least_answers())]
    for person in people[:-1]:
        answer(street, person, sheet())
    close(found)
    seen = queries.survey_of(Round.objects.get(id=found.id))
    assert seen.results == [] and seen.answered == 4
    Round.objects.filter(id=found.id).update(closes_on=timezone.localdate())
    answer(street, people[-1], sheet(1))
    seen = queries.survey_of(Round.objects.get(id=found.id))
    assert seen.results == []
    close(found)
    seen = queries.survey_of(Round.objects.get(id=found.id))
    assert [one.agree_percent for one in seen.results] == [80] * 5
    assert seen.results[0].mean == 3.4


def test_the_store_and_the_record_tell_nothing_about_who_answered_what(street: Street) -> None:
    found = make_round(street)
    answer(street, street.member, sheet(2))
    details = str(list(AuditDetail.objects.values_list("payload", flat=True)))
    assert all(f"'{code}'" not in details for code in questions())
    taken = SurveyTaken.objects.get()
    assert {field.name for field in SurveyTaken._meta.fields} == {"id", "tenant", "round", "household_key"}
    assert {field.name for field in SurveyTally._meta.fields} == {"id", "tenant", "round", "question", "score", "count"}
    assert taken.id.version == 4, "a key with a moment in it would say when"
    assert bytes(taken.household_key) != queries.taken_key(Round(id=taken.id), b"")
    assert taken.household_key != street.membership.household_key
    assert found.id


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    sheets=st.lists(st.fixed_dictionaries({code: st.integers(1, 5) for code in questions()}), min_size=2, max_size=3)
)
def test_the_same_answers_by_others_leave_the_same_rows(db: Any, sheets: list[dict[str, int]]) -> None:
    kept = set()
    for order in permutations(sheets):
        with transaction.atomic():
            street = make_street()
            found = make_round(street)
            for row in order:
                answer(street, settle(street.network)[0], row)
            rows = SurveyTally.objects.filter(round=found).values_list("question", "score", "count")
            kept.add(frozenset(rows))
            transaction.set_rollback(True)
    assert len(kept) == 1


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(questions())), st.integers(1, 5), st.integers(1, 9)),
        unique_by=lambda one: one[:2],
    )
)
def test_results_are_never_of_fewer_than_the_least(tallies: list[tuple[str, int, int]]) -> None:
    assert rules.results(tallies, questions(), closed=False, least=5) == []
    shown = rules.results(tallies, questions(), closed=True, least=5)
    assert all(one.answers >= 5 for one in shown)


def test_another_zone_sees_no_round(street: Street) -> None:
    found = make_round(street)
    other = make_street()
    with pytest.raises(Missing):
        queries.rounds_of(other["officer"], street.network.id, found.year)
    with pytest.raises(Missing):
        queries.open_survey(other.resident, other.member.id, street.network.id)
    assert lead(other.network)
