"""One incident: its team, kind and public sentence; merging and undoing it; both sides; its whole history."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nabij.audit.models import AuditRow
from nabij.people.tests.factories import make_staff, sign_in, staff_actor
from nabij.reports import actions
from nabij.reports.answers.models import ReporterMessage
from nabij.reports.backlog import queries
from nabij.reports.backlog.actions import change_category, give_team, reword
from nabij.reports.models import Incident, IncidentNote, Report, Task
from nabij.reports.tests.factories import Town, by_telephone, report, version_of
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused, Stale

MOST_QUERIES = 15


@pytest.fixture
def dispatcher(town: Town) -> Client:
    return sign_in(Client(), make_staff(town.zone, "dispatcher"))


@pytest.fixture
def stranger(town: Town) -> Client:
    return sign_in(Client(), make_staff(town.other_zone, "dispatcher"))


def judged(town: Town, **fields: object) -> UUID:
    made = report(**fields)  # type: ignore[arg-type]
    actions.judge_incident(town.dispatcher(), incident_id=made.incident_id, version=1, outcome="task_only")
    return made.incident_id


def version(incident_id: UUID) -> int:
    return Incident.objects.get(id=incident_id).version


def team_of(town: Town, tenant: object = None) -> UUID:
    zone = tenant or town.zone
    return actions.make_team(system_actor([zone.id]), tenant_id=zone.id, name="Interventie").id  # type: ignore[attr-defined]


def test_an_incident_goes_to_a_team_of_its_own_service_only(town: Town) -> None:
    made, officer = report(), town.dispatcher()
    with pytest.raises(Missing):
        give_team(officer, incident_id=made.incident_id, version=1, team_id=team_of(town, town.other_zone))
    team = team_of(town)
    with pytest.raises(Missing):
        give_team(town.stranger(), incident_id=made.incident_id, version=1, team_id=team)
    give_team(officer, incident_id=made.incident_id, version=1, team_id=team)
    assert Incident.objects.get(id=made.incident_id).team_id == team
    with pytest.raises(Stale):
        give_team(officer, incident_id=made.incident_id, version=1, team_id=team)
    with pytest.raises(Refused):
        give_team(officer, incident_id=made.incident_id, version=2, team_id=team)
    assert AuditRow.objects.filter(verb="reports.give_team").count() == 1


def test_another_kind_is_of_the_same_service_and_keeps_what_is_urgent(town: Town) -> None:
    made, officer = report(category="suspicious"), town.dispatcher()
    with pytest.raises(Refused):
        change_category(officer, incident_id=made.incident_id, version=1, category="litter")
    with pytest.raises(Refused):
        change_category(officer, incident_id=made.incident_id, version=1, category="suspicious")
    with pytest.raises(Refused):
        change_category(officer, incident_id=made.incident_id, version=1, category="onzin")
    change_category(officer, incident_id=made.incident_id, version=1, category="noise")
    row = Incident.objects.get(id=made.incident_id)
    assert (row.category_id, row.urgency) == ("noise", "urgent")
    assert Report.objects.get(incident=row).category_id == "suspicious", "what somebody told stays what they told"


def test_a_crisis_stays_one_whatever_kind_it_becomes(town: Town) -> None:
    made, officer = report(category="suspicious"), town.dispatcher()
    change_category(officer, incident_id=made.incident_id, version=1, category="crisis")
    assert Incident.objects.get(id=made.incident_id).never_alert
    change_category(officer, incident_id=made.incident_id, version=2, category="suspicious")
    assert Incident.objects.get(id=made.incident_id).never_alert


def test_the_public_sentence_is_changed_apart_and_who_reported_hears_it(town: Town) -> None:
    incident_id, officer = judged(town, name="An", contact=by_telephone()), town.dispatcher()
    before = ReporterMessage.objects.count()
    reword(officer, incident_id=incident_id, version=2, public_sentence="We kijken het na.")
    assert Incident.objects.get(id=incident_id).public_sentence == "We kijken het na."
    assert ReporterMessage.objects.count() == before + 1
    assert IncidentNote.objects.get(kind="reworded").internal == ""
    for words in ("", "  ", "We kijken het na.", "x" * 401):
        with pytest.raises(Refused):
            reword(officer, incident_id=incident_id, version=3, public_sentence=words)
    with pytest.raises(Missing):
        reword(town.stranger(), incident_id=incident_id, version=3, public_sentence="Elders")


def test_of_the_police_no_sentence_tells_how_an_investigation_went(town: Town) -> None:
    incident_id = judged(town)
    with pytest.raises(Refused):
        reword(town.dispatcher(), incident_id=incident_id, version=2, public_sentence="De verdachte is aangehouden.")
    assert not IncidentNote.objects.filter(kind="reworded").exists()


def test_the_page_of_both_texts_shows_who_would_read_what(town: Town, dispatcher: Client, stranger: Client) -> None:
    incident_id = judged(town)
    address = f"/incidenten/{incident_id}/teksten/"
    page = dispatcher.post(
        address, {"look": "1", "version": "2", "internal": "Geheim", "public_sentence": "Wij komen."}
    )
    assert page.status_code == 200
    content = page.content.decode()
    assert content.count("Wij komen.") == 2, "in the field and as the reporter reads it, and nowhere for anybody"
    assert "Alleen de melder leest dit" in content
    assert not IncidentNote.objects.filter(kind="reworded").exists(), "looking changes nothing"
    note = {"internal_only": "1", "version": "2", "internal": "Alleen intern", "public_sentence": "Nooit verstuurd"}
    assert dispatcher.post(address, note).status_code == 302
    assert IncidentNote.objects.get(kind="note").public == ""
    late = {"public_only": "1", "version": "1", "internal": "", "public_sentence": "Te laat"}
    assert "was je voor" in dispatcher.post(address, late).content.decode()
    assert dispatcher.post(address, late | {"version": "2"}).status_code == 302
    assert stranger.get(address).status_code == stranger.post(address, late).status_code == 404


def test_everything_moves_along_with_a_merge_and_back_when_it_is_undone(town: Town) -> None:
    officer = town.dispatcher()
    into, other = judged(town), judged(town, name="An", contact=by_telephone())
    team = team_of(town)
    task = actions.give_task(officer, incident_id=other, team_id=team, what="Ga kijken.")
    merged = actions.merge_incidents(
        officer, into_id=into, version=version(into), other_id=other, other_version=version(other)
    )
    assert merged.report_count == 2
    assert Task.objects.get(id=task.id).incident_id == into
    assert set(Report.objects.values_list("incident_id", flat=True)) == {into}
    apart = actions.unmerge(officer, incident_id=into, version=version(into), other_id=other, reason="Ander voertuig")
    assert (apart.id, apart.state, apart.report_count) == (other, "in_hand", 1)
    assert Task.objects.get(id=task.id).incident_id == other
    assert Incident.objects.get(id=into).report_count == 1
    assert set(Report.objects.values_list("incident_id", flat=True)) == {into, other}


def test_merging_what_a_colleague_changed_is_said(town: Town) -> None:
    officer, into, other = town.dispatcher(), judged(town), judged(town)
    with pytest.raises(Stale):
        actions.merge_incidents(officer, into_id=into, version=2, other_id=other, other_version=1)
    assert Incident.objects.get(id=other).state == "in_hand"


def test_an_undone_merge_leaves_nobody_without_a_report(town: Town) -> None:
    officer, into, other, far = town.dispatcher(), judged(town), judged(town), judged(town)
    actions.merge_incidents(officer, into_id=other, version=2, other_id=far)
    actions.merge_incidents(officer, into_id=into, version=2, other_id=other)
    assert {one.merged_into_id for one in Incident.objects.filter(state="merged")} == {into}, (
        "a chain points to what stays"
    )
    for wrong, reason in ((other, " "), (into, "Reden")):
        with pytest.raises((Refused, Missing)):
            actions.unmerge(officer, incident_id=into, version=version(into), other_id=wrong, reason=reason)
    with pytest.raises(Missing):
        actions.unmerge(town.stranger(), incident_id=into, version=version(into), other_id=other, reason="Reden")
    actions.unmerge(officer, incident_id=into, version=version(into), other_id=far, reason="Ander feit")
    assert sum(Incident.objects.values_list("report_count", flat=True)) == Report.objects.count() == 3


def test_both_sides_before_a_merge(town: Town, dispatcher: Client, stranger: Client) -> None:
    into, other, elsewhere = judged(town), judged(town), report(category="litter").incident_id
    page = dispatcher.get(f"/incidenten/{into}/naast/{other}/")
    content = page.content.decode()
    assert page.status_code == 200
    assert content.count("Iemand kijkt in wagens.") == 2
    looked = AuditRow.objects.filter(verb="consult", target="reports.incident").values_list("target_id", flat=True)
    assert {into, other} <= set(looked), "what was told to the police was read here: that is on record"
    assert f'name="other" value="{other}"' in content
    assert stranger.get(f"/incidenten/{into}/naast/{other}/").status_code == 404
    assert dispatcher.get(f"/incidenten/{into}/naast/{elsewhere}/").status_code == 404
    assert dispatcher.get(f"/incidenten/{into}/naast/{into}/").status_code == 404


@pytest.mark.parametrize("size", [2, 130])
def test_the_whole_history_takes_at_most_fifteen_queries_and_goes_on(town: Town, dispatcher: Client, size: int) -> None:
    incident_id, officer = judged(town, name="An", contact=by_telephone()), town.dispatcher()
    other = judged(town)
    actions.merge_incidents(officer, into_id=incident_id, version=2, other_id=other)
    for number in range(size):
        actions.add_note(officer, incident_id=incident_id, internal=f"Nota {number}.")
    address = f"/incidenten/{incident_id}/geschiedenis/"
    dispatcher.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = dispatcher.get(address).content.decode()
    assert len(asked) <= MOST_QUERIES, [one["sql"][:90] for one in asked]
    assert f"Nota {size - 1}." in page
    assert ('rel="next"' in page) == (size > 100)
    assert len(walked(town, incident_id)) == len(set(walked(town, incident_id)))
    assert {f"Nota {number}." for number in range(size)} <= {line for _at, line in walked(town, incident_id)}


def walked(town: Town, incident_id: UUID) -> list[tuple[object, str]]:
    """Every line of the pages of a history."""
    seen, before = [], None
    while True:
        found = queries.history(town.dispatcher(), incident_id, kinds=["done"], before=before)
        seen += [(line.what.id, line.what.internal) for line in found.lines]
        if found.before is None:
            return seen
        before = found.before


def test_who_looked_is_for_who_may_read_the_record(town: Town, dispatcher: Client, stranger: Client) -> None:
    incident_id = judged(town)
    address = f"/incidenten/{incident_id}/geschiedenis/"
    assert "Bekeken" not in dispatcher.get(address).content.decode()
    assert stranger.get(address).status_code == 404
    officer = staff_actor(town.zone, "dispatcher", "dpo")
    kinds = {line.kind for line in queries.history(officer, incident_id).lines}
    assert "looked" in kinds
    assert {line.kind for line in queries.history(officer, incident_id, kinds=["done"]).lines} == {"done"}
    assert queries.history(town.dispatcher(), incident_id, kinds=["looked"]).lines == []


def test_history_never_names_who_reported(town: Town, dispatcher: Client) -> None:
    made = report(name="An Peeters", contact=by_telephone("0470 12 34 56"))
    page = dispatcher.get(f"/incidenten/{made.incident_id}/geschiedenis/").content.decode()
    assert "Peeters" not in page
    assert "12 34 56" not in page
    assert version_of(made) == 1
