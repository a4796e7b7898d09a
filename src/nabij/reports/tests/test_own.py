"""Who reported tells more or takes a mistake back, by their code; nobody guesses their way in, and the police come first."""

from __future__ import annotations

import pytest

from nabij.audit.models import AuditRow
from nabij.reports import actions, queries
from nabij.reports.models import Incident, Report
from nabij.reports.tests.factories import Town, report, version_of
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused


def test_more_comes_with_the_report_and_shows_in_the_queue(town: Town) -> None:
    made = report()
    actions.tell_more(PUBLIC, code=made.code, answers={"vehicle": "rode fiets", "behaviour": " "}, text="Met twee.")
    row, incident = Report.objects.get(id=made.report_id), Incident.objects.get(id=made.incident_id)
    assert row.answers == {"vehicle": "rode fiets"}
    assert row.text == "Iemand kijkt in wagens.\nMet twee."
    assert incident.summary.endswith("Met twee.")
    assert incident.version == 2
    assert AuditRow.objects.filter(target_id=made.incident_id, verb="reports.tell_more").count() == 1


def test_a_report_that_nobody_judged_is_taken_back_once(town: Town) -> None:
    made = report()
    actions.withdraw_report(PUBLIC, code=made.code)
    incident = Incident.objects.get(id=made.incident_id)
    assert (incident.state, incident.outcome, incident.judged_by) == ("closed", "no_fact", None)
    tracked = queries.track(made.code)
    assert tracked.ended
    assert tracked.lines[0][1] == "Je nam deze melding terug. Niemand doet er nog iets mee."
    with pytest.raises(Refused):
        actions.withdraw_report(PUBLIC, code=made.code)
    with pytest.raises(Refused):
        actions.tell_more(PUBLIC, code=made.code, answers={}, text="toch wel")


def test_what_the_police_judged_or_others_told_stays(town: Town) -> None:
    dispatcher, judged, told_twice = town.dispatcher(), report(), report()
    actions.judge_incident(dispatcher, incident_id=judged.incident_id, version=1, outcome="task_only")
    actions.merge_incidents(
        dispatcher, into_id=told_twice.incident_id, version=version_of(told_twice), other_id=report().incident_id
    )
    for made in (judged, told_twice):
        with pytest.raises(Refused):
            actions.withdraw_report(PUBLIC, code=made.code)
        assert Incident.objects.get(id=made.incident_id).state != "closed"


@pytest.mark.parametrize("code", ["", "x", "BBBB-CCCC-DDDD"])
def test_without_the_code_there_is_nothing(town: Town, code: str) -> None:
    report()
    with pytest.raises(Missing):
        actions.withdraw_report(PUBLIC, code=code)
    with pytest.raises(Missing):
        actions.tell_more(PUBLIC, code=code, answers={}, text="hallo")
