"""Joining a network in three steps, by a neighbour or by staff for them; choosing how it reaches them; leaving; moving."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from nabij.audit.models import AuditRow
from nabij.networks.house_rules import current_version, house_rules
from nabij.networks.members import queries
from nabij.networks.models import MemberPoint, Membership, Network
from nabij.networks.tests.factories import LAT, LON, lambert, make_member, make_network
from nabij.people.models import Account, ContactPoint, Person
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, make_tenant, sign_in
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db
AWAY = 0.2


@pytest.fixture
def zone() -> Tenant:
    return make_tenant()


@pytest.fixture
def network(zone: Tenant) -> Network:
    return make_network(zone, name="BIN Kerkveld")


@pytest.fixture
def resident() -> Person:
    return make_resident("An Peeters")


@pytest.fixture
def at_home(resident: Person) -> Client:
    return sign_in(Client(), Account.objects.get(id=resident.account_id))


def given(*points: ContactPoint, **changes: Any) -> dict[str, Any]:
    said = {
        "address": "Kerkstraat 1", "lon": LON, "lat": LAT, "accepts": "on", "is_adult": "on",
        "points": [str(point.id) for point in points], "house_rules": current_version(),
    } | changes  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def url(network: Network) -> str:
    return f"/mijn/buurten/{network.id}/"


def verified(person: Person, kind: str = "sms", **fields: Any) -> ContactPoint:
    return make_contact_point(person, kind, **fields)


def test_an_address_shows_the_networks_there_and_elsewhere_none(network: Network) -> None:
    there = Client().get("/buurt/", {"address": "Kerkstraat 1", "lon": LON, "lat": LAT})
    assert "BIN Kerkveld" in there.content.decode()
    assert str(network.id) in there.content.decode()
    away = Client().get("/buurt/", {"address": "Verweg 1", "lon": LON + AWAY, "lat": LAT})
    assert "BIN Kerkveld" not in away.content.decode()
    unknown = Client().get("/buurt/", {"address": "Bestaatnietstraat 999"})
    assert unknown.status_code == 200
    assert 'role="alert"' in unknown.content.decode()


@pytest.mark.parametrize("lon", ["", "x", "500", "nan"])
def test_a_place_that_is_none_finds_nothing(network: Network, lon: str) -> None:
    assert "BIN Kerkveld" not in Client().get("/buurt/", {"lon": lon, "lat": LAT}).content.decode()


def test_the_public_page_names_nobody(zone: Tenant, network: Network, resident: Person) -> None:
    make_member(network, verified(resident, place=lambert()))
    page = Client().get(f"/buurt/{network.id}/").content.decode()
    assert "BIN Kerkveld" in page and house_rules("nl").sentences[0].split("?")[0] in page
    assert "Peeters" not in page
    assert "1 huishoud" not in page, "one household is somebody"


@pytest.mark.parametrize("state", ["resting", "stopped"])
def test_a_network_that_takes_no_members_is_not_shown(zone: Tenant, state: str) -> None:
    network = make_network(zone, state=state)
    assert Client().get(f"/buurt/{network.id}/").status_code == 404
    assert Client().get(f"/buurt/{new_id()}/").status_code == 404


def test_a_neighbour_joins_and_is_reached(network: Network, resident: Person, at_home: Client) -> None:
    point, mail = verified(resident), verified(resident, "email")
    answer = at_home.post(url(network), given(point))
    assert (answer.status_code, answer["Location"]) == (302, "/mijn/buurten/")
    member = Membership.objects.get()
    assert (member.joined_by, member.house_rules) == ("online", current_version())
    assert list(MemberPoint.objects.values_list("contact_point_id", flat=True)) == [point.id]
    point.refresh_from_db()
    assert point.x is not None, "the address became the place"
    row = AuditRow.objects.filter(verb="networks.add_member").get()
    assert row.target_id == network.id
    assert mail.id not in MemberPoint.objects.values_list("contact_point_id", flat=True)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"lon": LON + AWAY}, "buiten"),
        ({"lon": None}, "adres"),
        ({"accepts": None}, "huisregels"),
        ({"house_rules": "2020-01-01"}, "huisregels"),
        ({"is_adult": None}, "volwassen"),
        ({"points": []}, "nummer"),
        ({"points": [str(new_id())]}, ""),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    network: Network, resident: Person, at_home: Client, changes: dict[str, Any], word: str
) -> None:
    answer = at_home.post(url(network), given(verified(resident), **changes))
    assert answer.status_code == 422
    assert word in answer.content.decode().lower()
    assert not Membership.objects.exists()


def test_a_number_that_is_not_checked_cannot_be_chosen(network: Network, resident: Person, at_home: Client) -> None:
    unchecked = make_contact_point(resident, "sms", verified=False)
    assert at_home.post(url(network), given(unchecked)).status_code == 422
    stranger = verified(make_resident("Bo Maes"))
    assert at_home.post(url(network), given(stranger)).status_code == 422
    assert not Membership.objects.exists()


def test_twice_is_once(network: Network, resident: Person, at_home: Client) -> None:
    said = given(verified(resident))
    assert at_home.post(url(network), said).status_code == 302
    assert at_home.post(url(network), said).status_code == 422
    assert Membership.objects.count() == 1


def test_who_is_not_signed_in_proves_a_number_first_and_comes_back(network: Network) -> None:
    answer = Client().get(f"{url(network)}?lon={LON}&lat={LAT}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/mijn/aanmelden/?next=")
    assert str(network.id) in answer["Location"]


def test_a_member_chooses_where_and_leaves(network: Network, resident: Person, at_home: Client) -> None:
    point, mail = verified(resident), verified(resident, "email")
    at_home.post(url(network), given(point, mail))
    at_home.post("/mijn/buurten/", {"network": str(network.id), "deed": "points", "points": [str(mail.id)]})
    assert list(MemberPoint.objects.values_list("contact_point_id", flat=True)) == [mail.id]
    at_home.post("/mijn/buurten/", {"network": str(network.id), "deed": "leave"})
    assert Membership.objects.get().left_at is not None
    assert f'value="{network.id}"' not in at_home.get("/mijn/buurten/").content.decode()
    assert at_home.post("/mijn/buurten/", {"network": str(network.id), "deed": "leave"}).status_code == 404


def test_somebody_else_changes_nothing(network: Network, resident: Person, at_home: Client) -> None:
    at_home.post(url(network), given(verified(resident)))
    stranger = sign_in(Client(), Account.objects.get(id=make_resident("Bo Maes").account_id))
    for wrong in (str(network.id), str(new_id()), "x"):
        assert stranger.post("/mijn/buurten/", {"network": wrong, "deed": "leave"}).status_code == 404
    assert Membership.objects.get().left_at is None


@pytest.mark.parametrize(("reason", "how"), [("paper", "paper"), ("phone", "phone"), ("counter", "counter")])
def test_staff_does_it_for_who_calls_or_stands_there(
    zone: Tenant, network: Network, resident: Person, reason: str, how: str
) -> None:
    point = verified(resident)
    clerk = sign_in(Client(), make_staff(zone, "desk_clerk"))
    assert clerk.post(f"/hulp/{resident.id}/buurten/{network.id}/", given(point)).status_code == 404, "no reason given"
    session = clerk.session
    session[HELPING] = {"person": str(resident.id), "reason": reason}
    session.save()
    assert clerk.post(f"/hulp/{resident.id}/buurten/{network.id}/", given(point)).status_code == 302
    assert Membership.objects.get().joined_by == how
    page = clerk.get(f"/hulp/{resident.id}/buurten/")
    assert "BIN Kerkveld" in page.content.decode()


def test_moving_asks_what_to_do(zone: Tenant, network: Network, resident: Person, at_home: Client) -> None:
    other = make_network(zone, LON + AWAY, LAT, name="BIN Verveld")
    at_home.post(url(network), given(verified(resident)))
    stays = at_home.post("/mijn/plaats/", {"lon": LON, "lat": LAT})
    assert stays["Location"] == "/mijn/"
    moved = at_home.post("/mijn/plaats/", {"lon": LON + AWAY, "lat": LAT})
    assert moved["Location"] == "/mijn/buurten/"
    page = at_home.get("/mijn/buurten/").content.decode()
    assert "verhuisd" in page
    assert str(other.id) in page


def test_one_household_once_where_the_network_says_so(network: Network, resident: Person, at_home: Client) -> None:
    at_home.post(url(network), given(verified(resident)))
    partner = make_resident("Jo Peeters")
    Person.objects.filter(id=partner.id).update(household_lookup=b"h")
    Person.objects.filter(id=resident.id).update(household_lookup=b"h")
    Membership.objects.update(household_key=_home_of(resident))
    client = sign_in(Client(), Account.objects.get(id=partner.account_id))
    assert client.post(url(network), given(verified(partner))).status_code == 422


def _home_of(person: Person) -> bytes:
    from nabij.people import vault

    person.refresh_from_db()
    return vault.keyed_digest(b"home", bytes(person.household_lookup or b""))


def test_the_page_costs_the_same_however_many_networks(
    zone: Tenant, resident: Person, at_home: Client, django_assert_max_num_queries: Any
) -> None:
    point = verified(resident)
    for _ in range(4):
        at_home.post(url(make_network(zone)), given(point))
    with django_assert_max_num_queries(15):
        at_home.get("/mijn/buurten/")
    assert len(queries.networks_with(resident.id)) == 4
