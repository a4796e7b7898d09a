"""News about the places that somebody cares about: asked and stopped on their page, and no other news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from nabij.desk.news import actions
from nabij.desk.news.models import NewsItem, NewsMail, NewsSubscription
from nabij.desk.news.tests.factories import make_item
from nabij.people.models import Account, CareArea, Person
from nabij.people.tests.factories import make_contact_point, make_resident, sign_in
from nabij.reports.tests.factories import ELSEWHERE, HERE, Town, make_area, make_town
from nabij.reports.where import Place

pytestmark = pytest.mark.django_db
FAR = Place(HERE.lon + 0.035, HERE.lat)
SCHOOL = {"label": "De school", "care_lon": str(FAR.lon), "care_lat": str(FAR.lat), "reach": "neighbourhood"}


@pytest.fixture
def town() -> Town:
    cache.clear()
    found = make_town()
    make_area("neighbourhood", "M1-2", FAR, 0.004, municipality_code="M1", zone_code="Z1")
    return found


@pytest.fixture
def rita() -> Person:
    return make_resident("Rita")


@pytest.fixture
def own(rita: Person) -> Client:
    return sign_in(Client(), Account.objects.get(id=rita.account_id))


def mailed() -> list[str]:
    """Titles of what a run two weeks from now mails."""
    NewsMail.objects.all().delete()
    NewsSubscription.objects.update(told_until=timezone.now() - timedelta(hours=1))
    actions.gather_mails(timezone.now() + timedelta(days=14))
    rows = NewsItem.objects.filter(id__in=[item for mail in NewsMail.objects.all() for item in mail.items])
    return sorted(row.texts["nl"]["title"] for row in rows)


def test_news_follows_the_places_from_my_page(town: Town, rita: Person, own: Client) -> None:
    make_item(town.zone, "Bij de school", neighbourhoods=["M1-2"])
    make_item(town.zone, "Waar ik woon", neighbourhoods=["M1-1"])
    switch = {"name": "news", "on": "1"}
    own.post("/mijn/zorg/volg/", switch)
    assert not NewsSubscription.objects.exists(), "without an address"
    make_contact_point(rita, "email")
    own.post("/mijn/zorg/volg/", switch)
    assert not NewsSubscription.objects.exists(), "without a place"
    own.post("/mijn/zorg/", SCHOOL)
    own.post("/mijn/zorg/volg/", switch)
    assert mailed() == ["Bij de school"]
    own.post("/mijn/plaats/", {"lon": HERE.lon, "lat": HERE.lat})
    assert mailed() == ["Bij de school", "Waar ik woon"]
    own.post(f"/mijn/zorg/{CareArea.objects.get().id}/weg/")
    assert mailed() == ["Waar ik woon"]
    own.post("/mijn/zorg/volg/", {"name": "news", "on": "0"})
    assert not NewsSubscription.objects.exists()


def test_a_place_in_another_zone_is_followed_too_and_another_choice_stays(
    town: Town, rita: Person, own: Client
) -> None:
    make_contact_point(rita, "email")
    own.post("/mijn/nieuws/?zone=z1", {"often": "at_once", "codes": ["M1-1"]})
    own.post("/mijn/zorg/", SCHOOL)
    own.post("/mijn/zorg/volg/", {"name": "news", "on": "1"})
    own.post(
        "/mijn/zorg/",
        {"label": "Oma", "care_lon": str(ELSEWHERE.lon), "care_lat": str(ELSEWHERE.lat), "reach": "250"},
    )
    assert dict(NewsSubscription.objects.values_list("tenant_id", "with_places")) == {
        town.zone.id: True,
        town.other_zone.id: True,
    }
    assert "over deze plaatsen" in own.get("/mijn/").content.decode()
    assert "checked" in own.get("/mijn/nieuws/?zone=z1").content.decode()
    own.post("/mijn/zorg/volg/", {"name": "news", "on": "0"})
    kept = NewsSubscription.objects.get()
    assert (kept.tenant_id, kept.neighbourhoods, kept.often, kept.with_places) == (
        town.zone.id,
        ["M1-1"],
        "at_once",
        False,
    )


def test_who_is_no_follower_or_somebody_else_is_not_there(town: Town, rita: Person, own: Client) -> None:
    assert own.post("/mijn/zorg/volg/", {"name": "iets-anders", "on": "1"}).status_code == 404
    assert own.post(f"/hulp/{rita.id}/zorg/volg/", {"name": "news", "on": "1"}).status_code in (302, 404)
    assert not NewsSubscription.objects.exists()
