"""A charter on real screens: prevention draws it up at a desk, the mayor signs it on a phone, a forged PDF is told apart."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from nabij.networks.documents import store
from nabij.networks.documents.models import Document, Signature
from nabij.networks.documents.tests.factories import (
    Parties,
    make_parties,
    settled_budget,
    settled_charter,
    signed_charter,
)
from nabij.people.demo import totp, totp_secret
from nabij.people.models import Account
from nabij.people.tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def parties(settings: Any, tmp_path: Path) -> Parties:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return make_parties()


def opened(browser: Browser, site: str, account: Account, viewport: Any, *, scripts: bool = True) -> Page:
    context = browser.new_context(locale="nl-BE", viewport=viewport, java_script_enabled=scripts)
    client = factories.sign_in(Client(), account)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return context.new_page()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_mayor_signs_on_a_phone(browser: Browser, site: str, parties: Parties, scripts: bool) -> None:
    charter, mayor = settled_charter(parties), parties.accounts["mayor"]
    TOTP.activate(mayor, totp_secret("mayor"))
    page = opened(browser, site, mayor, PHONE, scripts=scripts)
    page.goto(f"{site}/netwerken/{parties.network.id}/documenten/")
    page.get_by_role("listitem").filter(has_text="Charter").get_by_role("link", name="Document bekijken").click()
    page.get_by_role("link", name="Lezen en tekenen").click()
    expect(page.get_by_role("heading", name=f"Charter van {parties.network.name}")).to_be_visible()
    expect(page.get_by_role("heading", name="Artikel 8. Communicatieplan")).to_be_visible()
    page.get_by_role("button", name="Deze versie tekenen").click()
    expect(page.get_by_text("Lees het document en vink aan dat je dat deed.").first).to_be_visible()
    page.get_by_label("Ik heb deze versie gelezen en ga akkoord").check()
    page.get_by_label("Zes cijfers uit je app").fill(totp(totp_secret("mayor"), time.time()))
    page.get_by_role("button", name="Deze versie tekenen").click()
    expect(page.get_by_text("Je hebt getekend. Bedankt.")).to_be_visible()
    assert Signature.objects.get(document=charter).role == "mayor"
    if scripts:
        assert fits(page)


def test_prevention_draws_up_a_charter_at_a_desk(browser: Browser, site: str, parties: Parties, look: Any) -> None:
    settled_budget(parties)
    page = opened(browser, site, parties.accounts["prevention"], DESK)
    page.goto(f"{site}/netwerken/{parties.network.id}/documenten/")
    page.get_by_role("listitem").filter(has_text="Charter").get_by_role("button", name="Invullen").click()
    expect(page.get_by_label("Naam van de coördinator")).to_have_value("An Janssens")
    for who, name in (("burgemeester", "Bea Goossens"), ("korpschef", "Kris Wouters")):
        page.get_by_label(f"Naam van de {who}").fill(name)
    for field in page.get_by_label("E-mailadres").all():
        field.fill("partner@stad.example")
    for _part in range(4):
        page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_role("button", name="Deze versie vaststellen").click()
    expect(page.get_by_text("Vastgesteld. Nu wordt het getekend.")).to_be_visible()
    assert page.get_by_text("nog te tekenen").count() == 4
    assert Document.objects.get(kind="charter").state == "signing"
    assert look(page) == []


def test_a_pdf_that_was_changed_is_told_apart(browser: Browser, site: str, parties: Parties) -> None:
    charter = signed_charter(parties)
    page = opened(browser, site, parties.accounts["officer"], PHONE)
    page.goto(f"{site}/netwerken/documenten/{charter.id}/nakijken")
    whole = store.read(charter.signed_file)
    for content, words in ((whole, "Deze PDF is precies deze versie."), (whole[:-9], "of ze werd gewijzigd")):
        page.get_by_label("De PDF die je wilt nakijken").set_input_files(
            {"name": "charter.pdf", "mimeType": "application/pdf", "buffer": content}
        )
        page.get_by_role("button", name="Vergelijken").click()
        expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
