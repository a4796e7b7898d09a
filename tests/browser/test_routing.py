"""Who arranges the work tries and moves a rule; an outside team finishes its task on a telephone, by its link alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.reports import actions
from nabij.reports.models import Task
from nabij.reports.routing.actions import teams
from nabij.reports.routing.leaving import token_of
from nabij.reports.routing.models import RoutingRule
from nabij.reports.routing.tests.factories import make_level, make_rule, make_team
from nabij.reports.tests.factories import HERE, Town, make_town, report

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
Check = Callable[[], list[str]]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    return make_town()


def seen(page: Page, violations: Check, name: str) -> None:
    """Without faults for a screen reader; kept as a picture where one asks for it."""
    if shots := os.environ.get("NABIJ_SHOTS"):
        page.screenshot(path=f"{shots}/{name}.png", full_page=True)
    assert violations() == []


def test_a_rule_is_tried_and_moved_and_the_teams_show_what_they_have(
    page: Page, site: str, town: Town, faults: list[str], violations: Check
) -> None:
    cleaning, roads = make_team(town.city, "Stadsreiniging"), make_team(town.city, "Wegen", is_default=True)
    make_rule(town.city, roads, 1, name="Wegen", categories=["road"])
    make_level(town.city, 3)
    for _ in range(3):
        report(category="litter")
    client = sign_in(Client(), make_staff(town.city, "prevention", "administrator"))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.set_viewport_size(WIDE)
    page.goto(f"{site}/ploegen/regels/")
    page.get_by_role("link", name="Nieuwe regel").click()
    page.get_by_label("Naam van de regel").fill("Zwerfvuil")
    page.get_by_label("Naar welke ploeg?").select_option("Stadsreiniging")
    page.get_by_label("Zwerfvuil").check()
    page.get_by_text("Wat geantwoord werd, en hoe dringend").click()
    page.get_by_label("Eerste antwoord").select_option(label="Zakken")
    page.get_by_label("Eerste antwoord").select_option("")
    seen(page, violations, "rule")
    page.get_by_role("button", name="Probeer het op de laatste meldingen").click()
    expect(
        page.get_by_text("Van de nieuwste 3 meldingen van de voorbije maand gaan er 3 naar een andere ploeg.")
    ).to_be_visible()
    page.locator("summary", has_text="Welke meldingen ergens anders heen gaan").click()
    seen(page, violations, "rule-tried")
    page.get_by_role("button", name="Bewaar deze regel").click()
    page.get_by_role("button", name="Zet Zwerfvuil hoger").click()
    expect(page.get_by_role("listitem").filter(has_text="Zwerfvuil").first).to_be_visible()
    assert RoutingRule.objects.get(name="Zwerfvuil").position == 1
    seen(page, violations, "order")
    for address in ("ploegen/", f"ploegen/{cleaning.id}/", "ploegen/termijnen/", "doorverwezen/"):
        page.goto(f"{site}/{address}")
        seen(page, violations, address.strip("/").replace("/", "-")[:24])
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/ploegen/regels/")
    seen(page, violations, "order-phone")
    assert faults == []


def test_an_outside_team_takes_a_task_on_and_is_done_with_one_hand(
    page: Page, site: str, town: Town, faults: list[str], violations: Check
) -> None:
    team = make_team(town.city, "Stadsreiniging")
    make_level(town.city, 3)
    teams.set_outside(staff_actor(town.city, "prevention"), team_id=team.id, how="email", address="a@example.org")
    told, clerk = report(category="litter", place=HERE, text="De hond van de buren"), town.city_clerk()
    actions.judge_incident(clerk, incident_id=told.incident_id, version=1, outcome="task_only")
    task = actions.give_task(clerk, incident_id=told.incident_id, team_id=team.id, what="Haal de zakken op.")
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/opdracht/{token_of(Task.objects.get(id=task.id))}/")
    expect(page.get_by_text("Haal de zakken op.")).to_be_visible()
    assert "hond" not in page.content()
    seen(page, violations, "errand")
    page.get_by_role("button", name="Wij nemen dit aan").click()
    page.get_by_label("Wat heb je gedaan, in één zin?").fill("Opgehaald en geveegd.")
    page.get_by_role("button", name="Klaar").click()
    expect(page.get_by_text("Opgehaald en geveegd.")).to_be_visible()
    seen(page, violations, "errand-done")
    page.set_viewport_size(WIDE)
    client = sign_in(Client(), make_staff(town.city, "prevention"))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/incidenten/{told.incident_id}/")
    expect(page.get_by_text("Opgehaald en geveegd.").first).to_be_visible()
    page.get_by_text("Wacht op een antwoord").click()
    page.get_by_label("Op wie wachten we?").select_option("other")
    page.get_by_label("Waarop wachten we?").fill("De provincie kijkt na of het haar weg is.")
    seen(page, violations, "wait")
    page.get_by_role("button", name="Zet de termijn stil").click()
    expect(page.get_by_text("De termijn staat stil: we wachten op een andere dienst of firma.")).to_be_visible()
    expect(page.get_by_role("button", name="Laat de termijn weer lopen")).to_be_visible()
    seen(page, violations, "incident")
    assert faults == []
