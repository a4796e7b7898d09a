"""Messages to who reported: put down with the change, in their language, to everybody of a merged fact and nobody anonymous."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.audit.models import AuditDetail, AuditRow
from nabij.channels.errors import NO_CONTACT
from nabij.channels.outbox.models import MessageState
from nabij.channels.outbox.tests.routes import Routes
from nabij.people.actions import opt_out
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_resident, staff_actor
from nabij.reports import actions
from nabij.reports.actions.changing import note
from nabij.reports.answers import actions as answers
from nabij.reports.answers import rules, wording
from nabij.reports.answers.models import ReporterMessage
from nabij.reports.answers.tasks import deliver
from nabij.reports.answers.tests.factories import MAIL, by_mail, close, ended, judge, states
from nabij.reports.models import Incident, Report
from nabij.reports.states import Channel
from nabij.reports.tests.factories import Town, by_telephone, report, told, version_of
from nabij.reports.told import Contact
from nabij.tenants.actor import PUBLIC
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.usefixtures("clock")
HOUR = timedelta(hours=1)
SENT = MessageState.SENT


def later(clock: time_machine.Coordinates, by: timedelta) -> None:
    clock.shift(by)
    deliver(timezone.now())


def test_from_receipt_to_end_in_three_messages(town: Town, routes: Routes, clock: time_machine.Coordinates) -> None:
    made = by_mail(language="fr")
    later(clock, timedelta(0))
    judge(town, made)
    later(clock, timedelta(minutes=3))
    close(town, made)
    later(clock, timedelta(minutes=1))
    assert states() == [("received", SENT), ("change", SENT), ("ended", SENT)]
    assert routes.channels == ["email"] * 3
    assert all(message.to == MAIL.value and message.language == "fr" for message in routes.sent)
    assert all(f"/volgen/{made.code}" in text for text in routes.texts)
    assert "C'est résolu." in routes.texts[2]


def test_no_message_names_the_fact_the_place_or_what_was_told(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    made = by_mail("discrimination", text="Klik hier: https://kwaad.example", language="nl")
    judge(town, made)
    close(town, made, "police_done")
    later(clock, HOUR)
    for text in [*routes.texts, *(message.subject for message in routes.sent)]:
        for secret in ("kwaad", "Klik", "Dorpsstraat", "iscrimin", "An Peeters", "example.org"):
            assert secret not in text


def test_ten_changes_in_an_hour_are_one_message_and_the_end_comes_at_once(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    made = by_mail()
    judge(town, made)
    later(clock, timedelta(minutes=2))
    before = len(routes.sent)
    for n in range(9):
        actions.add_note(town.city_clerk(), incident_id=made.incident_id, public=f"Stap {n}")
        later(clock, timedelta(minutes=5))
    assert len(routes.sent) == before
    close(town, made)
    later(clock, timedelta(0))
    assert len(routes.sent) == before + 1 and "opgelost" in routes.texts[-1]
    later(clock, 2 * HOUR)
    assert len(routes.sent) == before + 1, "what was replaced never leaves"


def test_the_newest_of_several_changes_is_told(town: Town, routes: Routes, clock: time_machine.Coordinates) -> None:
    made = by_mail()
    judge(town, made)
    actions.add_note(town.city_clerk(), incident_id=made.incident_id, public="We komen morgen om acht uur.")
    later(clock, timedelta(minutes=2))
    assert "morgen om acht uur" in routes.texts[-1]
    assert states()[1:] == [("change", MessageState.REPLACED), ("change", SENT)]


def test_who_is_anonymous_or_called_101_gets_nothing(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    hidden = report(category="dumping")
    phoned = actions.record_call(town.dispatcher(), told=told(contact=by_telephone()), channel=Channel.OFFICER)
    for made in (hidden, phoned):
        judge(town, made)
        close(town, made)
    later(clock, HOUR)
    assert states() == [] and routes.sent == []
    assert Report.objects.get(id=hidden.report_id).tracking_sealed is None


def test_everybody_of_a_merged_fact_hears_the_end(town: Town, routes: Routes, clock: time_machine.Coordinates) -> None:
    first, second = by_mail(), by_mail(contact=Contact("email", "bo@example.org"), language="de")
    clerk = town.city_clerk()
    actions.merge_incidents(clerk, into_id=first.incident_id, version=1, other_id=second.incident_id)
    later(clock, timedelta(minutes=3))
    assert [message.to for message in routes.sent][2:] == ["bo@example.org"], "only they hear that it was merged"
    judge(town, first)
    close(town, first)
    later(clock, HOUR)
    told_end = {message.to: message.text for message in routes.sent}
    assert "opgelost" in told_end[MAIL.value] and "gelöst" in told_end["bo@example.org"]


def test_a_change_that_is_rolled_back_leaves_no_message(town: Town) -> None:
    made = by_mail()
    with pytest.raises(Refused):
        judge(town, made, "no_fact", public_sentence="   ", version=99)
    assert states() == [("received", "waiting")]


@pytest.mark.parametrize("outcome", ["warn", "task_only", "withhold", "crisis_care"])
def test_of_an_investigation_only_the_public_sentence_leaves(
    outcome: str, town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    """Two reports of the police that end with the same sentence are told the same, whatever was found."""
    secret = "verdachte aangehouden na huiszoeking"
    bodies = []
    for _one in range(2):
        made = by_mail("drugs")
        more = {"reason": secret, "review_at": timezone.now() + HOUR, "prosecutor_consulted": True}
        judge(town, made, outcome if not bodies else "task_only", **more)
        close(town, made, "police_done", internal=secret)
        later(clock, HOUR)
        bodies.append(routes.texts[-1].replace(made.code, ""))
    assert bodies[0] == bodies[1]
    assert all(secret not in text and "huiszoeking" not in text for text in routes.texts)


@pytest.mark.parametrize("category", ["drugs", "burglary"])
def test_a_public_sentence_about_an_investigation_is_refused_of_the_police(category: str, town: Town) -> None:
    made = by_mail(category)
    with pytest.raises(Refused, match="aangehouden"):
        judge(town, made, public_sentence="De dader werd aangehouden.".replace("dader", "man"))
    judge(town, made)
    with pytest.raises(Refused):
        close(town, made, "", public_sentence="Het parket seponeerde dit.")
    with pytest.raises(Refused):
        actions.add_note(town.dispatcher(), incident_id=made.incident_id, public="Een verdachte is gekend.")
    assert Incident.objects.get(id=made.incident_id).state == "in_hand"


def test_at_night_a_telephone_stays_silent_and_a_mailbox_does_not_mind(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    by_phone, made = by_mail(contact=by_telephone()), by_mail()
    clock.shift(12 * HOUR)
    for one in (by_phone, made):
        judge(town, one)
        close(town, one)
    later(clock, timedelta(minutes=5))
    assert set(routes.channels) == {"email"}
    later(clock, 9 * HOUR)
    assert routes.channels.count("sms") == 2, "the receipt and the end"


def test_a_route_that_is_down_is_tried_again_with_growing_pauses_and_then_given_up(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    by_mail()
    routes.down = True
    gone = []
    for _minute in range(60 * 24):
        later(clock, timedelta(minutes=1))
        row = ReporterMessage.objects.get()
        if not gone or gone[-1] != row.tries:
            gone.append(row.tries)
        if row.state != MessageState.WAITING:
            break
    assert row.state == MessageState.GIVEN_UP and row.error == "route.down"
    assert gone == list(range(1, len(rules.WAITS) + 2))


def test_what_a_provider_refuses_stands_as_failed_with_its_code_and_goes_again_by_hand(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    made = by_mail()
    routes.error = "smtp.550.5.1.1"
    later(clock, timedelta(0))
    row = ReporterMessage.objects.get()
    assert (row.state, row.error, row.channel) == (MessageState.FAILED, "smtp.550.5.1.1", "email")
    later(clock, HOUR)
    assert ReporterMessage.objects.get().tries == 1, "it does not go again by itself"
    for actor in (town.stranger(), PUBLIC, town.dispatcher()):
        with pytest.raises(Missing):
            answers.send_again(actor, message_id=row.id)
        with pytest.raises(Missing):
            answers.correct_contact(actor, report_id=made.report_id, typed="an@example.org")
    routes.error = ""
    answers.correct_contact(town.city_clerk(), report_id=made.report_id, typed="An.P@example.org ")
    later(clock, timedelta(0))
    assert routes.sent[0].to == "an.p@example.org"
    with pytest.raises(Refused):
        answers.send_again(town.city_clerk(), message_id=row.id)
    kept = [str(row.__dict__) for row in [*AuditRow.objects.all(), *AuditDetail.objects.all()]]
    assert not any("example.org" in one for one in kept)


@pytest.mark.parametrize("typed", ["", "12", "an@", "geen nummer"])
def test_a_wrong_address_is_refused_and_changes_nothing(typed: str, town: Town) -> None:
    made = by_mail()
    before = bytes(Report.objects.get().contact_value)
    with pytest.raises(Refused):
        answers.correct_contact(town.city_clerk(), report_id=made.report_id, typed=typed)
    assert bytes(Report.objects.get().contact_value) == before


def test_who_stopped_everything_of_a_sender_gets_nothing(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    person = make_resident()
    point = make_contact_point(person, "email", MAIL.value)
    opt_out(actor_for(person.account), contact_point_id=point.id, tenant_id=town.city.id)  # type: ignore[arg-type]
    by_mail()
    later(clock, timedelta(0))
    assert routes.sent == []
    assert ReporterMessage.objects.get().error == NO_CONTACT


def test_who_is_signed_in_is_reached_over_their_own_page(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    person = make_resident()
    make_contact_point(person, "email", "bo@example.org")
    actions.submit_report(actor_for(person.account), told=told("dumping", person_id=person.id))  # type: ignore[arg-type]
    later(clock, timedelta(0))
    assert [message.to for message in routes.sent] == ["bo@example.org"]


def test_whoever_wants_no_more_gets_none(town: Town, routes: Routes, clock: time_machine.Coordinates) -> None:
    made = by_mail()
    with pytest.raises(Missing):
        answers.stop_messages(town.stranger(), report_id=made.report_id)
    answers.stop_messages(town.city_clerk(), report_id=made.report_id)
    judge(town, made)
    close(town, made)
    later(clock, HOUR)
    assert routes.sent == [] and states() == [("received", MessageState.REPLACED)]


def test_a_tenant_that_sends_no_messages_puts_none_down(town: Town) -> None:
    town.city.settings = {"answers": {"messages": False}}
    town.city.save()
    by_mail()
    assert states() == []


def test_the_words_of_a_tenant_for_one_kind_replace_ours_and_go_back(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    chief, texts = staff_actor(town.city, "administrator"), {}
    for language in ("nl", "fr", "en", "de"):
        texts[language] = wording.ours("ended", language) | {"text": f"EIGEN {language} {{sentence}} {{link}}"}
    given = {"tenant_id": town.city.id, "template": "ended", "category": "dumping", "texts": texts}
    for actor in (town.city_clerk(), staff_actor(town.other_city, "administrator")):
        with pytest.raises(Missing):
            answers.word_message(actor, **given)  # type: ignore[arg-type]
    answers.word_message(chief, **given)  # type: ignore[arg-type]
    ended(town)
    later(clock, timedelta(0))
    assert routes.texts[-1].startswith("EIGEN nl Dit is opgelost.")
    assert ReporterMessage.objects.get(template="ended").wording_version == 1
    ended(town, "lighting")
    later(clock, timedelta(0))
    assert "EIGEN" not in routes.texts[-1]
    answers.word_message(chief, **(given | {"texts": {}}))  # type: ignore[arg-type]
    ended(town)
    later(clock, timedelta(0))
    assert "EIGEN" not in routes.texts[-1]


def test_a_message_holds_no_words_of_anybody(town: Town) -> None:
    made = by_mail()
    actions.add_note(town.city_clerk(), incident_id=made.incident_id, public="We bellen mevrouw Peeters morgen.")
    assert all("Peeters" not in str(row.__dict__) for row in ReporterMessage.objects.all())


def test_a_promise_names_its_day_in_the_language_of_the_reader(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    made = by_mail(language="de")
    answers.tell_reporters(Incident.objects.get(id=made.incident_id), rules.PROMISE, day="2027-03-12")
    later(clock, timedelta(minutes=2))
    assert "12. März" in routes.texts[-1]


def test_a_report_costs_one_query_more_than_an_anonymous_one(town: Town) -> None:
    def queries_of(**fields: object) -> int:
        with CaptureQueriesContext(connection) as caught:
            report(category="dumping", **fields)
        return len(caught)

    queries_of()
    assert queries_of(contact=MAIL) <= queries_of() + 2


def test_closing_costs_the_same_for_one_reporter_and_for_twenty(town: Town) -> None:
    def cost(reporters: int) -> int:
        first = by_mail()
        for _one in range(reporters - 1):
            other = by_mail()
            actions.merge_incidents(
                town.city_clerk(), into_id=first.incident_id, version=version_of(first), other_id=other.incident_id
            )
        judge(town, first)
        with CaptureQueriesContext(connection) as caught:
            close(town, first)
        return len(caught)

    assert cost(1) == cost(20)


def test_a_new_promise_in_the_history_is_told_with_its_day(
    town: Town, routes: Routes, clock: time_machine.Coordinates
) -> None:
    made = by_mail()
    incident = Incident.objects.get(id=made.incident_id)
    note(town.city_clerk(), incident, "going_on", promised_for=datetime(2027, 3, 12, 23, 30, tzinfo=UTC))
    later(clock, timedelta(minutes=2))
    assert "13 maart" in routes.texts[-1], "the day in Brussels"
    note(town.city_clerk(), incident, "waiting")
    later(clock, timedelta(hours=2))
    assert len(routes.sent) == 2, "without a promise nothing is told"
