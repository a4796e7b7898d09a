"""Neighbours on their telephones: what is practical waits for the coordinator, what is suspicious goes to the police only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from nabij.networks.channel.models import Post, PostState
from nabij.networks.channel.tests.factories import Member, Street, make_post, make_street
from nabij.networks.models import Network
from nabij.people.models import Account
from nabij.people.tests.factories import sign_in
from nabij.reports.models import Report
from nabij.reports.tests.factories import make_town

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
Open = Callable[[Account], Page]


@pytest.fixture
def street(settings: Any, tmp_path: Any) -> Street:
    settings.MEDIA_ROOT = tmp_path
    make_town()
    return make_street()


@pytest.fixture
def telephone(browser: Browser, site: str) -> Iterator[Open]:
    """Opens a page on a telephone on which this account is signed in."""
    contexts = []

    def opened(account: Account) -> Page:
        context = browser.new_context(locale="nl-BE", viewport=PHONE)
        contexts.append(context)
        client = sign_in(Client(), account)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def start(page: Page, site: str, network: Network) -> None:
    page.goto(f"{site}/mijn/buurten/{network.id}/berichten/")
    page.get_by_role("link", name="Schrijf een bericht").click()
    expect(page.get_by_role("heading", name="Is het dringend of verdacht?")).to_be_visible()


def test_a_practical_message_waits_is_shown_and_is_read(site: str, street: Street, telephone: Open) -> None:
    writer, desk, reader = (telephone(one.account) for one in (street.an, street.coordinator, street.bo))
    start(writer, site, street.network)
    writer.get_by_role("link", name="Nee, het is praktisch").click()
    writer.get_by_label("Verloren of gevonden").check()
    writer.get_by_label("Je bericht").fill("Onze kat Minoes is weg. Ze is wit met een blauw bandje.")
    writer.get_by_role("button", name="Verstuur naar de buren").click()
    expect(writer.get_by_text("De coördinator bekijkt het, binnen 24 uur.")).to_be_visible()
    reader.goto(f"{site}/mijn/buurten/{street.network.id}/berichten/")
    expect(reader.get_by_text("Minoes")).to_have_count(0)
    desk.goto(f"{site}/netwerken/{street.network.id}/berichten/")
    expect(desk.get_by_text("Onze kat Minoes is weg.")).to_be_visible()
    desk.get_by_role("button", name="Plaats het", exact=True).click()
    expect(desk.get_by_text("Het bericht staat er.")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("Onze kat Minoes is weg.").first).to_be_visible()
    expect(reader.get_by_text("Peeters")).to_have_count(0)


def test_what_is_suspicious_goes_to_the_police_only(site: str, street: Street, telephone: Open) -> None:
    writer, desk = telephone(street.an.account), telephone(street.coordinator.account)
    start(writer, site, street.network)
    writer.get_by_role("link", name="Nee, het is praktisch").click()
    writer.get_by_label("Iets anders").check()
    writer.get_by_label("Je bericht").fill("Er loopt een verdachte man rond aan de school.")
    writer.get_by_role("button", name="Verstuur naar de buren").click()
    expect(writer.get_by_role("alert").get_by_text("Dit hoort bij de politie")).to_be_visible()
    assert Post.objects.count() == 0
    writer.get_by_role("button", name="Ja, neem het mee naar de politie").click()
    expect(writer.get_by_label("Wat heb je gezien?")).to_have_value("Er loopt een verdachte man rond aan de school.")
    writer.get_by_role("button", name="Stuur naar de politie").click()
    writer.wait_for_url("**/melden/verstuurd/")
    assert Report.objects.get().reporter_person == street.an.person.id
    desk.goto(f"{site}/netwerken/{street.network.id}/berichten/")
    expect(desk.get_by_text("Er wacht niets")).to_be_visible()
    assert "school" not in desk.content() and Post.objects.count() == 0


def test_it_is_happening_now_shows_whom_to_call(site: str, street: Street, telephone: Open) -> None:
    page = telephone(street.an.account)
    start(page, site, street.network)
    page.get_by_role("link", name="Het gebeurt nu, of iemand is in gevaar").click()
    expect(page.get_by_role("link", name="Bel 101")).to_have_attribute("href", "tel:101")


def test_what_should_have_been_a_call_is_stopped_on_a_phone(site: str, street: Street, telephone: Open) -> None:
    post = written(street.an)
    desk, writer = telephone(street.coordinator.account), telephone(street.an.account)
    desk.goto(f"{site}/netwerken/{street.network.id}/berichten/")
    desk.get_by_text("Aanpassing vragen, niet plaatsen of oproep").click()
    desk.get_by_role("button", name="Dit had een oproep naar 101 moeten zijn").click()
    expect(desk.get_by_text("De schrijver hoort dat dit een oproep had moeten zijn.")).to_be_visible()
    writer.goto(f"{site}/mijn/buurten/{street.network.id}/berichten/")
    writer.get_by_role("link", name="Mag de politie het hebben? Antwoord hier").click()
    writer.get_by_role("button", name="Ja, geef het aan de politie").click()
    expect(writer.get_by_text("De politie heeft het nu.")).to_be_visible()
    post.refresh_from_db()
    assert (post.state, post.text) == (PostState.REPORTED, "") and Report.objects.count() == 1


def written(member: Member) -> Post:
    return make_post(member, "Er brandt al heel de nacht licht in het lege huis op de hoek.")
