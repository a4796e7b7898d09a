from __future__ import annotations

import pytest
from django.utils import translation

from nabij.reports import actions, queries
from nabij.reports.models import Incident, Report
from nabij.reports.tests.factories import Town, report, version_of
from nabij.tenants.errors import Missing, Refused, Stale


def test_two_messages_about_one_fact_become_one_incident(town: Town) -> None:
    dispatcher = town.dispatcher()
    first, second = report(category="noise"), report(category="noise", caught_in_act=True)
    into = actions.merge_incidents(dispatcher, into_id=first.incident_id, version=1, other_id=second.incident_id)
    other = Incident.objects.get(id=second.incident_id)
    assert (into.report_count, into.caught_in_act, into.urgency) == (2, True, "urgent")
    assert (other.state, other.merged_into_id) == ("merged", into.id)
    assert Report.objects.filter(incident=into).count() == 2


def test_the_reporter_of_the_merged_one_follows_the_incident_that_stays(town: Town) -> None:
    dispatcher = town.dispatcher()
    first, second = report(category="noise"), report(category="noise")
    actions.merge_incidents(dispatcher, into_id=first.incident_id, version=1, other_id=second.incident_id)
    actions.judge_incident(dispatcher, incident_id=first.incident_id, version=2, outcome="task_only")
    with translation.override("en"):
        said = [sentence for _at, sentence in queries.track(second.code).lines]
    assert said[0] == "We are working on it."
    assert len(said) == 3


def test_splitting_off_brings_back_the_first_incident(town: Town) -> None:
    dispatcher = town.dispatcher()
    first, second = report(), report()
    actions.merge_incidents(dispatcher, into_id=first.incident_id, version=1, other_id=second.incident_id)
    apart = actions.split_off(
        dispatcher, incident_id=first.incident_id, version=2, report_id=second.report_id, reason="andere wagen"
    )
    assert (apart.id, apart.state, apart.report_count) == (second.incident_id, "new", 1)
    assert Incident.objects.get(id=first.incident_id).report_count == 1
    with pytest.raises(Refused):
        actions.split_off(
            dispatcher, incident_id=first.incident_id, version=3, report_id=first.report_id, reason="de laatste"
        )


def test_what_is_split_off_from_where_it_began_gets_a_new_incident(town: Town) -> None:
    dispatcher = town.dispatcher()
    first, second = report(), report()
    actions.merge_incidents(dispatcher, into_id=first.incident_id, version=1, other_id=second.incident_id)
    apart = actions.split_off(
        dispatcher, incident_id=first.incident_id, version=2, report_id=first.report_id, reason="andere straat"
    )
    assert apart.id not in (first.incident_id, second.incident_id)
    assert Report.objects.get(id=first.report_id).incident_id == apart.id


def test_a_crisis_stays_one_after_merging(town: Town) -> None:
    dispatcher = town.dispatcher()
    fight, crisis = report(category="fight"), report(category="crisis")
    actions.merge_incidents(dispatcher, into_id=fight.incident_id, version=1, other_id=crisis.incident_id)
    with pytest.raises(Refused):
        actions.judge_incident(dispatcher, incident_id=fight.incident_id, version=2, outcome="warn")


def test_not_with_itself_not_twice_not_across_tenants_not_stale(town: Town) -> None:
    dispatcher = town.dispatcher()
    first, second, third, litter = report(), report(), report(), report(category="litter")
    with pytest.raises(Refused):
        actions.merge_incidents(dispatcher, into_id=first.incident_id, version=1, other_id=first.incident_id)
    with pytest.raises(Missing):
        actions.merge_incidents(dispatcher, into_id=first.incident_id, version=1, other_id=litter.incident_id)
    actions.merge_incidents(dispatcher, into_id=first.incident_id, version=1, other_id=second.incident_id)
    with pytest.raises(Stale):
        actions.merge_incidents(dispatcher, into_id=first.incident_id, version=1, other_id=third.incident_id)
    with pytest.raises(Refused):
        actions.merge_incidents(dispatcher, into_id=third.incident_id, version=1, other_id=second.incident_id)
    with pytest.raises(Missing):
        actions.merge_incidents(town.stranger(), into_id=first.incident_id, version=2, other_id=third.incident_id)


def test_what_looks_alike_is_proposed_and_what_does_not_is_not(town: Town) -> None:
    dispatcher = town.dispatcher()
    mine, same = report(category="noise"), report(category="noise")
    report(category="suspicious")
    found = queries.incident(dispatcher, mine.incident_id).near
    assert [near.incident.id for near in found] == [same.incident_id]
    assert found[0].score > 0.9
    assert found[0].distance_m == 0
    assert version_of(mine) == 1
