"""A network that works gets a new coordinator: by real requests, of the member, prevention, officer and chief."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.networks.documents.queries import facts_of
from nabij.networks.founding import actions, queries
from nabij.networks.founding.models import Candidate, Poll, StartStep
from nabij.networks.founding.tests.factories import jobs, neighbour
from nabij.networks.founding.tests.test_pages import content, home, staff
from nabij.networks.models import Mandate, MandateRole, Membership, Network
from nabij.networks.tests.factories import at_hand, make_member, make_network, mandate
from nabij.networks.todo import todo_of
from nabij.people.models import AccountKind, Person
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_account, make_tenant
from nabij.tenants.actor import system_actor
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db


def url(network: Network) -> str:
    return reverse("networks:coordinator", args=[network.id])


def member(network: Network, name: str = "An Peeters") -> tuple[Person, Membership]:
    person = neighbour(name=name)
    return person, make_member(network, person.contact_points.get())


def willing(network: Network, name: str = "An Peeters") -> tuple[Person, Membership]:
    """A member who says on their own page that they would coordinate."""
    person, row = member(network, name)
    answer = home(person).post(reverse("networks:my_interest"), {"deed": "willing", "network": str(network.id)})
    assert answer.status_code == 302
    return person, row


def propose(client: Client, network: Network, row: Membership, **fields: str) -> Any:
    return client.post(url(network), {"deed": "propose", "propose-who": str(row.id), **fields})


def candidate(deputy: bool = False) -> Candidate:
    return Candidate.objects.get(deputy=deputy, closed_at__isnull=True)


def deed(client: Client, network: Network, name: str, **fields: str) -> Any:
    return client.post(url(network), {"deed": name, **fields})


def coordinators(network: Network) -> dict[bool, Any]:
    rows = Mandate.objects.filter(network=network, role=MandateRole.COORDINATOR)
    return {row.deputy: row.account_id for row in rows}


def waiting(network: Network) -> list[str]:
    """Who has something to do about the coordinator."""
    return [one.owner for one in todo_of(at_hand(network.id).values(), timezone.now()) if one.url == url(network)]


MEETING = {
    "step": "coordinator", "meeting-coordinator-held_on": timezone.localdate().isoformat(),
    "meeting-coordinator-votes_for": "12", "meeting-coordinator-against": "1", "meeting-coordinator-abstained": "0",
}  # fmt: skip


def test_a_coordinator_stops_and_the_members_approve_another() -> None:
    zone = make_tenant()
    network = make_network(zone)
    before, deputy = make_account(AccountKind.RESIDENT), make_account(AccountKind.RESIDENT)
    mandate(network, MandateRole.COORDINATOR, before.id)
    mandate(network, MandateRole.COORDINATOR, deputy.id, deputy=True)
    prevention, officer = staff(zone), staff(zone, "mandated_officer")
    assert waiting(network) == []
    assert deed(prevention, network, "end").status_code == 302
    assert coordinators(network) == {True: deputy.id}
    assert waiting(network) == ["prevention"]
    signed = facts_of(at_hand(network.id).values())[network.id]
    person, row = willing(network)
    page = content(prevention.get(url(network)))
    assert "An Peeters" in page
    assert propose(prevention, network, row).status_code == 302
    assert waiting(network) == ["officer"]
    assert deed(prevention, network, "suitable", candidate=str(candidate().id)).status_code == 404
    assert deed(prevention, network, "meeting", **MEETING).status_code == 422
    assert deed(officer, network, "suitable", candidate=str(candidate().id)).status_code == 302
    assert coordinators(network) == {True: deputy.id}
    assert waiting(network) == ["prevention"]
    assert deed(prevention, network, "meeting", **MEETING).status_code == 302
    assert coordinators(network) == {False: person.account_id, True: deputy.id}
    assert waiting(network) == []
    assert not Candidate.objects.filter(closed_at__isnull=True).exists()
    assert facts_of(at_hand(network.id).values())[network.id] != signed
    verbs = {
        "say_willing",
        "propose_candidate",
        "screen_candidate",
        "record_decision",
        "set_mandate",
    }
    known = set(AuditRow.objects.filter(target_id=network.id).values_list("verb", flat=True))
    assert {f"networks.{one}" for one in verbs} <= known
    assert not StartStep.objects.exists()


def test_the_members_are_asked_in_a_poll_and_the_old_mandate_ends_with_the_new_one() -> None:
    zone = make_tenant()
    network = make_network(zone)
    before = make_account(AccountKind.RESIDENT)
    mandate(network, MandateRole.COORDINATOR, before.id)
    prevention, officer = staff(zone), staff(zone, "mandated_officer")
    person, row = willing(network)
    voter, other = member(network, "Bo Maes")
    propose(prevention, network, row)
    deed(officer, network, "suitable", candidate=str(candidate().id))
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    asked = deed(prevention, network, "poll", **{"step": "coordinator", "poll-coordinator-until": until})
    assert asked.status_code == 302
    assert {job["row_id"] for job in jobs() if job["code"] == "poll"} == {str(row.id), str(other.id)}
    poll = Poll.objects.get()
    vote = home(voter).post(reverse("networks:my_interest"), {"poll": str(poll.id), "deed": "yes"})
    assert vote.status_code == 302
    assert coordinators(network) == {False: before.id}
    Poll.objects.update(closes_at=timezone.now())
    actions.close_poll(system_actor([zone.id]), poll_id=poll.id)
    assert coordinators(network) == {False: person.account_id}
    assert "1 voor" in content(prevention.get(url(network)))


def test_unsuitable_is_followed_by_another_and_no_word_of_why_is_kept() -> None:
    zone = make_tenant()
    network = make_network(zone)
    prevention, officer = staff(zone), staff(zone, "mandated_officer")
    _first, row = willing(network)
    second, other = willing(network, "Bo Maes")
    propose(prevention, network, row)
    assert propose(prevention, network, other).status_code == 422
    assert deed(officer, network, "unsuitable", candidate=str(candidate().id)).status_code == 302
    assert waiting(network) == ["prevention"]
    assert deed(prevention, network, "meeting", **MEETING).status_code == 422
    assert propose(prevention, network, other).status_code == 302
    deed(officer, network, "suitable", candidate=str(candidate().id))
    deed(prevention, network, "meeting", **MEETING)
    assert coordinators(network) == {False: second.account_id}


def test_a_no_of_the_members_keeps_who_stands_in() -> None:
    zone = make_tenant()
    network = make_network(zone)
    deputy = make_account(AccountKind.RESIDENT)
    mandate(network, MandateRole.COORDINATOR, deputy.id, deputy=True)
    prevention, officer = staff(zone), staff(zone, "mandated_officer")
    propose(prevention, network, willing(network)[1])
    deed(officer, network, "suitable", candidate=str(candidate().id))
    no = MEETING | {"meeting-coordinator-votes_for": "1", "meeting-coordinator-against": "9"}
    deed(prevention, network, "meeting", **no)
    assert coordinators(network) == {True: deputy.id}
    assert waiting(network) == ["prevention"]


def test_a_deputy_is_screened_and_named_and_leads_in_one_seat_only() -> None:
    zone = make_tenant()
    network = make_network(zone)
    prevention, officer = staff(zone), staff(zone, "mandated_officer")
    person, row = willing(network)
    propose(prevention, network, row, **{"propose-deputy": "on"})
    deed(officer, network, "suitable", candidate=str(candidate(deputy=True).id))
    assert deed(prevention, network, "deputy", candidate=str(candidate(deputy=True).id)).status_code == 302
    assert coordinators(network) == {True: person.account_id}
    propose(prevention, network, row)
    deed(officer, network, "suitable", candidate=str(candidate().id))
    deed(prevention, network, "meeting", **MEETING)
    assert coordinators(network) == {False: person.account_id}


def test_nobody_is_willing_and_the_page_says_what_to_do() -> None:
    zone = make_tenant()
    network = make_network(zone)
    person, row = member(network)
    prevention = staff(zone)
    page = prevention.get(url(network))
    assert page.context["nobody"]
    assert "propose" not in page.context["screening"].forms
    assert reverse("networks:year", args=[network.id]) in content(page)
    assert propose(prevention, network, row).status_code == 422
    assert home(person).get(reverse("networks:my_interest")).context["mine"] == [(network, False)]
    willing_again = {"deed": "willing", "network": str(network.id)}
    home(person).post(reverse("networks:my_interest"), willing_again)
    assert not prevention.get(url(network)).context["nobody"]
    home(person).post(reverse("networks:my_interest"), willing_again | {"deed": "unwilling"})
    assert prevention.get(url(network)).context["nobody"]


def test_who_is_no_member_is_not_willing_and_who_is_helped_may_be() -> None:
    zone = make_tenant()
    network = make_network(zone)
    stranger = neighbour()
    given = {"deed": "willing", "network": str(network.id)}
    assert home(stranger).post(reverse("networks:my_interest"), given).status_code == 404
    person, row = member(network)
    clerk = staff(zone, "desk_clerk")
    session = clerk.session
    session[HELPING] = {"person": str(person.id), "reason": "phone"}
    session.save()
    clerk.post(reverse("networks:helped_interest", args=[person.id]), given)
    assert queries.willing_members(system_actor([zone.id]), network.id)[0].membership_id == row.id


def test_another_zone_a_resident_and_the_city_see_no_candidate() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = make_network(zone, municipality_id=city.id)
    person, row = willing(network)
    prevention, officer = staff(zone), staff(zone, "mandated_officer")
    propose(prevention, network, row)
    of_city = staff(city)
    page = content(of_city.get(url(network)))
    assert "An Peeters" not in page
    assert str(candidate().id) not in page
    for stranger in (staff(make_tenant(), "chief"), staff(make_tenant())):
        assert stranger.get(url(network)).status_code == 404
        for name in ("propose", "suitable", "withdraw", "meeting", "poll", "end"):
            assert deed(stranger, network, name, candidate=str(candidate().id), **MEETING).status_code == 404
    for name in ("suitable", "withdraw", "end"):
        assert deed(of_city, network, name, candidate=str(candidate().id)).status_code in (404, 422)
    assert propose(of_city, network, row).status_code == 404
    assert home(person).get(url(network)).status_code in (302, 404)
    assert candidate().outcome == ""
    deed(officer, network, "suitable", candidate=str(candidate().id))
    assert deed(of_city, network, "meeting", **MEETING).status_code == 302
    assert coordinators(network) == {False: person.account_id}


def test_a_network_that_starts_or_stopped_has_no_such_page() -> None:
    zone = make_tenant()
    network = make_network(zone)
    Network.objects.update(state="stopped")
    assert staff(zone).get(url(network)).status_code == 404
    assert waiting(network) == []
