"""The whole story at the front door: of a resident with one hand on a small phone, and of staff doing all of it for a caller."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from nabij.desk.appointments.models import Appointment
from nabij.desk.counters.tests.factories import make_counter, make_offer, make_service
from nabij.desk.officers.models import Officer, Question
from nabij.desk.officers.tests.factories import make_officer
from nabij.desk.video.models import Ring, RingBack
from nabij.desk.video.tests.factories import on_duty, open_desk
from nabij.people.models import Account, Person
from nabij.people.tests import letterbox
from nabij.people.tests.factories import grant, make_staff, sign_in
from nabij.places.models import Address
from nabij.reports.actions import Recorded
from nabij.reports.answers.models import Rating
from nabij.reports.answers.tests.factories import close, judge
from nabij.reports.models import Photo, Report
from nabij.reports.tests.factories import HERE, Town, make_address, make_town
from tests.browser.test_follow import SMALLEST_PX, TOO_SMALL, open_page
from tests.browser.test_report_offline import KEEPS_THE_FORM, large_photo

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[], list[str]]
SMALL = {"width": 320, "height": 640}
NUMBER, STREET = "016 12 34 56", "Dorpsstraat"
NARROW = """() => [...document.querySelectorAll("main form.nb-form > .nb-actions > .ams-button:first-child")]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().width < 200).map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT, settings.NABIJ_SLOTS = tmp_path, {}
    found = make_town()
    home = make_address(STREET, "12", HERE)
    Address.objects.filter(id=home.id).update(neighbourhood_code="M1-1", municipality_code="M1", zone_code="Z1")
    open_desk(found.zone, server="", phone="+3250123456")
    counter = make_counter(found.zone, "Commissariaat")
    make_offer(counter, make_service(found.zone, "Verlies van een kaart"))
    return found


@pytest.fixture
def officer(town: Town) -> Officer:
    return make_officer(town.zone, "Wout Jacobs", codes=("M1-1",), rank="Inspecteur")


@pytest.fixture
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


def take_session(page: Page, site: str, account: Account) -> None:
    session = sign_in(Client(), account).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def test_a_resident_with_one_hand_on_a_small_phone(
    page: Page, context: BrowserContext, site: str, town: Town, officer: Officer, letters: list[letterbox.Letter],
    violations: Check, settings: Any,
) -> None:  # fmt: skip
    settings.SITE_URL = site
    phone = page
    phone.set_viewport_size(SMALL)  # type: ignore[arg-type]
    # reports without a network, with a photo, and it leaves by itself
    open_page(phone, f"{site}/melden/")
    phone.wait_for_function(f"({KEEPS_THE_FORM})()")
    open_page(phone, f"{site}/melden/")
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    phone.goto(f"{site}/melden/")
    phone.wait_for_selector("[data-island=offline][data-open]")
    phone.get_by_label("Wat wil je melden?").select_option("dumping")
    phone.get_by_label("Adres of kruispunt").fill(f"{STREET} 12")
    phone.get_by_label("Wat is er gebeurd?").fill("Zes zakken puin.")
    phone.locator("input[type=file]").set_input_files([large_photo()])
    phone.get_by_role("button", name="Bewaar, en verstuur").click()
    expect(phone.get_by_text("Wacht op netwerk")).to_be_visible()
    assert not Report.objects.exists()
    context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_text("Verstuurd. Je code:")).to_be_visible()
    assert Photo.objects.count() == Report.objects.count() == 1
    # follows it
    phone.get_by_role("link", name="Volg je melding").click()
    phone.wait_for_url("**/volgen/*")
    followed = phone.url
    dealt_with(town)
    open_page(phone, followed)
    right(phone, violations)
    phone.get_by_role("group", name="Is het opgelost?").get_by_label("Ja").check()
    phone.get_by_role("group", name="Hoe hebben we je geholpen?").get_by_label("Goed", exact=True).check()
    phone.get_by_role("button", name="Verstuur mijn antwoord").click()
    expect(phone.get_by_text("Dank je. We leren ervan.")).to_be_visible()
    assert Rating.objects.get().solved == "yes"
    # reads easily from here on
    phone.get_by_role("button", name="Makkelijk lezen").click()
    expect(phone.get_by_text("Typ je code in.")).to_be_visible()
    # finds the officer and asks
    open_page(phone, site)
    right(phone, violations)
    phone.get_by_role("link", name="Wie is mijn wijkagent?").click()
    phone.get_by_role("combobox", name="Je adres").fill(f"{STREET} 12")
    phone.get_by_role("option").first.click()
    phone.get_by_role("link", name="Inspecteur Wout Jacobs").click()
    phone.get_by_role("link", name="Stel een vraag").click()
    phone.get_by_label("Je vraag", exact=True).fill("Mag ik de straat afzetten?")
    phone.get_by_label("Ik blijf anoniem en kijk met een code").check()
    phone.get_by_role("button", name="Verstuur mijn vraag").click()
    expect(phone.get_by_role("heading", name="Je vraag is verstuurd")).to_be_visible()
    right(phone, violations)
    # books and cancels
    open_page(phone, f"{site}/balies/")
    phone.get_by_role("link", name="Commissariaat").click()
    phone.locator("summary", has_text="Verlies van een kaart").click()
    phone.get_by_role("link", name="Maak een afspraak").click()
    phone.locator(".ct-slot").first.click()
    phone.get_by_label("Naam").fill("An Peeters")
    phone.get_by_label("Telefoon of e-mail").fill("an@example.be")
    right(phone, violations)
    phone.get_by_role("button", name="Maak deze afspraak").click()
    phone.wait_for_url("**/afspraak/code/**")
    phone.locator("summary", has_text="Ik kan toch niet komen").click()
    phone.get_by_role("button", name="Ja, annuleer").click()
    expect(phone.get_by_text("geannuleerd").first).to_be_visible()
    assert Appointment.objects.get().state == "cancelled"
    # rings the video desk
    on_duty(town.zone)
    open_page(phone, f"{site}/beeld/")
    right(phone, violations)
    phone.get_by_label("Ik heb iets gezien of gehoord").check()
    phone.get_by_role("button", name="Bel nu via beeld").click()
    expect(phone.get_by_role("heading", name="We bellen nu")).to_be_visible()
    assert Ring.objects.count() == 1
    # signs in with the landline, whose code a voice reads out
    open_page(phone, f"{site}/mijn/")
    phone.get_by_label("Met een telefoontje").check()
    phone.get_by_label("Telefoonnummer of e-mailadres").fill(NUMBER)
    right(phone, violations)
    phone.get_by_role("button", name="Stuur mij een code").click()
    assert letters[-1].kind == "voice"
    phone.get_by_label("Code van zes cijfers").fill("000000" if letters[-1].code != "000000" else "111111")
    phone.get_by_role("button", name="Ga verder").click()
    expect(phone.get_by_role("alert").first).to_contain_text("Deze code klopt niet")
    phone.get_by_label("Code van zes cijfers").fill(letters[-1].code)
    phone.get_by_role("button", name="Ga verder").click()
    expect(phone.get_by_role("heading", name=NUMBER)).to_be_visible()
    right(phone, violations)
    read_well(phone, ["Hoe we je bereiken", "Waar", "Andere plaatsen waar je om geeft", "Naam en taal", "Je gegevens"])
    phone.get_by_text("Voeg een plaats toe").click()
    phone.get_by_label("Hoe noem je deze plaats?").fill("De school")
    phone.get_by_label("Adres", exact=True).nth(1).fill(f"{STREET} 12")
    phone.get_by_role("option", name=STREET).first.click()
    phone.get_by_label("Hoe ver eromheen?").select_option("street")
    phone.get_by_role("button", name="Bewaar deze plaats").last.click()
    expect(phone.get_by_text(f"de hele {STREET}")).to_be_visible()
    # leaves
    phone.get_by_role("link", name="Wis mij").click()
    right(phone, violations)
    phone.get_by_role("button", name="Wis alles").click()
    expect(phone.get_by_role("alert").first).to_contain_text("Vink dit eerst aan")
    phone.get_by_label("Ja, wis alles.").check()
    phone.get_by_role("button", name="Wis alles").click()
    expect(phone.get_by_role("heading", name="Gewist")).to_be_visible()
    assert not Person.objects.exists()


def test_staff_does_all_of_it_for_a_caller(
    page: Page, site: str, town: Town, officer: Officer, violations: Check, faults: list[str]
) -> None:
    clerk = make_staff(town.zone, "desk_clerk")
    grant(clerk, town.city, "desk_clerk")
    take_session(page, site, clerk)
    # somebody new, by telephone
    open_page(page, f"{site}/hulp/")
    page.get_by_label("Telefoonnummer of e-mailadres").fill(NUMBER)
    page.get_by_label("Belde ons").check()
    page.get_by_role("button", name="Opzoeken").click()
    page.get_by_role("button", name="Begin een nieuwe pagina voor deze persoon").click()
    page.get_by_role("button", name="Ik belde terug op dit nummer").click()
    helped = page.url
    person = Person.objects.get()
    # reports, with the photo that they hand over
    page.get_by_role("link", name="Mijn meldingen").click()
    page.get_by_role("link", name="Noteer een melding van deze persoon").click()
    assert violations() == []
    expect(page.get_by_label("Telefoon of e-mail van de beller")).not_to_be_empty()
    page.get_by_role("combobox", name="Waarover gaat het?").fill("sluikstort")
    page.get_by_role("option", name="Sluikstort").first.click()
    page.get_by_role("combobox", name="Waar?").fill(f"{STREET} 12")
    page.get_by_role("option", name=STREET).first.click()
    page.get_by_label("Wat vertelt de beller?").fill("Zes zakken puin.")
    page.get_by_role("button", name="Opslaan").click()
    page.wait_for_url("**/incidenten/*-*/")
    page.locator("summary", has_text="Voeg een foto toe").click()
    page.locator("input[type=file]").set_input_files([large_photo()])
    page.get_by_role("button", name="Toevoegen", exact=True).click()
    expect(page.get_by_text("Foto toegevoegd.")).to_be_visible()
    assert Report.objects.get().reporter_person == person.id and Photo.objects.count() == 1
    # follows and rates
    dealt_with(town)
    open_page(page, f"{helped}meldingen/")
    page.get_by_role("link", name="Volg deze melding").click()
    page.get_by_role("group", name="Is het opgelost?").get_by_label("Ja").check()
    page.get_by_role("group", name="Hoe hebben we je geholpen?").get_by_label("Goed", exact=True).check()
    page.get_by_role("button", name="Verstuur mijn antwoord").click()
    expect(page.get_by_text("Dank je. We leren ervan.")).to_be_visible()
    assert Rating.objects.count() == 1
    # finds the officer, and asks
    open_page(page, helped)
    page.get_by_role("link", name="Mijn wijkagent").click()
    page.get_by_role("combobox", name="Adres").fill(f"{STREET} 12")
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="Toon wie").click()
    page.locator("#vraag summary").click()
    page.get_by_label("Je vraag", exact=True).fill("Mag de straat dicht?")
    page.get_by_role("button", name="Verstuur mijn vraag").click()
    expect(page.get_by_role("heading", name="Vragen")).to_be_visible()
    assert Question.objects.count() == 1
    # books and cancels
    open_page(page, helped)
    page.get_by_role("link", name="Mijn afspraken").click()
    page.get_by_role("link", name="Maak een afspraak").click()
    page.locator(".ct-choice").first.click()
    page.locator(".ct-slot").first.click()
    page.get_by_label("Naam").fill("Rita Goossens")
    page.get_by_role("button", name="Maak deze afspraak").click()
    page.wait_for_url(re.compile("afspraken/[0-9a-f-]{36}/"))
    page.locator("summary", has_text="Annuleer deze afspraak").click()
    page.get_by_role("button", name="Ja, annuleer").click()
    page.wait_for_load_state()
    assert Appointment.objects.get().state == "cancelled"
    # is called back
    open_page(page, helped)
    page.get_by_role("link", name="Teruggebeld worden").click()
    page.locator("[name=topic]").first.check()
    page.locator("[name=number]").fill(NUMBER)
    assert violations() == []
    page.locator("main form.nb-form .nb-actions button").first.click()
    page.wait_for_url(helped)
    assert RingBack.objects.count() == 1
    # leaves
    open_page(page, helped)
    page.get_by_role("link", name="Wis mij").click()
    page.get_by_label("Ja, wis alles.").check()
    page.get_by_role("button", name="Wis alles").click()
    expect(page.get_by_role("heading", name="Gewist")).to_be_visible()
    assert not Person.objects.exists() and Report.objects.get().reporter_person is None
    assert [one for one in faults if "422" not in one] == []


def dealt_with(town: Town) -> None:
    """The city ends what was reported."""
    recorded = Report.objects.get()
    told = Recorded(report_id=recorded.id, incident_id=recorded.incident_id, tenant_id=recorded.tenant_id, code="")
    judge(town, told)
    close(town, told)


def right(page: Page, violations: Check) -> None:
    """On the smallest telephone: no sideways scrolling, nothing too small, the main button as wide as a thumb reaches."""
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], page.url
    small = page.evaluate(TOO_SMALL, SMALLEST_PX)
    assert small == [], f"{page.url}: {small}"
    narrow = page.evaluate(NARROW)
    assert narrow == [], f"{page.url}: {narrow}"
    assert violations() == [], page.url


def read_well(page: Page, parts: list[str]) -> None:
    """As a screen reader goes through it: one heading of the page, its parts in order, landmarks and a name on each control."""
    tree = str(page.locator("body").aria_snapshot())
    for landmark in ("banner", "main", "contentinfo", "navigation"):
        assert f"- {landmark}" in tree, landmark
    assert tree.count("[level=1]") == 1
    found = [tree.find(f'heading "{part}" [level=2]') for part in parts]
    assert -1 not in found and found == sorted(found), found
    bare = ("- button", "- link", "- textbox", "- combobox", "- radio", "- checkbox")
    assert [line.strip() for line in tree.splitlines() if line.strip() in bare] == []
