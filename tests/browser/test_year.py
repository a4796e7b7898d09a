"""The year of a network before real eyes: a member on a phone, the coordinator, the officer, and who helps somebody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from nabij.networks.models import LogEntry
from nabij.networks.year.evaluation.actions import count_month
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.rounds import actions
from nabij.networks.year.rounds.models import SurveyTally
from nabij.networks.year.tests.factories import REASONS, Street, make_round, make_street, make_wish
from nabij.networks.year.wishes import actions as wishes
from nabij.people.models import Account
from nabij.people.serving import HELPING
from nabij.people.tests.factories import sign_in
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SHOTS = os.environ.get("NABIJ_SHOTS", "")
Look = Callable[[Page], list[str]]
Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Open]:
    """Pages of accounts, signed in."""
    kept: list[BrowserContext] = []

    def open_page(account: Account | None, viewport: Any = PHONE, helping: str = "") -> Page:
        assert account
        context = browser.new_context(locale="nl-BE", viewport=viewport)
        client = sign_in(Client(), account)
        if helping:
            session = client.session
            session[HELPING] = {"person": helping, "reason": "phone"}
            session.save()
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        kept.append(context)
        return context.new_page()

    yield open_page
    for context in kept:
        context.close()


@pytest.fixture
def street() -> Street:
    return make_street(name="BIN Lindeplein")


def seen(page: Page, look: Look, name: str) -> None:
    """Accessible, no wider than its screen; and a picture for who looks at the pages, where NABIJ_SHOTS names a folder."""
    page.wait_for_selector("html[data-ready]")
    assert look(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS, f"{name}.png")), full_page=True)


def test_a_member_writes_a_wish_and_answers_the_survey_on_a_phone(
    street: Street, site: str, opened: Open, look: Look
) -> None:
    wish = make_wish(street, text="Mag de haag lager?")
    wishes.answer_wish(
        street["coordinator"],
        wish_id=wish.id,
        version=1,
        text="Ja hoor.",
        public_text="Mag de haag lager?",
        public_answer="Ja.",
    )
    make_round(street)
    here = f"{site}/mijn/buurten/{street.network.id}"
    page = opened(street.member.account)
    page.goto(f"{here}/wensen/")
    seen(page, look, "my-wishes")
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("een wens").check()
    page.get_by_label("Waarover gaat het?").select_option("together")
    page.get_by_label("Vertel het in je eigen woorden").fill("Een bank onder de linde, graag.")
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.get_by_text("Een bank onder de linde, graag.")).to_be_visible()
    expect(page.get_by_text("wacht op antwoord").first).to_be_visible()
    page.get_by_role("button", name="Ik ook").first.click()
    expect(page.get_by_text("Geteld: jij ook.")).to_be_visible()

    page.goto(f"{here}/vragen/")
    seen(page, look, "survey")
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    seen(page, look, "survey-error")
    for question in page.locator("fieldset").all():
        question.get_by_label("Eerder wel").check()
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_text("Je huishouden heeft geantwoord.")).to_be_visible()
    assert sum(SurveyTally.objects.values_list("count", flat=True)) == 5


def test_a_survey_form_is_printed_answered_on_a_phone_and_typed_over(
    street: Street, site: str, opened: Open, look: Look, browser: Browser
) -> None:
    make_round(street)
    first, second = actions.print_papers(street["officer"], network_id=street.network.id, count=2).papers
    context = browser.new_context(locale="nl-BE", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/vragenlijst/?taal=fr&code={first.code}")
    seen(page, look, "paper-french")
    page.get_by_role("link", name="Nederlands").first.click()
    expect(page.get_by_label("De code op het blad")).to_have_value(first.code)
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    for question in page.locator("fieldset").all():
        question.get_by_label("Eerder wel").check()
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_text("Je antwoorden zijn geteld")).to_be_visible()
    seen(page, look, "paper-counted")
    context.close()

    page = opened(street.accounts["officer"], {"width": 1280, "height": 900})
    page.goto(f"{site}/netwerken/{street.network.id}/jaar")
    page.get_by_text("Vragenlijst op papier").click()
    seen(page, look, "year-paper")
    with page.expect_download() as made:
        page.get_by_role("button", name="Druk formulieren af").click()
    assert made.value.suggested_filename == "nabij-vragenlijst.pdf"
    page.get_by_role("link", name="Typ een formulier over").click()
    page.get_by_label("De code op het blad").fill(second.code)
    for question in page.locator("fieldset").all():
        question.get_by_label("Helemaal niet").check()
    seen(page, look, "paper-typed")
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    expect(page.get_by_text("Geteld. Typ het volgende over.")).to_be_visible()
    assert sum(SurveyTally.objects.values_list("count", flat=True)) == 10


def test_who_calls_is_helped_with_wish_and_survey(street: Street, site: str, opened: Open, look: Look) -> None:
    make_round(street)
    page = opened(street.accounts["clerk"], DESK, helping=str(street.member.id))
    here = f"{site}/hulp/{street.member.id}"
    for address, name in (
        (f"/buurten/{street.network.id}/wensen/", "helped-wishes"), (f"/buurten/{street.network.id}/vragen/", "helped-survey"),
        ("/maatregelen/", "helped-letters"),
    ):  # fmt: skip
        page.goto(f"{here}{address}")
        seen(page, look, name)


def test_the_officer_answers_and_sees_the_year(street: Street, site: str, opened: Open, look: Look) -> None:
    complaint = make_wish(
        street, kind="complaint", category="nuisance", text="Elke vrijdagnacht geroep onder ons raam."
    )
    for month in range(3):
        at = complaint.at.replace(month=month + 1, day=2)
        LogEntry.objects.create(
            tenant=street.zone, network=street.network, at=at, kind="message", text="Inbraak.", alert_id=new_id()
        )
    count_month(complaint.at.date())
    make_round(street)
    case = measures.open_case(
        street["officer"],
        network_id=street.network.id,
        membership_id=street.membership.id,
        ground_codes=["privacy"],
        is_offence=True,
    )
    measures.begin_step(
        street["officer"], measure_id=case.id, code="police", reasons=REASONS, report_number="1/26", report_text="Geheim.",
        to_prosecutor_on=complaint.at.date(),
    )  # fmt: skip
    here = f"{site}/netwerken/{street.network.id}/jaar"
    page = opened(street.accounts["coordinator"])
    for address, name in (("", "year-phone"), (f"/maatregelen/{case.id}", "measure-coordinator")):
        page.goto(f"{here}{address}")
        seen(page, look, name)
    assert "Geheim." not in page.content()

    page = opened(street.accounts["officer"], DESK)
    for address, name in (
        ("", "year"), ("/wensen", "wishes"), ("/evaluatie", "evaluation"), ("/maatregelen", "measures"),
        (f"/maatregelen/{case.id}", "measure"), (f"/maatregelen/{case.id}/politie", "police"),
        (f"/wensen/{complaint.id}", "wish"),
    ):  # fmt: skip
        page.goto(f"{here}{address}")
        seen(page, look, name)
    page.get_by_label("Je antwoord").fill("We rijden er vrijdag langs.")
    page.get_by_role("button", name="Verstuur het antwoord").click()
    expect(page.get_by_text("We rijden er vrijdag langs.")).to_be_visible()
    page.get_by_label("gepland", exact=True).check()
    page.get_by_label("Gepland op").fill("2027-03-01")
    page.get_by_role("button", name="Vertel het de buur").click()
    expect(page.get_by_text("Gepland: 1 maart 2027")).to_be_visible()


def test_the_log_and_the_evaluation_are_one_click_away(street: Street, site: str, opened: Open) -> None:
    here = f"{site}/netwerken/{street.network.id}/jaar"
    page = opened(street.accounts["officer"], DESK)
    for address, link in (("", "Druk het logboek af"), ("/evaluatie", "Verslag als pdf")):
        page.goto(f"{here}{address}")
        with page.expect_download() as paper:
            page.get_by_role("link", name=link).click()
        assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")
