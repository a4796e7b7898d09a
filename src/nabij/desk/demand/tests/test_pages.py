"""Opening hours beside demand, asked as a browser asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nabij.desk.counters.tests.factories import make_counter, make_offer, make_service
from nabij.desk.demand.presenters import DRAWN_HIGH, HOUR_WIDE, day_charts
from nabij.desk.demand.queries import demand
from nabij.desk.video.models import Ring, RingState
from nabij.desk.waiting.models import Ticket
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff, make_tenant, sign_in
from nabij.reports.tests.factories import make_town, report
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant
from nabij.tenants.working_days import BRUSSELS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 15, 30, tzinfo=BRUSSELS)
TUESDAY = datetime(2026, 11, 17, tzinfo=BRUSSELS)
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def rings(zone: Tenant, count: int, hour: int) -> None:
    for number in range(count):
        at = TUESDAY + timedelta(hours=hour, minutes=number)
        Ring.objects.create(
            tenant=zone, topic="saw", state=RingState.UNANSWERED, started_at=at, seen_at=at, step_at=at, ended_at=at
        )  # fmt: skip


def tickets(zone: Tenant, count: int, hour: int, name: str = "Stadhuis") -> Any:
    counter = make_counter(zone, name)
    offer = make_offer(counter, make_service(zone, f"Dienst {name}"))
    for number in range(count):
        at = TUESDAY + timedelta(hours=hour, minutes=number)
        Ticket.objects.create(
            tenant=zone, counter=counter, service=offer.service, day=at.date(), letter="A", number=number + 1, taken_at=at,
            rank_at=at,
        )  # fmt: skip
    return counter


def page(zone: Tenant, query: str = "") -> Any:
    return sign_in(Client(), make_staff(zone, "chief")).get(f"/openingsuren/vraag/{query}")


def test_the_page_says_how_much_comes_outside_opening_hours() -> None:
    zone = make_tenant()
    rings(zone, 19, 22)
    tickets(zone, 31, 10)
    shown = page(zone).content.decode()
    assert "38 % van de vragen komt buiten de openingsuren." in shown
    assert "Dinsdag, 22:00 tot 23:00" in shown


def test_a_counter_is_measured_by_those_who_came_to_it() -> None:
    zone = make_tenant()
    rings(zone, 19, 22)
    counter = tickets(zone, 31, 10)
    actor = actor_for(make_staff(zone, "chief"))
    found = demand(actor, zone.id, counter.id, NOW, 12)
    assert (found.table.total, found.table.outside) == (31, 0)
    assert found.table.cells[1, 10].is_open
    assert page(zone, f"?balie={counter.id}").status_code == 200


def test_reports_count_when_they_came_in() -> None:
    zone = make_town().zone
    report()
    found = demand(actor_for(make_staff(zone, "chief")), zone.id, None, NOW + timedelta(hours=1), 12)
    assert found.per_source["reports"] == 1


def test_small_numbers_stand_nowhere_on_the_page_or_in_the_export() -> None:
    zone = make_tenant()
    rings(zone, 4, 22)
    rings(zone, 9, 21)
    client = sign_in(Client(), make_staff(zone, "chief"))
    body = client.get("/openingsuren/vraag/export.csv").content.decode("utf-8-sig")
    lines = {(line[0], line[1]): line[2] for line in csv.reader(io.StringIO(body), delimiter=";")}
    assert lines["Dinsdag", "22:00"] == "< 5"
    assert lines["Dinsdag", "21:00"] == "9"
    assert lines["Maandag", "21:00"] == "0"
    assert len(lines) == 7 * 24 + 1


def test_the_drawing_says_the_same_as_the_table_and_gives_no_small_number_away() -> None:
    zone = make_tenant()
    rings(zone, 4, 22)
    rings(zone, 3, 20)
    tickets(zone, 31, 10)
    actor = actor_for(make_staff(zone, "chief"))
    tuesday = day_charts(demand(actor, zone.id, None, NOW, 12).table)[1]
    bars = {bar.x // HOUR_WIDE: bar for bar in tuesday.bars}
    assert bars[10].is_open
    assert bars[10].height == DRAWN_HIGH
    assert not bars[22].is_open
    assert 0 < bars[22].height == bars[20].height < bars[10].height
    assert "< 5" in bars[22].words
    assert any(at <= 10 * HOUR_WIDE < at + width for at, width in tuesday.openings)
    shown = page(zone).content.decode()
    assert shown.count('class="dm-day"') == 7
    assert "10:00 tot 11:00: 31" in shown


def test_another_zone_is_not_there() -> None:
    zone, other = make_tenant(), make_tenant()
    counter = tickets(other, 6, 10)
    rings(zone, 6, 22)
    for query in (f"?dienst={other.slug}", f"?balie={counter.id}", "?balie=x"):
        assert page(zone, query).status_code == 404
    assert other.name not in page(zone).content.decode()
    with pytest.raises(Missing):
        demand(actor_for(make_staff(zone, "chief")), other.id, None, NOW, 12)
    assert sign_in(Client(), make_staff(zone, "dispatcher")).get("/openingsuren/vraag/").status_code == 404


def test_it_takes_as_many_queries_for_a_year_as_for_an_hour() -> None:
    zone = make_tenant()
    client = sign_in(Client(), make_staff(zone, "chief"))
    client.get("/openingsuren/vraag/")
    counts = []
    for number in range(2):
        tickets(zone, 12, 10, f"Balie {number}")
        rings(zone, 30 * number, 21)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/openingsuren/vraag/?weken=52").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_QUERIES
