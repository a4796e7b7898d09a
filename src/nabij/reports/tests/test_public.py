"""Reporting by the website, through the real pages, without a script."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from nabij.audit.models import AuditRow
from nabij.people import vault
from nabij.people.models import Account
from nabij.people.tests.factories import make_resident, sign_in
from nabij.reports import actions, drafts, limits, queries
from nabij.reports.models import Incident, IncidentNote, Photo, Report
from nabij.reports.pictures import path_of
from nabij.reports.routing.tests.factories import make_level
from nabij.reports.sentences import promised
from nabij.reports.states import State
from nabij.reports.tests.factories import ABROAD, HERE, Town, report
from nabij.reports.views import follow

pytestmark = pytest.mark.usefixtures("town")
GPS_IFD, CAMERA_MAKE = 0x8825, 0x010F


@pytest.fixture(autouse=True)
def _own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def picture_with_place() -> bytes:
    """A JPEG as a telephone makes it: with the place and the make of the camera in it."""
    exif = Image.Exif()
    exif[CAMERA_MAKE] = "SpyPhone"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (50.0, 52.0, 48.0), 3: "E", 4: (4.0, 42.0, 0.0)})
    made = io.BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(made, "JPEG", exif=exif, comment=b"hidden words")
    return made.getvalue()


def upload(content: bytes | None = None, name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_with_place() if content is None else content, "image/jpeg")


def go(client: Client, step: str, /, **fields: object) -> str:
    """Posts a step and returns the name of the address it leads to; empty where the step came back."""
    answer = client.post(reverse(f"reports:{step}"), fields)
    return answer.url if answer.status_code == 302 else ""  # type: ignore[attr-defined]


def to_who(client: Client, category: str = "noise", **more: object) -> None:
    assert go(client, "what", category=category) == "/melden/waar/"
    assert go(client, "where", lon=HERE.lon, lat=HERE.lat) == "/melden/meer/"
    assert go(client, "more", **({"text": "Luide muziek"} | more)) == "/melden/wie/"


def send(client: Client, **fields: object) -> str:
    assert go(client, "who", **({"reach": "anonymous", "language": "nl"} | fields)) == "/melden/verstuurd/"
    page = client.get("/melden/verstuurd/").content.decode()
    found = re.search(r"rp-code__value\">([A-Z0-9-]+)<", page)
    assert found
    return found.group(1)


def test_anonymously_in_four_steps_and_then_followed(client: Client) -> None:
    to_who(client)
    code = send(client)
    stored = Report.objects.get()
    assert (stored.category_id, stored.text, stored.contact_value, stored.channel) == (
        "noise",
        "Luide muziek",
        None,
        "web",
    )
    assert client.get(f"/volgen/?code={code.lower().replace('-', ' ')}").url == f"/volgen/{code}"
    assert client.get(f"/volgen/{code}").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("nl", "We bekijken dit voor het einde van"), ("en", "end of")])
def test_what_is_promised_stands_on_the_page_after_sending(
    client: Client, town: Town, language: str, words: str
) -> None:
    for tenant in (town.zone, town.city):
        make_level(tenant, 3, is_told=True)
    client.cookies["django_language"] = language
    to_who(client)
    code = send(client)
    due = Incident.objects.get().due_at
    assert due is not None
    said = promised(due, language)
    assert words in said
    assert said in client.get("/melden/verstuurd/").content.decode()
    assert said in client.get(f"/volgen/{code}").content.decode()
    Incident.objects.update(state=State.CLOSED)
    assert queries.track(code).promise == ""


def test_contact_is_asked_last_and_never_stands_in_the_session(client: Client) -> None:
    to_who(client)
    send(client, reach="contact", name="An Peeters", contact="0470 12 34 56")
    stored = Report.objects.get()
    assert vault.open_value(stored.contact_kind, stored.id, stored.contact_value) == "+32470123456"
    kept = str(dict(client.session))
    assert "470123456" not in kept.replace(" ", "")
    assert "Peeters" not in kept
    assert drafts.KEY not in client.session


def test_a_wrong_number_comes_back_with_a_sentence_and_stores_nothing(client: Client) -> None:
    to_who(client)
    answer = client.post("/melden/wie/", {"reach": "contact", "contact": "12", "language": "nl"})
    assert answer.status_code == 422
    assert not Report.objects.exists()
    assert client.post("/melden/wie/", {"reach": "contact", "contact": "", "language": "nl"}).status_code == 422


def test_going_back_loses_nothing(client: Client) -> None:
    to_who(client, text="Muziek en geroep", q_going_on="yes")
    page = client.get("/melden/meer/").content.decode()
    assert "Muziek en geroep" in page
    assert re.search(r'value="yes"[^>]*checked', page)
    assert str(HERE.lon) in client.get("/melden/waar/").content.decode()


@pytest.mark.parametrize("step", ["where", "more", "who", "now", "call", "sent"])
def test_a_step_without_the_ones_before_leads_back(client: Client, step: str) -> None:
    answer = client.get(reverse(f"reports:{step}"))
    assert (answer.status_code, answer.url) == (302, "/melden/")  # type: ignore[attr-defined]


@pytest.mark.parametrize("category", ["violence-home", "violence-sexual"])
def test_violence_at_home_shows_numbers_and_leaves_no_trace(client: Client, category: str) -> None:
    answer = client.post("/melden/", {"category": category})
    page = answer.content.decode()
    assert "tel:1712" in page
    assert "tel:101" in page
    assert "no-store" in answer["Cache-Control"]
    assert "sessionid" not in client.cookies
    assert not Report.objects.exists()
    assert go(client, "where", lon=HERE.lon, lat=HERE.lat) == "/melden/"


def test_choosing_violence_at_home_throws_away_a_draft_that_was_begun(client: Client) -> None:
    to_who(client, photos=upload())
    assert len(list(path_of("x").parents[1].glob("*/*.jpg"))) == 1
    client.post("/melden/", {"category": "violence-home"})
    assert drafts.KEY not in client.session
    assert not list(path_of("x").parents[1].glob("*/*.jpg"))


def test_what_happens_now_calls_first_and_lets_one_go_on(client: Client) -> None:
    assert go(client, "what", category="burglary") == "/melden/nu/"
    assert go(client, "now", now="yes") == "/melden/bel/"
    assert 'href="tel:101"' in client.get("/melden/bel/").content.decode()
    assert go(client, "call") == "/melden/waar/"
    go(client, "where", lon=HERE.lon, lat=HERE.lat)
    go(client, "more", text="Glas gehoord")
    send(client)
    assert Report.objects.get().caught_in_act


def test_a_missing_person_is_always_a_call_and_a_crisis_calls_112(client: Client) -> None:
    assert go(client, "what", category="missing") == "/melden/bel/"
    go(client, "what", category="crisis")
    go(client, "now", now="yes")
    assert 'rp-call__number" href="tel:112"' in client.get("/melden/bel/").content.decode()


def test_ticking_that_it_happens_now_late_in_the_form_also_calls_first(client: Client) -> None:
    go(client, "what", category="dumping")
    go(client, "where", lon=HERE.lon, lat=HERE.lat)
    assert go(client, "more", text="Ze laden af", caught_in_act="on") == "/melden/bel/"
    assert go(client, "call") == "/melden/meer/"


def test_a_place_that_is_not_ours_says_so(client: Client) -> None:
    go(client, "what", category="noise")
    answer = client.post("/melden/waar/", {"lon": ABROAD.lon, "lat": ABROAD.lat})
    assert answer.status_code == 422
    for given in ({"address": "nergensstraat"}, {}, {"lon": "nan", "lat": "1"}, {"hit": "x"}):
        assert client.post("/melden/waar/", given).status_code == 422


def test_a_photo_goes_in_with_its_place_and_comes_out_without(client: Client) -> None:
    assert b"SpyPhone" in picture_with_place()
    to_who(client, photos=upload())
    send(client)
    [photo] = Photo.objects.all()
    kept = path_of(photo.file).read_bytes()
    with Image.open(io.BytesIO(kept)) as drawn:
        assert dict(drawn.getexif()) == {}
        assert not drawn.info.keys() & {"exif", "comment", "icc_profile", "xmp"}
        assert (drawn.format, max(drawn.size)) == ("JPEG", 1600)
    for secret in (b"SpyPhone", b"hidden words", b"GPS", b"Exif"):
        assert secret not in kept


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"%PDF-1.7", picture_with_place()[:400], b"GIF89a"])
def test_what_is_no_photo_comes_back_with_a_sentence(client: Client, content: bytes) -> None:
    go(client, "what", category="noise")
    go(client, "where", lon=HERE.lon, lat=HERE.lat)
    answer = client.post("/melden/meer/", {"text": "x", "photos": upload(content)})
    assert answer.status_code in (302, 422)
    assert client.session[drafts.KEY]["photos"] == []


def test_one_bad_photo_of_three_costs_no_other_and_is_named(client: Client) -> None:
    to_who(client)
    given = [upload(), upload(b"no photo", "IMG_1.heic"), upload()]
    answer = client.post("/melden/meer/", {"text": "x", "photos": given})
    assert answer.status_code == 422 and "IMG_1.heic: " in answer.content.decode()
    assert len(client.session[drafts.KEY]["photos"]) == 2


def test_a_fifth_photo_is_refused_and_one_can_be_taken_away(client: Client) -> None:
    go(client, "what", category="noise")
    go(client, "where", lon=HERE.lon, lat=HERE.lat)
    small = io.BytesIO()
    Image.new("RGB", (8, 8)).save(small, "PNG")
    answer = client.post("/melden/meer/", {"text": "x", "photos": [upload(small.getvalue()) for _ in range(5)]})
    assert answer.status_code == 422
    assert len(client.session[drafts.KEY]["photos"]) == 4
    client.post("/melden/meer/", {"text": "x", "remove_photo": "0"})
    assert len(client.session[drafts.KEY]["photos"]) == 3


def test_files_of_no_report_are_swept_and_those_of_a_report_stay(client: Client, town: Town) -> None:
    to_who(client, photos=upload())
    sent = report()
    actions.add_photo(town.dispatcher(), report_id=sent.report_id, upload=io.BytesIO(picture_with_place()))
    later = path_of(Photo.objects.get().file).stat().st_mtime + 3 * 3600
    assert actions.sweep_photos(later - 2.5 * 3600) == 0
    assert actions.sweep_photos(later) == 1
    assert path_of(Photo.objects.get().file).exists()


def test_a_machine_that_fills_in_everything_stores_nothing(client: Client) -> None:
    to_who(client)
    client.post("/melden/wie/", {"reach": "anonymous", "language": "nl", "website": "http://spam"})
    assert not Report.objects.exists()


def test_one_address_cannot_flood_and_another_still_can(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REPORTS_AN_HOUR", 3)
    for number in range(4):
        to_who(client)
        client.post("/melden/wie/", {"reach": "anonymous", "language": "nl"}, REMOTE_ADDR="198.51.100.7")
        assert Report.objects.count() == min(number + 1, 3)
    client.post("/melden/wie/", {"reach": "anonymous", "language": "nl"}, REMOTE_ADDR="198.51.100.8")
    assert Report.objects.count() == 4
    person = sign_in(Client(REMOTE_ADDR="198.51.100.7"), Account.objects.get(id=make_resident().account_id))
    to_who(person)
    send(person)
    assert Report.objects.count() == 5, "who is signed in counts by themselves, whoever else sits behind their address"


def test_guessing_codes_is_slowed_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "MOST_AN_HOUR", 5)
    answers = [client.get("/volgen/BBBB-BBBB-BBBB", REMOTE_ADDR="198.51.100.9").status_code for _ in range(6)]
    assert answers == [404] * 5 + [422]


def test_a_code_that_is_wrong_and_one_that_does_not_exist(client: Client) -> None:
    assert client.get("/volgen/?code=abc").status_code == 422
    assert client.get("/volgen/ZZZZ-ZZZZ-ZZZZ").status_code == 404


def test_searching_kinds_works_without_a_script(client: Client) -> None:
    page = client.get("/melden/?q=fiets").content.decode()
    assert 'value="bike-theft"' in page
    assert 'value="drugs"' not in page
    part = client.get("/melden/?q=fiets", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_a_post_needs_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/melden/", {"category": "noise"}).status_code == 403


@pytest.mark.parametrize("reach", ["anonymous", "contact"])
def test_who_is_signed_in_leaves_no_account_in_history_or_record_unless_they_say_who_they_are(reach: str) -> None:
    """Anonymous is anonymous, signed in or not; who says who they are stands with the report alone."""
    person = make_resident()
    client = sign_in(Client(), Account.objects.get(id=person.account_id))
    to_who(client)
    send(client, reach=reach, contact="an@example.org" if reach == "contact" else "")
    stored = Report.objects.get()
    assert stored.reporter_person == (person.id if reach == "contact" else None)
    assert stored.recorded_by is None
    assert not IncidentNote.objects.filter(by__isnull=False).exists()
    rows = AuditRow.objects.filter(target_id=stored.incident_id)
    assert {row.actor_id for row in rows} == ({person.account_id} if reach == "contact" else {None})
