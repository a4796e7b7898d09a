"""Who is my neighbourhood officer, on a telephone: found by an address, asked, answered; and news by mail."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from nabij.desk.news.models import NewsSubscription
from nabij.desk.news.tests.factories import make_item
from nabij.desk.news.tokens import token_for
from nabij.desk.officers import actions
from nabij.desk.officers.models import Officer, Question
from nabij.desk.officers.tests.factories import make_officer, photo
from nabij.meetings.tests.factories import make_meeting
from nabij.networks.shops import hours
from nabij.people.models import Account
from nabij.people.tests.factories import make_staff, sign_in
from nabij.places.models import Address, Area
from nabij.reports.tests.factories import HERE, Town, make_address, make_area, make_town
from nabij.reports.where import Place
from nabij.tenants.actor import system_actor

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
Check = Callable[[], list[str]]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    found = make_town()
    home = make_address("Dorpsstraat", "1", HERE)
    Address.objects.filter(id=home.id).update(neighbourhood_code="M1-1", zone_code="Z1")
    make_area("neighbourhood", "M1-2", Place(4.76, 50.88), 0.02, municipality_code="M1", zone_code="Z1")
    Area.objects.filter(code="M1-1").update(name="Binnenstad", population=3_100, address_count=1_200)
    Area.objects.filter(code="M1-2").update(name="Molenveld", population=5_200, address_count=1_900)
    return found


@pytest.fixture
def account(town: Town) -> Account:
    return make_staff(town.zone, "wijkagent")


@pytest.fixture
def officer(town: Town, account: Account) -> Officer:
    system = system_actor([town.zone.id])
    found = make_officer(
        town.zone, "Wout Jacobs", codes=("M1-1",), rank="Inspecteur", account_id=account.id, phone="011 22 30 10",
        about="Ik ken de wijk sinds 2019.", walk_in=hours.read({2: "14-16"}), walk_in_place="Markt 1",
    )  # fmt: skip
    actions.set_photo(system, officer_id=found.id, upload=photo())
    away = make_officer(town.city, "Samira Haddou", kind="steward", codes=("M1-1",))
    second = make_officer(town.city, "Joris Peeters", kind="street_worker", codes=("M1-1",))
    today = timezone.localdate()
    actions.say_away(
        system_actor([town.city.id]), officer_id=away.id, from_day=today, until_day=today + timedelta(days=4),
        replacement_id=second.id,
    )  # fmt: skip
    make_meeting(town.zone, about=found.id, kind="open_door", title="Open deur")
    return found


def enter(page: Page, site: str, account: Account) -> None:
    client = sign_in(Client(), account)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def kept(page: Page, name: str) -> None:
    """A picture of the page in the folder that NABIJ_SHOTS names; never wider than the window."""
    width = page.evaluate("innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} is too wide"
    if folder := os.environ.get("NABIJ_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_resident_finds_the_officer_asks_and_reads_the_answer(
    page: Page, site: str, officer: Officer, account: Account, violations: Check, faults: list[str]
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site)
    page.get_by_role("link", name="Wie is mijn wijkagent?").click()
    page.get_by_role("combobox", name="Je adres").fill("Dorpsstraat 1")
    page.get_by_role("option").first.click()
    expect(page.get_by_role("heading", name="Inspecteur Wout Jacobs")).to_be_visible()
    expect(page.get_by_text("Joris Peeters antwoordt je.")).to_be_visible()
    assert violations() == []
    kept(page, "wijkagent")
    page.get_by_role("link", name="Inspecteur Wout Jacobs").click()
    expect(page.get_by_text("Markt 1")).to_be_visible()
    assert violations() == []
    kept(page, "wijkagent-een")
    page.get_by_role("link", name="Stel een vraag").click()
    page.get_by_role("button", name="Verstuur mijn vraag").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert violations() == []
    kept(page, "wijkagent-vraag")
    page.get_by_label("Je vraag", exact=True).fill("Mag ik de straat afzetten voor een feest?")
    page.get_by_label("Ik blijf anoniem en kijk met een code").check()
    page.get_by_role("button", name="Verstuur mijn vraag").click()
    expect(page.get_by_role("heading", name="Je vraag is verstuurd")).to_be_visible()
    assert violations() == []
    kept(page, "wijkagent-verstuurd")
    page.get_by_role("link", name="Naar de pagina van mijn vraag").click()
    address = page.url
    enter(page, site, account)
    page.set_viewport_size(WIDE)
    page.goto(f"{site}/wijkagenten/")
    kept(page, "wijkagent-postvak")
    page.get_by_role("link", name="Inspecteur Wout Jacobs").click()
    assert violations() == []
    page.get_by_label("Je antwoord").fill("Dat kan. Vraag het een maand vooraf.")
    kept(page, "wijkagent-antwoord")
    page.get_by_role("button", name="Verstuur het antwoord").click()
    expect(page.get_by_text("Je antwoord is verstuurd.")).to_be_visible()
    page.context.clear_cookies()
    page.set_viewport_size(PHONE)
    page.goto(address)
    expect(page.get_by_text("Dat kan. Vraag het een maand vooraf.")).to_be_visible()
    assert violations() == []
    kept(page, "wijkagent-beantwoord")
    assert Question.objects.get().state == "answered"
    assert [one for one in faults if "422" not in one] == []


def test_a_chief_checks_the_norm_and_notes_an_absence(
    page: Page, site: str, town: Town, officer: Officer, violations: Check, faults: list[str]
) -> None:
    page.set_viewport_size(WIDE)
    enter(page, site, make_staff(town.zone, "chief"))
    page.goto(f"{site}/wijkagenten/controle/")
    page.locator(".of-map a[href='#wijk-M1-2']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#wijk-M1-2")).to_be_in_viewport()
    assert violations() == []
    kept(page, "wijkagent-controle")
    page.set_viewport_size(PHONE)
    kept(page, "wijkagent-controle-gsm")
    page.set_viewport_size(WIDE)
    page.goto(f"{site}/wijkagenten/wie/")
    kept(page, "wijkagent-lijst")
    page.get_by_role("link", name="Inspecteur Wout Jacobs").click()
    assert violations() == []
    kept(page, "wijkagent-beheer")
    today = timezone.localdate().isoformat()
    page.get_by_label("Eerste dag").fill(today)
    page.get_by_label("Laatste dag").fill(today)
    page.get_by_role("button", name="Noteer de afwezigheid").click()
    expect(page.get_by_text("Genoteerd. Bewoners zien meteen wie antwoordt.")).to_be_visible()
    page.set_viewport_size(PHONE)
    kept(page, "wijkagent-beheer-gsm")
    assert faults == []


def test_news_is_read_filtered_and_asked_by_mail(
    page: Page, site: str, town: Town, violations: Check, faults: list[str]
) -> None:
    make_item(town.zone, "Laat je fiets graveren")
    make_item(town.zone, "Werken aan het station", theme="traffic", neighbourhoods=["M1-2"])
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/nieuws/")
    assert violations() == []
    kept(page, "nieuws")
    page.get_by_label("Thema").select_option("traffic")
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    page.get_by_role("link", name="Krijg het per mail").click()
    page.get_by_label("Je e-mailadres").fill("an@example.org")
    assert violations() == []
    kept(page, "nieuws-per-mail")
    page.get_by_role("button", name="Stuur mij de mail").click()
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    found = NewsSubscription.objects.get()
    for purpose, path, button in (("confirm", "bevestig", "Ja, stuur het naar mij"), ("stop", "stop", "Stop")):
        page.goto(f"{site}/nieuws/{path}/{token_for(found.id, purpose)}/")
        assert violations() == []
        page.get_by_role("button", name=button).click()
        assert violations() == []
    assert not NewsSubscription.objects.exists()
    enter(page, site, make_staff(town.zone, "prevention"))
    page.set_viewport_size(WIDE)
    page.goto(f"{site}/nieuws/beheer/")
    page.get_by_role("link", name="Laat je fiets graveren").click()
    assert violations() == []
    kept(page, "nieuws-beheer")
    assert faults == []
