"""Every address has somebody, the norm holds, and lists come in whole or not at all."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.desk.officers import actions, queries
from nabij.desk.officers.models import District, Officer, Population
from nabij.desk.officers.tests.factories import make_officer, photo
from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.places.geometry import to_lambert
from nabij.places.models import Address, Area, Street
from nabij.reports.tests.factories import HERE, Town, make_area, make_town
from nabij.reports.where import Place
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def town() -> Town:
    found = make_town()
    Area.objects.filter(code="M1-1").update(address_count=10, population=3_000, name="Binnenstad")
    make_area("neighbourhood", "M1-2", Place(4.76, 50.88), 0.01, municipality_code="M1", zone_code="Z1")
    Area.objects.filter(code="M1-2").update(address_count=30, population=6_000, name="Buiten")
    return found


def checked(town: Town) -> queries.Check:
    return queries.check(staff_actor(town.zone, "chief"), town.zone.id, NOW)


def states(town: Town) -> dict[str, str]:
    return {one.outline.code: one.state for one in checked(town).rows}


def test_a_neighbourhood_without_an_officer_shows(town: Town) -> None:
    make_officer(town.zone, codes=("M1-1",))
    found = checked(town)
    assert states(town) == {"M1-1": "ok", "M1-2": "none"}
    assert (found.unserved, found.officers, found.inhabitants, found.needed) == (30, 1, 9_000, 3)


def test_more_people_than_the_norm_shows_and_a_second_officer_shares(town: Town) -> None:
    make_officer(town.zone, codes=("M1-1",))
    make_officer(town.zone, "Een", codes=("M1-2",))
    assert states(town) == {"M1-1": "ok", "M1-2": "heavy"}
    make_officer(town.zone, "Twee", codes=("M1-2",))
    assert states(town) == {"M1-1": "ok", "M1-2": "ok"}
    assert sorted(checked(town).loads.values()) == [3_000, 3_000, 3_000]


def test_stewards_and_who_left_do_not_count(town: Town) -> None:
    make_officer(town.zone, "Steward", kind="steward", codes=("M1-1",))
    left = make_officer(town.zone, "Weg", codes=("M1-1",))
    actions.change_officer(system_actor([town.zone.id]), officer_id=left.id, left_on=TODAY)
    assert states(town)["M1-1"] == "none"


def test_a_drawn_area_serves_only_what_lies_in_it(town: Town) -> None:
    street = Street.objects.create(
        id=new_id(), name="Dorpsstraat", postcode="3000", municipality="Stad", municipality_code="M1", search_key="dorpsstraat",
        locality_key="stad", lon=HERE.lon, lat=HERE.lat,
    )  # fmt: skip
    for n in range(4):
        xs, ys = to_lambert([HERE.lon], [HERE.lat])
        Address.objects.create(
            id=new_id(), street=street, number=str(n), number_key=f"{n:06}", neighbourhood_code="M1-1", zone_code="Z1",
            lon=HERE.lon, lat=HERE.lat, x=float(xs[0]) + n, y=float(ys[0]), source="test",
        )  # fmt: skip
    make_officer(town.zone, "Getekend", around=HERE)
    row = next(one for one in checked(town).rows if one.outline.code == "M1-1")
    assert (row.state, row.unserved) == ("part", 6)
    make_officer(town.zone, "Rest", codes=("M1-1",))
    row = next(one for one in checked(town).rows if one.outline.code == "M1-1")
    assert (row.state, row.unserved, row.heaviest) == ("ok", 0, 1_800)


def test_a_count_of_the_zone_goes_before_the_file_and_the_newest_holds(town: Town) -> None:
    chief = staff_actor(town.zone, "chief")
    for people, day in ((5_000, "2025-01-01"), (2_500, "2024-01-01")):
        actions.count_people(
            chief,
            tenant_id=town.zone.id,
            code="M1-1",
            inhabitants=people,
            counted_on=date.fromisoformat(day),
            source="Statbel",
        )
    row = next(one for one in checked(town).rows if one.outline.code == "M1-1")
    assert row.counted and (row.counted.inhabitants, row.counted.source) == (5_000, "Statbel")
    with pytest.raises(Refused):
        actions.count_people(
            chief, tenant_id=town.zone.id, code="M1-1", inhabitants=1, counted_on=timezone.localdate() + timedelta(days=1),
            source="Statbel",
        )  # fmt: skip
    with pytest.raises(Refused):
        actions.count_people(chief, tenant_id=town.zone.id, code="M1-1", inhabitants=1, counted_on=TODAY, source=" ")
    with pytest.raises(Missing):
        actions.count_people(chief, tenant_id=town.zone.id, code="M2-1", inhabitants=1, counted_on=TODAY, source="x")


def test_a_neighbourhood_of_which_nobody_knows_the_people_says_so(town: Town) -> None:
    Area.objects.update(population=None)
    make_officer(town.zone, codes=("M1-1",))
    found = checked(town)
    assert (states(town)["M1-1"], found.needed, found.uncounted) == ("unknown", None, 2)


def test_the_page_has_map_and_table_and_only_for_who_keeps_the_list(town: Town) -> None:
    make_officer(town.zone, codes=("M1-1",))
    client = sign_in(Client(), make_staff(town.zone, "chief"))
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/wijkagenten/controle/").content.decode()
    assert len(seen) <= 15
    assert "<svg" in page and 'id="wijk-M1-2"' in page and 'href="#wijk-M1-2"' in page and "17 september 2001" in page
    assert sign_in(Client(), make_staff(town.zone, "wijkagent")).get("/wijkagenten/controle/").status_code == 404
    other = sign_in(Client(), make_staff(town.other_zone, "chief"))
    assert other.get("/wijkagenten/controle/", {"zone": "z1"}).status_code == 404
    with pytest.raises(Missing):
        queries.check(staff_actor(town.other_zone, "chief"), town.zone.id, NOW)


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ("Naam", "Soort", "Graad", "Wijken", "Telefoon", "E-mail", "Doelgroep")
GOOD = (
    HEAD,
    ("An Peeters", "wijkagent", "Inspecteur", "Binnenstad, M1-2", "011 22 33 44", "an@pz.example", ""),
    ("Sofie Maes", "doelgroepinspecteur", "", "", "", "", "Senioren"),
)


def test_a_list_comes_in_and_again_changes_nothing_but_what_it_says(town: Town) -> None:
    chief = staff_actor(town.zone, "chief")
    for _ in range(2):
        read = actions.bring_in_officers(chief, tenant_id=town.zone.id, content=sheet(*GOOD))
        assert len(read.rows) == 2 and not read.bad
    assert Officer.objects.count() == 2
    assert sorted(District.objects.values_list("neighbourhood_code", flat=True)) == ["M1-1", "M1-2"]
    assert Officer.objects.get(name="Sofie Maes").group == "seniors"
    csv = "naam;wijken\nAn Peeters;Buiten\n".encode("cp1252")
    actions.bring_in_officers(chief, tenant_id=town.zone.id, content=csv)
    found = Officer.objects.get(name="An Peeters")
    assert (found.rank, found.phone) == ("Inspecteur", "+3211223344")
    assert list(found.districts.values_list("neighbourhood_code", flat=True)) == ["M1-2"]


def test_each_bad_line_is_explained_and_nothing_is_stored(town: Town) -> None:
    rows = (
        *GOOD, ("", "wijkagent"), ("Bo", "tovenaar"), ("Cis", "wijkagent", "", "Nergens"),
        ("Dirk", "wijkagent", "", "", "12"), ("Els", "doelgroepinspecteur", "", "", "", "", "Vissers"),
        ("An Peeters", "wijkagent"), ("Fien", "wijkagent", "", "", "", "geen-adres"),
    )  # fmt: skip
    client = sign_in(Client(), make_staff(town.zone, "chief"))
    upload = SimpleUploadedFile("lijst.xlsx", sheet(*rows))
    answer = client.post("/wijkagenten/lijst", {"tenant": str(town.zone.id), "file": upload})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f"Regel {line}:" in page or f"Line {line}:" in page for line in range(4, 11))
    assert not Officer.objects.exists()


@pytest.mark.parametrize("content", [b"", b"wijken;graad\nBinnenstad;x\n", b"PK\x03\x04 no spreadsheet"])
def test_a_file_that_is_no_list_is_refused(town: Town, content: bytes) -> None:
    with pytest.raises(Refused):
        actions.bring_in_officers(staff_actor(town.zone, "chief"), tenant_id=town.zone.id, content=content)


def test_a_list_is_for_the_own_zone(town: Town) -> None:
    with pytest.raises(Missing):
        actions.bring_in_officers(staff_actor(town.other_zone, "chief"), tenant_id=town.zone.id, content=sheet(*GOOD))


def test_counts_come_in_with_a_list(town: Town) -> None:
    client = sign_in(Client(), make_staff(town.zone, "chief"))
    typed = {"counted_on": "2025-01-01", "source": "Statbel"}
    bad = SimpleUploadedFile("a.csv", b"wijk;inwoners\nBinnenstad;1.234\nNergens;5\n")
    assert client.post("/wijkagenten/controle/", typed | {"file": bad}).status_code == 422
    assert not Population.objects.exists()
    good = SimpleUploadedFile("a.csv", b"wijk;inwoners\nBinnenstad;1.234\nM1-2;5\n")
    assert client.post("/wijkagenten/controle/", typed | {"file": good}).status_code == 302
    assert sorted(Population.objects.values_list("inhabitants", flat=True)) == [5, 1_234]


def drawn_officer(town: Town) -> Officer:
    """An officer whose ground is a square of ten metres around the addresses of the test."""
    found = make_officer(town.zone, codes=(), name="Bo Drawn")
    square = shapely.box(-5, -5, 5, 5)
    District.objects.create(tenant=town.zone, officer=found, area=square.wkb, left=-5, bottom=-5, right=5, top=5)
    return found


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_cards_are_a_pdf_with_a_page_per_street(town: Town, paper: str, settings: object, tmp_path: object) -> None:
    from pypdf import PdfReader

    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    found = make_officer(town.zone, codes=("M1-1",), rank="Inspecteur")
    actions.set_photo(system_actor([town.zone.id]), officer_id=found.id, upload=photo())
    for name in ("Kerkstraat", "Markt"):
        street = Street.objects.create(
            id=new_id(), name=name, postcode="3000", municipality="Stad", municipality_code="M1", search_key=name.lower(),
            locality_key="stad", lon=HERE.lon, lat=HERE.lat,
        )  # fmt: skip
        Address.objects.create(
            id=new_id(), street=street, number="1", number_key="000001", neighbourhood_code="M1-1", zone_code="Z1",
            lon=HERE.lon, lat=HERE.lat, x=1.0, y=1.0, source="test",
        )  # fmt: skip
    client = sign_in(Client(), make_staff(town.zone, "chief"))
    answer = client.get(f"/wijkagenten/{found.id}/kaart", {"wijk": "M1-1", "per": "straat", "papier": paper})
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) == 2
    assert "Kerkstraat" in pages[0] and "Markt" in pages[1] and "Inspecteur An Peeters" in pages[1]
    drawn = client.get(f"/wijkagenten/{drawn_officer(town).id}/kaart", {"per": "straat", "papier": paper})
    assert ["Markt" in page.extract_text() for page in PdfReader(io.BytesIO(drawn.content)).pages] == [False, True]
    assert client.get(f"/wijkagenten/{found.id}/kaart", {"wijk": "M2-1"}).status_code == 404
    assert client.get(f"/wijkagenten/{found.id}/kaart", {"papier": "a0"}).status_code == 404
