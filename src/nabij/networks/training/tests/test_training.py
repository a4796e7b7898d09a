"""The quiz, and who followed training: counts for who leads, their own for a member."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.meetings import actions as meetings
from nabij.meetings.tests.factories import make_meeting, soon
from nabij.networks.members import actions as members
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import at_hand, make_member, make_network, mandate
from nabij.networks.training import actions, queries
from nabij.networks.training.models import QuizDone
from nabij.networks.training.quiz import LANGUAGES, questions
from nabij.networks.training.rules import refresh_on
from nabij.networks.training.todos import refreshers
from nabij.people import dossier
from nabij.people.queries import actor_for
from nabij.people.tests.factories import (
    make_account,
    make_contact_point,
    make_resident,
    make_staff,
    make_tenant,
    sign_in,
    staff_actor,
)
from nabij.tenants.errors import Missing

pytestmark = pytest.mark.django_db


def member_of(network: Any) -> Any:
    person = make_resident()
    make_member(network, make_contact_point(person, "email"))
    return person


def answer_all(client: Client, at: int = 0) -> None:
    for number in range(1, len(questions()) + 1):
        told = client.post(reverse("networks:quiz_question", args=[number]), {"answer": str(at)})
        assert questions("nl")[number - 1].why in told.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_has_one_right_answer_and_says_why_in_every_language(language: str) -> None:
    found = questions(language)
    assert {one.code for one in found} == {"call_101", "can_wait", "no_photos", "no_chase", "describe", "feedback"}
    for one in found:
        assert [option.right for option in one.options].count(True) == 1
        assert one.words and one.why and one.source
        assert all(option.words for option in one.options)


def test_the_right_answer_does_not_always_stand_in_the_same_place() -> None:
    assert len({[option.right for option in one.options].index(True) for one in questions()}) > 1


def test_anybody_does_the_quiz_and_reads_why_whatever_they_answer() -> None:
    visitor = Client()
    assert visitor.get(reverse("networks:quiz")).status_code == 200
    first = reverse("networks:quiz_question", args=[1])
    assert visitor.post(first, {"answer": ""}).status_code == 422
    assert visitor.post(first, {"answer": "99"}).status_code == 422
    early = visitor.get(reverse("networks:quiz_finish"))
    assert early["Location"] == first
    for at in (0, 1):
        answer_all(visitor, at)
    assert visitor.get(reverse("networks:quiz_finish")).status_code == 200
    assert visitor.post(reverse("networks:quiz_finish")).status_code == 200
    assert visitor.get(reverse("networks:quiz_question", args=[99])).status_code == 404
    assert not QuizDone.objects.exists()


def test_a_member_has_it_noted_and_no_answer_is_kept() -> None:
    network = make_network(make_tenant())
    person = member_of(network)
    client = sign_in(Client(), person.account)
    answer_all(client)
    assert not QuizDone.objects.exists()
    assert client.post(reverse("networks:quiz_finish")).status_code == 200
    client.post(reverse("networks:quiz_finish"))
    row = QuizDone.objects.get()
    assert {field.name for field in QuizDone._meta.fields} == {"id", "tenant", "network", "person_key", "done_on"}
    assert row.done_on == timezone.localdate()
    assert b"noted" not in client.get(reverse("networks:my_training")).content
    mine = queries.my_training(actor_for(person.account), person.id)
    assert mine.quiz_on == timezone.localdate()
    assert dossier.parts(person.id)["training"] == [{"network": network.name, "quiz": row.done_on.isoformat()}]


def test_who_leads_sees_a_count_from_five_on_and_never_who() -> None:
    zone = make_tenant()
    network = make_network(zone)
    officer = make_staff(zone, "mandated_officer")
    client, page = sign_in(Client(), officer), reverse("networks:meetings", args=[network.id])
    for n in range(5):
        assert client.get(page).context["quizzed"] == ""
        person = member_of(network)
        actions.finish_quiz(actor_for(person.account), person_id=person.id)
        assert queries.quiz_count(actor_for(officer), network.id, timezone.localdate()) == n + 1
    assert client.get(page).context["quizzed"] == "5"
    with pytest.raises(Missing):
        queries.quiz_count(staff_actor(make_tenant(), "chief"), network.id, timezone.localdate())


def test_nobody_sees_or_notes_the_training_of_another() -> None:
    person, other = member_of(make_network(make_tenant())), make_resident()
    for attempt in (
        lambda: queries.my_training(actor_for(other.account), person.id),
        lambda: actions.finish_quiz(actor_for(other.account), person_id=person.id),
        lambda: queries.my_training(staff_actor(make_tenant(), "desk_clerk"), person.id),
    ):
        with pytest.raises(Missing):
            attempt()


def test_the_quiz_is_no_condition_for_membership() -> None:
    network = make_network(make_tenant())
    person = member_of(network)
    assert queries.my_training(actor_for(person.account), person.id).quiz_on is None
    members.leave(actor_for(person.account), network_id=network.id, person_id=person.id)


def test_a_session_that_was_followed_stands_on_the_own_page_and_erasing_takes_all() -> None:
    zone = make_tenant()
    network = make_network(zone)
    person, officer = member_of(network), staff_actor(zone, "mandated_officer")
    session = make_meeting(zone, network.id, kind="training", title="Vorming", with_registration=True, public=False)
    row = meetings.register(actor_for(person.account), meeting_id=session.id, person_id=person.id)
    actions.finish_quiz(actor_for(person.account), person_id=person.id)
    with time_machine.travel(session.starts_at, tick=False):
        meetings.mark_attendance(officer, meeting_id=session.id, came={row.id: True})
        mine = queries.my_training(actor_for(person.account), person.id)
        assert [one.id for one in mine.sessions] == [session.id]
        assert mine.refresh_on == refresh_on(timezone.localdate(session.starts_at), 24)
        client = sign_in(Client(), person.account)
        assert "Vorming" in client.get(reverse("networks:my_training")).content.decode()
    dossier.erase(person.id)
    assert not QuizDone.objects.exists()


def test_a_refresher_is_to_do_after_the_term_of_the_zone_and_not_once_one_is_planned() -> None:
    zone = make_tenant()
    zone.settings = {"networks": {"refresher_months": 6}}
    zone.save()
    network = make_network(zone)
    session = make_meeting(zone, network.id, kind="training")
    after = session.ends_at + timedelta(days=100)
    assert list(refreshers(at_hand(network.id), after)) == []
    late = session.ends_at + timedelta(days=190)
    (one,) = refreshers(at_hand(network.id), late)
    assert (one.owner, one.is_late(late)) == ("officer", True)
    mandate(network, MandateRole.COORDINATOR, make_account("resident").id)
    assert [todo.owner for todo in refreshers(at_hand(network.id), late)] == ["coordinator"]
    make_meeting(zone, network.id, kind="training", starts_at=soon(300))
    assert list(refreshers(at_hand(network.id), late)) == []


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_a_refresher_is_due_so_many_months_later_on_the_same_day_or_the_last_one(last: date, months: int) -> None:
    due = refresh_on(last, months)
    assert due is not None
    assert (due.year - last.year) * 12 + due.month - last.month == months
    assert due.day == last.day or (due + timedelta(days=1)).day == 1
