"""The desk helps a member on the telephone: the channel of the network, new house rules, the name that the coordinator sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from nabij.networks.channel.actions import moderating
from nabij.networks.channel.models import Post
from nabij.networks.channel.tests.factories import Street, make_photo, make_post, make_street
from nabij.networks.house_rules import current_version
from nabij.networks.models import Membership
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports.models import Report
from nabij.reports.tests.factories import make_town

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = ((390, 844), (1440, 900))
Look = Callable[[str], None]


@pytest.fixture
def street(settings: Any, tmp_path: Path) -> Street:
    settings.MEDIA_ROOT = tmp_path
    make_town()
    street = make_street()
    Membership.objects.filter(id=street.an.membership.id).update(house_rules="2025-06-01")
    return street


@pytest.fixture
def desk(page: Page, site: str, street: Street) -> Page:
    """A page of the desk that helps An on the telephone."""
    client = sign_in(Client(), make_staff(street.network.tenant, "desk_clerk"))
    session = client.session
    session[HELPING] = {"person": str(street.an.person.id), "reason": "phone"}
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/hulp/{street.an.person.id}/buurten/")
    return page


@pytest.fixture
def right(desk: Page, violations: Callable[[], list[str]], faults: list[str], tmp_path: Path) -> Look:
    """The page that is open is accessible, within its policy, and as wide as a telephone and a desk."""

    def look(name: str) -> None:
        for width, height in WIDTHS:
            desk.set_viewport_size({"width": width, "height": height})
            desk.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, name
        assert violations() == [], name
        assert [one for one in faults if "422" not in one] == [], name

    return look


def test_the_desk_accepts_house_rules_and_hides_a_name_as_it_is_told(desk: Page, street: Street, right: Look) -> None:
    expect(desk.get_by_text("Er zijn nieuwe huisregels")).to_be_visible()
    right("mine")
    desk.get_by_role("button", name="Ik ga akkoord").click()
    expect(desk.get_by_text("De huisregels zijn aanvaard.")).to_be_visible()
    desk.get_by_label("De coördinator mag mijn naam zien").uncheck()
    desk.get_by_role("button", name="Opslaan").click()
    expect(desk.get_by_label("De coördinator mag mijn naam zien")).not_to_be_checked()
    right("kept")
    held = Membership.objects.get(id=street.an.membership.id)
    assert (held.house_rules, held.shown_by_name, held.left_at) == (current_version(), False, None)


def test_the_desk_reads_writes_and_tells_the_police(desk: Page, street: Street, right: Look) -> None:
    post = make_post(street.bo, photo=make_photo(), only_things=True)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve", photo_looked=True)
    desk.get_by_role("link", name="Berichten van buren").click()
    expect(desk.get_by_text("sleutelbos").first).to_be_visible()
    right("posts")
    desk.get_by_role("link", name="Antwoord").click()
    desk.get_by_label("Je antwoord").fill("Die is van mij!")
    right("post")
    desk.get_by_role("button", name="Verstuur je antwoord").click()
    desk.get_by_role("link", name="Berichten van BIN Kerkveld").click()
    desk.get_by_role("link", name="Schrijf een bericht").click()
    right("question")
    desk.get_by_role("link", name="Het gebeurt nu").click()
    right("call")
    desk.go_back()
    desk.get_by_role("link", name="Nee, het is praktisch").click()
    right("write")
    desk.get_by_label("Verloren of gevonden").check()
    desk.get_by_label("Je bericht").fill("Er loopt een verdachte man rond aan de school.")
    desk.get_by_role("button", name="Verstuur naar de buren").click()
    desk.get_by_role("button", name="Ja, neem het mee naar de politie").click()
    right("police")
    desk.get_by_role("button", name="Stuur naar de politie").click()
    expect(desk.get_by_text("De politie heeft het nu. Geef deze code")).to_be_visible()
    right("told")
    assert Report.objects.get().reporter_person == street.an.person.id
    assert Post.objects.count() == 1
