"""What a bad input gets at each door of reports: the table of the API reference, walked row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nabij.people.tests.factories import key_for, make_staff, sign_in
from nabij.reports.backlog.models import Bulk
from nabij.reports.models import Incident, IncidentNote, Photo, Report
from nabij.reports.routing.models import Pause, RoutingRule, ServiceLevel
from nabij.reports.tests.factories import HERE, Town, make_town, report
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api.md"
PART: Final = re.compile(r"<!-- walked by tests/conformance/test_bad_input.py -->\n(.*?)\n\n", re.DOTALL)
ROW: Final = re.compile(r"^\| `(GET|POST) ([^`]+)` \| ([^|]+) \| (\d{3})", re.MULTILINE)
Fields = Mapping[str, object]
LATER: Final = {
    "category": "noise", "lon": HERE.lon, "lat": HERE.lat, "happened_at": "2026-11-20T21:15:00Z", "text": "Luid",
}  # fmt: skip
APP: Final = {"service_code": "litter", "lat": HERE.lat, "long": HERE.lon, "description": "Blikjes"}
RULE: Final = {"name": "Afval", "holidays": "any", "deed": "save"}
# By what the table says is wrong: the fields that are so.
WRONG: Final[Mapping[tuple[str, str], Fields]] = {
    ("/melden/later", "no key of its own"): LATER,
    ("/melden/later", "a place that we do not find"): LATER | {"key": uuid4(), "lon": "", "lat": ""},
    ("/melden/later", "a kind that is not there or of which nothing is stored"): LATER | {"key": uuid4(), "category": "x"},
    ("/melden/later", "a moment without its offset, or to come"): LATER | {"key": uuid4(), "happened_at": "2026-11-20T21:15"},
    ("/melden/later", "an answer that is none, or that another service is for"): LATER | {"key": uuid4(), "q_going_on": "x"},
    ("/melden/later", "a file that is no picture, or a fifth one"): LATER | {"key": uuid4(), "photos": "no picture"},
    ("/melden/later", "a telephone number or e-mail address that is none"): LATER | {"key": uuid4(), "contact": "12"},
    ("/volgen/?code=nonsense", "a code that is none"): {},
    ("/open311/v2/requests.json", "no valid key"): APP | {"api_key": "x"},
    ("/open311/v2/requests.json", "an attribute that is not asked, or no answer to it"): APP | {"attribute[x]": "y"},
    ("/open311/v2/requests.json", "a service that is not there or not public"): APP | {"service_code": "burglary"},
    ("/open311/v2/requests.json?start_date=gisteren", "a day that cannot be read"): {},
    ("/open-data/meldingen.geojson?bbox=1,2", "a choice that cannot be read"): {},
    ("/incidenten/bestand/", "no reason"): {"reason": " ", "kind": "csv"},
    ("/incidenten/samen/", "nothing chosen, or more than 500"): {"deed": "note"},
    ("/incidenten/nieuwer", "no mark of a list"): {},
    ("/ploegen/regels/nieuw", "a rule that is not right"): RULE | {"name": ""},
    ("/ploegen/termijnen/", "a term from a day that is over"): {
        "deed": "level", "level-amount": 3, "level-unit": "hours", "level-valid_from": "2020-01-01",
    },
    ("/incidenten/ID/wacht", "no reason, or a day further than 60 days"): {"version": 1, "waits_for": "other"},
    ("/incidenten/ID/wacht", "a version that is over"): {"version": 9, "waits_for": "other", "reason": "De provincie kijkt"},
}  # fmt: skip
KEPT: Final = (Report, Incident, IncidentNote, Photo, Bulk, RoutingRule, ServiceLevel, Pause)


def rows() -> list[tuple[str, str, str, int]]:
    found = PART.search(PAGE.read_text(encoding="utf-8") + "\n\n")
    assert found is not None
    return [(method, door, wrong.strip(), int(status)) for method, door, wrong, status in ROW.findall(found[1])]


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    return make_town()


def test_every_row_has_its_case_and_every_case_its_row() -> None:
    assert sorted((door, wrong) for _method, door, wrong, _status in rows()) == sorted(WRONG)


def test_a_bad_input_gets_what_the_reference_says_and_nothing_is_stored(town: Town) -> None:
    incident = report(category="litter").incident_id
    staff = sign_in(Client(), make_staff(town.city, "prevention", "administrator"))
    key = key_for(town.city, "open311_app")
    before = [model.objects.count() for model in KEPT]
    for method, door, wrong, status in rows():
        given = {name: _sent(value) for name, value in WRONG[door, wrong].items()}
        given = {"api_key": key, "team": new_id()} | given if method == "POST" else given
        client = staff if door.startswith(("/incidenten", "/ploegen")) else Client()
        path = door.replace("ID", str(incident))
        answer = client.get(path) if method == "GET" else client.post(path, given)
        assert answer.status_code == status, (door, wrong, answer.status_code)
        assert status in (404, 403) or re.search(r"[a-zé]{3,} [^<>{}]*[.!?]", answer.content.decode()), (door, wrong)
        assert [model.objects.count() for model in KEPT] == before, (door, wrong)


def _sent(value: object) -> object:
    return SimpleUploadedFile("x.jpg", b"<svg>", "image/jpeg") if value == "no picture" else value
