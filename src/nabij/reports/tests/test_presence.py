"""What a colleague has open carries their initials: for who may see the incident, for a minute, and kept nowhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from nabij.audit.actions import LIVE_CHANNEL
from nabij.audit.models import AuditRow
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_account, make_resident, make_staff, sign_in
from nabij.reports import actions, queries
from nabij.reports.models import Presence
from nabij.reports.tests.factories import Town, make_town, report
from nabij.tenants.errors import Missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def colleague(town: Town, name: str) -> Any:
    account = make_staff(town.zone, "dispatcher")
    account.name = name
    account.save()
    return account


def test_colleagues_see_who_else_has_it_open_and_nobody_sees_oneself(town: Town) -> None:
    an, bo = (actor_for(colleague(town, name)) for name in ("An Peeters", "Bo Claes"))
    first, second = (report().incident_id for _ in range(2))
    actions.keep_open(an, incident_id=first)
    actions.keep_open(bo, incident_id=first)
    assert queries.open_with(an, [first, second]) == {first: ["Bo Claes"]}
    assert queries.open_with(bo, [first, second]) == {first: ["An Peeters"]}
    actions.keep_open(bo, incident_id=second, just_opened=True)
    assert queries.open_with(an, [first, second]) == {second: ["Bo Claes"]}


def test_it_passes_by_itself_and_leaves_nothing(town: Town) -> None:
    an, bo = (actor_for(colleague(town, name)) for name in ("An Peeters", "Bo Claes"))
    first, second = (report().incident_id for _ in range(2))
    before = AuditRow.objects.count()
    actions.keep_open(an, incident_id=first)
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert queries.open_with(bo, [first]) == {}
    actions.keep_open(bo, incident_id=second)
    assert list(Presence.objects.values_list("incident_id", flat=True)) == [second]
    assert AuditRow.objects.count() == before


def test_another_zone_and_who_is_no_staff_neither_see_nor_are_seen(town: Town) -> None:
    an = actor_for(colleague(town, "An Peeters"))
    opened = report().incident_id
    actions.keep_open(an, incident_id=opened)
    assert queries.open_with(town.stranger(), [opened]) == {}
    for actor in (town.stranger(), actor_for(make_resident().account)):
        with pytest.raises(Missing):
            actions.keep_open(actor, incident_id=opened)
    key = make_account("key")
    with pytest.raises(Missing):
        actions.keep_open(actor_for(key), incident_id=opened)
    assert Presence.objects.count() == 1


def test_the_queue_and_the_open_incident_show_it(client: Client, town: Town) -> None:
    actions.keep_open(actor_for(colleague(town, "An Peeters")), incident_id=(opened := report().incident_id))
    sign_in(client, colleague(town, "Bo Claes"))
    assert "An Peeters" in client.get("/incidenten/rij/").content.decode()
    answer = client.post(f"/incidenten/{opened}/open?just_opened=1")
    assert "An Peeters" in answer.content.decode() and "every 20s" in answer.content.decode()
    assert Presence.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_live_pages_hear_of_coming_and_going_and_not_of_staying(town: Town) -> None:
    an = actor_for(colleague(town, "An Peeters"))
    first, second = (report().incident_id for _ in range(2))
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute(f"listen {LIVE_CHANNEL}")
        for incident_id, just_opened in ((first, True), (first, False), (second, True)):
            actions.keep_open(an, incident_id=incident_id, just_opened=just_opened)
        heard = [json.loads(notice.payload) for notice in connection.notifies(timeout=1)]
    assert {event["kind"] for event in heard} == {"reports.presence"}
    assert sorted(event["id"] for event in heard) == sorted(map(str, [first, first, second]))
    assert all("seq" not in event for event in heard), "nothing to replay: it is already over"
