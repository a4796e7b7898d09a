"""Feeds, signed messages, the page and the banner as a visitor gets them: validators, headers, languages, and no cookies."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from nabij.alerts.cap.reader import read
from nabij.alerts.cap.signing import certificate
from nabij.alerts.models import Publication
from nabij.alerts.outlets.tests.test_publishing import left, put_out
from nabij.alerts.tests.factories import Zone, make_zone, neighbour_of
from nabij.people.tests.factories import sign_in

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FORMS = ("atom", "rss", "json_feed")


def feed(zone: Zone, name: str = "atom", **headers: str) -> Any:
    return Client().get(reverse(f"alerts:{name}", args=[zone.tenant.slug]), headers=headers)


def published(zone: Zone) -> Publication:
    made = put_out(left(zone))
    assert made is not None
    return made


def test_the_feed_leads_to_the_signed_message() -> None:
    zone = make_zone()
    made = published(zone)
    root = etree.fromstring(feed(zone).content)
    (entry,) = root.findall("a:entry", ATOM)
    link = entry.find("a:link", ATOM)
    assert link.get("type") == "application/cap+xml"
    document = Client().get(link.get("href").removeprefix(site.SITE_URL))
    assert document["Content-Type"] == "application/cap+xml"
    assert document.content == bytes(made.content)
    assert read(document.content).identifier in entry.findtext("a:id", namespaces=ATOM)
    for needed in ("id", "title", "updated"):
        assert entry.findtext(f"a:{needed}", namespaces=ATOM) and root.findtext(f"a:{needed}", namespaces=ATOM)


def test_rss_and_json_say_the_same() -> None:
    zone = make_zone()
    made = published(zone)
    (item,) = etree.fromstring(feed(zone, "rss").content).findall("channel/item")
    assert item.findtext("guid") == made.identifier
    assert item.find("enclosure").get("type") == "application/cap+xml"
    (alert,) = json.loads(feed(zone, "json_feed").content)["alerts"]
    assert alert["identifier"] == made.identifier and alert["over"] is False
    assert alert["texts"]["nl-BE"]["headline"] == item.findtext("title")
    assert alert["areas"][0]["polygons"][0]["type"] == "Polygon"


@pytest.mark.parametrize("name", FORMS)
def test_who_polls_gets_304_until_something_changes(name: str) -> None:
    zone = make_zone()
    empty = feed(zone, name)
    assert empty.status_code == 200 and "max-age" in empty["Cache-Control"]
    again = feed(zone, name, **{"if-none-match": empty["ETag"]})
    assert again.status_code == 304 and again["ETag"] == empty["ETag"]
    published(zone)
    changed = feed(zone, name, **{"if-none-match": empty["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != empty["ETag"]
    assert changed["Last-Modified"]
    assert changed["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", FORMS)
def test_a_feed_speaks_the_language_that_is_asked(name: str) -> None:
    zone = make_zone()
    published(zone)
    dutch = feed(zone, name).content.decode()
    english = feed(zone, name, **{"accept-language": "en"}).content.decode()
    assert "Inbraak in je buurt" in dutch
    assert "Burglary" in english


def test_a_feed_holds_only_what_its_own_zone_published() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    made = published(zone)
    assert made.identifier not in feed(other).content.decode()
    strange = Client().get(reverse("alerts:cap_document", args=[other.tenant.slug, made.identifier]))
    assert strange.status_code == 404
    assert Client().get(reverse("alerts:atom", args=["nobody"])).status_code == 404


def test_the_certificate_can_be_had() -> None:
    assert Client().get(reverse("alerts:cap_certificate")).content == certificate()


def test_the_page_tells_what_is_in_force_and_how_to_subscribe() -> None:
    zone = make_zone()
    empty = Client().get(reverse("alerts:in_force")).content.decode()
    assert "geldt hier op dit moment geen waarschuwing" in empty
    published(zone)
    page = Client().get(reverse("alerts:in_force")).content.decode()
    assert "Inbraak in je buurt" in page
    assert f'<link rel="alternate" type="application/atom+xml" title="{zone.tenant.name}"' in page


def banner(zone: Zone, query: str = "") -> Any:
    return Client().get(reverse("alerts:banner", args=[zone.tenant.slug]) + query)


def test_the_banner_may_be_framed_by_the_sites_of_the_zone_only() -> None:
    zone = make_zone(banner_sites=["https://www.zandekerke.be", "javascript:alert(1)", "https://x.be; script-src *"])
    answer = banner(zone)
    policy = answer["Content-Security-Policy"]
    (frames,) = [one.strip() for one in policy.split(";") if "frame-ancestors" in one]
    assert frames == "frame-ancestors 'self' https://www.zandekerke.be"
    assert "X-Frame-Options" not in answer
    other = banner(neighbour_of(zone))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    home = Client().get("/")
    assert "frame-ancestors 'none'" in home["Content-Security-Policy"] and home["X-Frame-Options"] == "DENY"


def test_the_banner_sets_no_cookie_and_says_nothing_where_there_is_nothing() -> None:
    zone = make_zone()
    empty = banner(zone)
    assert not empty.cookies
    assert "<article" not in empty.content.decode() and 'role="alert"' not in empty.content.decode()
    published(zone)
    full = banner(zone)
    assert not full.cookies
    assert 'role="alert"' in full.content.decode() and "Inbraak in je buurt" in full.content.decode()


def test_the_banner_speaks_the_language_of_the_site_around_it() -> None:
    zone = make_zone()
    published(zone)
    page = banner(zone, "?lang=en-US").content.decode()
    assert "Burglary" in page and 'lang="en"' in page
    assert "Inbraak in je buurt" in banner(zone, "?lang=xx").content.decode()


def test_an_alert_that_is_older_is_not_announced_aloud_again() -> None:
    zone = make_zone()
    published(zone)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        page = banner(zone).content.decode()
    assert "<article" in page and 'role="alert"' not in page


def test_the_lines_to_copy_name_the_zone_and_its_sites() -> None:
    zone = make_zone(banner_sites=["https://www.zandekerke.be"])
    page = sign_in(Client(), zone.writer).get(reverse("alerts:snippet")).content.decode()
    assert f'data-publisher="{zone.tenant.slug}"' in page.replace("&quot;", '"')
    assert "https://www.zandekerke.be" in page
