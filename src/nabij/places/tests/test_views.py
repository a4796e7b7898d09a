import json

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def get(client, name, query="", **headers):
    return client.get(reverse(f"places:{name}") + query, headers=headers)


def test_address_search_answers_json(demo_town, client):
    answer = get(client, "search_addresses", "?q=Zandekerke+kekrstraat+12")
    (first, *_) = answer.json()
    assert first["label"] == "Kerkstraat 12, 8695 Zandekerke"
    assert set(first) == {"id", "label", "lon", "lat", "neighbourhood"}
    assert first["neighbourhood"] == "39001W01"


def test_address_search_answers_options_for_htmx(demo_town, client):
    answer = get(client, "search_addresses", "?q=kerkstraat+12", hx_request="true").content.decode()
    assert answer.count('role="option"') >= 2
    assert "Kerkstraat 12, 8698 Lindebeek" in answer
    assert 'data-lon="2.' in answer
    nothing = get(client, "search_addresses", "?q=xyzzyxyzzy", hx_request="true").content.decode()
    assert 'aria-disabled="true"' in nothing


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%00", "?q=%25", "?q=12", "?q=kerk&lon=x&lat=y", "?q=kerk&lon=1e999&lat=5"]
)
def test_address_search_survives_anything(demo_town, client, query):
    assert get(client, "search_addresses", query).status_code == 200


def test_what_is_near_comes_first(demo_town, client):
    answer = get(client, "search_addresses", "?q=kerkstraat&lon=2.842&lat=51.059")
    assert answer.json()[0]["label"] == "Kerkstraat, 8698 Lindebeek"


def test_neighbourhoods_are_kept_by_browsers_and_answered_once(demo_town, client):
    answer = get(client, "neighbourhoods")
    assert answer["Content-Type"] == "application/geo+json"
    assert len(json.loads(answer.content)["features"]) == 12
    assert "max-age=3600" in answer["Cache-Control"]
    again = get(client, "neighbourhoods", if_none_match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    counts = {"?code=39001W01": 1, "?in=39002": 3, "?in=ipz901": 12, "?in=ipz901&code=39002W01": 1, "?in=elders": 0}
    for query, count in counts.items():
        assert len(json.loads(get(client, "neighbourhoods", query).content)["features"]) == count


def test_the_base_map_has_streets_water_and_parks_in_view_only(demo_town, client):
    answer = get(client, "base_map", "?bbox=2.74,51.05,2.78,51.07")
    content = json.loads(answer.content)
    kinds = {feature["properties"]["kind"] for feature in content["features"]}
    assert {"street", "water", "park"} <= kinds
    assert {"main", "street"} <= {feature["properties"].get("class") for feature in content["features"]}
    names = {feature["properties"].get("name") for feature in content["features"]}
    assert "Hoogstraat" in names
    assert content["attribution"]
    surfaces = [feature["geometry"]["type"].endswith("Polygon") for feature in content["features"]]
    assert surfaces == sorted(surfaces, reverse=True)
    elsewhere = json.loads(get(client, "base_map", "?bbox=2.84,51.05,2.86,51.07").content)
    assert "Hoogstraat" not in {feature["properties"].get("name") for feature in elsewhere["features"]}
    assert get(client, "base_map", "?bbox=2.74,51.05,2.78,51.07", if_none_match=answer["ETag"]).status_code == 304


@pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "nan,nan,nan,nan", "2,51,9,52", "3,51,2,52", "inf,1,inf,2"])
def test_a_part_of_the_map_that_makes_no_sense_is_refused(client, bbox):
    answer = get(client, "base_map", f"?bbox={bbox}")
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_a_place_says_its_neighbourhood(demo_town, client):
    answer = get(client, "place", "?lon=2.760&lat=51.062").json()
    assert answer["neighbourhood"] == {"code": "39001W01", "name": "Binnenstad"}
    assert answer["zone"]["name"] == "PZ Zandelinde"
    fragment = get(client, "place", "?lon=2.760&lat=51.062", hx_request="true").content.decode()
    assert "Binnenstad" in fragment
    assert "Zandekerke" in fragment
    assert get(client, "place", "?lon=5.3&lat=50.9").json() == {
        "neighbourhood": None,
        "municipality": None,
        "zone": None,
    }


@pytest.mark.parametrize("query", ["", "?lon=2.76", "?lon=a&lat=b", "?lon=nan&lat=nan", "?lon=51&lat=2.7"])
def test_a_place_that_is_none_is_refused(client, query):
    assert get(client, "place", query).status_code == 400


@pytest.mark.parametrize("name", ["search_addresses", "neighbourhoods", "base_map", "place"])
def test_the_map_is_only_read(client, name):
    assert client.post(reverse(f"places:{name}")).status_code == 405
