"""Counters on a telephone and at the desk: find one, book, move, cancel; take a number, be called, be read out."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from nabij.desk.appointments.models import Appointment
from nabij.desk.counters.actions import put_odd_days
from nabij.desk.counters.models import Offer
from nabij.desk.counters.tests.factories import make_counter, make_offer, make_service
from nabij.desk.waiting import keys
from nabij.desk.waiting.tests.factories import make_hall
from nabij.people.models import Account
from nabij.people.tests.factories import make_staff, make_tenant, sign_in
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant

PHONE: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 900}
Check = Callable[[], list[str]]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


@pytest.fixture
def offer(tenant: Tenant) -> Offer:
    counter = make_counter(
        tenant,
        "Stadhuis Zandekerke",
        directions="Ingang naast de kerk",
        telephone="011 23 90 00",
        access=["lift", "toilet"],
    )
    made = make_offer(counter, make_service(tenant, "Identiteitskaart", explanation="Je kaart vernieuwen of afhalen."))
    make_counter(tenant, "Wijkpost Molenveld", kind="antenna", by_appointment=())
    soon = timezone.now().date() + timedelta(days=10)
    put_odd_days(
        system_actor([tenant.id]), tenant_id=tenant.id, first_day=soon, last_day=soon, why="training",
        note="Opleiding van het team",
    )  # fmt: skip
    return made


def enter(page: Page, site: str, account: Account) -> None:
    client = sign_in(Client(), account)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def kept(page: Page, name: str) -> None:
    """A picture of the page in the folder that NABIJ_SHOTS names."""
    if folder := os.environ.get("NABIJ_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_resident_finds_a_counter_books_moves_and_cancels(
    page: Page, site: str, offer: Offer, violations: Check, faults: list[str]
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/balies/")
    expect(page.get_by_role("heading", name="Stadhuis Zandekerke")).to_be_visible()
    assert violations() == []
    kept(page, "balies")
    page.get_by_role("link", name="Stadhuis Zandekerke").click()
    expect(page.get_by_text("Opleiding van het team")).to_be_visible()
    page.locator("summary", has_text="Identiteitskaart").click()
    assert violations() == []
    kept(page, "balie")
    page.get_by_role("link", name="Maak een afspraak").click()
    assert violations() == []
    kept(page, "momenten")
    page.locator(".ct-slot").first.click()
    page.get_by_label("Naam").fill("An Peeters")
    page.get_by_label("Telefoon of e-mail").fill("an@example.be")
    assert violations() == []
    kept(page, "wie")
    page.get_by_role("button", name="Maak deze afspraak").click()
    expect(page.get_by_text("Je afspraak is gemaakt")).to_be_visible()
    assert violations() == []
    kept(page, "afspraak")
    code = re.search(r"code/([A-Z0-9-]+)/", page.url)
    assert code is not None
    page.goto(f"{site}/afspraak/code/")
    page.get_by_label("Jouw code").fill(code.group(1).lower().replace("-", " "))
    page.get_by_role("button", name="Toon mijn afspraak").click()
    page.get_by_role("link", name="Een ander moment").click()
    assert violations() == []
    before = Appointment.objects.get().starts_at
    page.locator(".ct-slot").nth(3).click()
    expect(page.get_by_text("Je afspraak heeft een nieuw moment")).to_be_visible()
    assert Appointment.objects.get().starts_at != before
    page.locator("summary", has_text="Ik kan toch niet komen").click()
    assert violations() == []
    page.get_by_role("button", name="Ja, annuleer").click()
    expect(page.get_by_text("Je afspraak is geannuleerd")).to_be_visible()
    assert faults == []


def test_staff_sets_hours_books_for_a_caller_and_sees_who_must_be_moved(
    page: Page, site: str, tenant: Tenant, offer: Offer, violations: Check, faults: list[str]
) -> None:
    page.set_viewport_size(WIDE)
    enter(page, site, make_staff(tenant, "desk_clerk", "administrator"))
    page.goto(f"{site}/loketten/")
    assert violations() == []
    page.get_by_role("link", name="Afspraak voor wie belt").click()
    page.locator(".ct-choice").first.click()
    page.locator(".ct-slot").first.click()
    page.get_by_label("Naam").fill("Jan Janssens")
    page.get_by_label("Telefoon of e-mail").fill("0470 12 34 56")
    page.get_by_role("button", name="Maak deze afspraak").click()
    expect(page.get_by_text("Jan Janssens")).to_be_visible()
    row = Appointment.objects.get()
    page.goto(f"{site}/loketten/{offer.counter_id}/agenda?dag={row.starts_at.date()}")
    expect(page.get_by_role("link", name="Jan Janssens")).to_be_visible()
    assert violations() == []
    kept(page, "agenda")
    page.goto(f"{site}/loketten/uren/")
    page.get_by_label("Eerste dag").fill(str(row.starts_at.date()))
    page.get_by_label("Wat bewoners lezen").fill("Stroompanne")
    page.get_by_label("Waarom?").select_option("works")
    page.get_by_role("button", name="Bewaar deze dagen").click()
    expect(page.get_by_text("1 afspraak valt nu buiten de uren")).to_be_visible()
    assert violations() == []
    kept(page, "uren")
    page.goto(f"{site}/loketten/uren/{offer.counter_id}/")
    expect(page.get_by_text("Stroompanne").first).to_be_visible()
    assert violations() == []
    kept(page, "uren-balie")
    for address in (
        "uren/nieuw",
        "uren/dienst/nieuw",
        f"uren/dienst/{offer.service_id}/",
        f"uren/{offer.counter_id}/wijzig",
        f"afspraken/{row.id}/",
        f"afspraken/{row.id}/verplaats",
    ):
        page.goto(f"{site}/loketten/{address}")
        assert violations() == [], address
    page.goto(f"{site}/loketten/")
    expect(page.get_by_role("heading", name="Te verplaatsen")).to_be_visible()
    kept(page, "loketten")
    assert faults == []


def test_a_number_is_taken_called_shown_and_served(
    page: Page, site: str, tenant: Tenant, violations: Check, faults: list[str]
) -> None:
    hall = make_hall(tenant, counter="Wachtzaal stadhuis")
    key = keys.kiosk_key(hall.counter_id)
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/nummer/{hall.counter_id}/{key}/")
    assert violations() == []
    kept(page, "tablet")
    page.get_by_role("button", name="Identiteitskaart").click()
    expect(page.get_by_text("A001")).to_be_visible()
    assert violations() == []
    kept(page, "nummer")
    mine = page.url
    screen = page.context.new_page()
    screen.set_viewport_size(WIDE)
    screen.goto(f"{site}/wachtzaal/{hall.counter_id}/{key}/")
    expect(screen.get_by_role("button", name="Lees nummers voor")).to_be_visible()
    enter(page, site, make_staff(tenant, "desk_clerk"))
    page.set_viewport_size(WIDE)
    page.goto(f"{site}/loketten/{hall.counter_id}/wachtrij?balie=2")
    page.get_by_role("button", name="Roep de volgende").click()
    expect(page.get_by_role("button", name="Ze zijn er")).to_be_visible()
    assert violations() == []
    kept(page, "wachtrij")
    expect(screen.locator("[data-announced]")).to_be_visible(timeout=10_000)
    expect(screen.get_by_role("rowheader", name="A001")).to_be_visible()
    kept(screen, "wachtzaal")
    page.get_by_role("button", name="Ze zijn er").click()
    page.get_by_role("button", name="Geholpen", exact=True).click()
    page.goto(f"{site}/loketten/{hall.counter_id}/dagverslag")
    expect(page.get_by_role("heading", name=re.compile("Wachttijden"))).to_be_visible()
    assert violations() == []
    page.goto(mine)
    expect(page.get_by_text("Je bent geholpen")).to_be_visible()
    assert faults == []
