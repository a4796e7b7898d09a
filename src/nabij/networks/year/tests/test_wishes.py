"""A neighbour writes what they want; somebody answers in time, and they hear each step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.audit.models import AuditRow
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import mandate
from nabij.networks.year.facts import categories
from nabij.networks.year.tests.conftest import Posted
from nabij.networks.year.tests.factories import Street, make_street, make_wish, settle
from nabij.networks.year.wishes import actions, queries, rules
from nabij.networks.year.wishes.models import Wish, WishKind, WishStep
from nabij.people.actions import erase_person, export_person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff, make_tenant, staff_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.working_days import end_of_term

pytestmark = pytest.mark.django_db
SECRET = "Mijn buurman stookt elke nacht."


def answered(street: Street, **fields: Any) -> Wish:
    wish = make_wish(street)
    return actions.answer_wish(street["coordinator"], wish_id=wish.id, version=1, text="We vragen het aan.", **fields)


def test_a_wish_goes_to_who_can_answer_it_within_the_term_of_the_zone(street: Street) -> None:
    owners = {code: make_wish(street, category=code).owner for code in ("together", "nuisance", "traffic")}
    assert owners == {"together": "coordinator", "nuisance": "officer", "traffic": "prevention"}
    wish = make_wish(street)
    assert wish.due_at == end_of_term(wish.at, 10)
    street.zone.settings = {"networks": {"wish_days": 3}}
    street.zone.save()
    wish = make_wish(street)
    assert wish.due_at == end_of_term(wish.at, 3)


def test_the_words_and_the_author_stand_sealed(street: Street) -> None:
    wish = make_wish(street, text=SECRET)
    stored = bytes(Wish.objects.values_list("text", flat=True).get()) + bytes(
        Wish.objects.values_list("author", flat=True).get()
    )
    assert SECRET.encode() not in stored
    assert str(street.member.id).encode() not in stored
    assert queries.wish(street["coordinator"], wish.id).text == SECRET
    assert SECRET not in str(list(AuditRow.objects.values()))


def test_who_reads_the_author(street: Street) -> None:
    open_one, hidden = make_wish(street), make_wish(street, anonymous=True)
    names = {
        who: [queries.wish(street[who], one.id).author for one in (open_one, hidden)]
        for who in ("coordinator", "officer")
    }
    assert names == {"coordinator": ["An Peeters", ""], "officer": ["An Peeters", "An Peeters"]}
    other = staff_actor(street.zone, "mandated_officer")
    assert queries.wish(other, open_one.id).author == ""


def test_a_complaint_about_the_police_is_for_the_chief_alone(street: Street) -> None:
    wish = make_wish(street, kind="about_police", category="presence", text=SECRET)
    assert wish.owner == "chief"
    for who in ("coordinator", "deputy", "officer", "prevention", "mayor", "clerk"):
        with pytest.raises(Missing):
            queries.wish(street[who], wish.id)
        assert (
            queries.figures(street[who], street.network.id, wish.at - timedelta(1), wish.at + timedelta(1)).written == 0
        )
    assert queries.wish(street["chief"], wish.id).text == SECRET
    with pytest.raises(Refused):
        actions.give_wish(street["chief"], wish_id=wish.id, version=1, owner="officer")
    done = actions.answer_wish(
        street["chief"], wish_id=wish.id, version=1, text="Ik bel je.", public_text="x", public_answer="y"
    )
    assert done.public_text == done.public_answer == ""


def test_answer_and_follow_up_in_their_order(street: Street) -> None:
    wish = make_wish(street)
    lead = street["coordinator"]
    with pytest.raises(Refused):
        actions.follow_wish(lead, wish_id=wish.id, version=1, outcome="done")
    wish = actions.answer_wish(lead, wish_id=wish.id, version=1, text="We vragen het aan.")
    with pytest.raises(Stale):
        actions.follow_wish(lead, wish_id=wish.id, version=1, outcome="done")
    for outcome, text in (("not_possible", ""), ("passed_on", " "), ("planned", "bank")):
        with pytest.raises(Refused):
            actions.follow_wish(lead, wish_id=wish.id, version=2, outcome=outcome, text=text)
    wish = actions.follow_wish(lead, wish_id=wish.id, version=2, outcome="planned", planned_on=date(2027, 3, 1))
    assert wish.settled_at is None
    wish = actions.follow_wish(lead, wish_id=wish.id, version=3, outcome="done", text="De bank staat er.")
    assert wish.settled_at is not None
    with pytest.raises(Refused):
        actions.follow_wish(lead, wish_id=wish.id, version=4, outcome="done")
    steps = queries.my_wishes(street.resident, street.member.id, street.network.id)[0].steps
    assert [step.kind for step in steps] == ["written", "answered", "followed", "followed"]


def test_the_author_hears_each_step_once_in_their_language(posted: Posted) -> None:
    street = make_street(language="fr")
    wish = make_wish(street, text=SECRET)
    actions.answer_wish(street["coordinator"], wish_id=wish.id, version=1, text="Wij vragen het.")
    for _again in range(2):
        for step in queries.untold():
            actions.tell_step(step, timezone.now())
    sent = posted()
    assert [one.language for one in sent] == ["fr", "fr"]
    assert sent[1].subject.startswith("Réponse")
    said = " ".join(one.subject + one.text for one in sent)
    assert SECRET not in said and "Wij vragen het" not in said
    assert all(step.told_at for step in WishStep.objects.all())


def test_who_cannot_be_told_shows_why(street: Street) -> None:
    actions.write_wish(
        street["coordinator"],
        network_id=street.network.id,
        person_id=None,
        kind="wish",
        category="other",
        text="Een beller wil licht.",
    )
    assert not actions.tell_step(queries.untold()[0], timezone.now())
    assert WishStep.objects.get().untold == "gone"
    assert queries.untold() == []


def test_what_a_coordinator_leaves_lying_goes_to_the_officer(street: Street) -> None:
    wish = make_wish(street)
    late = wish.due_at + timedelta(minutes=1)
    assert queries.overdue(wish.due_at - timedelta(minutes=1)) == []
    assert [actions.move_overdue(one, late) for one in queries.overdue(late)] == [True]
    wish.refresh_from_db()
    assert wish.owner == "officer"
    assert wish.due_at > timezone.now()
    assert not actions.move_overdue(wish.id, late)
    assert actions.answer_wish(street["officer"], wish_id=wish.id, version=2, text="Ik neem het over.").answered_at


def test_without_a_coordinator_nothing_waits_for_one(street: Street) -> None:
    system = staff_actor(street.zone, "mandated_officer")
    from nabij.networks.actions import set_mandate

    for deputy in (False, True):
        set_mandate(system, network_id=street.network.id, role=MandateRole.COORDINATOR, account_id=None, deputy=deputy)
    assert make_wish(street).owner == "officer"


def test_neighbours_read_what_was_made_public_and_say_so_do_i_once(street: Street) -> None:
    wish = answered(street, public_text="Komt er een bank?", public_answer="Ja, in maart.")
    hidden = answered(street)
    other, _membership = settle(street.network)
    assert other.account
    neighbour = actor_for(other.account)
    shown = queries.neighbours_wishes(neighbour, other.id, street.network.id)
    assert [(one.wish.id, one.text, one.author, one.mine) for one in shown] == [
        (wish.id, "Komt er een bank?", "", False)
    ]
    assert actions.support_wish(neighbour, wish_id=wish.id, person_id=other.id)
    assert not actions.support_wish(neighbour, wish_id=wish.id, person_id=other.id)
    assert queries.neighbours_wishes(neighbour, other.id, street.network.id)[0].supporters == 1
    with pytest.raises(Missing):
        actions.support_wish(neighbour, wish_id=hidden.id, person_id=other.id)
    stranger, _elsewhere = settle(make_street().network)
    assert stranger.account
    with pytest.raises(Missing):
        actions.support_wish(actor_for(stranger.account), wish_id=wish.id, person_id=stranger.id)


def test_a_city_answers_what_is_its_own_and_reads_no_more(street: Street) -> None:
    ours, theirs = make_wish(street, category="traffic"), make_wish(street, category="nuisance")
    seen = queries.wishes_of(street["prevention"], street.network.id)
    assert [one.wish.id for one in seen] == [ours.id]
    assert seen[0].author == ""
    with pytest.raises(Missing):
        queries.wish(street["prevention"], theirs.id)
    assert actions.answer_wish(street["prevention"], wish_id=ours.id, version=1, text="De lamp komt er.").answered_at


def test_another_zone_and_who_is_no_member_find_nothing(street: Street) -> None:
    wish = make_wish(street)
    stranger = actor_for(make_staff(make_tenant(), "mandated_officer", "chief", "prevention"))
    with pytest.raises(Missing):
        queries.wish(stranger, wish.id)
    with pytest.raises(Missing):
        actions.answer_wish(stranger, wish_id=wish.id, version=1, text="Hallo daar.")
    elsewhere = make_street()
    with pytest.raises(Missing):
        actions.write_wish(
            elsewhere.resident, network_id=street.network.id, person_id=elsewhere.member.id, kind="wish", category="other",
            text="Hallo daar",
        )  # fmt: skip


def test_staff_writes_for_a_member_whom_it_helps(street: Street) -> None:
    helper = street["clerk"].because("phone").helping(street.member.id)
    wish = actions.write_wish(
        helper, network_id=street.network.id, person_id=street.member.id, kind="complaint", category="light",
        text="De lamp is stuk.", channel="phone",
    )  # fmt: skip
    assert queries.my_wishes(street.resident, street.member.id, street.network.id)[0].wish.id == wish.id
    with pytest.raises(Missing):
        actions.write_wish(
            street["clerk"], network_id=street.network.id, person_id=street.member.id, kind="wish", category="light",
            text="De lamp is stuk.",
        )  # fmt: skip


def test_the_download_has_it_and_erasing_leaves_the_wish_without_anybody(street: Street) -> None:
    make_wish(street, text=SECRET)
    mine = export_person(street.resident, person_id=street.member.id)["network_wishes"]
    assert [one["text"] for one in mine] == [SECRET]
    erase_person(street.resident, person_id=street.member.id)
    left = Wish.objects.get()
    assert left.author is None and left.author_key is None


def test_a_list_costs_the_same_for_one_wish_and_for_many(street: Street, django_assert_max_num_queries: Any) -> None:
    for _n in range(12):
        make_wish(street)
    officer = street["officer"]
    with django_assert_max_num_queries(12):
        assert len(queries.wishes_of(officer, street.network.id)) == 12


@given(st.sampled_from(WishKind.values), st.sampled_from(sorted(categories())), st.booleans())
def test_every_wish_has_somebody_who_is_there(kind: str, category: str, has_coordinator: bool) -> None:
    owner = rules.owner_of(kind, category, has_coordinator=has_coordinator)
    assert (owner == "chief") == (kind == "about_police")
    assert has_coordinator or owner != "coordinator"


def test_a_second_officer_deputises(street: Street) -> None:
    deputy = make_staff(street.zone, "wijkagent")
    mandate(street.network, MandateRole.OFFICER, deputy.id, deputy=True)
    wish = make_wish(street)
    assert actions.answer_wish(actor_for(deputy), wish_id=wish.id, version=1, text="Ik antwoord wel.").answered_at
