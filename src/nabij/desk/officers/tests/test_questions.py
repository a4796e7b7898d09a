"""A question gets its answer from who may give it, in its term, and nobody else reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.channels.outbox.tests.routes import Routes
from nabij.desk.officers import actions, queries, tasks
from nabij.desk.officers.models import Officer, Question, QuestionMessage, QuestionPost, QuestionStep
from nabij.desk.officers.tests.factories import ask, make_officer
from nabij.people.models import Account
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_resident, make_staff, sign_in, staff_actor
from nabij.reports.tests.factories import Town, make_town
from nabij.reports.told import Contact
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import end_of_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    cache.clear()
    return make_town()


@pytest.fixture
def account(town: Town) -> Account:
    return make_staff(town.zone, "wijkagent")


@pytest.fixture
def officer(town: Town, account: Account) -> Officer:
    return make_officer(town.zone, account_id=account.id, codes=("M1-1",))


@pytest.fixture
def route(monkeypatch: pytest.MonkeyPatch) -> Routes:
    return Routes.installed(monkeypatch)


def test_the_whole_way_from_question_to_answer(
    town: Town, account: Account, officer: Officer, route: Routes, client: Client
) -> None:
    typed = {"text": "Wanneer is er spreekuur?", "how": "contact", "contact": "An@Example.org", "name": "An"}
    assert client.post(f"/wijkagent/{officer.id}/vraag/", typed)["Location"] == "/wijkagent/vraag/verstuurd/"
    code = client.session["asked"]
    assert code in client.get("/wijkagent/vraag/verstuurd/").content.decode()
    tasks.deliver(timezone.now())
    assert [one.to for one in route.sent] == ["an@example.org"] and f"/wijkagent/vraag/{code}/" in route.sent[0].text
    staff = sign_in(Client(), account)
    (line,) = queries.inbox(actor_for(account))
    page = staff.get(f"/wijkagenten/vragen/{line.question.id}/").content.decode()
    assert "Wanneer is er spreekuur?" in page and "an@example.org" in page
    staff.post(f"/wijkagenten/vragen/{line.question.id}/", {"deed": "answer", "text": "Woensdag om 14 uur."})
    tasks.deliver(timezone.now())
    assert "Woensdag om 14 uur." in route.sent[1].text
    assert "Woensdag om 14 uur." in Client().get(f"/wijkagent/vraag/{code}/").content.decode()
    assert queries.inbox(actor_for(account)) == []
    Client().post(f"/wijkagent/vraag/{code}/", {"text": "En in de vakantie?"})
    assert len(queries.inbox(actor_for(account))) == 1
    kinds = list(QuestionStep.objects.order_by("at", "id").values_list("kind", flat=True))
    assert kinds == ["asked", "told", "answered", "told", "more"]


def test_who_stays_anonymous_finds_the_answer_with_the_code_alone(
    officer: Officer, account: Account, route: Routes
) -> None:
    sent = ask(officer, contact="")
    actions.answer(actor_for(account), question_id=sent.question_id, text="Ja.")
    assert tasks.deliver(timezone.now()) == 0 and route.sent == []
    assert [one.text for one in queries.track(sent.code).texts][-1] == "Ja."
    with pytest.raises(Missing):
        queries.track("BBBB-BBBB-BBBB")


def test_nothing_of_who_asks_can_be_read_in_the_database(officer: Officer) -> None:
    sent = ask(officer, text="Geheime vraag", contact="heel.geheim@example.org", name="Geheime Naam")
    with connection.cursor() as cursor:
        cursor.execute(
            "select q::text || p::text || coalesce((select string_agg(d::text, '') from audit_detail d), '')"
            " from desk_question q join desk_questionpost p on p.question_id = q.id"
        )
        found = cursor.fetchone()[0]
    for secret in ("Geheime vraag", "heel.geheim@example.org", "Geheime Naam", sent.code):
        assert secret not in found and secret.encode().hex() not in found


def test_officer_replacement_and_delegate_have_it_and_nobody_else(
    town: Town, account: Account, officer: Officer
) -> None:
    second_account, clerk = make_staff(town.zone, "wijkagent"), make_staff(town.zone, "desk_clerk")
    second = make_officer(town.zone, "Tweede", account_id=second_account.id)
    bystander, stranger = staff_actor(town.zone, "wijkagent"), staff_actor(town.other_zone, "chief", "wijkagent")
    sent = ask(officer)
    seen = lambda actor: [line.why for line in queries.inbox(actor)]  # noqa: E731
    assert seen(actor_for(account)) == ["own"]
    assert seen(actor_for(second_account)) == seen(actor_for(clerk)) == seen(bystander) == seen(stranger) == []
    today = timezone.localdate()
    actions.say_away(
        actor_for(account), officer_id=officer.id, from_day=today, until_day=today, replacement_id=second.id
    )
    actions.set_delegate(actor_for(account), officer_id=officer.id, username=clerk.username)
    assert seen(actor_for(second_account)) == ["stands_in"]
    assert seen(actor_for(clerk)) == ["delegated"]
    for actor in (bystander, stranger, staff_actor(town.zone, "chief"), PUBLIC):
        with pytest.raises(Missing):
            queries.question(actor, sent.question_id)
        with pytest.raises(Missing):
            actions.answer(actor, question_id=sent.question_id, text="Nee.")
    actions.answer(actor_for(clerk), question_id=sent.question_id, text="Ja.")


def test_delegation_ends_and_needs_the_right(town: Town, account: Account, officer: Officer) -> None:
    clerk = make_staff(town.zone, "desk_clerk")
    with pytest.raises(Refused):
        actions.set_delegate(actor_for(account), officer_id=officer.id, username=make_staff(town.zone, "dpo").username)
    with pytest.raises(Refused):
        actions.set_delegate(actor_for(account), officer_id=officer.id, username="nobody")
    actions.set_delegate(actor_for(account), officer_id=officer.id, username=clerk.username)
    (row,) = queries.delegates_of(actor_for(account), officer.id)
    actions.end_delegation(actor_for(account), officer_id=officer.id, delegation_id=row["id"])
    ask(officer)
    assert queries.inbox(actor_for(clerk)) == []


def test_reading_a_question_is_on_record_with_the_reason(town: Town, account: Account, officer: Officer) -> None:
    sent = ask(officer)
    sign_in(Client(), account).get(f"/wijkagenten/vragen/{sent.question_id}/")
    row = AuditRow.objects.get(verb="consult", target="desk.question", target_id=sent.question_id)
    assert row.actor_id == account.id and row.reason


def test_the_term_is_in_working_days_and_a_late_one_shows(town: Town, account: Account, officer: Officer) -> None:
    town.zone.settings = {"officers": {"answer_days": 2}}
    town.zone.save()
    sent = ask(officer)
    asked = Question.objects.get(id=sent.question_id)
    assert asked.due_at == end_of_term(asked.asked_at, 2)
    chief = make_staff(town.zone, "chief")
    assert queries.late_questions(actor_for(chief), timezone.now()) == []
    Question.objects.update(due_at=timezone.now() - timedelta(days=1))
    (line,) = queries.inbox(actor_for(account))
    assert line.is_late
    (late,) = queries.late_questions(actor_for(chief), timezone.now())
    assert (late.officer, late.may_open) == ("An Peeters", False)
    page = sign_in(Client(), chief).get("/wijkagenten/vragen/laat/").content.decode()
    assert "An Peeters" in page and "spreekuur" not in page
    assert queries.late_questions(staff_actor(town.other_zone, "chief"), timezone.now()) == []


def test_a_question_is_passed_on_and_keeps_its_term(town: Town, account: Account, officer: Officer) -> None:
    other_account = make_staff(town.zone, "wijkagent")
    other, foreign = (
        make_officer(town.zone, "Ander", account_id=other_account.id),
        make_officer(town.other_zone, "Vreemd"),
    )
    sent = ask(officer)
    with pytest.raises(Missing):
        actions.pass_on(actor_for(account), question_id=sent.question_id, officer_id=foreign.id)
    moved = actions.pass_on(actor_for(account), question_id=sent.question_id, officer_id=other.id)
    assert moved.due_at == sent.due_at
    assert [line.why for line in queries.inbox(actor_for(other_account))] == ["own"]
    assert queries.inbox(actor_for(account)) == []


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "", "how": "code"},
        {"text": "Vraag", "how": "contact"},
        {"text": "Vraag", "how": "contact", "contact": "geen adres"},
        {"text": "Vraag", "how": "contact", "contact": "012"},
        {"text": "x" * 2_001, "how": "code"},
        {"text": "Vraag", "how": "duif"},
        {"text": "Koop nu", "how": "code", "website": "https://spam.example"},
    ],
)
def test_a_bad_question_is_explained_and_nothing_is_stored(
    officer: Officer, client: Client, typed: dict[str, str]
) -> None:
    answer = client.post(f"/wijkagent/{officer.id}/vraag/", typed)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Question.objects.exists()


def test_one_address_asks_only_so_often(officer: Officer) -> None:
    visitor = Client(REMOTE_ADDR="198.51.100.7")
    answers = [
        visitor.post(f"/wijkagent/{officer.id}/vraag/", {"text": f"Vraag {n}", "how": "code"}).status_code
        for n in range(8)
    ]
    assert answers == [302] * 6 + [422] * 2
    assert Question.objects.count() == 6


def test_one_contact_gets_no_flood_of_messages(officer: Officer) -> None:
    for n in range(5):
        ask(officer, text=f"Vraag {n}")
    with pytest.raises(Refused):
        ask(officer, text="Te veel")
    ask(officer, contact="ander@example.org")


def test_a_message_that_no_route_takes_goes_later_and_one_in_doubt_does_not(
    officer: Officer, account: Account, route: Routes
) -> None:
    sent = ask(officer)
    route.down = True
    tasks.deliver(timezone.now())
    assert QuestionMessage.objects.get().state == "waiting"
    assert tasks.deliver(timezone.now()) == 0
    route.down, route.state = False, "in_doubt"
    tasks.deliver(timezone.now() + timedelta(minutes=5))
    assert QuestionMessage.objects.get().state == "doubt"
    assert queries.question(actor_for(account), sent.question_id).not_told
    route.state = "handed_over"
    assert actions.send_again(actor_for(account), question_id=sent.question_id) == 1
    tasks.deliver(timezone.now() + timedelta(minutes=6))
    assert len(route.sent) == 2


def test_a_long_answer_goes_by_text_message_as_a_link(officer: Officer, account: Account, route: Routes) -> None:
    sent = actions.ask(PUBLIC, text="Vraag", officer_id=officer.id, contact=Contact("sms", "0470 12 34 56"))
    actions.answer(actor_for(account), question_id=sent.question_id, text="Lang. " * 100)
    tasks.deliver(timezone.now())
    answer = route.sent[-1].text
    assert "Lang. Lang." not in answer and sent.code in answer and len(answer) < 320


def test_who_is_erased_leaves_no_question(officer: Officer) -> None:
    person = make_resident()
    ask(officer)
    actions.ask(system_actor(), text="Van mij", officer_id=officer.id, person_id=person.id)
    assert actions.forget_person(person.id) == []
    assert Question.objects.count() == 1 == QuestionPost.objects.count()


def test_the_inbox_takes_few_queries(town: Town, account: Account, officer: Officer) -> None:
    for n in range(60):
        ask(officer, contact=f"bewoner{n}@example.org")
    client = sign_in(Client(), account)
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/wijkagenten/")
    assert page.content.decode().count("<tr>") == 61
    assert len(seen) <= 15
