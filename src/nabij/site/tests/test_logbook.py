"""The data-protection officer sees who looked at what and why, of their own tenant only."""

from __future__ import annotations

import pytest
from django.test import Client

from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff, make_tenant, sign_in
from nabij.reports.queries import incident, source
from nabij.reports.tests.factories import make_town, report

pytestmark = pytest.mark.django_db


def test_who_looked_at_what_and_why(client: Client) -> None:
    town = make_town()
    officer, dpo = make_staff(town.zone, "mandated_officer"), make_staff(town.zone, "dpo")
    recorded = report()
    incident(actor_for(officer), recorded.incident_id)
    source(actor_for(officer).because("Terugbellen voor meer uitleg"), recorded.report_id)
    page = sign_in(client, dpo).get("/logboek/").content.decode()
    assert officer.name in page
    assert "behandeling van een open feit" in page
    assert "Terugbellen voor meer uitleg" in page
    assert str(recorded.incident_id) in page


def test_another_zone_sees_nothing_of_it(client: Client) -> None:
    town = make_town()
    recorded = report()
    incident(actor_for(make_staff(town.zone, "mandated_officer")), recorded.incident_id)
    page = sign_in(client, make_staff(make_tenant(), "dpo")).get("/logboek/").content.decode()
    assert str(recorded.incident_id) not in page
    assert "Niets in deze periode" in page


def test_without_the_right_there_is_no_such_page(client: Client) -> None:
    town = make_town()
    assert sign_in(client, make_staff(town.zone, "dispatcher")).get("/logboek/").status_code == 404


def test_the_page_asks_few_questions_however_much_there_is(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    town = make_town()
    officer, dpo = make_staff(town.zone, "mandated_officer"), make_staff(town.zone, "dpo")
    recorded = report()
    for _ in range(60):
        incident(actor_for(officer), recorded.incident_id)
    sign_in(client, dpo)
    with django_assert_max_num_queries(15):
        page = client.get("/logboek/").content.decode()
    assert page.count("<tr>") >= 50
