"""News reaches whom it concerns, by page, feed and mail, and stops with one click."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
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

from nabij.channels import drivers
from nabij.desk.news import actions, posting, queries, rules, tasks, tokens
from nabij.desk.news.models import NewsItem, NewsMail, NewsSubscription
from nabij.desk.news.rules import Scope
from nabij.desk.news.tests.factories import make_item
from nabij.desk.officers.tests.factories import metres, photo
from nabij.people import actions as people
from nabij.people.models import Account
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, sign_in, staff_actor
from nabij.reports.tests.factories import ELSEWHERE, HERE, Town, make_area, make_town
from nabij.reports.where import Place
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing, Refused, Stale

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=10)


@pytest.fixture
def town() -> Town:
    cache.clear()
    found = make_town()
    make_area("neighbourhood", "M1-2", Place(4.76, 50.88), 0.01, municipality_code="M1", zone_code="Z1")
    return found


class Route:
    """Keeps what was sent; answers as it is told to."""

    def __init__(self) -> None:
        self.sent: list[drivers.Message] = []
        self.down = False

    def __call__(self, _channel: str) -> Route:
        return self

    def send(self, window: Any) -> list[drivers.Answer]:
        if self.down:
            raise drivers.RouteDown("weg")
        self.sent += window
        return [drivers.Answer(one.key, "handed_over") for one in window]


@pytest.fixture
def route(monkeypatch: pytest.MonkeyPatch) -> Route:
    found = Route()
    monkeypatch.setattr(posting, "driver_for", found)
    return found


def run(after: timedelta = LATER) -> None:
    now = timezone.now() + after
    actions.gather_mails(now)
    tasks.deliver(now)


moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)


@given(moments, st.lists(st.integers(1, 60 * 24 * 3), max_size=60), st.sampled_from(["weekly", "at_once"]))
def test_no_mail_more_often_than_chosen(start: datetime, steps: list[int], often: str) -> None:
    """However the job runs, between two weekly mails lies a Friday afternoon, and nothing leaves that is not five minutes old."""
    told, now, sent = rules.slot_before(often, start), start, []
    for minutes in steps:
        now += timedelta(minutes=minutes)
        slot = rules.slot_before(often, now)
        assert slot <= now - rules.HOLD
        if rules.is_due(often, told, now):
            assert slot > told
            told = slot
            sent.append(slot)
    if often == "weekly":
        days = [(b - a).total_seconds() / 86_400 for a, b in pairwise(sent)]
        assert all(day >= 6.9 for day in days)
        assert all(slot.weekday() == 4 for slot in sent)


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


def test_anybody_subscribes_and_gets_nothing_before_the_address_is_confirmed(
    town: Town, client: Client, route: Route
) -> None:
    make_item(town.zone, "Vooraf")
    asked = client.post("/nieuws/per-mail/", {"address": "An@Example.org", "often": "at_once", "codes": ["M1-1"]})
    assert asked.status_code == 200
    run()
    (mail,) = route.sent
    assert mail.to == "an@example.org" and "Vooraf" not in mail.text
    link = re.search(r"/nieuws/bevestig/[\w-]+/", mail.text)
    assert link
    make_item(town.zone, "Nog niet")
    run()
    assert len(route.sent) == 1
    client.get(link[0])
    assert not NewsSubscription.objects.exclude(confirmed_at=None).exists()
    client.post(link[0])
    make_item(town.zone, "Nu wel", neighbourhoods=["M1-1"])
    make_item(town.zone, "Andere wijk", neighbourhoods=["M1-2"])
    run(timedelta(minutes=1))
    assert len(route.sent) == 1
    run()
    assert route.sent[-1].subject == "Nu wel" and "Andere wijk" not in route.sent[-1].text
    run(timedelta(minutes=20))
    assert len(route.sent) == 2


def test_one_click_stops_it_and_forgets_the_address(town: Town, route: Route) -> None:
    """RFC 8058: a POST to the address in the header, without cookies, and a GET changes nothing."""
    actions.subscribe_address(
        PUBLIC, address="an@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="at_once"
    )
    actions.confirm(NewsSubscription.objects.get().id)
    make_item(town.zone)
    run()
    headers = route.sent[-1].headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.search(r"/nieuws/stop/[\w-]+/", headers["List-Unsubscribe"])
    assert path and path[0] in route.sent[-1].text
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path[0]).status_code == 200 and NewsSubscription.objects.count() == 1
    assert strict.post(path[0], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not NewsSubscription.objects.exists() and not NewsMail.objects.exists()
    assert strict.post(path[0], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert strict.post("/nieuws/stop/AAAA/").status_code == 404


def test_a_link_to_stop_does_not_confirm(town: Town, client: Client) -> None:
    actions.subscribe_address(
        PUBLIC, address="an@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="weekly"
    )
    found = NewsSubscription.objects.get()
    assert client.post(f"/nieuws/bevestig/{tokens.token_for(found.id, 'stop')}/").status_code == 404
    assert NewsSubscription.objects.get().confirmed_at is None


def test_nobody_floods_a_letterbox_and_who_does_not_confirm_is_forgotten(town: Town, route: Route) -> None:
    visitor = Client(REMOTE_ADDR="198.51.100.9")
    typed = {"address": "slachtoffer@example.org", "often": "weekly"}
    answers = [visitor.post("/nieuws/per-mail/", typed).status_code for _ in range(7)]
    assert answers == [200] * 5 + [422] * 2
    run()
    assert len(route.sent) == 3
    assert actions.drop_unconfirmed(timezone.now()) == 0
    assert actions.drop_unconfirmed(timezone.now() + timedelta(days=3)) == 3
    assert not NewsSubscription.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"address": "geen adres", "often": "weekly"}, {"often": "weekly"}, {"address": "an@example.org", "often": "elk uur"},
        {"address": "an@example.org", "often": "weekly", "codes": ["M2-1"]},
        {"address": "an@example.org", "often": "weekly", "website": "x"},
    ],
)  # fmt: skip
def test_a_bad_subscription_is_explained_and_nothing_is_stored(
    town: Town, client: Client, typed: dict[str, Any]
) -> None:
    make_item(town.zone)
    answer = client.post("/nieuws/per-mail/?zone=z1", typed)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not NewsSubscription.objects.exists()


def test_my_page_and_its_twin_keep_one_choice(town: Town, route: Route) -> None:
    person = make_resident("Rita")
    client = sign_in(Client(), Account.objects.get(id=person.account_id))
    refused = client.post("/mijn/nieuws/?zone=z1", {"often": "at_once"})
    assert refused.status_code == 422 and not NewsSubscription.objects.exists()
    point = make_contact_point(person, "email")
    assert client.post("/mijn/nieuws/?zone=z1", {"often": "at_once", "themes": ["traffic"]}).status_code == 302
    clerk = sign_in(Client(), make_staff(town.zone, "desk_clerk"))
    session = clerk.session
    session["people.helping"] = {"person": str(person.id), "reason": "phone"}
    session.save()
    assert clerk.post(f"/hulp/{person.id}/nieuws/?zone=z1", {"often": "at_once"}).status_code == 302
    assert NewsSubscription.objects.get().themes == []
    make_item(town.zone)
    run()
    assert len(route.sent) == 1
    people.opt_out(system_actor([town.zone.id]), contact_point_id=point.id, tenant_id=town.zone.id)
    make_item(town.zone, "Na de stop")
    run(timedelta(minutes=20))
    assert len(route.sent) == 1
    assert queries.dossier_of(person.id)
    stop = {"deed": "stop", "which": str(NewsSubscription.objects.get().id)}
    other = sign_in(Client(), Account.objects.get(id=make_resident().account_id))
    assert other.post("/mijn/nieuws/?zone=z1", stop).status_code == 404
    assert client.post("/mijn/nieuws/?zone=z1", stop).status_code == 302
    assert not NewsSubscription.objects.exists()


def test_who_is_erased_gets_nothing(town: Town) -> None:
    person = make_resident()
    make_contact_point(person, "email")
    actions.subscribe_person(
        system_actor(), person_id=person.id, zone_id=town.zone.id, codes=[], wanted=[], often="weekly"
    )
    actions.forget_person(person.id)
    assert not NewsSubscription.objects.exists()


def test_a_mail_that_no_route_takes_goes_later_once(town: Town, route: Route) -> None:
    actions.subscribe_address(
        PUBLIC, address="an@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="at_once"
    )
    route.down = True
    run(timedelta(0))
    assert NewsMail.objects.get().state == "waiting"
    route.down = False
    run()
    run()
    assert len(route.sent) == 1 and NewsMail.objects.get().state == "sent"


def test_what_is_withdrawn_before_the_mail_leaves_is_not_in_it(town: Town, route: Route) -> None:
    actions.subscribe_address(
        PUBLIC, address="an@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="at_once"
    )
    actions.confirm(NewsSubscription.objects.get().id)
    NewsMail.objects.all().delete()
    wrong, good = make_item(town.zone, "Fout"), make_item(town.zone, "Goed")
    now = timezone.now() + LATER
    actions.gather_mails(now)
    actions.withdraw(system_actor([town.zone.id]), item_id=wrong.id)
    tasks.deliver(now)
    assert [one.subject for one in route.sent] == ["Goed"]
    actions.publish(system_actor([town.zone.id]), item_id=wrong.id)
    run(timedelta(minutes=30))
    assert len(route.sent) == 1 and good.published_at


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
    english = Client().get(f"/nieuws/{item.id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "This is news" in english and 'alt="De Markt"' in english
    stranger = sign_in(Client(), make_staff(town.other_zone, "prevention"))
    assert stranger.get(page).status_code == stranger.post(page, {"deed": "withdraw"}).status_code == 404
    assert sign_in(Client(), make_staff(town.zone, "dispatcher")).get("/nieuws/beheer/").status_code == 404


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


def test_no_address_can_be_read_in_the_database(town: Town) -> None:
    actions.subscribe_address(
        PUBLIC, address="geheim.adres@example.org", zone_id=town.zone.id, codes=[], wanted=[], often="weekly"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select s::text || m::text from desk_newssubscription s join desk_newsmail m on m.subscription_id = s.id"
        )
        row = cursor.fetchone()[0]
    assert "geheim" not in row and b"geheim".hex() not in row
