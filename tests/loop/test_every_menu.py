"""The menu of each role: every door that it shows opens, and so does every link on the page behind it."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client

from nabij.people import vault
from nabij.people.queries import actor_for
from nabij.people.roles import roles
from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports.models import Team
from nabij.reports.routing.tests.factories import things_of
from nabij.reports.tests.factories import HERE, make_town, report
from nabij.site.navigation import menus

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/[^"#]*)')
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
IN_TOWN = [
    (name, kind)
    for name, role in sorted(roles().items())
    if role.holder == "staff"
    for kind in ("zone", "municipality")
    if kind in role.rights
]


@pytest.mark.parametrize(("role", "kind"), IN_TOWN)
def test_every_door_of_a_menu_and_every_link_behind_it_opens(role: str, kind: str) -> None:
    town = make_town()
    things_of(SimpleNamespace(tenant=town.zone, place=HERE))
    (team,) = Team.objects.all()
    Team.objects.update(contact_value=vault.seal_value("email", team.id, "ploeg@example.org"))
    report(category="litter")
    account = make_staff(town.zone if kind == "zone" else town.city, role)
    client = sign_in(Client(), account)
    doors = {door.address for menu in menus(actor_for(account), "/") for door in menu.doors}
    assert doors, "who works here finds nothing to do"
    behind = {link for door in doors for link in links_of(client, door)} - doors
    assert {link: code for link in sorted(behind) if (code := client.get(link).status_code) >= 400} == {}


def links_of(client: Client, door: str) -> set[str]:
    """The addresses that the page behind a door leads to."""
    page = client.get(door, follow=True)
    assert page.status_code == 200, door
    return {unescape(link) for main in MAIN.findall(page.content.decode()) for link in LINK.findall(main)}
