"""What is not yours does not exist; and lists cost the same however long they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.people.tests.factories import staff_actor
from nabij.reports import actions, presenters, queries
from nabij.reports.models import Incident
from nabij.reports.queries import Filters
from nabij.reports.tests.factories import ELSEWHERE, HERE, PUBLIC, Town, by_telephone, report
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id


def cost(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as taken:
        call()
    return len(taken)


def test_the_queue_holds_ones_own_newest_first(town: Town) -> None:
    first, second = report(), report(category="noise")
    report(category="litter")
    report(place=ELSEWHERE)
    rows = queries.queue(town.dispatcher()).rows
    assert [row.id for row in rows] == [second.incident_id, first.incident_id]
    assert queries.queue(PUBLIC).rows == []
    assert queries.queue(Actor(kind="staff", id=new_id())).rows == []


def test_paging_walks_over_everything_once(town: Town) -> None:
    made = {report().incident_id for _ in range(7)}
    seen, after = [], None
    while True:
        page = queries.queue(town.dispatcher(), after=after, limit=3)
        seen += [row.id for row in page.rows]
        if not page.after:
            break
        after = page.rows[-1].id
    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize("size", [1, 5, 40])
def test_a_page_of_any_size_takes_the_same_few_queries(town: Town, size: int) -> None:
    for _ in range(size):
        report()
    dispatcher = town.dispatcher()
    assert cost(lambda: queries.queue(dispatcher, limit=100).rows) == 2
    assert cost(lambda: queries.counts(dispatcher)) == 1
    assert cost(lambda: queries.incidents_geojson(dispatcher)) == 1


def test_filters_narrow(town: Town) -> None:
    noise, suspicious = report(category="noise"), report()
    dispatcher = town.dispatcher()

    def ids(**wanted: object) -> set[object]:
        return {row.id for row in queries.queue(dispatcher, Filters(**wanted)).rows}  # type: ignore[arg-type]

    assert ids(categories=["noise"]) == {noise.incident_id}
    assert ids(urgent=True) == {suspicious.incident_id}
    assert ids(search="dorpsstraat") == {noise.incident_id, suspicious.incident_id}
    assert ids(search="nergens") == set()
    assert ids(neighbourhoods=["M2-1"]) == set()
    assert ids(states=["closed"]) == set()
    assert ids(states=[]) == set()
    assert ids(tenant_ids=[town.other_zone.id]) == set()


def test_counts_stop_at_a_hundred(town: Town) -> None:
    made = Incident.objects.get(id=report().incident_id)
    copies = []
    for _ in range(120):
        made.pk = new_id()
        copies.append(Incident(**{field.attname: getattr(made, field.attname) for field in Incident._meta.fields}))
    Incident.objects.bulk_create(copies)
    assert queries.counts(town.dispatcher())["new"] == 100


def test_the_map_shows_states_as_shapes_and_only_ones_own(town: Town) -> None:
    urgent, noise = report(), report(category="noise")
    features = queries.incidents_geojson(town.dispatcher())["features"]
    assert {f["properties"]["id"]: f["properties"]["state"] for f in features} == {
        str(urgent.incident_id): "urgent",
        str(noise.incident_id): "new",
    }
    assert features[0]["geometry"]["coordinates"] == [HERE.lon, HERE.lat]
    assert queries.incidents_geojson(town.stranger())["features"] == []


@pytest.mark.parametrize("whose", ["stranger", "city_clerk"])
def test_a_foreign_incident_and_an_unknown_one_are_the_same(town: Town, whose: str) -> None:
    actor, made = getattr(town, whose)(), report(name="An", contact=by_telephone())
    reads: list[Callable[[Actor, object], object]] = [
        queries.incident,
        queries.incident_brief,
        queries.source,
        queries.photo,
    ]  # type: ignore[list-item]
    for read in reads:
        spent = []
        for some_id in (made.incident_id, made.report_id, new_id()):
            with CaptureQueriesContext(connection) as taken, pytest.raises(Missing):
                read(actor.because("controle"), some_id)
            spent.append(len(taken))
        assert len(set(spent)) == 1


def test_looking_at_police_data_is_written_down_and_at_city_data_is_not(town: Town) -> None:
    police, city = report(), report(category="litter")
    dispatcher, clerk = town.dispatcher(), town.city_clerk()
    queries.incident(dispatcher.because("oproep 14:02"), police.incident_id)
    queries.incident(clerk, city.incident_id)
    row = AuditRow.objects.get(verb="consult")
    assert (row.target_id, row.actor_id, row.reason) == (police.incident_id, dispatcher.id, "oproep 14:02")


def test_an_incident_takes_at_most_fifteen_queries(town: Town) -> None:
    made = report()
    for _ in range(6):
        report()
    dispatcher = town.dispatcher()
    assert cost(lambda: queries.incident(dispatcher, made.incident_id)) <= 15


def test_the_source_needs_a_right_and_a_reason_and_leaves_a_trace(town: Town) -> None:
    made = report(name="An Peeters", contact=by_telephone())
    dispatcher = town.dispatcher()
    with pytest.raises(Refused):
        queries.source(dispatcher, made.report_id)
    assert not AuditRow.objects.filter(target="reports.source").exists()
    found = queries.source(dispatcher.because("terugbellen"), made.report_id)
    assert (found.name, found.contact) == ("An Peeters", "0470 12 34 56")
    assert AuditRow.objects.get(target="reports.source").reason == "terugbellen"
    with pytest.raises(Missing):
        queries.source(staff_actor(town.zone, "desk_clerk").because("x"), made.report_id)


def test_following_shows_sentences_and_never_what_is_internal(town: Town) -> None:
    dispatcher, made = town.dispatcher(), report(text="Man met rode jas", name="An Peeters")
    actions.judge_incident(
        dispatcher, incident_id=made.incident_id, version=1, outcome="task_only", reason="verdachte bekend"
    )
    actions.add_note(
        dispatcher, incident_id=made.incident_id, internal="spoor naar X", public="Een ploeg was ter plaatse."
    )
    tracked = queries.track(made.code.lower().replace("-", " "))
    said = " ".join(sentence for _at, sentence in tracked.lines)
    assert "Een ploeg was ter plaatse." in said
    for inside in ("verdachte bekend", "spoor", "rode jas", "Peeters", "Dorpsstraat"):
        assert inside not in f"{tracked}"
    assert not tracked.ended


@pytest.mark.parametrize("typed", ["", "abc", "BBBB-BBBB-BBBB", "BBBBBBBBBBBBB", "'; drop table"])
def test_a_code_that_is_none_finds_nothing(town: Town, typed: str) -> None:
    with pytest.raises(Missing):
        queries.track(typed)


def test_how_fast_reports_are_read_is_measured_and_not_promised(town: Town) -> None:
    assert queries.pace() == queries.Pace(None, None)
    dispatcher = town.dispatcher()
    for _ in range(5):
        actions.judge_incident(dispatcher, incident_id=report().incident_id, version=1, outcome="task_only")
    report(place=ELSEWHERE)
    Incident.objects.filter(state="new").update(reported_at=timezone.now() - timezone.timedelta(minutes=90))
    assert queries.pace([town.zone.id]) == queries.Pace(0, None)
    assert queries.pace([town.other_zone.id]) == queries.Pace(None, 90)


def test_reading_hours_are_those_the_zone_set(town: Town) -> None:
    assert queries.reading_hours(town.zone.id) is None
    town.zone.settings = {"reading_hours": {"from": "07:00", "until": "23:00"}}
    town.zone.save()
    assert queries.reading_hours(town.zone.id) == ("07:00", "23:00")
    assert "07:00" in presenters.pace_sentence(queries.Pace(12, None), queries.reading_hours(town.zone.id))
    assert "90" not in presenters.pace_sentence(queries.Pace(60, 90))


def test_kinds_are_found_by_the_words_people_use(town: Town) -> None:
    for typed, code in [
        ("verd", "suspicious"),
        ("inbr", "burglary"),
        ("sluik", "dumping"),
        ("Fiets", "bike-theft"),
        ("asb", "asbestos"),
    ]:
        assert queries.find_categories(typed)[0].code == code, typed
    assert queries.find_categories("qqq") == []


def test_withheld_incidents_come_up_on_their_day(town: Town) -> None:
    dispatcher, made = town.dispatcher(), report()
    soon = timezone.now() + timezone.timedelta(days=2)
    actions.judge_incident(
        dispatcher,
        incident_id=made.incident_id,
        version=1,
        outcome="withhold",
        reason="x",
        prosecutor_consulted=False,
        review_at=soon,
    )
    assert [row.id for row in queries.withheld_due(dispatcher, soon + timezone.timedelta(days=1))] == [made.incident_id]
    assert queries.withheld_due(dispatcher, timezone.now()) == []
    assert queries.withheld_due(town.stranger(), soon + timezone.timedelta(days=1)) == []
    assert queries.teams(dispatcher, town.zone.id) == []
    with pytest.raises(Missing):
        queries.teams(dispatcher, town.other_zone.id)
