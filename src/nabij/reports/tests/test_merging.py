from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from nabij.reports import actions, queries
from nabij.reports.models import Incident, Photo, Report, Task, Team
from nabij.reports.routing.tests.factories import make_level, make_team
from nabij.reports.tests.factories import Town, report, version_of
from nabij.tenants.errors import Missing, Refused, Stale


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


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


def add_to(town: Town, incident_id: UUID, parts: set[str]) -> None:
    """What may hang on an incident when somebody says that it is the same as another."""
    dispatcher = town.dispatcher()
    if "judged" in parts:
        row = Incident.objects.get(id=incident_id)
        actions.judge_incident(dispatcher, incident_id=incident_id, version=row.version, outcome="task_only")
    if {"judged", "task"} <= parts:
        team = make_team(town.zone, f"Ploeg {Team.objects.count()}")
        actions.give_task(dispatcher, incident_id=incident_id, team_id=team.id, what="Ga kijken.")
    if "photo" in parts:
        drawn = io.BytesIO()
        Image.new("RGB", (30, 20)).save(drawn, "PNG")
        drawn.seek(0)
        first = Report.objects.filter(incident_id=incident_id).earliest("id")
        actions.add_photo(dispatcher, report_id=first.id, upload=drawn)


def as_it_stands(incident_ids: list[UUID]) -> dict[str, Any]:
    """Both incidents with what hangs on each, but for the numbers of versions and who wrote last."""
    left_out = {"version", "changed_by", "changed_by_name"}
    rows = Incident.objects.filter(id__in=incident_ids).order_by("id").values()
    return {
        "incidents": [{name: value for name, value in row.items() if name not in left_out} for row in rows],
        "reports": sorted(Report.objects.values_list("id", "incident_id")),
        "tasks": sorted(Task.objects.values_list("id", "incident_id", "came_from")),
        "photos": sorted(Photo.objects.values_list("id", "report__incident_id")),
    }


PARTS = st.sets(st.sampled_from(["judged", "task", "photo"]))
KINDS = st.sampled_from(["noise", "fight", "crisis", "suspicious", "bike-theft"])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.tuples(KINDS, KINDS), parts=st.tuples(PARTS, PARTS), caught=st.tuples(st.booleans(), st.booleans()))
def test_merged_and_taken_apart_again_everything_is_as_it_was(
    town: Town, media: None, kinds: tuple[str, str], parts: tuple[set[str], set[str]], caught: tuple[bool, bool]
) -> None:
    with transaction.atomic():
        make_level(town.zone, 3)
        make_level(town.zone, 4, "hours", urgency="urgent")
        ids = [report(category=kind, caught_in_act=act).incident_id for kind, act in zip(kinds, caught, strict=True)]
        for one, hung in zip(ids, parts, strict=True):
            add_to(town, one, hung)
        before, dispatcher = as_it_stands(ids), town.dispatcher()
        version = Incident.objects.get(id=ids[0]).version
        merged = actions.merge_incidents(dispatcher, into_id=ids[0], version=version, other_id=ids[1])
        together = as_it_stands(ids)
        assert {one for _id, one in together["reports"]} == {ids[0]}
        assert {one for _id, one, _from in together["tasks"]} <= {ids[0]}
        assert merged.due_at == min(row["due_at"] for row in before["incidents"])
        actions.unmerge(dispatcher, incident_id=ids[0], version=merged.version, other_id=ids[1], reason="toch niet")
        assert as_it_stands(ids) == before
        transaction.set_rollback(True)
