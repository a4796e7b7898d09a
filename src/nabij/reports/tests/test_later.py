"""What was written without a network: the page that a telephone keeps, and the door through which it comes later."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from nabij.audit.models import AuditRow
from nabij.people.models import Account
from nabij.people.tests.factories import make_resident, make_staff, sign_in
from nabij.reports import limits
from nabij.reports.models import Photo, Report
from nabij.reports.tests.factories import HERE, Town, make_address
from nabij.reports.tests.test_public import upload

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture(autouse=True)
def _own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def written(**fields: object) -> dict[str, object]:
    base = {
        "key": str(uuid4()), "category": "noise", "lon": HERE.lon, "lat": HERE.lat, "text": "Luide muziek",
        "happened_at": "2026-11-20T21:15:00.000Z", "language": "fr", "q_going_on": "yes",
    }  # fmt: skip
    return base | fields


def test_it_comes_once_however_often_it_is_sent_and_always_with_the_same_code(client: Client) -> None:
    given = written()
    answers = [client.post("/melden/later", given | {"photos": upload()}) for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.json()["code"] for answer in answers}) == 1
    stored = Report.objects.get()
    assert (stored.language, stored.answers, stored.happened_at.isoformat()) == (
        "fr", {"going_on": "yes"}, "2026-11-20T21:15:00+00:00",
    )  # fmt: skip
    assert Photo.objects.count() == 1
    assert client.get(answers[0].json()["url"]).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "x"}, {"category": "violence-home"}, {"category": "nothing"}, {"lon": "", "lat": ""}, {"text": "x" * 6000},
        {"happened_at": "gisteren"}, {"happened_at": "2026-11-20T21:15"}, {"happened_at": "2999-01-01T00:00:00Z"},
        {"happened_at": "0001-01-01T00:00:00+14:00"}, {"happened_at": "9999-12-31T23:59:59-12:00"}, {"category": "no\0ise!"},
        {"happened_at": "0001-01-01T00:00:00Z"},
        {"contact": "12"}, {"q_going_on": "maybe"}, {"category": "road", "q_regional": "yes"},
        {"lon": "2.35", "lat": "48.85"},
    ],
)  # fmt: skip
def test_what_cannot_be_stored_gets_a_sentence_and_nothing_is_stored(client: Client, wrong: dict[str, str]) -> None:
    answer = client.post("/melden/later", written(**wrong))
    assert answer.status_code == 422 and answer.json()["sentence"].endswith((".", "?"))
    assert not Report.objects.exists()


def test_a_photo_that_is_none_stores_nothing_and_four_is_the_most(client: Client) -> None:
    assert client.post("/melden/later", written() | {"photos": upload(b"<svg>")}).status_code == 422
    small = io.BytesIO()
    Image.new("RGB", (8, 8)).save(small, "PNG")
    five = [upload(small.getvalue()) for _turn in range(5)]
    assert client.post("/melden/later", written() | {"photos": five}).status_code == 422
    assert not Report.objects.exists() and not Photo.objects.exists()


def test_words_for_a_place_are_looked_up_and_a_choice_is_offered(client: Client) -> None:
    make_address("Dorpsstraat", "12", HERE)
    answer = client.post("/melden/later", written(lon="", lat="", address="Dorpsstraat"))
    assert answer.status_code == 422
    [place] = answer.json()["places"]
    again = written(address=place["label"], lon=place["lon"], lat=place["lat"], address_id="1")
    assert client.post("/melden/later", again).status_code == 201


def test_the_token_of_now_is_needed_and_can_be_fetched() -> None:
    strict = Client(enforce_csrf_checks=True)
    given = written()
    assert strict.post("/melden/later", given).status_code == 403
    token = strict.get("/melden/teken")
    assert "no-store" in token["Cache-Control"]
    answer = strict.post("/melden/later", given, headers={"X-CSRFToken": token.json()["token"]})
    assert answer.status_code == 201


def test_it_is_never_tied_to_who_is_signed_in_by_then() -> None:
    client = sign_in(Client(), Account.objects.get(id=make_resident().account_id))
    assert client.post("/melden/later", written(contact="an@example.org")).status_code == 201
    stored = Report.objects.get()
    assert (stored.reporter_person, stored.contact_kind, stored.recorded_by) == (None, "email", None)
    assert not AuditRow.objects.filter(verb="reports.report", actor_id__isnull=False).exists()


def test_one_address_cannot_flood(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of IPv6 a whole network of 64 bits counts as one: a telephone has all of it."""
    monkeypatch.setattr(limits, "REPORTS_AN_HOUR", 3)
    for one, other in (("198.51.100.17", "198.51.100.17"), ("2001:db8:5:6::1", "2001:db8:5:6:ffff::9")):
        codes = [
            client.post("/melden/later", written(), REMOTE_ADDR=turn).status_code for turn in (one, other, one, other)
        ]
        assert codes == [201, 201, 201, 429]
    assert client.post("/melden/later", written(), REMOTE_ADDR="2001:db8:5:7::1").status_code == 201


def test_nobody_is_flooded_with_receipts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends reports in the name of somebody else, from however many addresses, is stopped; the report itself may go."""
    monkeypatch.setattr(limits, "TO_ONE_A_DAY", 2)
    codes = [
        client.post("/melden/later", written(contact=typed), REMOTE_ADDR=f"203.0.113.{turn}").status_code
        for turn, typed in enumerate(("0470 98 76 54", "+32 470 98 76 54", "0470/98.76.54", ""))
    ]
    assert codes == [201, 201, 429, 201]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_the_same_for_everybody(town: Town, language: str) -> None:
    address = f"/melden/zonder-net/{language}/"
    strangers = Client().get(address).content.decode()
    staff = sign_in(Client(), make_staff(town.zone, "dispatcher")).get(address).content.decode()
    hide = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert hide.sub("", strangers) == hide.sub("", staff)
    assert f'<html lang="{language}"' in strangers
    kinds = json.loads(re.search(r'id="offline-kinds" type="application/json">(.*?)</script>', strangers)[1])  # type: ignore[index]
    help_only = [kind for kind in kinds if kind["nothing_stored"]]
    assert help_only and all(kind["links"] for kind in help_only)
    assert "tel:101" in strangers and "tel:112" in strangers


def test_another_language_has_no_page(client: Client) -> None:
    assert client.get("/melden/zonder-net/xx/").status_code == 404


def test_a_sign_that_no_database_keeps_costs_nobody_their_report(client: Client) -> None:
    """It would else stay on the telephone and be tried for ever."""
    given = written(
        text="Luide\0 muziek", hit=f"{HERE.lon} {HERE.lat} Dorps\0straat 1", name="A\0n", contact="an@example.org"
    )
    assert client.post("/melden/later", given).status_code == 201
    assert (Report.objects.get().text, Report.objects.get().address) == ("Luide muziek", "Dorpsstraat 1")
