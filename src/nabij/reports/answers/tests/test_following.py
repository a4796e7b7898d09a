"""What who reported does with their code: rate once, say it is not solved, add words, stop messages; through the real pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from nabij.audit.models import AuditDetail, AuditRow
from nabij.channels.outbox.tests.routes import Routes
from nabij.people.tests.factories import staff_actor
from nabij.reports import actions, queries
from nabij.reports.actions.changing import note
from nabij.reports.answers import actions as answers
from nabij.reports.answers.models import Rating, ReporterMessage
from nabij.reports.answers.tasks import deliver
from nabij.reports.answers.tests.factories import by_mail, close, ended, judge
from nabij.reports.models import Incident, IncidentNote, Report
from nabij.reports.tests.factories import Town, report
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.usefixtures("clock")
GOOD = {"solved": "yes", "helped": 4}


def test_a_rating_counts_once_and_only_after_the_end(town: Town, client: Client) -> None:
    made = by_mail()
    page = f"/volgen/{made.code}"
    assert client.post(f"{page}/oordeel", GOOD).status_code == 422
    judge(town, made)
    close(town, made)
    assert "Twee vragen" in client.get(page).content.decode()
    assert client.post(f"{page}/oordeel", GOOD | {"words": "Vlot"}).url == page  # type: ignore[attr-defined]
    again = client.post(f"{page}/oordeel", {"solved": "no", "helped": 1})
    assert again.status_code == 422
    row = Rating.objects.get()
    assert (row.solved, row.helped, row.words, row.category_id) == ("yes", 4, "Vlot", "dumping")
    assert "Twee vragen" not in client.get(page).content.decode()


@pytest.mark.parametrize(
    "wrong", [{}, {"solved": "yes"}, {"solved": "maybe", "helped": 4}, {"solved": "yes", "helped": 9}]
)
def test_half_an_answer_comes_back_with_what_was_typed(wrong: dict[str, object], town: Town, client: Client) -> None:
    made = ended(town)
    answer = client.post(f"/volgen/{made.code}/oordeel", wrong | {"words": "Mijn woorden"})
    assert answer.status_code == 422
    assert "Mijn woorden" in answer.content.decode()
    assert not Rating.objects.exists()


def test_a_bad_answer_leads_to_opening_it_again(town: Town, client: Client) -> None:
    made = ended(town)
    answer = client.post(f"/volgen/{made.code}/oordeel", {"solved": "no", "helped": 3})
    assert answer.url.endswith("?niet=1#niet-opgelost")  # type: ignore[attr-defined]
    page = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert 'id="niet-opgelost" open' in page
    client.post(f"/volgen/{made.code}/opnieuw", {"reason": "Het ligt er nog."})
    incident = Incident.objects.get()
    assert (incident.state, incident.closed_at) == ("in_hand", None)
    assert incident.reopened_at and incident.reporter_wrote_at
    row = queries.queue(town.city_clerk()).rows[0]
    assert row.id == incident.id
    said = IncidentNote.objects.get(kind="not_solved")
    assert (said.internal, said.public, said.public_template) == ("Het ligt er nog.", "", "reopened")
    assert "Het ligt er nog" not in client.get(f"/volgen/{made.code}").content.decode(), "words go to staff only"


@pytest.mark.parametrize("category", ["drugs", "noise"])
def test_at_the_police_words_are_added_and_nothing_opens_by_itself(category: str, town: Town, client: Client) -> None:
    made = ended(town, category)
    client.post(f"/volgen/{made.code}/opnieuw", {"reason": "Ze zijn er weer."})
    incident = Incident.objects.get()
    assert incident.state == "closed" and incident.reopened_at is None
    assert incident.reporter_wrote_at is not None
    assert IncidentNote.objects.get(kind="not_solved").public_template == ""


def test_after_the_term_it_is_over_and_the_tenant_sets_the_term(
    town: Town, client: Client, clock: time_machine.Coordinates
) -> None:
    town.city.settings = {"answers": {"reopen_days": 7}}
    town.city.save()
    made = ended(town)
    clock.shift(timedelta(days=6, hours=23))
    assert queries.track(made.code).may_reopen
    clock.shift(timedelta(hours=2))
    assert not queries.track(made.code).may_reopen
    answer = client.post(f"/volgen/{made.code}/opnieuw", {"reason": "Toch niet."})
    assert answer.status_code == 422
    assert Incident.objects.get().state == "closed"


def test_nobody_opens_it_again_without_end(town: Town) -> None:
    made = ended(town)
    for _time in range(3):
        assert actions.say_not_solved(PUBLIC, code=made.code, reason="Nog niet")
        close(town, made)
    with pytest.raises(Refused):
        actions.say_not_solved(PUBLIC, code=made.code, reason="Nog niet")


def test_an_empty_reason_changes_nothing(town: Town, client: Client) -> None:
    made = ended(town)
    for reason in ("", "   ", "\n"):
        assert client.post(f"/volgen/{made.code}/opnieuw", {"reason": reason}).status_code == 422
        with pytest.raises(Refused):
            actions.say_not_solved(PUBLIC, code=made.code, reason=reason)
    assert Incident.objects.get().state == "closed" and Report.objects.get().reopened_times == 0


def test_who_took_it_back_neither_rates_nor_opens_it(town: Town, client: Client) -> None:
    made = by_mail()
    actions.withdraw_report(PUBLIC, code=made.code)
    tracked = queries.track(made.code)
    assert not tracked.may_rate and not tracked.may_reopen
    assert client.post(f"/volgen/{made.code}/oordeel", GOOD).status_code == 422
    assert client.post(f"/volgen/{made.code}/opnieuw", {"reason": "Toch wel"}).status_code == 422
    assert not Rating.objects.exists() and Incident.objects.get().state == "closed"


@pytest.mark.parametrize("deed", ["oordeel", "opnieuw", "meer", "stop"])
def test_a_code_that_is_not_there_is_missing_at_every_deed(deed: str, town: Town, client: Client) -> None:
    ended(town)
    given_ = GOOD | {"reason": "x", "text": "x"}
    for code in ("ZZZZ-ZZZZ-ZZZZ", "abc"):
        assert client.post(f"/volgen/{code}/{deed}", given_).status_code == 404
    assert client.get(f"/volgen/ZZZZ-ZZZZ-ZZZZ/{deed}").status_code == 405


def test_more_words_reach_staff_while_it_is_open(town: Town, client: Client) -> None:
    made = by_mail()
    client.post(f"/volgen/{made.code}/meer", {"text": "Er ligt nu ook glas."})
    assert "Er ligt nu ook glas." in Report.objects.get().text
    assert Incident.objects.get().reporter_wrote_at is not None
    judge(town, made)
    close(town, made)
    answer = client.post(f"/volgen/{made.code}/meer", {"text": "En nog iets."})
    assert answer.status_code == 422
    assert "En nog iets" not in Report.objects.get().text


def test_whoever_stops_messages_gets_none_and_can_still_follow(
    town: Town, client: Client, routes: Routes, clock: time_machine.Coordinates
) -> None:
    made = by_mail()
    assert "geen berichten meer" in client.get(f"/volgen/{made.code}").content.decode()
    client.post(f"/volgen/{made.code}/stop")
    judge(town, made)
    clock.shift(timedelta(hours=1))
    deliver(timezone.now())
    assert routes.sent == []
    page = client.get(f"/volgen/{made.code}").content.decode()
    assert "Stuur me geen berichten meer" not in page and "We zijn ermee bezig" in page


def test_deeds_are_limited_per_address(town: Town, client: Client) -> None:
    made = by_mail()
    given_ = {"text": "nog iets"}
    answers_ = [
        client.post(f"/volgen/{made.code}/meer", given_, REMOTE_ADDR="203.0.113.7").status_code for _n in range(22)
    ]
    assert answers_[:20] == [302] * 20 and answers_[-1] == 422


def test_the_page_speaks_the_language_of_who_reported_until_they_choose(town: Town, client: Client) -> None:
    made = report(category="dumping", language="en")
    assert "We received your report" in client.get(f"/volgen/{made.code}").content.decode()
    client.cookies["django_language"] = "nl"
    assert "We kregen je melding" in client.get(f"/volgen/{made.code}").content.decode()


def test_no_word_of_who_reported_stands_in_the_record_or_in_a_message(town: Town) -> None:
    made = ended(town)
    actions.say_not_solved(PUBLIC, code=made.code, reason="Geheime woorden")
    rows = [*AuditRow.objects.all(), *AuditDetail.objects.all(), *ReporterMessage.objects.all()]
    assert not any("Geheime" in str(row.__dict__) for row in rows)


def test_a_rating_names_the_team_that_did_the_work(town: Town) -> None:
    made = by_mail()
    judge(town, made)
    manager, clerk = staff_actor(town.city, "administrator"), town.city_clerk()
    team = actions.make_team(manager, tenant_id=town.city.id, name="Reiniging")
    task = actions.give_task(clerk, incident_id=made.incident_id, team_id=team.id, what="Ruim op")
    actions.finish_task(clerk, task_id=task.id, result="Weg")
    close(town, made)
    assert answers.rate_report(PUBLIC, code=made.code, **GOOD).team_id == team.id  # type: ignore[arg-type]
    with pytest.raises(Missing):
        answers.rate_report(PUBLIC, code="ZZZZ-ZZZZ-ZZZZ", **GOOD)  # type: ignore[arg-type]


def test_the_page_says_by_when_it_is_looked_at(town: Town, client: Client) -> None:
    made = by_mail()
    note(town.city_clerk(), Incident.objects.get(), "going_on", promised_for=datetime(2027, 3, 12, 23, 30, tzinfo=UTC))
    said = "We bekijken dit voor het einde van 13 maart."
    assert said in client.get(f"/volgen/{made.code}").content.decode()
    note(town.city_clerk(), Incident.objects.get(), "note", public="We gingen al eens kijken.")
    page = client.get(f"/volgen/{made.code}").content.decode()
    assert page.count(said) == 2, "below what is newest, and where it was said"
    IncidentNote.objects.filter(promised_for__isnull=False).update(promised_for=timezone.now() - timedelta(days=1))
    assert queries.track(made.code).promise == "", "what is past is no promise any more"
