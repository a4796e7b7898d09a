"""BE-Alert's public feed, from a server of our own that gives what the fields are known to be: shown, never sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from nabij.alerts.cap import gateway, queries
from nabij.alerts.cap.gateway import LARGEST_BYTES, MOST_ITEMS, NotFetched, items
from nabij.alerts.cap.models import BeAlertNotice
from nabij.alerts.cap.tasks import be_alert_feed
from nabij.alerts.cap.tests import samples
from nabij.alerts.cap.writer import write
from nabij.alerts.models import Alert
from nabij.alerts.tests.factories import make_zone
from nabij.people.tests.factories import sign_in

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GUID = "65f0c0ffee65f0c0ffee65f0"
CORNERS = [(5.33, 50.92), (5.35, 50.92), (5.35, 50.94), (5.33, 50.92)]


def row(**changes: Any) -> dict[str, Any]:
    """A message as the gateway gives it in JSON."""
    line = {"type": "LineString", "coordinates": [{"x": x, "y": y} for x, y in CORNERS]}
    given = {
        "guid": GUID, "title": "Rookpluim in Hasselt", "description": "Sluit ramen en deuren.",
        "category": "Fire", "lang": "nl-BE",
        "pubDate": "2026-11-22T11:40:00Z", "startDate": "2026-11-22T11:40:00Z", "expirationDate": "2026-11-22T14:00:00Z",
        "link": f"https://publicalerts.be/CapGateway/alert/{GUID}", "area": [{"type": "Polygon", "coordinates": [line]}],
    }  # fmt: skip
    return given | changes


class Gateway:
    """A server on this machine in the place of the National Crisis Centre."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        gateway_ = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                gateway_.asked.append(self.path)
                status, body = gateway_.answers.get(self.path, (404, b""))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", body.decode())
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/CapGateway/feed"

    def lists(self, *rows: Any) -> None:
        self.answers["/CapGateway/feed"] = (200, json.dumps({"items": rows}).encode())

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def crisis_centre() -> Iterator[Gateway]:
    served = Gateway()
    yield served
    served.close()


def test_a_message_of_the_feed_is_read_with_its_area(crisis_centre: Gateway) -> None:
    crisis_centre.lists(row())
    (item,), unread = items(crisis_centre.address, NOW)
    assert unread == 0
    assert (item.title, item.language, item.expires_at) == (
        "Rookpluim in Hasselt",
        "nl-BE",
        datetime(2026, 11, 22, 14, tzinfo=UTC),
    )
    assert item.area is not None and item.area["type"] == "Polygon"


@pytest.mark.parametrize(
    "written",
    [1_795_356_000_000, "2026-11-22T14:00:00+00:00", "2026-11-22T15:00:00", "Sun, 22 Nov 2026 14:00:00 GMT"],
    ids=str,
)  # fmt: skip
def test_moments_are_read_however_they_are_written(crisis_centre: Gateway, written: Any) -> None:
    crisis_centre.lists(row(expirationDate=written))
    (item,), _ = items(crisis_centre.address, NOW)
    assert item.expires_at == datetime(2026, 11, 22, 14, tzinfo=UTC)


def test_what_cannot_be_read_is_counted_and_the_rest_is_shown(crisis_centre: Gateway) -> None:
    bow = [{"x": 5.0, "y": 50.9}, {"x": 5.1, "y": 51.0}, {"x": 5.1, "y": 50.9}, {"x": 5.0, "y": 51.0}]
    crossing = [{"type": "Polygon", "coordinates": [{"type": "LineString", "coordinates": bow}]}]
    crisis_centre.lists(
        row(), row(guid=""), row(guid="../../x"), row(title=7), "text", None, row(expirationDate="2026-11-22T11:00:00Z"),
        row(guid="b", area=crossing), row(guid="c", area="x"), row(guid="d", link="javascript:alert(1)", lang="<b>"),
    )  # fmt: skip
    found, unread = items(crisis_centre.address, NOW)
    assert [one.guid for one in found] == [GUID, "b", "c", "d"]
    assert unread == 6
    assert [one.area is None for one in found] == [False, True, True, False]
    assert (found[3].link, found[3].language) == ("", "")


def test_rss_is_read_and_the_area_comes_from_the_single_message(crisis_centre: Gateway) -> None:
    rss = f"<rss><channel><item><guid>{GUID}</guid><title>Rook</title><link>https://x.be/</link></item></channel></rss>"
    crisis_centre.answers["/CapGateway/feed/rss"] = (200, rss.encode())
    crisis_centre.answers[f"/CapGateway/alert/{GUID}"] = (200, write(samples.message()))
    (item,), _ = items(f"{crisis_centre.address}/rss", NOW)
    assert item.area is not None
    assert crisis_centre.asked == ["/CapGateway/feed/rss", f"/CapGateway/alert/{GUID}"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""), (302, b"http://127.0.0.1:1/"), (200, b"x" * (LARGEST_BYTES + 1)), (200, b"[" * 200_000), (200, b"{}"),
        (200, json.dumps([row()] * (MOST_ITEMS + 1)).encode()), (200, b"<!DOCTYPE a [<!ENTITY x 'y'>]><rss>&x;</rss>"),
        (200, b"\xff\xfe"),
    ],
    ids=["error", "redirect", "large", "deep", "no list", "many", "entities", "no text"],
)  # fmt: skip
def test_a_feed_that_cannot_be_used_says_so_and_no_more(crisis_centre: Gateway, status: int, body: bytes) -> None:
    crisis_centre.answers["/CapGateway/feed"] = (status, body)
    with pytest.raises(NotFetched):
        items(crisis_centre.address, NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*row(), "x", "y", "coordinates"]), inner, max_size=6)
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        JSON | st.builds(lambda changes: row(**changes), st.dictionaries(st.sampled_from(list(row())), JSON)),
        max_size=4,
    )
)
def test_whatever_stands_in_the_feed_nothing_breaks(rows: list[Any]) -> None:
    with suppress(NotFetched):
        items("http://nowhere.invalid/feed", NOW, get=lambda _: json.dumps({"items": rows}).encode())


@pytest.mark.django_db
def test_the_layer_shows_what_is_in_force_and_forgets_the_rest(crisis_centre: Gateway, settings: Any) -> None:
    make_zone()
    settings.NABIJ_BE_ALERT_FEED = crisis_centre.address
    until = datetime.now(UTC) + timedelta(hours=1)
    given_ = {"startDate": "", "expirationDate": until.isoformat()}
    crisis_centre.lists(
        row(**given_), row(guid="later", **given_ | {"startDate": (until - timedelta(minutes=5)).isoformat()})
    )
    be_alert_feed(timestamp=0)
    assert [one.guid for one in queries.be_alert_notices()] == [GUID]
    (feature,) = queries.be_alert_geojson()["features"]
    assert feature["properties"]["name"] == "BE-Alert: Rookpluim in Hasselt"
    crisis_centre.answers["/CapGateway/feed"] = (500, b"")
    be_alert_feed(timestamp=0)
    assert BeAlertNotice.objects.count() == 2, "a feed that fails takes nothing away"
    crisis_centre.lists()
    be_alert_feed(timestamp=0)
    assert BeAlertNotice.objects.count() == 0
    assert Alert.objects.count() == 0, "nothing of it is ever sent"


@pytest.mark.django_db
def test_off_by_default_nobody_is_asked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.NABIJ_BE_ALERT_FEED == ""
    monkeypatch.setattr(gateway, "items", lambda *_: pytest.fail("asked"))
    be_alert_feed(timestamp=0)


@pytest.mark.django_db
def test_residents_see_it_only_where_a_zone_wants_it() -> None:
    zone = make_zone()
    ends = datetime.now(UTC) + timedelta(hours=1)
    BeAlertNotice.objects.create(guid="a", title="Rook", expires_at=ends, seen_at=datetime.now(UTC))
    assert queries.shown_to_residents() == []
    zone.tenant.settings = {"alerts": {"be_alert_on_home": True}}
    zone.tenant.save()
    assert [one.title for one in queries.shown_to_residents()] == ["Rook"]
    assert "BE-Alert: Rook" in Client().get(reverse("alerts:in_force")).content.decode()
    assert "BE-Alert: Rook" in Client().get("/").content.decode()
    staff = sign_in(Client(), zone.writer)
    assert "BE-Alert: Rook" in staff.get(reverse("alerts:from_others")).content.decode()
    assert staff.get(reverse("alerts:be_alert_shapes")).json()["features"] == []
