"""The pages of interest and start-ups by real requests: a resident, who guides it, the chief, and nobody of another zone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nabij.networks.founding import actions, queries
from nabij.networks.founding.models import Candidate, Interest, Poll, Sign, StartStep
from nabij.networks.founding.tests.factories import interested, make_ground, neighbour, proposed, settle, starting
from nabij.networks.founding.tests.test_changing import EASTERN, lead, two
from nabij.networks.founding.tests.test_steps import now_of
from nabij.networks.models import Mandate, Network, NetworkState
from nabij.networks.tests.factories import LAT, LON, lambert, make_member, make_network, square
from nabij.people.models import Person
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, make_tenant, sign_in
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant, TenantKind

pytestmark = pytest.mark.django_db


def staff(tenant: Tenant, *roles: str) -> Client:
    return sign_in(Client(), make_staff(tenant, *(roles or ("prevention",))))


def home(person: Person) -> Client:
    return sign_in(Client(), person.account)


def content(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_resident_shows_interest_from_the_page_of_an_address_and_withdraws() -> None:
    zone = make_tenant()
    place = make_ground(zone)
    there = {"lon": LON, "lat": LAT, "address": "Straat 1"}
    page = content(Client().get(reverse("networks:here"), there))
    assert "Start hier een BIN" in page
    assert place.name in content(Client().get(reverse("networks:wanted", args=[place.code])))
    assert Client().get(reverse("networks:want")).status_code == 302
    person = neighbour()
    client = home(person)
    form = client.get(reverse("networks:want"), there)
    assert form.context["form"].initial["lon"] == LON
    assert client.post(reverse("networks:want"), {"lon": LON, "lat": LAT}).status_code == 422
    given = {"lon": LON, "lat": LAT, "is_adult": "on", "willing": "on"}
    assert client.post(reverse("networks:want"), given).status_code == 302
    row = Interest.objects.get()
    assert row.willing
    mine = reverse("networks:my_interest")
    assert place.name in content(client.get(mine))
    assert client.post(mine, {"deed": "withdraw", "interest": "x"}).status_code == 404
    assert home(neighbour()).post(mine, {"deed": "withdraw", "interest": row.id}).status_code == 404
    assert client.post(mine, {"deed": "withdraw", "interest": row.id}).status_code == 302
    assert not Interest.objects.exists()


def test_nobody_is_counted_out_on_a_public_page() -> None:
    zone = make_tenant()
    place = make_ground(zone)
    for number in range(1, 7):
        interested()
        page = Client().get(reverse("networks:wanted", args=[place.code]))
        assert page.context["bar"] == ((number, 100) if number >= 5 else (0, 100))
        assert f"{number} gezinnen" not in content(page) or number >= 5
    assert Client().get(reverse("networks:wanted", args=["nergens"])).status_code == 404


def test_staff_shows_interest_and_votes_for_who_calls() -> None:
    zone = make_tenant()
    network = starting(zone)
    caller = make_resident()
    make_contact_point(caller, "voice", place=lambert())
    clerk = staff(zone, "desk_clerk")
    want, mine = (reverse(f"networks:helped_{name}", args=[caller.id]) for name in ("want", "interest"))
    assert clerk.get(want).status_code == 404
    session = clerk.session
    session[HELPING] = {"person": str(caller.id), "reason": "phone"}
    session.save()
    assert clerk.post(want, {"lon": LON, "lat": LAT, "is_adult": "on"}).status_code == 302
    assert Interest.objects.get().shown_by == "phone"
    poll = actions.open_poll(
        system_actor([zone.id]),
        network_id=network.id,
        question="decision",
        closes_at=timezone.now() + timedelta(days=8),
    )
    assert "Willen we hier een netwerk?" in content(clerk.get(mine))
    assert clerk.post(mine, {"deed": "yes", "poll": poll.id}).status_code == 302
    poll.refresh_from_db()
    assert poll.yes == 1
    again = clerk.post(mine, {"deed": "no", "poll": poll.id}, follow=True)
    assert "stemde al" in content(again)


def test_prevention_sees_where_it_is_wanted_and_begins() -> None:
    zone = make_tenant()
    place = make_ground(zone)
    interested(willing=True)
    prevention = staff(zone)
    page = content(prevention.get(reverse("networks:interest")))
    assert place.name in page and "<svg" in page
    begin = reverse("networks:begin")
    form = prevention.get(begin, {"wijk": place.code})
    assert form.context["form"].initial == {"neighbourhoods": [place.code], "name": f"BIN {place.name}"}
    assert prevention.post(begin, {"name": "BIN Nieuw", "kind": "bin"}).status_code == 422
    answer = prevention.post(begin, {"name": "BIN Nieuw", "kind": "bin", "neighbourhoods": [place.code]})
    network = Network.objects.get(name="BIN Nieuw")
    assert answer["Location"] == reverse("networks:start_up", args=[network.id])
    assert Interest.objects.get().network_id == network.id
    assert "BIN Nieuw" in content(Client().get(reverse("networks:here"), {"lon": LON, "lat": LAT}))
    assert Client().get(reverse("networks:starting", args=[network.id])).status_code == 200
    moved = Client().get(reverse("networks:public", args=[network.id]))
    assert moved["Location"] == reverse("networks:starting", args=[network.id])


def test_a_city_begins_on_its_own_ground() -> None:
    zone = make_tenant()
    place = make_ground(zone)
    city = Tenant.objects.create(kind=TenantKind.MUNICIPALITY, name="Stad", slug="m-s", code=f"M{zone.code}", zone=zone)
    prevention = staff(city)
    form = {"name": "BIN Stad", "kind": "bin", "neighbourhoods": [place.code]}
    assert prevention.post(reverse("networks:begin"), form).status_code == 302
    network = Network.objects.get()
    assert (network.tenant_id, network.municipality_id) == (zone.id, city.id)
    assert prevention.get(reverse("networks:start_up", args=[network.id])).status_code == 200


def do(client: Client, network: Network, step: str, deed: str, **given: Any) -> Any:
    url = reverse("networks:start_up", args=[network.id])
    return client.post(url, {"step": step, "deed": deed, **given})


def test_a_start_up_is_walked_from_its_first_step_to_its_opening() -> None:
    zone = make_tenant()
    network = starting(zone)
    prevention, chief = staff(zone), staff(zone, "chief")
    officers = [make_staff(zone, "mandated_officer") for _at in range(2)]
    officer = sign_in(Client(), officers[0])
    person = neighbour(name="An Peeters")
    row = interested(willing=True, person=person)
    today = timezone.localdate().isoformat()
    assert do(prevention, network, "interest", "tick", **{"tick-interest-note": "104 gezinnen"}).status_code == 302
    votes = {"held_on": today, "votes_for": 30, "against": 2, "abstained": 1}
    meeting = {f"meeting-decision-{name}": value for name, value in votes.items()}
    assert do(prevention, network, "decision", "meeting", **meeting).status_code == 302
    assert (
        do(prevention, network, "police_start", "start", **{"start-starts": "yes", "start-reason": "x"}).status_code
        == 404
    )
    assert do(chief, network, "police_start", "start", **{"start-starts": "yes"}).status_code == 422
    assert (
        do(chief, network, "police_start", "start", **{"start-starts": "yes", "start-reason": "Reeks"}).status_code
        == 302
    )
    named = {"officers-officer": officers[0].id, "officers-deputy": officers[1].id}
    assert do(chief, network, "officer", "officers", **named).status_code == 302
    assert "An Peeters" in content(prevention.get(reverse("networks:start_up", args=[network.id])))
    assert do(prevention, network, "screening", "propose", **{"propose-who": row.id}).status_code == 302
    candidate = Candidate.objects.get()
    assert do(prevention, network, "screening", "suitable", candidate=candidate.id).status_code == 404
    assert do(officer, network, "screening", "suitable", candidate=candidate.id).status_code == 302
    meeting = {f"meeting-coordinator-{name}": value for name, value in votes.items()}
    assert do(prevention, network, "coordinator", "meeting", **meeting).status_code == 302
    assert Mandate.objects.get(network=network, role="coordinator").account_id == person.account_id
    area = reverse("networks:start_area", args=[network.id])
    assert prevention.post(area, {"deed": "settle", "area": json.dumps(square())}).status_code == 302
    seat = {"steering-name": "Stuurgroep", "steering-role_0": "alderman", "steering-seat_0": "Sofie Claes"}
    assert do(prevention, network, "steering", "steering", **seat).status_code == 302
    plan = {"deed": "plan", "plan-category": "", "plan-priority": "urgent", "plan-channels": ["sms"]}
    assert officer.post(reverse("networks:change", args=[network.id]), plan).status_code == 302
    for step in ("budget", "house_rules", "charter"):
        assert do(prevention, network, step, "tick", **{f"tick-{step}-note": ""}).status_code == 302
    assert do(prevention, network, "opening", "open").status_code == 422
    assert do(prevention, network, "federal", "skip", **{"skip-federal-reason": ""}).status_code == 422
    assert do(prevention, network, "federal", "skip", **{"skip-federal-reason": "Loopt al"}).status_code == 302
    page = content(officer.get(reverse("networks:start_up", args=[network.id])))
    assert "Open dit netwerk" in page
    assert do(officer, network, "opening", "open").status_code == 302
    network.refresh_from_db()
    assert network.state == NetworkState.ACTIVE
    assert Client().get(reverse("networks:starting", args=[network.id])).status_code == 404


def test_a_poll_is_opened_and_a_step_is_given_to_somebody() -> None:
    zone = make_tenant()
    network = starting(zone)
    prevention, owner = staff(zone), make_staff(zone, "prevention")
    settle(network, "interest")
    actions.tick_step(system_actor([zone.id]), network_id=starting(zone, make_ground(zone, 5.5)).id, step="interest")
    StartStep.objects.filter(network=network, code="decision").update(since=timezone.now(), due_at=timezone.now())
    until = (timezone.localdate() + timedelta(days=14)).isoformat()
    assert do(prevention, network, "decision", "poll", **{"poll-decision-until": "gisteren"}).status_code == 422
    assert do(prevention, network, "decision", "poll", **{"poll-decision-until": until}).status_code == 302
    assert Poll.objects.get().question == "decision"
    assert "De buren krijgen een vraag" in content(Client().get(reverse("networks:starting", args=[network.id])))
    given = {"assign-decision-owner": owner.id, "assign-decision-due": until}
    assert do(prevention, network, "decision", "assign", **given).status_code == 302
    assert now_of(network, "decision").owner_id == owner.id
    assert do(prevention, network, "decision", "iets").status_code == 422
    assert do(prevention, network, "iets", "tick").status_code == 404


def test_a_network_that_existed_says_so() -> None:
    zone = make_tenant()
    network = make_network(zone)
    page = staff(zone).get(reverse("networks:start_up", args=[network.id]))
    assert page.status_code == 200
    assert page.context["rows"] == []


def test_an_area_is_taken_from_neighbourhoods_and_streets_and_an_overlap_ticked() -> None:
    zone = make_tenant()
    place = make_ground(zone)
    network, other = starting(zone, place), make_network(zone, lon=LON + 0.005)
    prevention, url = staff(zone), reverse("networks:start_area", args=[network.id])
    shown = prevention.post(url, {"deed": "grounds", "wijk": [place.code]})
    assert shown.context["measured"].overlaps[0].name == other.name
    streets = prevention.get(url, {"wijk": place.code}).context["streets"]
    taken = prevention.post(url, {"deed": "streets", "wijk": [place.code], "straat": [streets[0][0]]})
    assert taken.context["measured"].addresses == 4
    assert prevention.post(url, {"deed": "streets", "straat": ["x"]}).status_code == 422
    drawn = {"deed": "settle", "area": json.dumps(square())}
    assert prevention.post(url, drawn).status_code == 422
    assert prevention.post(url, drawn | {"overlap": [str(other.id)]}).status_code == 302
    assert now_of(network, "area").is_settled


def test_signs_are_asked_and_placed() -> None:
    zone = make_tenant()
    network = starting(zone)
    prevention, url = staff(zone), reverse("networks:signs", args=[network.id])
    assert prevention.post(url, {"deed": "place"}).status_code == 422
    assert prevention.post(url, {"deed": "place", "lon": LON, "lat": LAT}).status_code == 302
    row = Sign.objects.get()
    assert prevention.post(url, {"deed": "state", "sign": row.id, "state": "placed"}).status_code == 302
    assert now_of(network, "signs").is_settled
    assert prevention.post(url, {"deed": "remove", "sign": row.id}).status_code == 302
    assert not Sign.objects.exists()


def test_networks_are_merged_after_a_look_at_what_it_would_be() -> None:
    zone = make_tenant()
    first, second = two(zone)
    seats = lead(first)
    make_member(first)
    manager, url = staff(zone), reverse("networks:merge")
    assert manager.get(url).status_code == 200
    assert manager.get(url, {"network": [str(first.id)]}).status_code == 422
    both = {"network": [str(first.id), str(second.id)]}
    shown = manager.get(url, both)
    assert shown.context["preview"].households == 1
    given = both | {
        "deed": "merge", "name": "BIN Samen", "plan_from": str(first.id), "officer": str(seats.officer),
        "coordinator": str(seats.coordinator),
    }  # fmt: skip
    assert manager.post(url, given | {"name": ""}).status_code == 422
    answer = manager.post(url, given)
    found = Network.objects.get(name="BIN Samen")
    assert answer["Location"] == reverse("networks:network", args=[found.id])
    moved = Client().get(reverse("networks:public", args=[first.id]))
    assert moved["Location"] == reverse("networks:public", args=[found.id])
    assert found.name in content(manager.get(reverse("networks:start_up", args=[first.id])))


def test_a_network_is_split_after_a_look_at_what_it_would_be() -> None:
    zone = make_tenant()
    network = make_network(zone)
    seats = lead(network)
    manager, url = staff(zone), reverse("networks:split", args=[network.id])
    assert manager.get(url).status_code == 200
    assert manager.post(url, {"deed": "preview"}).status_code == 422
    drawn = {"area": json.dumps(EASTERN)}
    assert manager.post(url, drawn | {"deed": "preview"}).context["preview"].moving == 0
    given = drawn | {"deed": "split", "name": "BIN Oost", "coordinator": str(seats.coordinator)}
    assert manager.post(url, given | {"name": ""}).status_code == 422
    answer = manager.post(url, given)
    assert answer["Location"] == reverse("networks:network", args=[Network.objects.get(name="BIN Oost").id])


def test_what_is_of_another_zone_does_not_exist() -> None:
    zone = make_tenant()
    network, running = starting(zone), make_network(zone, lon=5.5)
    proposed(network)
    stranger = staff(make_tenant(), "prevention", "chief", "mandated_officer")
    for name in ("start_up", "start_area", "signs", "split"):
        for ask in (stranger.get, stranger.post):
            assert ask(reverse(f"networks:{name}", args=[network.id])).status_code == 404
    assert network.name not in content(stranger.get(reverse("networks:interest")))
    assert running.name not in content(stranger.get(reverse("networks:merge")))
    asked = {"network": [str(running.id)], "deed": "merge"}
    assert running.name not in content(stranger.post(reverse("networks:merge"), asked))
    resident = home(neighbour())
    for name in ("interest", "begin", "merge"):
        assert resident.get(reverse(f"networks:{name}")).status_code == 404


def test_the_page_of_a_start_up_costs_few_questions(django_assert_max_num_queries: Any) -> None:
    zone = make_tenant()
    network = starting(zone)
    for _at in range(5):
        interested(willing=True)
    client = staff(zone, "chief", "prevention", "mandated_officer")
    client.get(reverse("networks:start_up", args=[network.id]))
    with django_assert_max_num_queries(40):
        client.get(reverse("networks:start_up", args=[network.id]))
    with django_assert_max_num_queries(15):
        client.get(reverse("networks:interest"))
    assert queries.steps_of([network.id])
