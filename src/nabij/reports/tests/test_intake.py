"""One way in for every door: who answers for it, what is kept, what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.audit.actions import PLATFORM
from nabij.audit.models import AuditDetail, AuditRow
from nabij.people import vault
from nabij.people.tests.factories import staff_actor
from nabij.reports import actions, codes
from nabij.reports.models import Category, Incident, Report
from nabij.reports.tests.factories import ABROAD, ELSEWHERE, PUBLIC, Town, by_telephone, report, told
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


def test_the_category_says_who_answers_whoever_typed_it(town: Town) -> None:
    dispatcher = town.dispatcher()
    police, city = report(dispatcher, "suspicious"), report(dispatcher, "litter")
    assert (police.tenant_id, city.tenant_id) == (town.zone.id, town.city.id)


def test_a_clerk_of_the_city_writes_down_for_the_police_but_not_for_another_zone(town: Town) -> None:
    clerk = staff_actor(town.city, "desk_clerk")
    assert report(clerk, "burglary").tenant_id == town.zone.id
    with pytest.raises(Missing):
        report(clerk, "burglary", ELSEWHERE)
    with pytest.raises(Missing):
        report(Actor(kind="resident", id=new_id()), "burglary")


def test_place_neighbourhood_and_urgency_are_filled_in(town: Town) -> None:
    made = report(category="suspicious", caught_in_act=True)
    incident = Incident.objects.get(id=made.incident_id)
    assert (incident.neighbourhood_code, incident.state, incident.urgency) == ("M1-1", "new", "urgent")
    assert 4_000 < incident.x - 600_000 < 100_000 or incident.x > 0
    assert incident.caught_in_act
    assert Incident.objects.get(id=report(category="lighting").incident_id).urgency == "normal"


def test_a_crisis_is_marked_at_the_door(town: Town) -> None:
    assert Incident.objects.get(id=report(category="crisis").incident_id).never_alert


@pytest.mark.parametrize("category", ["violence-home", "violence-sexual", "no-such-kind"])
def test_nothing_is_stored_where_nothing_may_be(town: Town, category: str) -> None:
    with pytest.raises(Refused):
        report(category=category)
    assert not Report.objects.exists()
    assert not Incident.objects.exists()


def test_places_abroad_and_moments_to_come_are_refused_with_a_sentence(town: Town) -> None:
    with pytest.raises(Refused, match=r"\."):
        report(place=ABROAD)
    with pytest.raises(Refused, match=r"\."):
        report(happened_at=timezone.now() + timedelta(hours=1))
    assert not Report.objects.exists()


def test_contact_name_and_code_cannot_be_read_in_the_database(town: Town) -> None:
    made = report(contact=by_telephone("0470 12 34 56"), name="An Peeters")
    stored = Report.objects.get(id=made.report_id)
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(r)::text from reports_report r")
        dump = cursor.fetchone()[0]
    for secret in ("470123456", "Peeters", made.code, codes.plain(made.code)):
        assert secret not in dump
        assert secret.encode().hex() not in dump
    assert vault.open_value("sms", stored.id, stored.contact_value) == "+32470123456"
    assert vault.open_value("name", stored.id, stored.reporter_name) == "An Peeters"


def test_a_sealed_contact_does_not_open_on_another_report(town: Town) -> None:
    first, second = report(contact=by_telephone()), report()
    sealed = Report.objects.get(id=first.report_id).contact_value
    with pytest.raises(vault.CannotOpen):
        vault.open_value("sms", second.report_id, bytes(sealed))


def test_the_record_tells_of_it_without_contact_or_words(town: Town) -> None:
    made = report(contact=by_telephone(), text="Geheime woorden", name="An Peeters")
    row = AuditRow.objects.get(target_id=made.incident_id)
    detail = AuditDetail.objects.get(row_id=row.id).payload
    assert (row.verb, row.actor_kind, row.tenant_id) == ("reports.report", "public", town.zone.id)
    assert detail == {"report": str(made.report_id), "category": "suspicious", "channel": "web", "anonymous": False}


@pytest.mark.parametrize("with_contact", [False, True])
def test_a_report_takes_at_most_fifteen_queries(town: Town, with_contact: bool) -> None:
    contact = by_telephone() if with_contact else None
    dispatcher = town.dispatcher()
    for actor in (PUBLIC, dispatcher):
        with CaptureQueriesContext(
            connection,
        ) as taken:
            report(actor, contact=contact, answers={"vehicle": "witte bestelwagen"})
        assert len(taken) <= 15, [query["sql"][:80] for query in taken]


def key_of(town: Town) -> Actor:
    return Actor(kind="key", id=new_id(), name="CAD", rights={town.zone.id: frozenset({"reports.post"})})


def test_the_number_of_the_control_room_counts_once(town: Town) -> None:
    first = actions.post_from_control_room(key_of(town), number="CAD-1", told=told())
    again = actions.post_from_control_room(key_of(town), number="CAD-1", told=told(text="Nog eens"))
    other = actions.post_from_control_room(key_of(town), number="CAD-2", told=told())
    assert (again.report_id, again.is_new, again.code) == (first.report_id, False, "")
    assert other.report_id != first.report_id
    assert Report.objects.filter(channel="control_room").count() == 2


def test_a_key_posts_only_in_its_own_zone(town: Town) -> None:
    with pytest.raises(Missing):
        actions.post_from_control_room(key_of(town), number="CAD-1", told=told(place=ELSEWHERE))
    assert not Report.objects.exists()


def test_loading_the_categories_again_changes_nothing_and_writes_nothing(town: Town) -> None:
    before = AuditRow.objects.count()
    assert actions.load_categories(PUBLIC) == 0
    assert AuditRow.objects.count() == before
    Category.objects.filter(code="litter").update(near_m=1)
    assert actions.load_categories(PUBLIC) == 1
    assert AuditRow.objects.filter(verb="reports.load_categories", tenant_id=PLATFORM).count() == 2


def test_every_category_speaks_dutch_and_english(town: Town) -> None:
    for category in Category.objects.all():
        texts = [category.name, category.hint, *(link["label"] for link in category.links), *category.questions]
        assert all(text["nl"] and text["en"] for text in texts), category.code
    private = {"suspicious", "burglary", "drugs", "discrimination", "harassment", "crisis", "neighbours"}
    assert not Category.objects.filter(code__in=private, may_be_public=True).exists()
