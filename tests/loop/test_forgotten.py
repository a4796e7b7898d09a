"""Who is erased is in no table any more, except where the terms say so: a walk over every row of every model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from nabij.alerts.tests.factories import join, make_zone
from nabij.meetings import actions as meetings
from nabij.meetings.tests.factories import make_meeting
from nabij.people import actions, vault
from nabij.people.models import Account, CareArea, ContactPoint, GroupLabel, Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_account, sign_in
from nabij.reports import actions as reports
from nabij.reports.actions.forgetting import claim_report
from nabij.reports.answers.models import ReporterMessage
from nabij.reports.models import Report
from nabij.reports.tests.factories import report, told
from nabij.reports.told import Contact

pytestmark = pytest.mark.django_db
NAME, MAIL, NUMBER = "Annelies Verhulst", "annelies@example.org", "+32470987654"
RECORD = {"AuditRow", "AuditDetail", "Event"}
"""The statutory log: ids of who did what, which the law asks for (act of 30 July 2018, art. 56); never a name or address."""


def furnished() -> tuple[Any, Person]:
    """Somebody with all that a resident can have: contact, places, networks, a meeting, consent, a group, reports."""
    zone = make_zone()
    joined = join(zone, ("sms", "email"))
    person = ContactPoint.objects.filter(person__contact_points__id__isnull=False).order_by("-id").first().person  # type: ignore[union-attr]
    person.account = make_account("resident")
    person.name = vault.seal_value("name", person.id, NAME)
    person.save()
    del joined
    for point in ContactPoint.objects.filter(person=person):
        plain = MAIL if point.kind == "email" else NUMBER
        point.value, point.lookup = vault.seal_value(point.kind, point.id, plain), vault.lookup(point.kind, plain)
        point.save()
    actor = actor_for(person.account)
    actions.care_about(
        actor, person_id=person.id, label="Huis van oma", lon=zone.place.lon, lat=zone.place.lat, reach="500"
    )
    actions.give_consent(actor, person_id=person.id, tenant_id=zone.tenant.id, recipient="be-alert")
    first = ContactPoint.objects.filter(person=person).first()
    actions.opt_out(actor, contact_point_id=first.id, tenant_id=zone.tenant.id, message_kind="prevention")  # type: ignore[union-attr]
    GroupLabel.objects.create(tenant=zone.tenant, person=person, code="school", basis="task", given_at=timezone.now())
    meeting = make_meeting(zone.tenant, with_registration=True, starts_at=timezone.now() + timedelta(days=5))
    meetings.register(actor, meeting_id=meeting.id, person_id=person.id)
    given: dict[str, Any] = {
        "person_id": person.id,
        "name": NAME,
        "contact": Contact("email", MAIL),
        "place": zone.place,
    }
    for category in ("suspicious", "dumping"):
        reports.submit_report(actor, told=told(category, **given))
    unsigned = report(category="litter", place=zone.place, contact=Contact("sms", NUMBER), name=NAME)
    claim_report(actor, person_id=person.id, code=unsigned.code)
    return zone, person


def traces(tokens: dict[str, Any]) -> Iterator[str]:
    """Each place in the database where one of these still stands."""
    for model in apps.get_models():
        if model.__name__ in RECORD or not model._meta.managed:
            continue
        for row in model._default_manager.all().values():
            for column, value in row.items():
                written = bytes(value).hex() if isinstance(value, (bytes, memoryview)) else str(value)
                for what, token in tokens.items():
                    if token in written:
                        yield f"{model.__name__}.{column} holds {what}"


def _account(person: Person) -> Account:
    return Account.objects.get(id=str(person.account_id))


def tokens_of(person: Person) -> dict[str, Any]:
    points = ContactPoint.objects.filter(person=person)
    found = {"the name": NAME, "the address": MAIL, "the number": NUMBER, "the person": str(person.id)}
    found["the account"] = str(person.account_id)
    for point in points:
        found |= {f"the {point.kind}": str(point.id), f"the hash of the {point.kind}": bytes(point.lookup).hex()}
    return found


def test_after_erasing_nothing_of_somebody_is_left_in_any_table(client: Client) -> None:
    _zone, person = furnished()
    tokens = tokens_of(person)
    assert {one.split(" holds ")[1] for one in traces(tokens)} >= {"the person", "the account", "the email"}, (
        "it is there"
    )
    own = sign_in(client, _account(person))
    page = own.post("/mijn/wissen/", {"sure": "on"}).content.decode()
    assert sorted(traces(tokens)) == []
    assert "de politie bewaart ze een jaar" in page and "verdwijnen" in page
    assert not CareArea.objects.exists()


def test_of_reports_the_city_forgets_who_told_it_and_the_police_keep_their_file(client: Client) -> None:
    zone, person = furnished()
    sign_in(client, _account(person)).post("/mijn/wissen/", {"sure": "on"})
    mine = Report.objects.exclude(muted_at__isnull=True)
    assert {(row.tenant_id == zone.tenant.id, bool(row.contact_value), bool(row.reporter_name)) for row in mine} == {
        (True, True, True), (False, False, False),
    }  # fmt: skip
    assert not ReporterMessage.objects.filter(state="waiting", report__in=mine).exists()


def test_before_erasing_it_is_said_what_stays_and_whom_to_ask(client: Client) -> None:
    zone, person = furnished()
    page = sign_in(client, _account(person)).get("/mijn/wissen/").content.decode()
    assert f"1 melding aan {zone.tenant.name}" in page and "COC" in page and "2 meldingen aan" in page
