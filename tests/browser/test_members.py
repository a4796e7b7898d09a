"""A coordinator brings in an old list with faults; a neighbour types the code of a letter and stays a member."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from nabij.networks.members.importing import actions as importing
from nabij.networks.members.inviting import actions as inviting
from nabij.networks.members.inviting import queries
from nabij.networks.members.models import Invited, ListState, MemberList
from nabij.networks.members.tests.lists import coordinator_of, csv_of, make_street, row
from nabij.networks.models import Membership
from nabij.networks.tests.factories import make_network
from nabij.people.tests.factories import make_tenant, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
HEADINGS = ["Naam", "Straat", "Nr", "Bus", "Gsm", "E-mail", "Taal", "Geboortedatum"]


def take(**message: str) -> bool:
    return bool(message)


def test_from_an_old_list_to_a_yes(
    page: Page, site: str, faults: list[str], violations: Callable[[], list[str]], settings: Any
) -> None:
    settings.NABIJ_MESSENGER = f"{__name__}.take"
    network = make_network(make_tenant(), name="BIN Kerkveld")
    make_street()
    client = sign_in(Client(), coordinator_of(network))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])

    page.goto(f"{site}/netwerken/{network.id}/lijsten")
    page.get_by_label("Wie hield deze lijst tot nu bij?").fill("Jan Peeters, coördinator sinds 2014")
    rows = [[*row(n), "12/03/1961"] for n in (1, 2)] + [[*row(3, Gsm="0470"), ""], [*row(4, Straat="Nergens"), ""]]
    file = {"name": "leden.csv", "mimeType": "text/csv", "buffer": csv_of(rows, HEADINGS)}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="De lijst lezen").click()

    expect(page.get_by_text("Weggelaten, en niet bewaard")).to_be_visible()
    expect(page.get_by_text("Geboortedatum")).to_be_visible()
    assert page.get_by_label("Gsm").input_value() == "mobile"
    assert violations() == []
    page.get_by_role("button", name="De lijst nakijken").click()
    expect(page.get_by_text("Nagekeken rijen")).to_be_visible()
    found = MemberList.objects.get()
    importing.check_list(found.id)

    expect(page.get_by_text("Gsm: dit telefoonnummer bestaat niet.", exact=False)).to_be_visible()
    expect(page.get_by_text("Straat: we vinden dit adres niet.", exact=False)).to_be_visible()
    assert violations() == []
    page.get_by_role("button", name="2 goede rijen overnemen").click()
    expect(page.get_by_text("Alle goede rijen worden in één keer overgenomen")).to_be_visible()
    importing.take_in(found.id)
    expect(page.get_by_text("Vraag het hun nu")).to_be_visible()
    page.get_by_role("link", name="De brieven en berichten versturen").click()
    page.get_by_role("button", name="2 e-mails versturen").click()
    expect(page.get_by_text("2 buren krijgen de vraag.")).to_be_visible()
    assert violations() == []
    while inviting.send_next(network.id):
        pass

    _answer(page, site, violations)
    assert (Membership.objects.count(), MemberList.objects.get().state) == (1, ListState.DONE)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/netwerken/{network.id}/lijsten")
    expect(page.locator("dt:text-is('Zei ja') + dd")).to_have_text("1")
    assert [one for one in faults if "422" not in one] == [], json.dumps(faults)


def _answer(page: Page, site: str, violations: Callable[[], list[str]]) -> None:
    """On an old telephone: the code, what the list said, and yes."""
    code = str(queries.content_of(Invited.objects.order_by("id")[0])["code"])
    page.context.clear_cookies()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site}/ja/")
    assert violations() == []
    page.get_by_label("Je code").fill("1234 5678 9012")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("We kennen deze code niet.", exact=False)).to_be_visible()
    page.get_by_label("Je code").fill(code)
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("Buur 1")).to_be_visible()
    expect(page.get_by_text("Jan Peeters, coördinator sinds 2014")).to_be_visible()
    assert violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("Ik las de huisregels en ga akkoord").check()
    page.get_by_label("Ik ben 18 of ouder en woon of werk in de buurt").check()
    page.get_by_role("button", name="Ja, ik blijf lid").click()
    expect(page.get_by_role("heading", name="Je bent lid van BIN Kerkveld")).to_be_visible()
    assert violations() == []
