"""Goals and counts per neighbourhood, a page that nobody takes for fraud, and what is printed of it."""

from __future__ import annotations

import csv
import io
import re

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.alerts.campaign import actions, printing, queries, rules
from nabij.alerts.campaign.models import Goal, Visits
from nabij.alerts.campaign.texts import LANGUAGES, texts
from nabij.alerts.tests.factories import Zone, make_zone, neighbour_of
from nabij.audit.models import AuditRow
from nabij.people.models import Consent, ContactPoint
from nabij.people.tests.factories import make_staff, sign_in
from nabij.places import queries as places
from nabij.places.models import Address, Area
from nabij.reports.tests.factories import make_address
from nabij.tenants.errors import Missing, Refused

COLUMNS = {"area": "Wijk", "count": "Aantal"}
HOSTILE = '#strong[x] {phone} =1+1 "; <b>'


def code_of(zone: Zone) -> str:
    (area,) = queries.neighbourhoods(zone.tenant)
    Area.objects.filter(code=area.code, kind="neighbourhood").update(address_count=200)
    return area.code


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def homes(zone: Zone, *numbers: str, street: str = "Kerkstraat") -> list[Address]:
    made = [make_address(street, number, zone.place) for number in numbers]
    Address.objects.filter(id__in=[one.id for one in made]).update(
        neighbourhood_code=code_of(zone), street_id=made[0].street_id
    )
    return made


@given(st.integers(0, 20_000), st.integers(1, 100))
def test_a_goal_is_at_least_the_share_and_never_more_than_there_are(addresses: int, percent: int) -> None:
    goal = rules.goal_of(addresses, percent)
    assert addresses * percent / 100 <= goal <= addresses
    assert goal == addresses or goal % 10 == 0


@given(st.integers(0, 500), st.integers(0, 500))
def test_only_a_goal_that_is_reached_has_the_last_shade(reached: int, goal: int) -> None:
    assert (rules.shade(reached, goal) == rules.SHADES) == (goal > 0 and reached >= goal)


@given(st.text(max_size=120))
def test_any_file_is_read_or_its_lines_are_told(text: str) -> None:
    told = rules.read_counts("Wijk;Aantal\n" + text, COLUMNS, {"a": "A"})
    assert all(code == "A" and count >= 0 for code, count in told.counts.items())


def test_a_file_by_code_or_name_with_what_is_not_understood() -> None:
    codes = {"w1": "W1", "kessel": "W1", "w2": "W2"}
    told = rules.read_counts("aantal\tWIJK\n12\tw1\n1.200\tKessel\n\nx\tw2\n5\tElders\n", COLUMNS, codes)
    assert (dict(told.counts), told.bad) == ({"W1": 1212}, (5, 6))
    assert not rules.read_counts("a;b\n1;2\n", COLUMNS, codes).has_columns
    assert rules.read_counts("", COLUMNS, codes).counts == {}


@pytest.mark.django_db
def test_goals_counts_and_who_agreed_with_us() -> None:
    zone = make_zone(members=3)
    code = code_of(zone)
    for member in zone.members[:2]:
        person = ContactPoint.objects.get(id=member.points.first().contact_point_id).person
        Consent.objects.create(
            tenant=zone.tenant, person=person, recipient="be-alert", how="paper", given_at=timezone.now()
        )
    actions.set_goals(zone.approving, tenant_id=zone.tenant.id, goals={code: 50})
    (row,) = queries.standings(zone.tenant)
    assert (row.goal, row.agreed, row.told, row.reached, row.addresses) == (50, 2, 0, 2, 200)
    assert (
        actions.import_counts(zone.approving, tenant_id=zone.tenant.id, content=f"Wijk;Aantal\n{code};60\n".encode())
        == 1
    )
    (row,) = queries.standings(zone.tenant)
    assert (row.told, row.reached, row.done) == (60, 60, True)
    Consent.objects.update(withdrawn_at=timezone.now())
    assert queries.standings(zone.tenant)[0].agreed == 0
    assert {one.verb for one in AuditRow.objects.filter(target="alerts.campaign")} == {
        "alerts.set_campaign_goals", "alerts.import_campaign_counts",
    }  # fmt: skip


@pytest.mark.django_db
def test_nothing_of_a_wrong_file_or_goal_is_kept() -> None:
    zone = make_zone()
    code, zone_id = code_of(zone), zone.tenant.id
    for content in (f"Wijk;Aantal\n{code};60\nElders;5\n", "a;b\n", "", "Wijk;Aantal\n"):
        with pytest.raises(Refused):
            actions.import_counts(zone.approving, tenant_id=zone_id, content=content.encode())
    for goals in ({code: 201}, {code: -1}, {code: 10, "ELDERS": 5}):
        with pytest.raises(Refused):
            actions.set_goals(zone.approving, tenant_id=zone_id, goals=goals)
    with pytest.raises(Refused):
        actions.set_share(zone.approving, tenant_id=zone_id, percent=0)
    assert not Goal.objects.exists()
    actions.set_share(zone.approving, tenant_id=zone_id, percent=33)
    assert Goal.objects.get().goal == 70


@pytest.mark.django_db
def test_it_takes_the_right_on_ones_own_ground() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    code = code_of(zone)
    for stranger in (zone.writing, other.approving):
        with pytest.raises(Missing):
            actions.set_goals(stranger, tenant_id=zone.tenant.id, goals={code: 1})
        with pytest.raises(Missing):
            actions.import_counts(stranger, tenant_id=zone.tenant.id, content=b"")
    street = homes(zone, "1")[0].street_id
    addresses = [
        reverse("alerts:campaign_area", args=[code]),
        reverse("alerts:campaign_leaflet", args=[code, "a5", "nl"]),
        reverse("alerts:campaign_letters", args=[code, street, "nl"]),
        reverse("alerts:campaign_merge", args=[code]),
    ]
    officer, stranger, guard = (
        sign_in(Client(), account) for account in (zone.officer, other.officer, make_staff(zone.tenant, "guard"))
    )
    for address in addresses:
        assert officer.get(address).status_code == 200
        assert stranger.get(address).status_code == 404
        assert guard.get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert officer.get(reverse("alerts:campaign_leaflet", args=[code, "a3", "nl"])).status_code == 404
    assert officer.get(reverse("alerts:campaign_letters", args=[code, zone.tenant.id, "nl"])).status_code == 404
    slug = {"voor": zone.tenant.slug}
    assert stranger.get(reverse("alerts:campaign"), slug).status_code == 404
    assert stranger.post(reverse("alerts:campaign_change"), slug | {"percent": "50"}).status_code == 404


@pytest.mark.django_db
def test_the_page_takes_goals_a_share_and_a_file() -> None:
    zone = make_zone()
    code = code_of(zone)
    officer = sign_in(Client(), zone.officer)
    url, slug = reverse("alerts:campaign_change"), {"voor": zone.tenant.slug}
    assert officer.get(reverse("alerts:campaign")).status_code == 200
    assert officer.post(url, slug | {"percent": "30"}).status_code == 302
    assert Goal.objects.get().goal == 60
    assert officer.post(url, slug | {f"goal-{code}": "80"}).status_code == 302
    file = SimpleUploadedFile("t.csv", f"Wijk;Aantal\n{code};42\n".encode())
    assert officer.post(url, slug | {"file": file}).status_code == 302
    page = officer.get(reverse("alerts:campaign"))
    assert 'value="42"' in page.content.decode()
    for wrong in ({f"goal-{code}": "veel"}, {"percent": "x"}, {}, {"file": SimpleUploadedFile("t.csv", b"a;b\n")}):
        refused = officer.post(url, slug | wrong)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.content.decode()
    assert Goal.objects.get().goal == 80


@pytest.mark.django_db
def test_the_public_page_says_who_and_counts_no_persons(client: Client) -> None:
    zone = make_zone(campaign_contact="016 21 09 40")
    code = code_of(zone)
    page = reverse("alerts:sign_up_area", args=[code])
    client.get(page)
    assert not Visits.objects.exists()
    actions.set_goals(zone.approving, tenant_id=zone.tenant.id, goals={code: 50})
    said = client.get(page).content.decode()
    assert "016 21 09 40" in said
    assert zone.tenant.name in said
    onward = client.get(reverse("alerts:sign_up_onward"), {"wijk": code})
    assert onward["Location"] == "https://www.be-alert.be/nl"
    client.get(page)
    row = Visits.objects.get()
    assert (row.opened, row.onward) == (2, 1)
    assert {field.name for field in Visits._meta.fields} == {"id", "tenant", "area_code", "day", "opened", "onward"}
    assert client.get(reverse("alerts:sign_up")).status_code == 200
    assert client.get(reverse("alerts:sign_up_area", args=["nergens"])).status_code == 200
    assert (
        client.get(reverse("alerts:sign_up_onward"), {"wijk": "https://evil.example"})["Location"] == onward["Location"]
    )
    assert Visits.objects.count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_reads_like_fraud(language: str) -> None:
    """Who, why, the official address to be typed, how to check it; no hurry, no other address, nothing asked."""
    values = {"city": "Zandekerke", "zone": "PZ Zand", "neighbourhood": "Kern", "link": "https://x", "phone": "016 1"}
    said = texts(language, values)
    flat = " ".join(value if isinstance(value, str) else " ".join(value) for value in said.values())
    assert flat.count("www.be-alert.be") >= 2
    assert "Zandekerke" in said["why"] and "PZ Zand" in said["why"]
    assert "016 1" in " ".join(said["check"])
    assert not re.search(
        r"dringend|urgent|nu meteen|immédiatement|sofort|binnen 24|klik|cliquez|click|klicken|!", flat, re.I
    )
    assert set(re.findall(r"(?:[\w-]+\.)+(?:be|com|eu|org|net)\b", flat)) == {"www.be-alert.be"}
    without = texts(language, values | {"phone": ""})
    assert without["check"][2] and without["check"][2] != said["check"][2]
    assert "{" not in flat


@pytest.mark.django_db
@pytest.mark.parametrize("paper", printing.PAPERS)
def test_a_leaflet_fits_one_sheet_in_every_language(paper: str) -> None:
    zone = make_zone(campaign_contact="016 21 09 40")
    code = code_of(zone)
    Area.objects.filter(code=code, kind="neighbourhood").update(name="Sint-Maartensbos en Achter de Kazerne")
    (area,) = queries.neighbourhoods(zone.tenant)
    for language in LANGUAGES:
        content = printing.leaflet(zone.tenant, area, language, paper)
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        assert len(pages) == 1, language
        assert f"/be-alert/{code}" in words(content)
        assert "www.be-alert.be" in words(content)
        wide, high = pages[0].mediabox.width, pages[0].mediabox.height
        assert (round(float(wide)), round(float(high))) == {"a5": (420, 595), "a4": (595, 842)}[paper]


@pytest.mark.django_db
def test_a_letter_for_each_address_of_a_street_each_on_one_page() -> None:
    zone = make_zone()
    made = homes(zone, "10", "2", "2A")
    (area,) = queries.neighbourhoods(zone.tenant)
    officer = sign_in(Client(), zone.officer)
    for language in LANGUAGES:
        answer = officer.get(reverse("alerts:campaign_letters", args=[area.code, made[0].street_id, language]))
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
        assert [re.findall(r"Kerkstraat (\w+)", page) for page in pages] == [["2"], ["2A"], ["10"]]


@pytest.mark.django_db
def test_hostile_names_stay_text_on_paper_and_in_the_file() -> None:
    zone = make_zone()
    homes(zone, "1", street=HOSTILE)
    Area.objects.filter(code=code_of(zone), kind="neighbourhood").update(name=HOSTILE)
    (area,) = queries.neighbourhoods(zone.tenant)
    found = places.addresses_in(area.code)
    assert "#strong[x] {phone} =1+1" in words(printing.leaflet(zone.tenant, area, "nl", "a4"))
    assert "#strong[x] {phone} =1+1" in words(printing.letters(zone.tenant, area, "nl", found))
    content = printing.merge_file(area, found).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content), delimiter=";")
    assert row["Straat"] == HOSTILE
    assert row["Link"].endswith(area.code)
