"""Every page of the room, with real requests: for the person, for staff that helps, and for who has no business there."""

from __future__ import annotations

import json
import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nabij.people import actions, queries
from nabij.people.models import Account, Consent, ContactPoint, Household, OptOut, Person, RoleGrant
from nabij.people.tests import factories
from nabij.people.tests.letterbox import Letter
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db
NUMBER = "0470 12 34 56"


@pytest.fixture
def zone() -> Tenant:
    return factories.make_tenant()


@pytest.fixture
def resident() -> Person:
    return factories.make_resident("An Peeters")


@pytest.fixture
def at_home(client: Client, resident: Person) -> Client:
    assert resident.account
    return factories.sign_in(client, resident.account)


@pytest.fixture
def clerk(zone: Tenant) -> Client:
    return factories.sign_in(Client(), factories.make_staff(zone, "desk_clerk"))


def bare(answer: object) -> str:
    """A page without what differs on each request: its token and the ids in its own address."""
    text = answer.content.decode()  # type: ignore[attr-defined]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', "", text)


def sign_in_with(client: Client, letters: list[Letter], value: str = NUMBER, kind: str = "sms") -> object:
    asked = client.post("/mijn/aanmelden/", {"kind": kind, "value": value})
    assert asked.headers["Location"] == "/mijn/code/"
    return client.post("/mijn/code/", {"code": letters[-1].code})


def test_a_code_opens_my_page_and_makes_it_the_first_time(client: Client, letters: list[Letter]) -> None:
    assert sign_in_with(client, letters).headers["Location"] == "/mijn/"  # type: ignore[attr-defined]
    assert (letters[0].kind, letters[0].to) == ("sms", "+32470123456")
    page = client.get("/mijn/")
    assert NUMBER in page.content.decode()
    sign_in_with(Client(), letters)
    assert Person.objects.count() == Account.objects.count() == 1


def test_an_answer_does_not_say_whether_a_number_is_known(letters: list[Letter]) -> None:
    known = factories.make_contact_point(factories.make_resident()).person
    number = queries.value_of(known.contact_points.get())
    pages, counts = [], []
    for value in (number, factories.mobile_number()):
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/mijn/aanmelden/", {"kind": "sms", "value": value})
        counts.append(len(asked))
        pages.append((answer.status_code, answer.headers["Location"], client.get("/mijn/code/").content.count(b"<")))
    assert pages[0] == pages[1]
    assert counts[0] == counts[1]


def test_a_landline_is_called_and_hears_digit_by_digit(client: Client, letters: list[Letter]) -> None:
    sign_in_with(client, letters, "016 12 34 56", "voice")
    assert letters[0].kind == "voice"
    assert ", ".join(letters[0].code) in letters[0].text
    assert client.get("/mijn/").status_code == 200


def test_five_wrong_codes_end_a_code(client: Client, letters: list[Letter]) -> None:
    client.post("/mijn/aanmelden/", {"kind": "email", "value": "An@Example.org"})
    right = letters[0].code
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert client.post("/mijn/code/", {"code": wrong}).status_code == 422
    assert client.post("/mijn/code/", {"code": right}).status_code == 422
    assert not Person.objects.exists()


def test_a_code_is_right_once(client: Client, letters: list[Letter]) -> None:
    client.post("/mijn/aanmelden/", {"kind": "sms", "value": NUMBER})
    actions.sign_in_with_code(
        system_actor(), code_id=UUID(client.session["people.sent_code"]["id"]), code=letters[0].code
    )
    assert client.post("/mijn/code/", {"code": letters[0].code}).status_code == 422


def test_a_newer_code_ends_the_older_one(client: Client, letters: list[Letter]) -> None:
    client.post("/mijn/aanmelden/", {"kind": "sms", "value": NUMBER})
    Client().post("/mijn/aanmelden/", {"kind": "sms", "value": NUMBER})
    assert client.post("/mijn/code/", {"code": letters[0].code}).status_code == 422


def test_the_fourth_code_in_a_quarter_of_an_hour_is_not_sent(letters: list[Letter]) -> None:
    answers = [Client().post("/mijn/aanmelden/", {"kind": "sms", "value": NUMBER}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 422]
    assert len(letters) == 3


def test_one_visitor_cannot_have_many_codes_sent(client: Client, letters: list[Letter]) -> None:
    def ask(origin: str) -> int:
        value = {"kind": "sms", "value": factories.mobile_number()}
        return client.post("/mijn/aanmelden/", value, headers={"X-Forwarded-For": f"{uuid4()}, {origin}"}).status_code

    assert [ask("203.0.113.7") for _ in range(21)] == [302] * 20 + [422]
    assert ask("203.0.113.8") == 302


def test_codes_do_not_go_to_far_countries(client: Client, letters: list[Letter]) -> None:
    assert client.post("/mijn/aanmelden/", {"kind": "voice", "value": "+1 202 456 1111"}).status_code == 422
    assert letters == []


def test_a_route_that_is_away_is_said(client: Client, settings: object) -> None:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.refuse"  # type: ignore[attr-defined]
    assert client.post("/mijn/aanmelden/", {"kind": "sms", "value": NUMBER}).status_code == 422


def test_after_signing_in_one_goes_back_but_never_elsewhere(letters: list[Letter]) -> None:
    for wanted, reached in (
        ("/mijn/wissen/", "/mijn/wissen/"),
        ("https://evil.example/", "/mijn/"),
        ("//evil.example", "/mijn/"),
    ):
        client = Client()
        client.post("/mijn/aanmelden/", {"kind": "sms", "value": factories.mobile_number(), "next": wanted})
        assert client.post("/mijn/code/", {"code": letters[-1].code}).headers["Location"] == reached


def test_a_contact_point_is_used_only_once_verified(at_home: Client, resident: Person, letters: list[Letter]) -> None:
    answer = at_home.post("/mijn/gegeven/", {"kind": "email", "value": "an@example.org"})
    point = ContactPoint.objects.get(person=resident)
    assert answer.headers["Location"] == f"/mijn/gegeven/{point.id}/code/"
    assert at_home.get(f"/mijn/gegeven/{point.id}/code/").status_code == 200
    assert at_home.post(f"/mijn/gegeven/{point.id}/proef/").status_code == 302
    assert [letter.to for letter in letters] == ["an@example.org"]
    assert reachable() == []
    assert at_home.post(f"/mijn/gegeven/{point.id}/code/", {"code": "x"}).status_code == 422
    at_home.post(f"/mijn/gegeven/{point.id}/code/", {"code": letters[0].code})
    assert reachable() == [point.id]
    at_home.post(f"/mijn/gegeven/{point.id}/proef/")
    at_home.post(f"/mijn/gegeven/{point.id}/proef/")
    assert len(letters) == 2
    at_home.post(f"/mijn/gegeven/{point.id}/weg/")
    assert reachable() == []


def reachable() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select contact_point_id from people_reachable")
        return [row[0] for row in cursor.fetchall()]


def test_what_comes_when_and_in_which_language_is_ones_own_choice(
    at_home: Client, resident: Person, zone: Tenant
) -> None:
    point = factories.make_contact_point(resident)
    address = f"/mijn/gegeven/{point.id}/"
    assert at_home.get(address).status_code == 200
    chosen = {"wanted": ["urgent", "crisis"], "quiet_from": "22:00", "quiet_until": "07:00"}
    assert at_home.post(address, chosen).status_code == 302
    point.refresh_from_db()
    assert point.quiet_from is not None and point.quiet_from.hour == 22
    assert set(OptOut.objects.values_list("tenant_id", "message_kind")) == {
        (zone.id, kind) for kind in ("non_urgent", "missing_person", "prevention", "feedback")
    }
    at_home.post(address, chosen | {"wanted": ["urgent", "crisis", "feedback"]})
    assert not OptOut.objects.filter(message_kind="feedback").exists()
    assert at_home.post(address, {"quiet_from": "22:00"}).status_code == 422
    at_home.post("/mijn/naam/", {"name": "An P.", "language": "en"})
    point.refresh_from_db()
    assert point.language == "en"
    address = {"address_id": str(uuid4()), "mark": "bus 3"}
    at_home.post("/mijn/plaats/", {"lon": "4.70", "lat": "50.88", **address})
    household = queries.household_id(Person.objects.get(id=resident.id))
    assert str(Household.objects.get(id=household).address_id) == address["address_id"]
    point.refresh_from_db()
    assert point.x == pytest.approx(672_000, abs=3_000)
    assert "An P." in at_home.get("/mijn/").content.decode()


def test_a_consent_is_given_withdrawn_and_kept(at_home: Client, resident: Person, zone: Tenant) -> None:
    asked = {"tenant": str(zone.id), "recipient": "be-alert"}
    for agree, standing in (("1", 1), ("1", 1), ("0", 0)):
        at_home.post("/mijn/toestemming/", asked | {"agree": agree})
        assert Consent.objects.filter(recipient="be-alert", withdrawn_at=None).count() == standing
    assert Consent.objects.get().how == "online"
    assert at_home.post("/mijn/toestemming/", {"tenant": str(uuid4()), "agree": "1"}).status_code == 404


def test_the_download_holds_everything_of_this_person_only(at_home: Client, resident: Person) -> None:
    point = factories.make_contact_point(resident)
    other = factories.make_contact_point()
    content = json.loads(at_home.get("/mijn/gegevens.json").content)
    assert content["person"]["name"] == "An Peeters"
    assert [one["value"] for one in content["contact_points"]] == [queries.value_of(point)]
    assert str(other.id) not in json.dumps(content)


def test_erasing_leaves_nothing_and_signs_out(at_home: Client, resident: Person, zone: Tenant) -> None:
    point = factories.make_contact_point(resident)
    actor = queries.actor_for(resident.account)  # type: ignore[arg-type]
    actions.opt_out(actor, contact_point_id=point.id, tenant_id=zone.id, message_kind="prevention")
    actions.give_consent(actor, person_id=resident.id, tenant_id=zone.id, recipient="be-alert")
    actions.settle_household(actor, person_id=resident.id, address_id=uuid4(), mark="bus 3")
    factories.grant(resident.account, zone, "coordinator")  # type: ignore[arg-type]
    assert at_home.get("/mijn/wissen/").status_code == 200
    assert at_home.post("/mijn/wissen/", {"sure": "on"}).context["stays"] == []
    for table in (
        "person",
        "contactpoint",
        "optout",
        "consent",
        "household",
        "account",
        "rolegrant",
        "verificationcode",
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from people_{table}")
            assert cursor.fetchone() == (0,), table
    assert at_home.get("/mijn/").headers["Location"].startswith("/mijn/aanmelden/")


OWN = [
    ("get", "gegeven/{}/"), ("post", "gegeven/{}/"), ("post", "gegeven/{}/stuur-code/"), ("get", "gegeven/{}/code/"),
    ("post", "gegeven/{}/code/"), ("post", "gegeven/{}/proef/"), ("post", "gegeven/{}/weg/"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "address"), OWN)
def test_what_is_somebody_elses_does_not_exist(
    at_home: Client, letters: list[Letter], method: str, address: str
) -> None:
    foreign, unknown = factories.make_contact_point().id, uuid4()
    at_home.get("/mijn/")
    answers = []
    for point_id in (foreign, unknown):
        with CaptureQueriesContext(connection) as asked:
            answer = getattr(at_home, method)(f"/mijn/{address.format(point_id)}")
        answers.append((answer.status_code, bare(answer), len(asked)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert letters == []


PAGES = ["", "gegevens.json", "wissen/"]


@pytest.mark.parametrize("address", PAGES)
def test_my_page_asks_to_sign_in(client: Client, address: str) -> None:
    assert client.get(f"/mijn/{address}").headers["Location"].startswith("/mijn/aanmelden/?next=")


def test_staff_does_for_a_resident_what_residents_do_online(clerk: Client, zone: Tenant, letters: list[Letter]) -> None:
    person = factories.make_contact_point(factories.make_person(name="Bert")).person
    number = queries.value_of(person.contact_points.get())
    found = clerk.post("/hulp/", {"kind": "voice", "value": number, "reason": "phone"})
    assert found.headers["Location"] == f"/hulp/{person.id}/"
    base = f"/hulp/{person.id}/"
    page = clerk.get(base).content.decode()
    assert "Bert" in page
    clerk.post(f"{base}gegeven/", {"kind": "voice", "value": "016 12 34 56"})
    landline = ContactPoint.objects.get(kind="voice")
    clerk.post(f"{base}gegeven/{landline.id}/bevestigd/", {"how": "call"})
    landline.refresh_from_db()
    assert landline.verified_how == "call"
    clerk.post(f"{base}toestemming/", {"tenant": str(zone.id), "recipient": "be-alert", "agree": "1"})
    assert Consent.objects.get().how == "phone"
    for address in PAGES:
        assert clerk.get(base + address).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct actor_kind, on_behalf_of, tenant_id, reason from audit_row where on_behalf_of is not null"
        )
        assert cursor.fetchall() == [("staff", person.id, zone.id, "phone")]
        cursor.execute("select count(*) from audit_row where verb = 'consult' and target_id = %s", [person.id])
        assert cursor.fetchone() == (1,)
    assert clerk.post(f"{base}wissen/", {"sure": "on"}).context["stays"] == []
    assert clerk.get(base).status_code == 404


def test_who_is_new_gets_a_page_at_the_counter(clerk: Client) -> None:
    asked = {"kind": "email", "value": "nieuw@example.org", "reason": "counter"}
    page = clerk.post("/hulp/", asked)
    assert page.status_code == 422
    assert clerk.post("/hulp/", asked | {"start": "1"}).headers["Location"] == f"/hulp/{Person.objects.get().id}/"


def test_nobody_is_looked_up_without_a_reason(clerk: Client) -> None:
    person = factories.make_contact_point().person
    number = queries.value_of(person.contact_points.get())
    assert clerk.post("/hulp/", {"kind": "voice", "value": number}).status_code == 422
    answers = [clerk.get(f"/hulp/{person_id}/") for person_id in (person.id, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert bare(answers[0]) == bare(answers[1])


@pytest.mark.parametrize("role", ["dispatcher", "administrator", "operator"])
def test_who_may_not_help_finds_no_door(zone: Tenant, role: str) -> None:
    client = factories.sign_in(Client(), factories.make_staff(zone, role))
    assert client.get("/hulp/").status_code == 404
    assert client.get(f"/hulp/{factories.make_person().id}/").status_code == 404


def test_a_resident_opens_no_door_of_staff(at_home: Client, resident: Person) -> None:
    for address in ("/hulp/", "/rechten/", f"/hulp/{resident.id}/"):
        assert at_home.get(address).status_code == 404


def test_a_number_that_somebody_holds_is_not_taken_over(
    at_home: Client, resident: Person, letters: list[Letter]
) -> None:
    held = factories.make_contact_point()
    at_home.post("/mijn/gegeven/", {"kind": "sms", "value": queries.value_of(held)})
    point = ContactPoint.objects.get(person=resident)
    answer = at_home.post(f"/mijn/gegeven/{point.id}/code/", {"code": letters[-1].code})
    assert answer.status_code == 422
    point.refresh_from_db()
    assert point.verified_at is None


def test_rights_are_asked_granted_and_confirmed_on_the_page(zone: Tenant) -> None:
    first, second = (factories.sign_in(Client(), factories.make_staff(zone, "administrator")) for _ in range(2))
    colleague = factories.make_account()
    asked = {
        "form": "ask",
        "username": colleague.username,
        "where": str(zone.id),
        "role": "mandated_officer",
        "valid_until": "",
    }
    assert first.post("/rechten/", asked).status_code == 302
    grant = RoleGrant.objects.get(account=colleague)
    first.post(f"/rechten/{grant.id}/", {"deed": "confirm"})
    grant.refresh_from_db()
    assert grant.state == "granted"
    second.post(f"/rechten/{grant.id}/", {"deed": "confirm"})
    grant.refresh_from_db()
    assert grant.state == "active"
    page = first.get("/rechten/").content.decode()
    assert colleague.name in page
    assert first.post("/rechten/", asked | {"username": "nobody"}).status_code == 422
    stranger = factories.sign_in(Client(), factories.make_staff(factories.make_tenant(), "administrator"))
    assert colleague.name not in stranger.get("/rechten/").content.decode()
    answers = [stranger.post(f"/rechten/{grant_id}/", {"deed": "withdraw"}) for grant_id in (grant.id, uuid4())]
    assert [(answer.status_code, bare(answer)) for answer in answers] == [(404, bare(answers[0]))] * 2
    assert stranger.post("/rechten/", asked).status_code == 422


def test_the_list_of_rights_takes_few_queries(zone: Tenant) -> None:
    client = factories.sign_in(Client(), factories.make_staff(zone, "administrator"))
    client.get("/rechten/")
    counts = []
    for _ in range(2):
        for _ in range(40):
            factories.make_staff(zone, "dispatcher")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/rechten/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
    assert b"after=" in page.content


def test_a_colleague_is_invited_chooses_a_password_and_must_set_up_a_second_step(zone: Tenant, client: Client) -> None:
    admin = factories.sign_in(Client(), factories.make_staff(zone, "administrator"))
    asked = {"form": "invite", "new_username": "Lies", "name": "Lies M.", "tenant": str(zone.id)}
    page = admin.post("/rechten/", asked)
    address = page.content.decode().split("<code>http://localhost:8000")[1].split("</code>")[0]
    assert client.get(address).status_code == 200
    assert client.post(address, {"password": "kort"}).status_code == 422
    assert client.post(address, {"password": "een lange zin voor mij"}).headers["Location"] == "/aanmelden/"
    assert client.post(address, {"password": "nog een lange zin"}).status_code == 404
    client.post("/aanmelden/", {"login": "lies", "password": "een lange zin voor mij"})
    assert {client.get(one).headers["Location"] for one in ("/rechten/", "/mijn/")} == {"/account/tweede-stap/"}
    assert client.get("/account/tweede-stap/").status_code == 200


@pytest.mark.parametrize("address", ["/", "/mijn/", "/meldingen/", "/balies/", "/makkelijk/"])
def test_what_somebody_was_shown_is_kept_by_no_browser(at_home: Client, address: str) -> None:
    """After signing out on a shared computer the back button shows nothing, whatever the page."""
    assert "no-store" in at_home.get(address)["Cache-Control"]
