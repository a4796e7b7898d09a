"""What anybody may see: the same facts on the page and in every feed, blurred, and never one that may not be public."""

from __future__ import annotations

import csv
import io
import itertools
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from nabij.places.geometry import to_lambert
from nabij.reports import actions
from nabij.reports.models import Category, Incident
from nabij.reports.outward.queries import BLUR_M, Wish, blurred, facts, public_kinds, street_of
from nabij.reports.tests.factories import HERE, Town, by_telephone, make_street, make_town, report, version_of
from nabij.reports.where import Place
from nabij.tenants.actor import system_actor

pytestmark = pytest.mark.django_db
SECRET = "Buurman Jef van nummer 12 deed het"
FEEDS = ("outward", "outward_map", "outward_rss", "outward_geojson", "outward_csv")
NEVER = {"suspicious", "burglary", "drugs", "discrimination", "harassment"}


@pytest.fixture
def town() -> Town:
    return make_town()


def got(name: str, **asked: Any) -> Any:
    return Client().get(reverse(f"reports:{name}"), asked)


def told_of(category: str, place: Place = HERE) -> Any:
    return report(category=category, place=place, text=SECRET, name="Mia", contact=by_telephone())


def test_what_may_not_be_public_is_nowhere_whatever_state_it_is_in(town: Town) -> None:
    """Every category that is not marked public, new, judged and closed: in no feed, by no filter."""
    hidden = [one for one in Category.objects.filter(active=True, nothing_stored=False) if not one.may_be_public]
    assert {one.code for one in hidden} >= NEVER
    for kind, state in itertools.product(hidden, ("new", "in_hand", "closed")):
        recorded = told_of(kind.code)
        Incident.objects.filter(id=recorded.incident_id).update(state=state, public_sentence="Zin voor de melder.")
    asked: list[dict[str, Any]] = [{}, {"state": "open"}, {"state": "closed"}, {"bbox": "4,50,5,51"}]
    for name, choice in itertools.product(FEEDS, asked):
        body = got(name, **choice).content.decode()
        assert "Zin voor de melder." not in body
        assert not [one for one in Incident.objects.values_list("id", flat=True) if str(one) in body]
    assert facts(Wish()) == []
    assert got("outward_geojson", kind="suspicious").status_code == 422, "a kind that may not be shown is no choice"


def test_every_form_says_the_same_and_no_word_of_who_told_it(town: Town) -> None:
    make_street("Dorpsstraat")
    told_of("litter")
    (fact,) = facts(Wish())
    answers = {name: got(name).content.decode() for name in FEEDS}
    assert all(str(fact.id) in body for body in answers.values())
    for body in answers.values():
        assert SECRET not in body and "Mia" not in body and "Dorpsstraat 1" not in body and "0470" not in body
    (row,) = csv.DictReader(io.StringIO(answers["outward_csv"].lstrip("\ufeff")), delimiter=";")
    (feature,) = json.loads(answers["outward_geojson"])["features"]
    assert row["street"] == feature["properties"]["street"] == "Dorpsstraat"
    assert [float(row["lon"]), float(row["lat"])] == feature["geometry"]["coordinates"]


def test_a_reader_of_news_understands_the_feed(town: Town) -> None:
    told_of("litter")
    root = etree.fromstring(got("outward_rss").content)
    assert root.tag == "rss" and root.get("version") == "2.0"
    (item,) = root.findall("channel/item")
    assert {"title", "description", "pubDate", "guid"} <= {child.tag for child in item}
    lat, lon = map(float, item.findtext("{http://www.georss.org/georss}point").split())
    assert (lon, lat) != (HERE.lon, HERE.lat)
    assert abs(lon - HERE.lon) < 0.002 and abs(lat - HERE.lat) < 0.002


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, BLUR_M - 0.01), st.floats(0, BLUR_M - 0.01))
def test_two_points_of_one_square_cannot_be_told_apart(x: float, y: float, east: float, north: float) -> None:
    corner = (x // BLUR_M * BLUR_M, y // BLUR_M * BLUR_M)
    assert blurred(*corner) == blurred(corner[0] + east, corner[1] + north)


def test_a_smaller_box_does_not_tell_where_in_its_square_it_is(town: Town) -> None:
    """Asking for ever smaller boxes gives the whole square or nothing."""
    recorded = told_of("litter")
    row = Incident.objects.get(id=recorded.incident_id)
    lon, lat = blurred(row.x, row.y)
    seen = set()
    for east, north in itertools.product((-0.0004, 0.0, 0.0004), repeat=2):
        box = (lon + east - 0.00001, lat + north - 0.00001, lon + east + 0.00001, lat + north + 0.00001)
        xs, ys = to_lambert([lon + east], [lat + north])
        inside = (xs[0] // BLUR_M, ys[0] // BLUR_M) == (row.x // BLUR_M, row.y // BLUR_M)
        found = bool(facts(Wish(box=box)))
        assert found or not inside
        seen.add(found)
    assert True in seen


def test_choices_narrow_and_a_wrong_one_is_said(town: Town) -> None:
    told_of("litter"), told_of("lighting")
    public = {one.code for one in public_kinds()}
    assert {"litter", "lighting"} <= public
    assert [one.kind for one in facts(Wish(kinds=("litter",)))] == ["litter"]
    assert got("outward", since="gisteren").status_code == 422
    assert got("outward", since="gisteren").content.decode().count("rp-outward__fact") == 2, (
        "it is said, and all is shown"
    )
    for day in ("0001-01-01", "9999-12-31"):
        assert got("outward_csv", until=day).status_code == got("outward", since=day).status_code == 422, day
    wrong = got("outward_geojson", bbox="1,2")
    assert wrong.status_code == 422 and "west,south,east,north" in wrong.content.decode()
    assert got("outward_csv", until="2020-01-01").content.decode().count("\n") == 1


def test_pages_lead_on_and_show_each_once(town: Town, django_assert_max_num_queries: Any) -> None:
    for _ in range(30):
        told_of("litter")
    seen, after = [], None
    while True:
        page = facts(Wish(), after=after, most=7)
        if not page:
            break
        seen += [one.id for one in page]
        after = page[-1].id
    assert len(seen) == len(set(seen)) == 30
    with django_assert_max_num_queries(10):
        assert got("outward").status_code == 200


def test_a_feed_that_did_not_change_is_not_sent_again(town: Town) -> None:
    told_of("litter")
    first = got("outward_rss")
    again = Client().get(reverse("reports:outward_rss"), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert first["Access-Control-Allow-Origin"] == "*"
    assert not first.cookies


def test_what_was_merged_shows_as_what_it_is_part_of(town: Town) -> None:
    first, second = told_of("litter"), told_of("litter")
    clerk, kept = system_actor([town.city.id]), first.incident_id
    actions.merge_incidents(clerk, into_id=kept, version=version_of(first), other_id=second.incident_id)
    assert [one.id for one in facts(Wish())] == [kept]


HIDDEN: list[dict[str, Any]] = [
    {"state": "withheld"}, {"state": "closed", "outcome": "withhold"}, {"state": "in_hand", "outcome": "crisis_care"},
    {"state": "in_hand", "outcome": "warn", "never_alert": True}, {"state": "closed", "outcome": "no_fact"},
]  # fmt: skip


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_withheld_no_fact_or_about_a_crisis_is_in_no_feed(town: Town, hidden: dict[str, Any]) -> None:
    """Staff is told on the page of the texts that nobody reads it: then nobody may."""
    recorded = told_of("litter")
    assert str(recorded.incident_id) in got("outward_geojson").content.decode()
    Incident.objects.filter(id=recorded.incident_id).update(public_sentence="Zin voor de melder.", **hidden)
    for name in FEEDS:
        body = got(name).content.decode()
        assert str(recorded.incident_id) not in body and "Zin voor de melder." not in body


@pytest.mark.parametrize("typed", ["bij Jan Peeters", "Jan Peeters is een dief", "=1+1", "<script>"])
def test_what_somebody_typed_for_a_place_is_shown_to_nobody(town: Town, typed: str) -> None:
    """The street of a fact is one of the register, or none: a name, an insult or code at that place stays inside."""
    told_of("litter", Place(HERE.lon, HERE.lat, f"{typed}, Dorpsstraat 1"))
    assert [one.street for one in facts(Wish())] == [""]
    for name in FEEDS:
        assert typed not in got(name).content.decode()


def test_a_feed_stands_whatever_signs_a_sentence_holds(town: Town) -> None:
    recorded = told_of("litter")
    Incident.objects.filter(id=recorded.incident_id).update(public_sentence="Opgeruimd\x0b\x1b door ons.")
    root = etree.fromstring(got("outward_rss").content)
    assert root.findtext("channel/item/description") == "Opgeruimd door ons."


@pytest.mark.parametrize(
    ("address", "street"), [("Dorpsstraat 1", "Dorpsstraat"), ("Kerkplein, 3500 Hasselt", "Kerkplein"), ("", "")]
)
def test_a_street_has_no_number(address: str, street: str) -> None:
    assert street_of(address) == street
