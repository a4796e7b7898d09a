"""Places that somebody cares about, the readable download, and the second step before everything goes."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile

import pypdf
import pytest
from django.test import Client

from nabij.people import actions, dossier, readable
from nabij.people.caring.queries import care_areas
from nabij.people.models import Account, CareArea, ContactPoint, Person
from nabij.people.queries import actor_for
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_contact_point, make_resident, make_staff, make_tenant, sign_in
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db
HOUSE = {"label": "Huis van mama", "lon": 4.7, "lat": 50.88, "reach": "500"}
TYPED = {"label": "Huis van mama", "care_lon": "4.7", "care_lat": "50.88", "reach": "500"}


@pytest.fixture
def resident() -> Person:
    person = make_resident()
    make_contact_point(person, "email", "an@example.org")
    return person


@pytest.fixture
def own(resident: Person, client: Client) -> Client:
    return sign_in(client, Account.objects.get(id=resident.account_id))


def test_a_place_is_kept_sealed_shown_exported_and_removed(own: Client, resident: Person) -> None:
    assert own.post("/mijn/zorg/", TYPED).status_code == 302
    row = CareArea.objects.get()
    assert b"mama" not in bytes(row.label)
    assert "Huis van mama" in own.get("/mijn/").content.decode()
    kept = json.loads(own.get("/mijn/gegevens.json").content)
    assert kept["places"][0]["name"] == "Huis van mama"
    assert own.post(f"/mijn/zorg/{row.id}/weg/").status_code == 302
    assert not CareArea.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": " "}, {"care_lon": ""}, {"care_lon": "2.35", "care_lat": "48.85"}, {"reach": "7"}, {"reach": "street"},
        {"reach": "neighbourhood"}, {"care_lat": "nan"},
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_with_a_sentence(wrong: dict[str, str], own: Client) -> None:
    answer = own.post("/mijn/zorg/", TYPED | wrong, follow=True)
    assert "ams" in answer.content.decode() and not CareArea.objects.exists()


def test_at_most_five_places(resident: Person) -> None:
    actor = actor_for(resident.account)  # type: ignore[arg-type]
    for _n in range(5):
        actions.care_about(actor, person_id=resident.id, **HOUSE)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        actions.care_about(actor, person_id=resident.id, **HOUSE)  # type: ignore[arg-type]
    assert len(care_areas(actor, resident.id)) == 5


def test_nobody_else_sees_adds_or_removes(resident: Person) -> None:
    row = actions.care_about(actor_for(resident.account), person_id=resident.id, **HOUSE)  # type: ignore[arg-type]
    for stranger in (PUBLIC, actor_for(make_resident().account)):  # type: ignore[arg-type]
        with pytest.raises(Missing):
            care_areas(stranger, resident.id)
        with pytest.raises(Missing):
            actions.care_about(stranger, person_id=resident.id, **HOUSE)  # type: ignore[arg-type]
        with pytest.raises(Missing):
            actions.stop_caring(stranger, person_id=resident.id, area_id=row.id)


def test_staff_does_it_for_a_caller(resident: Person, client: Client) -> None:
    sign_in(client, make_staff(make_tenant(), "desk_clerk"))
    session = client.session
    session[HELPING] = {"person": str(resident.id), "reason": "phone"}
    session.save()
    assert client.post(f"/hulp/{resident.id}/zorg/", TYPED).status_code == 302
    assert "Huis van mama" in client.get(f"/hulp/{resident.id}/").content.decode()
    assert client.get(f"/hulp/{resident.id}/gegevens.zip").status_code == 200
    assert client.get(f"/hulp/{resident.id}/meldingen/").status_code == 200
    assert client.post(f"/hulp/{make_resident().id}/zorg/", TYPED).status_code == 404


def test_the_download_is_a_page_to_read_beside_the_file(own: Client) -> None:
    own.post("/mijn/zorg/", TYPED)
    packed = zipfile.ZipFile(io.BytesIO(own.get("/mijn/gegevens.zip").content))
    page = packed.read("gegevens.html").decode()
    assert "an@example.org" in page and "Huis van mama" in page and "<script" not in page
    assert json.loads(packed.read("gegevens.json"))["contact_points"][0]["value"] == "an@example.org"
    paper = pypdf.PdfReader(io.BytesIO(packed.read("gegevens.pdf")))
    printed = " ".join(sheet.extract_text() for sheet in paper.pages)
    for told in (
        "an@example.org",
        "Huis van mama",
        "Nummers en adressen",
        "hoe ver errond",
        "Plaatsen waar je om geeft",
    ):
        assert told in page and told in printed, told
    assert "T00" not in printed and str(ContactPoint.objects.get().id) not in page


def test_every_part_of_the_file_has_a_title_and_every_word_its_languages(resident: Person) -> None:
    words = tomllib.loads((readable.DATA / "dossier.toml").read_text())
    assert set(dossier.parts(resident.id)) <= set(words["parts"])
    for sort in ("parts", "fields", "values"):
        assert all(set(said) == {"nl", "fr", "en", "de"} and all(said.values()) for said in words[sort].values())


def test_erasing_takes_a_second_step(own: Client, resident: Person) -> None:
    page = own.get("/mijn/wissen/").content.decode()
    assert "Wat blijft" in page and "/privacy/" in page
    assert own.post("/mijn/wissen/").status_code == 422
    assert Person.objects.filter(id=resident.id).exists()
    assert own.post("/mijn/wissen/", {"sure": "on"}).status_code == 200
    assert not Person.objects.exists() and not ContactPoint.objects.exists() and not CareArea.objects.exists()


@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_messages_come_in_one_of_four_languages(language: str, own: Client) -> None:
    assert own.post("/mijn/naam/", {"name": "An", "language": language}).status_code == 302
    assert (Person.objects.get().language, ContactPoint.objects.get().language) == (language, language)
