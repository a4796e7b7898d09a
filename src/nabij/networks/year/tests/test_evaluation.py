"""A year in figures: from the log and what the house keeps anyway, beside the year before, agreed by two."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.audit import retention
from nabij.meetings.models import Meeting
from nabij.networks.models import LogEntry, Mandate, MandateRole, Membership
from nabij.networks.overview import sources
from nabij.networks.overview.sources import Warned
from nabij.networks.year import presenters, printing, ring
from nabij.networks.year.evaluation import actions, queries, rules
from nabij.networks.year.evaluation.models import Evaluation, MonthCount
from nabij.networks.year.rounds.models import Round, SurveyTally
from nabij.networks.year.tests.factories import Street, make_round, make_street, make_wish, settle
from nabij.reports import actions as reports
from nabij.reports.models import Incident
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
THIS = timezone.localdate().year
LAST = THIS - 1


def moment(month: int, day: int = 10, year: int = LAST, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))


def written(street: Street, kind: str, at: datetime, **fields: Any) -> None:
    LogEntry.objects.create(tenant=street.zone, network=street.network, at=at, kind=kind, text="Inbraak.", **fields)


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch, street: Street) -> None:
    rows = [
        Warned([street.network.id], moment(3), 100, moment(3, 11), moment(3, 10, hour=16)),
        Warned([street.network.id], moment(4), 100, moment(4, 11), moment(4, 20)),
        Warned([street.network.id], moment(5), 100, moment(5, 11), None),
        Warned([street.network.id], moment(2, year=THIS), 100, moment(2, 11, year=THIS), None),
        Warned([new_id()], moment(6), 100, moment(6, 11), moment(6)),
    ]
    monkeypatch.setitem(sources._sources, "alerts", lambda tenants, since: [one for one in rows if one.at >= since])


def test_the_figures_of_a_year_come_from_the_log_and_what_the_house_keeps(street: Street, warned: None) -> None:
    for month in (3, 3, 5):
        written(street, "message", moment(month), alert_id=new_id())
    written(street, "message", moment(3, year=THIS), alert_id=new_id())
    written(street, "consequence", moment(5), alert_id=new_id())
    found = queries.figures_of(street["coordinator"], street.network.id, LAST)
    assert found.alerts == [0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert (found.feedback_owed, found.feedback_given, found.feedback_in_time, found.consequences) == (3, 2, 1, 1)
    assert found.in_time_percent == 33
    assert found.feedback_hours == 122.0


def test_reports_count_in_the_area_only_and_their_quality_is_the_judgment_of_the_police(street: Street) -> None:
    reports.load_categories(system_actor())
    x, y = (street.network.west_m + street.network.east_m) / 2, (street.network.south_m + street.network.north_m) / 2
    for outcome, east in (("warn", 0), ("no_fact", 0), ("", 0), ("warn", 20_000)):
        Incident.objects.create(
            tenant=street.zone, category_id="burglary", lon=5.3, lat=50.9, x=x + east, y=y, state="in_hand", urgency="normal",
            happened_at=moment(6), reported_at=moment(6), outcome=outcome,
        )  # fmt: skip
    found = queries.figures_of(street["officer"], street.network.id, LAST)
    assert (found.reports, found.judged, found.useful, found.burglaries) == (3, 2, 1, 2)
    assert found.useful_percent == 50


def test_members_are_counted_before_they_are_forgotten(street: Street) -> None:
    gone, membership = settle(street.network)
    day = date(LAST, 7, 31)
    Membership.objects.filter(id=membership.id).update(joined_at=moment(7, 1), left_at=moment(7, 1, hour=13))
    actions.count_month(day - timedelta(days=1))
    retention.retain(next(one for one in retention.rules() if one.kind == "membership that ended"), moment(8, 5))
    assert not Membership.objects.filter(id=membership.id).exists()
    assert actions.count_month(day) == 1
    row = MonthCount.objects.get(network=street.network)
    assert (row.month, row.households, row.members, row.joined, row.left) == (date(LAST, 7, 1), 3, 3, 1, 1)
    found = queries.figures_of(street["officer"], street.network.id, LAST)
    assert (found.households_start, found.households_end, found.joined, found.left) == (3, 3, 1, 1)
    assert gone.id


def test_survey_wishes_and_meetings_are_in_it(street: Street) -> None:
    asked = make_round(street)
    Round.objects.filter(id=asked.id).update(year=LAST, opens_on=date(LAST, 5, 1), closes_on=date(LAST, 5, 20))
    from nabij.networks.year.facts import questions

    for code in questions():
        SurveyTally.objects.create(tenant=street.zone, round=asked, question=code, score=4, count=6)
    wish = make_wish(street)
    type(wish).objects.update(at=moment(5), due_at=moment(5, 20), answered_at=moment(5, 12), outcome="done")
    Meeting.objects.create(
        tenant=street.zone, kind="information", title="Infoavond", address="Plein 1", lon=5.3, lat=50.9, starts_at=moment(9),
        ends_at=moment(9, hour=14), about=[street.network.id], state="held", guests=17,
    )  # fmt: skip
    found = queries.figures_of(street["officer"], street.network.id, LAST)
    assert found.survey["safe"] == [0, 0, 0, 6, 0]
    assert (found.survey_answered, found.wishes, found.wishes_in_time, found.wishes_done) == (6, 1, 1, 1)
    assert (found.evenings, found.evening_people) == (1, 17)
    states = {part.name: part.state for part in ring.ring(street.network, LAST)}
    assert states["evening"] == states["survey"] == "done"


def test_two_agree_and_then_the_figures_stand_still(street: Street) -> None:
    officer, lead = street["officer"], street["coordinator"]
    about = {"network_id": street.network.id, "year": LAST}
    with pytest.raises(Refused):
        actions.agree(officer, **about, part="officer", version=1)
    actions.write_conclusion(lead, **about, part="coordinator", text="Meer feedback graag.", version=1)
    with pytest.raises(Stale):
        actions.write_conclusion(officer, **about, part="officer", text="Goed jaar.", version=1)
    actions.write_conclusion(officer, **about, part="officer", text="Goed jaar.", version=2)
    actions.write_burglaries(officer, **about, attempts=4, completed=1, version=3)
    actions.agree(officer, **about, part="officer", version=4)
    assert Evaluation.objects.get().agreed_at is None
    with pytest.raises(Missing):
        actions.agree(officer, **about, part="coordinator", version=5)
    found = actions.agree(lead, **about, part="coordinator", version=5)
    assert found.agreed_at and found.figures["year"] == LAST
    written(street, "message", moment(3), alert_id=new_id())
    assert queries.figures_of(officer, street.network.id, LAST).alerts_total == 0
    with pytest.raises(Refused):
        actions.write_conclusion(lead, **about, part="coordinator", text="Toch niet.", version=6)


def test_a_change_takes_the_agreement_back_and_nobody_writes_for_another(street: Street) -> None:
    about = {"network_id": street.network.id, "year": LAST}
    actions.write_conclusion(street["coordinator"], **about, part="coordinator", text="Goed.", version=1)
    actions.write_conclusion(street["officer"], **about, part="officer", text="Goed.", version=2)
    actions.agree(street["officer"], **about, part="officer", version=3)
    found = actions.write_conclusion(street["coordinator"], **about, part="coordinator", text="Beter.", version=4)
    assert found.officer_agreed_at is None
    for who, part in (
        ("coordinator", "officer"),
        ("chief", "officer"),
        ("officer", "coordinator"),
        ("prevention", "officer"),
    ):
        with pytest.raises(Missing):
            actions.write_conclusion(street[who], **about, part=part, text="x", version=5)
    for year in (THIS + 1, 1999):
        with pytest.raises(Missing):
            actions.write_conclusion(
                street["officer"], network_id=street.network.id, year=year, part="officer", text="x", version=1
            )
    with pytest.raises(Missing):
        queries.figures_of(make_street()["officer"], street.network.id, LAST)


def test_without_a_coordinator_the_officer_agrees_alone_but_never_on_this_year(street: Street) -> None:
    Mandate.objects.filter(network=street.network, role=MandateRole.COORDINATOR).delete()
    about = {"network_id": street.network.id, "year": LAST}
    actions.write_conclusion(street["officer"], **about, part="officer", text="Niemand leidt het.", version=1)
    assert actions.agree(street["officer"], **about, part="officer", version=2).agreed_at
    actions.write_conclusion(
        street["officer"], network_id=street.network.id, year=THIS, part="officer", text="x", version=1
    )
    with pytest.raises(Refused):
        actions.agree(street["officer"], network_id=street.network.id, year=THIS, part="officer", version=2)


def test_report_and_log_are_printed_and_name_nobody(street: Street, warned: None) -> None:
    written(street, "message", moment(3), alert_id=new_id(), author_id=street.accounts["officer"].id)
    now, before = (queries.figures_of(street["officer"], street.network.id, one) for one in (LAST, LAST - 1))
    kept = Evaluation(tenant=street.zone, network=street.network, year=LAST, by_officer="Goed jaar.")
    assert printing.evaluation(street.network, kept, now, before).startswith(b"%PDF")
    network, entries = queries.log_of_year(street["coordinator"], street.network.id, LAST)
    assert [one.text for one in entries] == ["Inbraak."]
    assert printing.log(network, LAST, entries).startswith(b"%PDF")
    rows = presenters.figure_rows(now, before, kept)
    assert all(len(row) == 3 for row in rows)


HOURS = st.integers(0, 400)


@given(st.lists(st.tuples(HOURS, st.none() | HOURS, st.none() | HOURS)))
def test_the_pace_of_feedback_adds_up(rows: list[tuple[int, int | None, int | None]]) -> None:
    start = moment(1)

    def at(hours: int | None) -> datetime | None:
        return None if hours is None else start + timedelta(hours=hours)

    found = rules.pace([(start, at(due), at(done)) for _one, due, done in rows])
    assert 0 <= found.in_time <= found.given <= found.owed <= len(rows)
    assert (found.median_hours is None) == (found.given == 0)
    given_hours = [done for _one, due, done in rows if due is not None and done is not None]
    if found.median_hours is not None:
        assert min(given_hours) <= found.median_hours <= max(given_hours)


@given(st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1))), st.integers(2024, 2026))
def test_every_moment_is_in_one_month(moments: list[datetime], year: int) -> None:
    assert sum(rules.per_month(moments, year)) == sum(one.year == year for one in moments)
