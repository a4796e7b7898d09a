"""News reaches whom it concerns, by page and by feed, from draft to withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from nabij.desk.news import actions, queries
from nabij.desk.news.models import NewsItem
from nabij.desk.news.rules import Scope
from nabij.desk.news.tests.factories import make_item
from nabij.desk.officers.tests.factories import metres, photo
from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.reports.tests.factories import ELSEWHERE, HERE, Town, make_area, make_town
from nabij.reports.where import Place
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=10)


@pytest.fixture
def town() -> Town:
    cache.clear()
    found = make_town()
    make_area("neighbourhood", "M1-2", Place(4.76, 50.88), 0.01, municipality_code="M1", zone_code="Z1")
    return found


ids = st.sampled_from([uuid4() for _ in range(3)])
codes = st.frozensets(st.sampled_from("abcd"), max_size=3)


@given(codes, st.frozensets(ids), ids, codes)
def test_news_for_a_place_concerns_it_and_news_for_all_whoever_answers_for_it(
    mine: frozenset[str], tenants: frozenset[Any], writer: Any, about: frozenset[str]
) -> None:
    scope = Scope(mine, tenants)
    assert scope.holds(writer, about) == (bool(mine & about) if about else writer in tenants)
    assert Scope(everything=True).holds(writer, about)


def titles(answer: Any) -> set[str]:
    return set(re.findall(r'<h2><a href="[^"]+">([^<]+)</a></h2>', answer.content.decode()))


def test_place_and_theme_narrow_the_page(town: Town, client: Client) -> None:
    make_item(town.zone, "Heel de zone", theme="police")
    make_item(town.city, "Heel de stad", theme="traffic")
    make_item(town.zone, "Wijk een", neighbourhoods=["M1-1"])
    make_item(town.city, "Wijk twee", neighbourhoods=["M1-2"], theme="traffic")
    make_item(town.other_zone, "Ver weg")
    make_item(town.zone, "Kladje", shown=False)
    look = lambda **asked: titles(client.get("/nieuws/", {"zone": "z1"} | asked))  # noqa: E731
    assert look() == {"Heel de zone", "Heel de stad", "Wijk een", "Wijk twee"}
    assert look(plaats="M1-1") == {"Heel de zone", "Heel de stad", "Wijk een"}
    assert look(plaats="M1") == {"Heel de zone", "Heel de stad", "Wijk een", "Wijk twee"}
    assert look(thema="traffic") == {"Heel de stad", "Wijk twee"}
    assert look(plaats="M1-1", thema="traffic") == {"Heel de stad"}
    assert [one.texts["nl"]["title"] for one in queries.news_at(*metres(HERE), timezone.now())] == [
        "Wijk een", "Heel de stad", "Heel de zone",
    ]  # fmt: skip
    assert len(queries.news_at(*metres(ELSEWHERE), timezone.now())) == 1
    for asked in ({"plaats": "M2-1"}, {"thema": "roddel"}, {"zone": "niets"}, {"after": "x"}, {"after": str(uuid4())}):
        assert client.get("/nieuws/", {"zone": "z1"} | asked).status_code == 404


def test_a_draft_and_what_was_withdrawn_do_not_exist(town: Town, client: Client) -> None:
    draft, shown = make_item(town.zone, shown=False), make_item(town.zone, "Weg ermee")
    assert client.get(f"/nieuws/{shown.id}/").status_code == 200
    actions.withdraw(system_actor([town.zone.id]), item_id=shown.id)
    assert client.get(f"/nieuws/{shown.id}/").status_code == client.get(f"/nieuws/{draft.id}/").status_code == 404
    assert b"Weg ermee" not in client.get("/nieuws/rss.xml").content


def test_the_feed_is_rss_two(town: Town, client: Client) -> None:
    """By the letter of rssboard.org/rss-specification: required elements, dates of RFC 822, unique guids, found by a reader."""
    for n in range(3):
        make_item(town.zone, f"Nieuws {n} <&> \x07", neighbourhoods=["M1-1"] if n else [])
    page = client.get("/nieuws/", {"plaats": "M1-1"}).content
    (link,) = etree.HTML(page).xpath("//link[@rel='alternate'][@type='application/rss+xml']/@href")
    answer = client.get(link)
    assert answer["Content-Type"].startswith("application/rss+xml")
    root = etree.fromstring(answer.content)
    assert (root.tag, root.get("version"), len(root)) == ("rss", "2.0", 1)
    (channel,) = root
    assert all(channel.findtext(name) for name in ("title", "link", "description", "language"))
    (own,) = channel.findall("{http://www.w3.org/2005/Atom}link")
    assert own.get("rel") == "self" and own.get("href").endswith(link)
    items = channel.findall("item")
    assert len(items) == 3 == len({one.findtext("guid") for one in items})
    for one in items:
        assert one.findtext("title").startswith("Nieuws") and one.findtext("description")
        assert one.findtext("link").startswith("http") and parsedate_to_datetime(one.findtext("pubDate")).tzinfo
        assert one.find("guid").get("isPermaLink") == "false"
        known = {
            "title",
            "link",
            "description",
            "author",
            "category",
            "comments",
            "enclosure",
            "guid",
            "pubDate",
            "source",
        }
        assert {child.tag for child in one} <= known
    assert [one.findtext("title")[:8] for one in items] == ["Nieuws 2", "Nieuws 1", "Nieuws 0"]


def test_a_page_of_news_takes_few_queries_and_goes_on(town: Town, client: Client) -> None:
    for n in range(25):
        make_item(town.zone, f"Nieuws {n:02}")
    with CaptureQueriesContext(connection) as seen:
        first = client.get("/nieuws/")
    assert len(seen) <= 15
    (after,) = set(re.findall(r"after=([\w-]+)", first.content.decode()))
    assert len(titles(first)) == 20 and len(titles(client.get("/nieuws/", {"after": after}))) == 5
    chief = sign_in(Client(), make_staff(town.zone, "chief"))
    with CaptureQueriesContext(connection) as seen:
        chief.get("/nieuws/beheer/")
    assert len(seen) <= 15


def test_who_writes_goes_from_draft_to_published_in_own_tenant_only(town: Town, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(Client(), make_staff(town.zone, "prevention"))
    typed = {
        "theme": "police",
        "title_nl": "Dit is nieuws",
        "body_nl": "Tekst.",
        "title_en": "This is news",
        "body_en": "Text.",
    }
    made = client.post("/nieuws/beheer/nieuw", typed | {"tenant": str(town.zone.id)})
    item = NewsItem.objects.get()
    assert made["Location"] == f"/nieuws/beheer/{item.id}/"
    page = f"/nieuws/beheer/{item.id}/"
    assert client.post(page, typed | {"deed": "keep", "neighbourhoods": ["M1-1"], "version": 0}).status_code == 302
    assert client.post(page, {"deed": "publish"}).status_code == 302
    upload = SimpleUploadedFile("a.jpg", photo().read(), content_type="image/jpeg")
    assert client.post(page, {"deed": "photo", "photo": upload}).status_code == 422
    upload.seek(0)
    assert client.post(page, {"deed": "photo", "photo": upload, "words": "De Markt"}).status_code == 302
    content = b"".join(Client().get(f"/nieuws/{item.id}/foto").streaming_content)
    assert b"Camera-merk" not in content
    assert Client().get(f"/nieuws/{item.id}/foto")["Cache-Control"].startswith("public")
    english = Client().get(f"/nieuws/{item.id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "This is news" in english and 'alt="De Markt"' in english
    stranger = sign_in(Client(), make_staff(town.other_zone, "prevention"))
    assert stranger.get(page).status_code == stranger.post(page, {"deed": "withdraw"}).status_code == 404
    assert sign_in(Client(), make_staff(town.zone, "dispatcher")).get("/nieuws/beheer/").status_code == 404
    assert client.post(page, {"deed": "withdraw"}).status_code == 302
    assert "no-store" in client.get(f"/nieuws/{item.id}/foto")["Cache-Control"], "no cache keeps what is not public"
    assert Client().get(f"/nieuws/{item.id}/foto").status_code == 404


def test_a_second_writer_hears_that_somebody_was_first(town: Town) -> None:
    item, writer = make_item(town.zone), staff_actor(town.zone, "prevention")
    given = {"texts": item.texts, "theme": "police"}
    version = NewsItem.objects.get().version
    actions.change_item(writer, item_id=item.id, version=version, **given)
    with pytest.raises(Stale):
        actions.change_item(writer, item_id=item.id, version=version, **given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"texts": {"nl": {"title": "", "body": "x"}}}, {"texts": {"en": {"title": "x", "body": "x"}}},
        {"texts": {"nl": {"title": "x", "body": "x"}, "fr": {"title": "x"}}}, {"theme": "roddel"},
        {"link": "http://example.org"}, {"link": "javascript:alert(1)"}, {"neighbourhoods": ["M2-1"]},
        {"texts": {"nl": {"title": "x" * 121, "body": "x"}}},
    ],
)  # fmt: skip
def test_bad_news_is_refused_and_not_stored(town: Town, wrong: dict[str, Any]) -> None:
    good = {"texts": {"nl": {"title": "x", "body": "x"}}, "theme": "police"}
    with pytest.raises(Refused):
        actions.write_item(staff_actor(town.zone, "prevention"), tenant_id=town.zone.id, **(good | wrong))
    with pytest.raises(Missing):
        actions.write_item(staff_actor(town.other_zone, "prevention"), tenant_id=town.zone.id, **good)
    assert not NewsItem.objects.exists()
