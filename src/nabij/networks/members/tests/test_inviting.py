"""Who is on an older list is asked, answers with a code, and is a member after a yes only; no or silence deletes."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from nabij.networks.members.inviting import actions, queries, texts
from nabij.networks.members.models import Invited
from nabij.networks.members.tests.lists import brought, coordinator_of, csv_of, lead, make_street, row, taken
from nabij.networks.models import Membership, Network
from nabij.networks.queries import counts
from nabij.networks.tests.factories import make_network
from nabij.people.actions import erase_person, export_person
from nabij.people.models import Account, ContactPoint, Household, Person
from nabij.people.queries import actor_for, name_of
from nabij.people.tests.factories import (
    make_contact_point,
    make_person,
    make_resident,
    make_staff,
    make_tenant,
    sign_in,
    staff_actor,
)
from nabij.tenants.actions import change_settings
from nabij.tenants.actor import PUBLIC, Actor, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
PHONE = "011 22 33 44"


@pytest.fixture
def outbox(settings: Any) -> list[dict[str, str]]:
    """What was handed over, by the messenger of the house."""
    SENT.clear()
    settings.NABIJ_MESSENGER = f"{__name__}.take"
    return SENT


SENT: list[dict[str, str]] = []


def take(**message: str) -> bool:
    SENT.append(message)
    return message["to"] != "kapot@example.be"


@pytest.fixture
def network() -> Network:
    zone = make_tenant()
    change_settings(system_actor([zone.id]), tenant_id=zone.id, changes={"networks": {"contact_phone": PHONE}})
    return make_network(zone, name="BIN Kerkveld")


@pytest.fixture
def me(network: Network) -> Actor:
    make_street()
    return lead(network)


def waiting() -> QuerySet[Invited]:
    return Invited.objects.filter(state="waiting").order_by("id")


def code_of(invited: Invited) -> str:
    return str(queries.content_of(invited)["code"])


def send_all(network: Network) -> None:
    while actions.send_next(network.id):
        pass


def test_each_is_asked_the_way_that_reaches_them(network: Network, me: Actor, outbox: list[dict[str, str]]) -> None:
    rows = [row(1), row(2, **{"E-mail": ""}), row(3, Gsm="011 33 44 55", **{"E-mail": ""}), row(4, Taal="fr")]
    taken(me, network, csv_of(rows))
    found = queries.answers(me, network.id)
    assert (found.by_way, found.to_ask) == ({"email": 2, "sms": 1, "letter": 1}, 4)
    assert actions.ask(me, network_id=network.id, by="email") == 2
    assert actions.ask(me, network_id=network.id, by="sms") == 1
    send_all(network)
    assert [(one["kind"], one["to"]) for one in outbox] == [
        ("email", "buur1@example.be"), ("sms", "+32470123402"), ("email", "buur4@example.be"),
    ]  # fmt: skip
    letter = PdfReader(io.BytesIO(actions.print_letters(me, network_id=network.id, which="new")))
    assert len(letter.pages) == 1
    assert texts.grouped(code_of(waiting()[2])) in letter.pages[0].extract_text()
    with pytest.raises(Refused):
        actions.ask(me, network_id=network.id, by="email")
    assert queries.answers(me, network.id).to_ask == 0
    assert not actions.send_next(network.id), "nobody gets it twice"


def test_a_message_can_be_told_from_phishing(network: Network, me: Actor, outbox: list[dict[str, str]]) -> None:
    languages = {1: "nl", 2: "fr", 3: "de", 4: "en"}
    taken(me, network, csv_of([row(n, Taal=language) for n, language in languages.items()]))
    actions.ask(me, network_id=network.id, by="email")
    send_all(network)
    for one in outbox:
        text = one["text"]
        assert "http" not in text and "www." not in text, "no link to tap"
        assert f"{texts.site()}" in text and "/ja" in text
        assert "Jan, de vorige coördinator" in text and "BIN Kerkveld" in text and PHONE in text
        assert "itsme" in text, "what we never ask"
        assert "{" not in text
    assert [one["text"].splitlines()[0] for one in outbox] == [
        "Dag Buur 1,",
        "Bonjour Buur 2,",
        "Guten Tag Buur 3,",
        "Hello Buur 4,",
    ]
    for language in languages.values():
        words = texts.words(network, language, texts.Said("An", "123456789012", "Jan", timezone.localdate()))
        assert "{" not in json.dumps(list(words.values()))


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_who_says_yes_keeps_the_language_of_the_list(network: Network, me: Actor, language: str) -> None:
    taken(me, network, csv_of([row(1, Taal=language)]))
    actions.say_yes(PUBLIC, invited_id=waiting().get().id, points=[0], accepts=True, is_adult=True)
    assert set(ContactPoint.objects.values_list("language", flat=True)) == {language}


def test_a_yes_with_a_code_makes_a_member_who_is_reached(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(1, Naam="An Peeters", Bus="3")]))
    invited = waiting().get()
    code, client = code_of(invited), Client()
    page = client.post("/ja/", {"code": texts.grouped(code)}, follow=True)
    shown = page.content.decode()
    assert "An Peeters" in shown and "Jan, de vorige" in shown
    assert "470123401" not in shown and "•••• 01" in shown, "who finds the letter reads no number"
    refused = client.post("/ja/antwoord/", {"deed": "yes", "points": ["0"], "accepts": "on"})
    assert refused.status_code == 422 and not Membership.objects.exists()
    said = client.post("/ja/antwoord/", {"deed": "yes", "points": ["0"], "accepts": "on", "is_adult": "on"})
    assert said.status_code == 200
    member = Membership.objects.get()
    assert (member.joined_by, member.shown_by_name) == ("list", False)
    point = ContactPoint.objects.get()
    assert point.verified_at is not None and point.x is not None
    assert name_of(Person.objects.get()) == "An Peeters" and Household.objects.count() == 1
    assert counts(me, network.id).by_channel == {"sms": 1}
    invited.refresh_from_db()
    assert (invited.state, invited.content, invited.code_key) == ("yes", None, None)
    assert Client().post("/ja/", {"code": code}).status_code == 422, "a code works once"
    assert client.get("/ja/antwoord/").status_code == 302
    found = queries.answers(me, network.id)
    assert (found.yes, found.waiting) == (1, 0)


def test_a_no_deletes_everything_and_is_not_asked_again(network: Network, me: Actor) -> None:
    content = csv_of([row(1)])
    taken(me, network, content)
    client = Client()
    client.post("/ja/", {"code": code_of(waiting().get())})
    assert client.post("/ja/antwoord/", {"deed": "no"}).status_code == 200
    invited = Invited.objects.get()
    assert (invited.state, invited.content) == ("no", None)
    assert not Person.objects.exists() and not Membership.objects.exists()
    assert [finding[2] for finding in brought(me, network, content).findings] == ["said_no"]


def test_guessing_codes_ends(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(1)]))
    client, right = Client(), code_of(waiting().get())
    wrong = f"{(int(right) + 1) % 10**12:012}"
    answers = {client.post("/ja/", {"code": wrong}, REMOTE_ADDR="192.0.2.7").content for _ in range(10)}
    assert all(b"12 cijfers" in one or b"twaalf cijfers" in one for one in answers)
    assert client.post("/ja/", {"code": right}, REMOTE_ADDR="192.0.2.7").status_code == 422, "from here no more"
    assert client.post("/ja/", {"code": right}, REMOTE_ADDR="192.0.2.8").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert client.post("/ja/", {"code": right}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_codes_are_long_and_all_different(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(n) for n in range(1, 13)]))
    codes = {code_of(one) for one in waiting()}
    assert len(codes) == 12 and all(len(code) == 12 and code.isdigit() for code in codes)


def test_a_number_that_somebody_else_uses_is_not_taken_over(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(1)]))
    make_contact_point(make_person(), "sms", "+32470123401")
    invited = waiting().get()
    with pytest.raises(Refused):
        actions.say_yes(PUBLIC, invited_id=invited.id, points={0, 1}, accepts=True, is_adult=True)
    assert waiting().count() == 1 and not Membership.objects.exists() and Person.objects.count() == 1
    actions.say_yes(PUBLIC, invited_id=invited.id, points={1}, accepts=True, is_adult=True)
    assert Membership.objects.count() == 1


def test_one_number_per_household_holds_for_a_yes_too(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(1, Gsm="0470 12 34 01 en 011 22 33 55")]))
    with pytest.raises(Refused):
        actions.say_yes(PUBLIC, invited_id=waiting().get().id, points={0, 1}, accepts=True, is_adult=True)
    assert not Person.objects.exists()


def test_staff_answers_for_who_calls_and_only_in_their_zone(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(1), row(2)]))
    clerk = sign_in(Client(), make_staff(network.tenant, "desk_clerk"))
    stranger = sign_in(Client(), make_staff(make_tenant(), "desk_clerk"))
    first, second = waiting()
    for said in (code_of(first), "0470 12 34 02", "buur2@example.be"):
        assert stranger.post("/hulp/brief/", {"said": said}).status_code == 422
    assert clerk.post("/hulp/brief/", {"said": "0470 99 99 99"}).status_code == 422
    assert clerk.get("/hulp/brief/antwoord/").status_code == 302
    assert clerk.post("/hulp/brief/", {"said": "0470 12 34 02"}).status_code == 302
    page = clerk.get("/hulp/brief/antwoord/")
    assert "Buur 2" in page.content.decode()
    assert clerk.get("/ja/antwoord/").status_code == 302, "what staff opened is not a resident's"
    clerk.post(
        "/hulp/brief/antwoord/", {"deed": "yes", "points": ["0"], "accepts": "on", "is_adult": "on", "shown": "on"}
    )
    assert ContactPoint.objects.get().verified_how == "call"
    for actor in (staff_actor(make_tenant(), "desk_clerk"), staff_actor(network.tenant, "dispatcher")):
        with pytest.raises(Missing):
            actions.say_no(actor, invited_id=first.id)
    second.refresh_from_db()
    assert second.state == "yes"
    with pytest.raises(Missing):
        actions.say_no(PUBLIC, invited_id=second.id)


def test_silence_is_reminded_once_and_then_deleted(network: Network, me: Actor, outbox: list[dict[str, str]]) -> None:
    taken(me, network, csv_of([row(1), row(2, Gsm="011 33 44 55", **{"E-mail": ""}), row(3)]))
    actions.ask(me, network_id=network.id, by="email")
    actions.print_letters(me, network_id=network.id, which="new")
    send_all(network)
    start = timezone.now()
    with time_machine.travel(start + timedelta(days=29)):
        assert actions.remind_everybody() == 0
    with time_machine.travel(start + timedelta(days=31)):
        assert actions.remind_everybody() == 2
        assert actions.remind_everybody() == 0
        send_all(network)
        assert queries.answers(me, network.id).reminders == 1
        letter = PdfReader(io.BytesIO(actions.print_letters(me, network_id=network.id, which="reminders")))
        assert len(letter.pages) == 1 and "nog één keer" in " ".join(letter.pages[0].extract_text().split())
        assert actions.delete_silent() == 0
    assert len(outbox) == 4 and "al op" in outbox[-1]["text"]
    with time_machine.travel(start + timedelta(days=62)):
        assert actions.delete_silent() == 3
    assert set(Invited.objects.values_list("state", "content", "code_key")) == {("silent", None, None)}


def test_who_was_never_asked_is_deleted_within_a_month(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(1)]))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert actions.delete_silent() == 1


def test_a_message_that_nobody_takes_becomes_a_letter(
    network: Network, me: Actor, outbox: list[dict[str, str]]
) -> None:
    taken(me, network, csv_of([row(1, **{"E-mail": "kapot@example.be"})]))
    actions.ask(me, network_id=network.id, by="email")
    send_all(network)
    assert queries.answers(me, network.id).failed == 1
    actions.print_letters(me, network_id=network.id, which="new")
    assert queries.answers(me, network.id).failed == 0
    assert len(PdfReader(io.BytesIO(actions.print_letters(me, network_id=network.id, which="again"))).pages) == 1


def test_my_data_say_what_a_list_says_and_erasing_takes_it(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(1, Naam="An Peeters")]))
    resident = make_resident("An Peeters")
    make_contact_point(resident, "sms", "+32470123401")
    assert queries.dossier_of(resident.id)[0]["name"] == "An Peeters"
    himself = actor_for(Account.objects.get(id=resident.account_id))
    assert export_person(himself, person_id=resident.id)["older_lists"][0]["network"] == "BIN Kerkveld"
    erase_person(himself, person_id=resident.id)
    assert Invited.objects.get().content is None


def test_asking_is_for_who_leads(network: Network, me: Actor) -> None:
    taken(me, network, csv_of([row(1)]))
    stranger = actor_for(coordinator_of(make_network(network.tenant)))
    for actor in (stranger, staff_actor(make_tenant(), "mandated_officer"), staff_actor(network.tenant, "dispatcher")):
        for network_id in (network.id, new_id()):
            with pytest.raises(Missing):
                actions.ask(actor, network_id=network_id, by="email")
            with pytest.raises(Missing):
                actions.print_letters(actor, network_id=network_id, which="new")
            with pytest.raises(Missing):
                queries.answers(actor, network_id)
