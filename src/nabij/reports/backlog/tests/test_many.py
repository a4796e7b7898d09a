"""Orders for many: the rules of one hold for each, nothing is done twice or half, and filters read back as they were written."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.people.models import Account
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff
from nabij.reports import actions as reports
from nabij.reports.backlog import rules
from nabij.reports.backlog.actions import carry_out, order_bulk
from nabij.reports.backlog.asking import KEPT, Known, asked, plain_query
from nabij.reports.backlog.models import Bulk, BulkItem
from nabij.reports.backlog.tasks import carry_out_bulk
from nabij.reports.models import Incident, IncidentNote
from nabij.reports.queries import queue
from nabij.reports.queries.filtering import Filters
from nabij.reports.queries.queue import NO_TERM, _order
from nabij.reports.tests.factories import ELSEWHERE, Town, make_town, report
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

CLOSING = {"template": "solved", "public_sentence": "", "internal": "Samen gesloten."}
VALUES = st.lists(st.text(max_size=12), max_size=3)


def ordered(actor: Actor, deed: str, words: dict[str, Any], incidents: list[Incident]) -> Bulk:
    return order_bulk(actor, deed=deed, words=words, chosen=[(one.id, one.version) for one in incidents])


@given(st.dictionaries(st.sampled_from([*KEPT, "after", "page"]), VALUES))
def test_a_filter_reads_back_as_it_was_written(given_values: dict[str, list[str]]) -> None:
    query = QueryDict(mutable=True)
    for name, values in given_values.items():
        query.setlist(name, values)
    kept = plain_query(query)
    now = timezone.now()
    assert plain_query(QueryDict(kept)) == kept
    assert "after=" not in kept.replace("=after=", "")
    found = asked(QueryDict(kept), Known(), now)
    assert isinstance(found.filters, Filters)
    assert all(isinstance(sentence, str) and sentence for sentence in found.said)


@given(st.integers(min_value=-400, max_value=400))
def test_what_is_late_is_due_today_and_this_week(hours: int) -> None:
    now = timezone.now()
    moments = [rules.due_before(term, now) for term in ("late", "today", "week")]
    assert moments == sorted(moments)
    due = now + timedelta(hours=hours)
    within = [due < moment for moment in moments if moment]
    assert within == sorted(within), "what is late is also within a day, and within a week"


def test_closing_many_is_closing_each_with_its_own_refusal(town: Town) -> None:
    officer = town.dispatcher()
    fine, new, busy = report(), report(), report()
    for made in (fine, busy):
        reports.judge_incident(officer, incident_id=made.incident_id, version=1, outcome="task_only")
    team = reports.make_team(officer_of_all(town), tenant_id=town.zone.id, name="Wacht")
    reports.give_task(officer, incident_id=busy.incident_id, team_id=team.id, what="Ga kijken.")
    bulk = ordered(officer, "close", CLOSING, list(Incident.objects.order_by("id")))
    assert carry_out(officer, bulk_id=bulk.id) == 3
    became = {item.incident_id: item for item in BulkItem.objects.all()}
    assert became[fine.incident_id].state == "done"
    assert {became[one.incident_id].state for one in (new, busy)} == {"refused"}
    assert all(became[one.incident_id].sentence.endswith(".") for one in (new, busy))
    assert set(Incident.objects.filter(state="closed").values_list("id", flat=True)) == {fine.incident_id}
    assert IncidentNote.objects.filter(kind="closed").count() == 1, "what was refused left nothing behind"
    assert carry_out(officer, bulk_id=bulk.id) == 0
    assert Bulk.objects.get().ended_at is not None


def officer_of_all(town: Town) -> Actor:
    return system_actor([town.zone.id])


def test_only_ones_own_are_ordered_and_at_most_five_hundred(town: Town) -> None:
    mine, foreign = report(), report(place=ELSEWHERE)
    officer = town.dispatcher()
    bulk = order_bulk(officer, deed="note", words={}, chosen=[(mine.incident_id, 1), (foreign.incident_id, 1)])
    assert bulk.total == 1
    with pytest.raises(Missing):
        order_bulk(officer, deed="note", words={}, chosen=[(foreign.incident_id, 1)])
    with pytest.raises(Missing):
        carry_out(town.stranger(), bulk_id=bulk.id)
    for chosen in ([], [(new_id(), 1) for _ in range(501)]):
        with pytest.raises(Refused):
            order_bulk(officer, deed="note", words={}, chosen=chosen)
    with pytest.raises(Refused):
        order_bulk(officer, deed="weg", words={}, chosen=[(mine.incident_id, 1)])


def test_the_job_goes_on_where_another_stopped_with_the_rights_of_that_moment(town: Town) -> None:
    account = make_staff(town.zone, "dispatcher")
    for _ in range(3):
        report()
    bulk = ordered(actor_for(account), "note", {"internal": "Gezien.", "public": ""}, list(Incident.objects.all()))
    assert carry_out(actor_for(account), bulk_id=bulk.id, most=1) == 1
    Account.objects.filter(id=account.id).update(is_active=False)
    with pytest.raises(Missing):
        carry_out_bulk(str(bulk.id), str(account.id))
    Account.objects.filter(id=account.id).update(is_active=True)
    carry_out_bulk(str(bulk.id), str(account.id))
    assert BulkItem.objects.filter(state="done").count() == 3
    assert IncidentNote.objects.filter(kind="note").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_that_do_one_order_at_once_do_each_incident_once() -> None:
    town = make_town()
    account = make_staff(town.zone, "dispatcher")
    for _ in range(24):
        report()
    bulk = ordered(actor_for(account), "note", {"internal": "Eenmaal.", "public": ""}, list(Incident.objects.all()))

    def work() -> None:
        try:
            carry_out(actor_for(account), bulk_id=bulk.id)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert BulkItem.objects.filter(state="done").count() == 24
    assert IncidentNote.objects.filter(kind="note").count() == 24


@given(st.data())
def test_by_term_the_pages_hold_everything_once_in_order(data: st.DataObject) -> None:
    """The order of pages is that of the whole, whatever has a term."""
    now = timezone.now()
    hours = data.draw(st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=12))
    places = [(now + timedelta(hours=one) if one is not None else NO_TERM, new_id()) for one in hours]
    by_term = sorted(places, key=_order(Filters(by_due=True)))
    assert [due for due, _one in by_term] == sorted(due for due, _one in places)
    by_age = sorted(places, key=_order(Filters()))
    assert [one for _due, one in by_age] == sorted((one for _due, one in places), reverse=True)


def test_walking_by_term_meets_each_once(town: Town) -> None:
    made = [report().incident_id for _ in range(9)]
    for number, one in enumerate(made):
        hours = number // 2
        due = None if number % 3 == 0 else timezone.now().replace(microsecond=0) + timedelta(hours=hours)
        Incident.objects.filter(id=one).update(due_at=due)
    seen: list[tuple[bool, datetime, UUID]] = []
    after = ""
    while True:
        page = queue(town.dispatcher(), Filters(by_due=True), after, limit=2)
        seen += [(row.due_at is None, row.due_at or NO_TERM, row.id) for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == sorted(seen)
    assert {one for _none, _due, one in seen} == set(made)
    assert len(seen) == 9
