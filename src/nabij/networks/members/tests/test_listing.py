"""The list of members: pages, search, names as members let them be seen; joining on paper; how often a network is written to."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from nabij.audit.models import AuditRow
from nabij.networks.members import actions, queries
from nabij.networks.members.tests.lists import coordinator_of, make_street, officer_of
from nabij.networks.members.watching import WEEKS_SHOWN, frequency
from nabij.networks.models import LogEntry, MandateRole, Membership, Network
from nabij.networks.tests.factories import lambert, make_member, make_network, mandate
from nabij.people import actions as people
from nabij.people.models import ContactPoint, Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_staff, make_tenant, sign_in, staff_actor
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return make_network(make_tenant(), name="BIN Kerkveld")


def named(network: Network, name: str) -> Membership:
    person = people.start_person(system_actor([network.tenant_id]), name=name)
    return make_member(network, make_contact_point(person, "sms", place=lambert()))


def test_the_list_is_paged_and_searched_on_few_queries(network: Network, django_assert_max_num_queries: Any) -> None:
    made = [named(network, f"Buur {n:03}") for n in range(60)]
    coordinator = sign_in(Client(), coordinator_of(network))
    page = f"/netwerken/{network.id}/leden"
    first = coordinator.post(page, {"reason": "jaarlijkse controle"})
    assert [one.membership_id for one in first.context["members"]] == [one.id for one in made[:50]]
    with django_assert_max_num_queries(15):
        rest = coordinator.get(page, {"after": first.context["next"]})
    assert [one.name for one in rest.context["members"]] == [f"Buur {n:03}" for n in range(50, 60)]
    assert rest.context["next"] == ""
    with django_assert_max_num_queries(15):
        found = coordinator.get(page, {"zoek": "buur 05"})
    assert [one.name for one in found.context["members"]] == [f"Buur 05{n}" for n in range(10)]
    assert coordinator.get(page, {"after": "geen"}).status_code == 200
    assert sign_in(Client(), coordinator_of(make_network(network.tenant))).get(page).status_code == 404
    assert AuditRow.objects.filter(verb="consult", reason="jaarlijkse controle").count() == 4


def test_a_coordinator_sees_the_names_that_members_show(network: Network) -> None:
    hidden = named(network, "An Peeters")
    Membership.objects.filter(id=hidden.id).update(shown_by_name=False)
    lead, officer = actor_for(coordinator_of(network)), actor_for(officer_of(network))
    assert [one.name for one in queries.members(lead, network.id)] == [""]
    assert queries.members(lead, network.id, search="peeters") == []
    assert [one.name for one in queries.members(officer, network.id, search="péeters")] == ["An Peeters"]


def test_who_asks_it_is_taken_off_the_list(network: Network) -> None:
    made = named(network, "An Peeters")
    lead = actor_for(coordinator_of(network))
    with pytest.raises(Refused):
        actions.remove_member(lead, network_id=network.id, membership_id=made.id, why=" ")
    stranger = actor_for(coordinator_of(make_network(network.tenant)))
    for actor, membership_id in (
        (stranger, made.id),
        (lead, new_id()),
        (staff_actor(network.tenant, "prevention"), made.id),
    ):
        with pytest.raises(Missing):
            actions.remove_member(actor, network_id=network.id, membership_id=membership_id, why="belde")
    actions.remove_member(lead, network_id=network.id, membership_id=made.id, why="belde op 3 mei")
    assert queries.members(lead, network.id) == []
    assert AuditRow.objects.get(verb="networks.remove_member").reason == "belde op 3 mei"


def test_police_that_helps_people_corrects_data_from_the_list(network: Network) -> None:
    made = named(network, "An Peeters")
    account = make_staff(network.tenant, "wijkagent")
    mandate(network, MandateRole.OFFICER, account.id)
    client = sign_in(Client(), account)
    answer = client.post(f"/netwerken/{network.id}/leden/{made.id}", {"deed": "help", "reason": "naam verkeerd"})
    assert answer.status_code == 302 and answer["Location"].startswith("/hulp/")
    assert client.get(answer["Location"]).status_code == 200


def test_numbers_per_household_are_set_by_officer_or_who_manages(network: Network) -> None:
    officer = actor_for(officer_of(network))
    actions.set_household_limit(officer, network_id=network.id, numbers=2)
    network.refresh_from_db()
    assert network.numbers_per_household == 2
    for wrong in (-1, 10):
        with pytest.raises(Refused):
            actions.set_household_limit(officer, network_id=network.id, numbers=wrong)
    lead, away = actor_for(coordinator_of(network)), staff_actor(make_tenant(), "mandated_officer")
    for actor in (lead, away, staff_actor(network.tenant, "dispatcher")):
        with pytest.raises(Missing):
            actions.set_household_limit(actor, network_id=network.id, numbers=1)
    client = sign_in(Client(), make_staff(network.tenant, "prevention"))
    assert client.post(f"/netwerken/{network.id}/lijsten/gezin", {"numbers": "0"}).status_code == 302
    network.refresh_from_db()
    assert network.numbers_per_household == 0


def test_a_form_on_paper_is_entered_on_one_page(network: Network) -> None:
    make_street()
    clerk = sign_in(Client(), make_staff(network.tenant, "desk_clerk"))
    page = f"/hulp/papier/{network.id}/"
    said = {
        "name": "An Peeters", "address": "Kerkstraat 3 bus 2, 8695 Zandekerke", "phone": "011 22 33 44", "language": "nl",
        "accepts": "on", "is_adult": "on",
    }  # fmt: skip
    for change in ({"address": "Nergenslaan 1"}, {"phone": ""}, {"phone": "0110"}, {"accepts": ""}, {"is_adult": ""}):
        assert clerk.post(page, said | change).status_code == 422
        assert not Person.objects.exists(), change
    assert clerk.post(page, said).status_code == 302
    member, point = Membership.objects.get(), ContactPoint.objects.get()
    assert (member.joined_by, member.shown_by_name, point.kind, point.verified_how) == (
        "paper",
        False,
        "voice",
        "paper",
    )
    assert clerk.post(page, said | {"name": "Bo", "phone": "011 22 33 45"}).status_code == 422, "one per household"
    assert sign_in(Client(), make_staff(make_tenant(), "desk_clerk")).get(page).status_code == 404


def test_the_form_to_print_names_the_network_and_its_rules(network: Network) -> None:
    client = sign_in(Client(), coordinator_of(network))
    answer: Any = client.get(f"/netwerken/{network.id}/papieren-formulier.pdf")
    text = " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    assert "BIN Kerkveld" in text and "Bel 101" in text
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1


def test_how_often_a_network_is_written_to_costs_one_query(network: Network, django_assert_num_queries: Any) -> None:
    now, other = timezone.now(), make_network(network.tenant)
    for days, kind in (
        (1, "message"),
        (2, "message"),
        (6, "feedback"),
        (8, "message"),
        (40, "message"),
        (200, "message"),
        (1, "note"),
    ):
        LogEntry.objects.create(
            tenant_id=network.tenant_id, network_id=network.id, at=now - timedelta(days=days), kind=kind, text="x"
        )
    with django_assert_num_queries(1):
        found = queries.frequency_of([network.id, other.id], now)
    assert (found[network.id].week, found[network.id].month, found[network.id].feedback_month) == (2, 3, 1)
    assert found[network.id].per_week[-3:] == (0, 1, 2)
    assert found[other.id].week == 0
    assert (
        found[network.id].is_busy(1) and not found[network.id].is_busy(2) and found[network.id].is_busy_with_one_more(2)
    )


@given(st.lists(st.integers(-5_000, 60 * 24 * 90), max_size=60))
def test_every_message_of_twelve_weeks_is_counted_once(minutes: list[int]) -> None:
    now = timezone.now()
    found = frequency([now - timedelta(minutes=one) for one in minutes], [], now)
    within = [one for one in minutes if 0 <= one < WEEKS_SHOWN * 7 * 24 * 60]
    assert sum(found.per_week) == len(within)
    assert found.week <= found.month <= len([one for one in minutes if one >= 0])


def test_a_member_decides_whether_their_name_shows(network: Network) -> None:
    made = named(network, "An Peeters")
    person = Person.objects.get()
    with transaction.atomic():
        actions.show_name(system_actor([network.tenant_id]), network_id=network.id, person_id=person.id, shown=False)
    made.refresh_from_db()
    assert not made.shown_by_name
    with pytest.raises(Missing):
        actions.show_name(actor_for(coordinator_of(network)), network_id=network.id, person_id=person.id, shown=True)
