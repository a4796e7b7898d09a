"""Open311 GeoReport v2 to the letter: each document against what the specification says it holds, in both formats.

The tables are the specification's own (http://wiki.open311.org/GeoReport_v2/): the fields of each document, and in which order of
elements XML nests them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from nabij.people.tests.factories import key_for
from nabij.reports import actions
from nabij.reports.models import Category, Incident, Report
from nabij.reports.tests.factories import HERE, Town, make_address, make_street, make_town, report
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db

DISCOVERY = {"changeset", "contact", "key_service", "endpoints"}
ENDPOINT = {"specification", "url", "changeset", "type", "formats"}
SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
ATTRIBUTE = {"variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"}
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
REQUEST = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat",
    "long", "media_url",
}  # fmt: skip
CREATED = {"service_request_id", "service_notice", "account_id"}
ERROR = {"code", "description"}
NEVER_PUBLIC = ("suspicious", "burglary", "drugs", "discrimination", "harassment")
POSTED = {"service_code": "litter", "lat": str(HERE.lat), "long": str(HERE.lon), "description": "Blikjes bij nummer 7"}


BAGS = {"service_code": "dumping"}


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def key(town: Town) -> str:
    return key_for(town.city, "open311_app")


def read(path: str, status: int = 200, /, **given: str) -> Any:
    """The document in JSON, after the one in XML was seen to say the same."""
    answers = [Client().get(f"/open311/{path}.{form}", given) for form in ("json", "xml")]
    return same(answers[0], answers[1], status)


def same(plain: Any, marked: Any, status: int) -> Any:
    assert (plain.status_code, marked.status_code) == (status, status), plain.content
    assert plain["Content-Type"].startswith("application/json")
    assert marked["Content-Type"].startswith("text/xml")
    content = json.loads(plain.content)
    assert as_written(content) == from_xml(etree.fromstring(marked.content))
    return content


def as_written(content: Any) -> Any:
    """JSON with every value as the text that XML has for it."""
    if isinstance(content, Mapping):
        return {name: as_written(value) for name, value in content.items()}
    if isinstance(content, list):
        return [as_written(one) for one in content]
    return str(content).lower() if isinstance(content, bool) else str(content)


LISTS = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute", "values": "value",
    "endpoints": "endpoint", "formats": "format",
}  # fmt: skip


def from_xml(element: Any) -> Any:
    if element.tag in LISTS:
        assert {child.tag for child in element} <= {LISTS[element.tag]}
        return [from_xml(child) for child in element]
    if len(element):
        return {child.tag: from_xml(child) for child in element}
    return element.text or ""


def post(key: str, status: int = 201, /, **given: Any) -> Any:
    values = POSTED | {"api_key": key} | given
    answer = Client(enforce_csrf_checks=True).post("/open311/v2/requests.json", values)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def close(town: Town, incident_id: UUID) -> None:
    clerk = town.city_clerk()
    row = actions.judge_incident(clerk, incident_id=incident_id, version=1, outcome="task_only")
    actions.close_incident(clerk, incident_id=incident_id, version=row.version, public_sentence="De lamp brandt weer.")


def test_discovery_says_where_everything_is() -> None:
    shown = read("discovery")
    assert shown.keys() == DISCOVERY
    (endpoint,) = shown["endpoints"]
    assert endpoint.keys() == ENDPOINT and endpoint["url"].endswith("/open311/v2")
    assert endpoint["formats"] == ["text/xml", "application/json"]
    datetime.fromisoformat(shown["changeset"])


def test_services_are_the_kinds_that_may_be_public(town: Town) -> None:
    shown = read("v2/services")
    assert all(one.keys() == SERVICE and one["type"] in {"realtime", "batch", "blackbox"} for one in shown)
    assert {one["service_code"] for one in shown} == {
        found.code for found in Category.objects.filter(may_be_public=True)
    }
    assert not {one["service_code"] for one in shown}.intersection(NEVER_PUBLIC)


def test_each_definition_names_its_attributes(town: Town) -> None:
    for one in read("v2/services"):
        shown = read(f"v2/services/{one['service_code']}")
        assert shown.keys() == {"service_code", "attributes"}
        assert bool(shown["attributes"]) is one["metadata"]
        for attribute in shown["attributes"]:
            assert attribute.keys() == ATTRIBUTE and attribute["datatype"] in DATATYPES
            assert all(value.keys() == {"key", "name"} for value in attribute["values"])


@pytest.mark.parametrize("code", ["suspicious", "no-such-thing"])
def test_a_service_that_is_not_public_is_not_there(town: Town, code: str) -> None:
    (fault,) = read(f"v2/services/{code}", 404)
    assert fault.keys() == ERROR and fault["code"] == 404


def test_a_request_is_created_with_a_key_and_read_back(town: Town, key: str) -> None:
    given = {"first_name": "An", "last_name": "Peeters", "email": "an@example.org"}
    (made,) = post(key, **given)
    assert made.keys() == CREATED
    stored = Report.objects.get(incident_id=made["service_request_id"])
    assert stored.text == POSTED["description"]
    assert stored.channel == "open311" and stored.contact_kind == "email"
    (shown,) = read(f"v2/requests/{made['service_request_id']}")
    assert shown.keys() == REQUEST
    assert (shown["status"], shown["service_code"]) == ("open", "litter")
    for name in ("requested_datetime", "updated_datetime"):
        assert datetime.fromisoformat(shown[name]).tzinfo
    (tokened,) = read(f"v2/tokens/{made['service_request_id']}")
    assert tokened == {"service_request_id": made["service_request_id"], "token": made["service_request_id"]}


def test_answers_are_held_against_what_is_asked_like_on_the_page(town: Town, key: str) -> None:
    known = {one["code"]: one for one in read("v2/services/dumping")["attributes"]}
    assert "Zakken" in known["bags"]["datatype_description"] and "1000" in known["bags"]["datatype_description"]
    given = {"attribute[what][]": ["bags", "tyres"], "attribute[bags]": "3", "attribute[vehicle]": "bestelwagen"}
    (made,) = post(key, **BAGS, **given)
    # The vehicle is asked only of who saw it happen.
    assert Report.objects.get(incident_id=made["service_request_id"]).answers == {"what": "bags,tyres", "bags": "3"}


def test_an_answer_that_asks_for_112_says_so_in_the_language_of_who_told(town: Town, key: str) -> None:
    given = {"service_code": "asbestos", "attribute[what]": "drums", "attribute[leaks]": "yes", "locale": "fr"}
    (made,) = post(key, **given)
    assert "112" in made["service_notice"] and "Restez" in made["service_notice"]


def test_a_moment_answers_a_question_for_a_day(town: Town, key: str) -> None:
    kind = Category.objects.get(code="litter")
    kind.questions = [{"code": "day", "kind": "date", "required": True, "nl": "Wanneer?"}]
    kind.save()
    post(key, 400)
    (made,) = post(key, **{"attribute[day]": "2026-11-20T23:30:00Z"})
    assert Report.objects.get(incident_id=made["service_request_id"]).answers == {"day": "2026-11-21"}


def test_what_is_shown_is_blurred_and_holds_no_word_of_who_told(town: Town, key: str) -> None:
    make_street("Kerkstraat")
    (made,) = post(key, address_string="Kerkstraat 7 bus 2, Zandekerke", first_name="An", email="an@example.org")
    (shown,) = read(f"v2/requests/{made['service_request_id']}")
    assert shown["address"] == "Kerkstraat"
    assert (shown["lat"], shown["long"]) != (HERE.lat, HERE.lon)
    assert abs(shown["lat"] - HERE.lat) < 0.001 and abs(shown["long"] - HERE.lon) < 0.0015
    for word in ("nummer 7", "Blikjes", "Peeters", "example.org", "bus 2"):
        assert word not in json.dumps(shown)
    (made,) = post(key, address_string="bij An Peeters, Kerkstraat 7")
    assert read(f"v2/requests/{made['service_request_id']}")[0]["address"] == "neighbourhood M1-1", (
        "no street: not shown"
    )


@pytest.mark.parametrize("code", NEVER_PUBLIC)
def test_what_is_never_public_leaks_nowhere(town: Town, key: str, code: str) -> None:
    secret = report(town.dispatcher(), category=code)
    days = {"start_date": (timezone.now() - timedelta(days=1)).isoformat()}
    assert read("v2/requests") == read("v2/requests", **days) == read("v2/requests", service_code=code) == []
    assert read("v2/requests", service_request_id=str(secret.incident_id)) == []
    unknown = read(f"v2/requests/{(nobody := new_id())}", 404)
    foreign = read(f"v2/requests/{secret.incident_id}", 404)
    assert json.dumps(foreign).replace(str(secret.incident_id), str(nobody)) == json.dumps(unknown)
    (fault,) = post(key, 404, service_code=code)
    assert fault.keys() == ERROR


def test_requests_are_filtered_by_status_service_and_day(town: Town, key: str) -> None:
    litter, lamp = (post(key, service_code=code)[0]["service_request_id"] for code in ("litter", "lighting"))
    close(town, UUID(lamp))
    assert [one["service_request_id"] for one in read("v2/requests")] == [lamp, litter]
    assert [one["service_request_id"] for one in read("v2/requests", status="open")] == [litter]
    assert [one["service_request_id"] for one in read("v2/requests", status="closed")] == [lamp]
    assert len(read("v2/requests", status="open,closed")) == 2
    assert read(f"v2/requests/{lamp}")[0]["status_notes"] == "De lamp brandt weer."
    assert [one["service_request_id"] for one in read("v2/requests", service_code="litter")] == [litter]
    assert len(read("v2/requests", service_request_id=f"{litter},{lamp},{new_id()},nonsense")) == 2
    Incident.objects.filter(id=litter).update(reported_at=timezone.now() - timedelta(days=100))
    assert len(read("v2/requests")) == 1
    at = (timezone.now() - timedelta(days=101)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [one["service_request_id"] for one in read("v2/requests", start_date=at)] == [litter]


def test_a_jurisdiction_narrows_and_an_unknown_one_is_refused(town: Town, key: str) -> None:
    post(key)
    assert len(read("v2/requests", jurisdiction_id=town.city.slug)) == 1
    assert read("v2/requests", jurisdiction_id=town.other_city.slug) == []
    assert read("v2/requests", 404, jurisdiction_id="nowhere")[0]["code"] == 404
    post(key, jurisdiction_id=town.city.slug)
    post(key, 404, jurisdiction_id=town.other_city.slug)


@pytest.mark.parametrize(
    ("status", "changed", "said"),
    [
        (403, {"api_key": ""}, "api_key"),
        (403, {"api_key": "nobody.wrong"}, "api_key"),
        (400, {"service_code": ""}, "service_code"),
        (404, {"service_code": "nothing"}, "service_code"),
        (400, {"lat": "", "long": ""}, "place"),
        (400, {"lat": "north"}, "lat"),
        (400, {"long": "999"}, "long"),
        (400, {"lat": "nan"}, "lat"),
        (400, {"lat": "48.85", "long": "2.35"}, ""),
        (400, {"lat": "", "long": "", "address_string": "Nergensstraat 999"}, "address_string"),
        (400, {"phone": "12"}, ""),
        (400, {"description": "x" * 6000}, ""),
        (400, {"attribute[when]": "elke avond"}, "when"),
        (400, BAGS | {"attribute[what][]": "gold"}, "ligt"),
        (400, BAGS | {"attribute[what][]": "bags", "attribute[bags]": "veel"}, "1000"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_stores_nothing(
    town: Town, key: str, status: int, changed: dict[str, str], said: str
) -> None:
    (fault,) = post(key, status, **changed)
    assert fault.keys() == ERROR and fault["code"] == status
    assert said in fault["description"] and len(fault["description"]) > 10
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "given", [{"start_date": "gisteren"}, {"status": "lost"}, {"end_date": "2026-99-99T00:00:00Z"}]
)
def test_a_question_that_cannot_be_read_is_explained(town: Town, given: dict[str, str]) -> None:
    (fault,) = read("v2/requests", 400, **given)
    assert next(iter(given)) in fault["description"]


def test_an_address_is_found_where_no_degrees_are_given(town: Town, key: str) -> None:
    make_address("Stationsstraat", "4", HERE)
    (made,) = post(key, lat="", long="", address_string="stationstraat 4")
    assert Incident.objects.get(id=made["service_request_id"]).lon == HERE.lon


def test_a_key_for_trying_stores_nothing(town: Town) -> None:
    (fault,) = post(key_for(town.city, "open311_app", "test"), 400)
    assert "nothing was stored" in fault["description"].lower() or "niets bewaard" in fault["description"]
    assert not Report.objects.exists()


def test_a_key_of_another_city_posts_nothing_here(town: Town) -> None:
    post(key_for(town.other_city, "open311_app"), 404)
    post(key_for(town.zone, "control_room"), 404)
    assert not Report.objects.exists()


def test_what_was_merged_answers_with_what_it_is_now_part_of(town: Town, key: str) -> None:
    first, second = (UUID(post(key)[0]["service_request_id"]) for _ in range(2))
    rows = {one.id: one for one in Incident.objects.all()}
    actions.merge_incidents(town.city_clerk(), into_id=first, version=rows[first].version, other_id=second)
    (shown,) = read(f"v2/requests/{second}")
    assert shown["service_request_id"] == str(first)
    assert len(read("v2/requests")) == 1


def test_a_list_costs_the_same_however_long(town: Town, key: str, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        post(key)
    with django_assert_max_num_queries(15):
        assert len(json.loads(Client().get("/open311/v2/requests.json").content)) == 5


def test_signs_that_xml_cannot_write_do_not_break_it(town: Town, key: str) -> None:
    (made,) = post(key)
    Incident.objects.filter(id=made["service_request_id"]).update(public_sentence="Opgeruimd \x08\x1b\ufffe ok")
    answer = Client().get(f"/open311/v2/requests/{made['service_request_id']}.xml")
    assert "Opgeruimd  ok" in " ".join(etree.fromstring(answer.content).itertext())
