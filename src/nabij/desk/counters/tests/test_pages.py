"""The pages of counters: what residents read, and what who sets hours changes; nothing of another tenant."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.desk.appointments.models import Appointment
from nabij.desk.appointments.tests.factories import make_appointment, next_monday
from nabij.desk.counters import presenters, queries
from nabij.desk.counters.models import Counter, OddDay, Offer, Pattern, Service
from nabij.desk.counters.tests.factories import PLACE, make_counter, make_offer, make_service, week
from nabij.networks.shops.hours import ALWAYS, NEVER
from nabij.people.tests.factories import make_staff, make_tenant, sign_in
from nabij.places.queries import Chosen
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant()


@pytest.fixture
def boss(tenant: Tenant) -> Client:
    return sign_in(Client(), make_staff(tenant, "administrator"))


def test_the_nearest_counter_comes_first_and_says_whether_it_is_open(client: Client, tenant: Tenant) -> None:
    make_counter(tenant, "Aan de andere kant", place=Chosen("Verweg 1, 3500 Hasselt", 5.60, 50.80))
    make_counter(tenant, "Om de hoek", walk_in=ALWAYS, by_appointment=NEVER, shut_on_holidays=False)
    page = client.get("/balies/", {"address": "Marktplein", "lon": "5.341", "lat": "50.931"}).content.decode()
    assert page.index("Om de hoek") < page.index("Aan de andere kant")
    assert re.search(r"Open now, day and night|Nu open, dag en nacht", page)
    assert client.get("/balies/", {"address": "xyzzy"}).status_code == 422
    points = client.get("/balies/kaart.geojson").json()["features"]
    assert {one["properties"]["state"] for one in points} >= {"handling"}


def test_the_page_of_a_counter_can_be_read_by_machines(client: Client, tenant: Tenant) -> None:
    found = make_counter(tenant, telephone="011 23 90 00", access=["lift"])
    make_offer(found)
    page = client.get(f"/balies/{found.id}/").content.decode()
    said = re.search(r'<script type="application/ld\+json">(.+?)</script>', page)
    assert said is not None
    schema = json.loads(said.group(1))
    assert (schema["@type"], schema["name"]) == ("GovernmentOffice", "Stadhuis")
    assert client.get("/balies/00000000-0000-7000-8000-000000000000/").status_code == 404


def test_lists_take_the_same_few_queries_for_any_number_of_counters(client: Client, tenant: Tenant) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/balies/").status_code == 200
        return len(found)

    make_counter(tenant)
    count()
    few = count()
    for n in range(5):
        make_counter(tenant, f"Balie {n}")
    assert count() == few <= 5


def test_hours_services_and_odd_days_are_set_on_the_pages(boss: Client, tenant: Tenant) -> None:
    made = boss.post(
        "/loketten/uren/nieuw",
        {"kind": "antenna", "name": "Wijkpost", "address": PLACE.address, "lon": PLACE.lon, "lat": PLACE.lat, "desks": 2},
    )  # fmt: skip
    found = Counter.objects.get()
    here = f"/loketten/uren/{found.id}/"
    assert made["Location"] == here
    typed = {"tenant_id": tenant.id, "name": "Aangifte", "minutes": 20, "letter": "c"}
    assert boss.post("/loketten/uren/dienst/nieuw", typed).status_code == 302
    service = Service.objects.get()
    boss.post(here, {"deed": "week", "valid_from": "2026-01-01", "free0": "9-12", "booked0": "13-16"})
    boss.post(here, {"deed": "offer", "offer-service_id": service.id, "offer-ways": ["person"], "offer-desks": 2})
    monday = next_monday().date()
    (day,) = queries.open_hours_of(found, monday, monday)
    assert [(one.walk_in, one.by_appointment) for one in day.blocks] == [(True, False), (False, True)]
    assert queries.is_open(found, next_monday(10)) and not queries.is_open(found, next_monday(12, 30))
    booked = make_appointment(Offer.objects.get(), starts_at=next_monday(13))
    answer = boss.post(
        "/loketten/uren/", {"deed": "odd", "where": str(found.id), "first_day": monday, "why": "works"}, follow=True
    )
    assert re.search(r"1 (appointment falls|afspraak valt)", answer.content.decode())
    assert not queries.is_open(found, next_monday(10))
    boss.post("/loketten/uren/", {"deed": "drop", "odd": OddDay.objects.get().id})
    assert queries.is_open(found, next_monday(10))
    boss.post("/loketten/uren/", {"deed": "usual", "tenant": tenant.id, "year": timezone.localdate().year + 1})
    assert OddDay.objects.count() >= 5
    assert boss.post(f"{here}wijzig", {"deed": "retire"}).status_code == 302
    assert boss.get(f"/balies/{found.id}/").status_code == 404
    assert booked.appointment_id


@pytest.mark.parametrize(
    "given",
    [
        {"deed": "week", "valid_from": "gisteren"},
        {"deed": "week", "valid_from": "2026-02-01", "valid_until": "2026-01-01"},
        {"deed": "week", "valid_from": "2026-01-01", "free0": "negen tot vijf"},
        {"deed": "offer", "offer-desks": 1},
    ],
)
def test_hours_that_cannot_be_read_change_nothing(boss: Client, tenant: Tenant, given: dict[str, str]) -> None:
    found = make_counter(tenant)
    before = list(Pattern.objects.values_list("valid_from", "walk_in"))
    assert boss.post(f"/loketten/uren/{found.id}/", given).status_code == 422
    assert list(Pattern.objects.values_list("valid_from", "walk_in")) == before


@pytest.mark.parametrize(
    "given",
    [
        {"first_day": "", "why": "works"},
        {"first_day": "2020-01-01", "why": "works"},
        {"first_day": "2030-01-02", "last_day": "2030-01-01", "why": "works"},
        {"first_day": "2030-01-02", "why": "zin"},
        {"first_day": "2030-01-02", "why": "works", "walk_in": "altijd"},
    ],
)
def test_odd_days_that_cannot_be_are_refused(boss: Client, tenant: Tenant, given: dict[str, str]) -> None:
    found = make_counter(tenant)
    assert boss.post("/loketten/uren/", {"deed": "odd", "where": str(found.id)} | given).status_code == 422
    assert not OddDay.objects.exists()


def test_the_counters_of_another_tenant_are_not_there_to_change(boss: Client) -> None:
    theirs = make_counter(make_tenant(), "Van hen")
    assert "Van hen" not in boss.get("/loketten/uren/").content.decode()
    for address in (f"/loketten/uren/{theirs.id}/", f"/loketten/uren/{theirs.id}/wijzig"):
        assert boss.get(address).status_code == boss.post(address, {"deed": "retire"}).status_code == 404
    day = str(timezone.localdate() + timedelta(days=3))
    given = {"deed": "odd", "where": f"tenant:{theirs.tenant_id}", "first_day": day, "why": "works"}
    assert boss.post("/loketten/uren/", given).status_code == 422
    assert not OddDay.objects.exists()


def test_a_service_gets_other_words_and_goes(boss: Client, tenant: Tenant) -> None:
    offer = make_offer(make_counter(tenant))
    make_appointment(offer)
    here = f"/loketten/uren/dienst/{offer.service_id}/"
    assert "Identiteitskaart" in boss.get(here).content.decode()
    typed = {"tenant_id": tenant.id, "name": "Identiteitskaart of kids-ID", "minutes": 20, "letter": "1"}
    wrong = boss.post(here, typed)
    assert wrong.status_code == 422 and "kids-ID" in wrong.content.decode()
    assert boss.post(here, typed | {"letter": "k"}).status_code == 302
    service = Service.objects.get()
    assert (service.name, service.minutes, service.letter) == ("Identiteitskaart of kids-ID", 20, "K")
    assert boss.post(here, {"deed": "retire"}).status_code == 302
    assert "kids-ID" not in boss.get("/loketten/uren/").content.decode() + boss.get("/afspraak/").content.decode()
    assert Appointment.objects.get().state == "booked"
    assert boss.get(here).status_code == boss.post(here, typed).status_code == 404


def test_a_service_of_another_tenant_is_not_there(boss: Client) -> None:
    theirs = make_service(make_tenant())
    here = f"/loketten/uren/dienst/{theirs.id}/"
    assert boss.get(here).status_code == boss.post(here, {"deed": "retire"}).status_code == 404
    assert boss.post("/loketten/uren/dienst/nieuw", {"tenant_id": theirs.tenant_id, "name": "x"}).status_code == 422
    theirs.refresh_from_db()
    assert theirs.retired_at is None


def test_who_takes_a_counter_away_reads_first_how_many_are_expected_there(boss: Client, tenant: Tenant) -> None:
    offer = make_offer(make_counter(tenant))
    make_appointment(offer)
    page = boss.get(f"/loketten/uren/{offer.counter_id}/wijzig").content.decode()
    assert re.search(r"1 (appointment is made here|afspraak staat hier)", page)
    assert Counter.objects.get().retired_at is None


def test_a_resident_reads_when_to_come_and_not_how_hours_are_put_together(client: Client, tenant: Tenant) -> None:
    station = make_counter(tenant, "Commissariaat", walk_in=ALWAYS, by_appointment=week("9-12"), shut_on_holidays=False)
    page = client.get(f"/balies/{station.id}/").content.decode()
    assert len(re.findall(r"dag en nacht<|day and night<", page)) == 7
    hall = make_counter(tenant, "Stadhuis", walk_in=week("9-12", range(7)), by_appointment=week("11-15", range(7)))
    monday = next_monday().date()
    rows = presenters.day_row(queries.open_hours_of(hall, monday, monday)[0], monday)
    assert [span for span, _kind in rows["blocks"]] == ["09:00 - 12:00", "12:00 - 15:00"]
    assert rows["blocks"][0][1] == "" and rows["blocks"][1][1]
