from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.people.tests.factories import staff_actor
from nabij.reports import actions
from nabij.reports.actions import Recorded
from nabij.reports.models import Incident, IncidentNote
from nabij.reports.tests.factories import Town, report
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.errors import Missing, Refused, Stale

IN_A_WEEK = timezone.now() + timedelta(days=7)


def judge(actor: Actor, made: Recorded, outcome: str, version: int = 1, **words: object) -> Incident:
    return actions.judge_incident(actor, incident_id=made.incident_id, version=version, outcome=outcome, **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "state", "sentence"),
    [
        ("warn", "in_hand", "warned"),
        ("task_only", "in_hand", "in_hand"),
        ("crisis_care", "in_hand", "care"),
        ("no_fact", "closed", "no_fact"),
    ],
)
def test_each_outcome_with_its_state_and_public_sentence(town: Town, outcome: str, state: str, sentence: str) -> None:
    dispatcher, made = town.dispatcher(), report()
    incident = judge(dispatcher, made, outcome)
    assert (incident.state, incident.outcome, incident.version, incident.judged_by) == (
        state,
        outcome,
        2,
        dispatcher.id,
    )
    assert IncidentNote.objects.get(incident_id=made.incident_id, kind="judged").public_template == sentence
    assert AuditRow.objects.filter(target_id=made.incident_id, verb="reports.judge_incident").count() == 1


def test_withholding_asks_why_the_prosecutor_and_a_day(town: Town) -> None:
    dispatcher, made = town.dispatcher(), report()
    with pytest.raises(Refused):
        judge(dispatcher, made, "withhold", reason="onderzoek")
    incident = judge(dispatcher, made, "withhold", reason="onderzoek", prosecutor_consulted=True, review_at=IN_A_WEEK)
    assert (incident.state, incident.prosecutor_consulted, incident.review_at) == ("withheld", True, IN_A_WEEK)
    later = IN_A_WEEK + timedelta(days=7)
    reviewed = actions.review_withheld(
        dispatcher, incident_id=incident.id, version=2, reason="loopt nog", review_at=later, prosecutor_consulted=True
    )
    assert (reviewed.state, reviewed.review_at) == ("withheld", later)


def test_withholding_tells_the_public_nothing_of_the_reason(town: Town) -> None:
    dispatcher, made = town.dispatcher(), report()
    judge(dispatcher, made, "withhold", reason="huiszoeking gepland", prosecutor_consulted=False, review_at=IN_A_WEEK)
    said = IncidentNote.objects.get(incident_id=made.incident_id, kind="judged")
    assert "huiszoeking" in said.internal
    assert (said.public, said.public_template) == ("", "withheld")


def test_after_a_crisis_nobody_is_warned_even_when_it_is_reopened(town: Town) -> None:
    dispatcher, made = town.dispatcher(), report(category="nuisance")
    judge(dispatcher, made, "crisis_care")
    with pytest.raises(Refused):
        judge(dispatcher, made, "warn", version=2)
    judge(dispatcher, made, "no_fact", version=2)
    actions.reopen_incident(dispatcher, incident_id=made.incident_id, version=3, reason="toch nog")
    with pytest.raises(Refused):
        judge(dispatcher, made, "warn", version=4)


def test_a_care_category_is_never_a_warning(town: Town) -> None:
    with pytest.raises(Refused):
        judge(town.dispatcher(), report(category="crisis"), "warn")


def test_who_read_an_older_version_is_told_who_was_first(town: Town) -> None:
    first, second, made = town.dispatcher(), town.dispatcher(), report()
    judge(first, made, "task_only")
    with pytest.raises(Stale, match=first.name):
        judge(second, made, "warn")
    assert Incident.objects.get(id=made.incident_id).outcome == "task_only"


def test_only_with_the_right_and_only_ones_own(town: Town) -> None:
    made = report()
    for actor in (town.stranger(), town.city_clerk(), staff_actor(town.zone, "desk_clerk"), PUBLIC):
        with pytest.raises(Missing):
            judge(actor, made, "warn")
        with pytest.raises(Missing):
            actions.close_incident(actor, incident_id=made.incident_id, version=1, template="solved")
        with pytest.raises(Missing):
            actions.add_note(actor, incident_id=made.incident_id, internal="x")


def test_closing_needs_a_sentence_and_says_it(town: Town) -> None:
    dispatcher, made = town.dispatcher(), report()
    judge(dispatcher, made, "task_only")
    with pytest.raises(Refused):
        actions.close_incident(dispatcher, incident_id=made.incident_id, version=2)
    closed = actions.close_incident(
        dispatcher,
        incident_id=made.incident_id,
        version=2,
        public_sentence="De ploeg vond niemand meer.",
        internal="intern",
    )
    assert (closed.state, closed.public_sentence) == ("closed", "De ploeg vond niemand meer.")
    with pytest.raises(Refused):
        actions.close_incident(dispatcher, incident_id=made.incident_id, version=3, template="solved")


def test_a_new_incident_is_judged_before_it_is_closed(town: Town) -> None:
    with pytest.raises(Refused):
        actions.close_incident(town.dispatcher(), incident_id=report().incident_id, version=1, template="solved")


def test_a_note_keeps_inside_and_outside_apart(town: Town) -> None:
    made = report()
    actions.add_note(
        town.dispatcher(), incident_id=made.incident_id, internal="kenteken bekend", public="We zochten in de buurt."
    )
    said = IncidentNote.objects.get(incident_id=made.incident_id, kind="note")
    assert (said.internal, said.public) == ("kenteken bekend", "We zochten in de buurt.")
    with pytest.raises(Refused):
        actions.add_note(town.dispatcher(), incident_id=made.incident_id, internal=" ")
