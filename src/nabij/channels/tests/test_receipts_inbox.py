"""Receipts come in any order, more than once, before their submission or without one."""

import threading
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.audit import retention
from nabij.channels import actions, queries
from nabij.channels.actions import InDoubt, Submitted
from nabij.channels.drivers import Receipt
from nabij.channels.inbound import actions as inbound
from nabij.channels.models import InboundMessage, ReceiptInbox, Submission
from nabij.channels.smpp.receipts import InboundText
from nabij.people import vault
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
ALERT = new_id()


def submit(provider_message_id: str, provider: str = "telco", at: datetime | None = None) -> UUID:
    delivery_id = new_id()
    with transaction.atomic(), connection.cursor() as cursor:
        row = Submitted(provider, provider_message_id, delivery_id, ALERT, at or timezone.now())
        actions.copy_submissions(cursor, [row])
    return delivery_id


def match() -> list[actions.Match]:
    with transaction.atomic():
        actions.match_receipts()
        return actions.matches()


def test_the_same_receipt_is_kept_once_and_each_state_of_it() -> None:
    accepted, delivered = Receipt("1", "on_its_way"), Receipt("1", "delivered")
    assert actions.store_receipts("telco", [delivered, accepted, delivered]) == 2
    assert actions.store_receipts("telco", [delivered]) == 0
    assert actions.store_receipts("other", [delivered]) == 1
    assert actions.store_receipts("telco", []) == 0


def test_a_receipt_finds_its_delivery_once() -> None:
    delivery_id = submit("m1")
    actions.store_receipts("telco", [Receipt("m1", "not_delivered", "receipt.undeliv.1", "+32460000001")])
    (found,) = match()
    assert (found.delivery_id, found.alert_id, found.state) == (delivery_id, ALERT, "not_delivered")
    assert (found.error, found.provider_message_id) == ("receipt.undeliv.1", "m1")
    assert match() == []


def test_a_receipt_before_its_answer_waits() -> None:
    actions.store_receipts("telco", [Receipt("m2", "delivered")])
    assert match() == []
    delivery_id = submit("m2")
    assert [found.delivery_id for found in match()] == [delivery_id]


def test_the_same_id_at_another_provider_is_another_message() -> None:
    submit("m3", provider="other")
    actions.store_receipts("telco", [Receipt("m3", "delivered")])
    assert match() == []


def test_receipts_match_in_the_order_in_which_they_came() -> None:
    delivery_id = submit("m4")
    actions.store_receipts("telco", [Receipt("m4", "on_its_way")])
    actions.store_receipts("telco", [Receipt("m4", "delivered")])
    assert [(found.delivery_id, found.state) for found in match()] == [
        (delivery_id, "on_its_way"),
        (delivery_id, "delivered"),
    ]


receipts = st.tuples(st.sampled_from("abcd"), st.sampled_from(["on_its_way", "delivered", "not_delivered"]))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(receipts, st.sampled_from("abcd"), st.just("match")), max_size=14))
def test_whatever_the_order_each_state_reaches_its_delivery_once_for_each_time_it_was_told(steps: list[Any]) -> None:
    run = new_id().hex
    submitted: dict[str, UUID] = {}
    stored: set[tuple[str, str]] = set()
    told = 0
    seen: list[tuple[UUID, str]] = []
    for step in steps:
        if step == "match":
            seen += [(found.delivery_id, found.state) for found in match()]
        elif isinstance(step, str):
            if step not in submitted:
                submitted[step] = submit(run + step)
        else:
            stored.add(step)
            told += actions.store_receipts("telco", [Receipt(run + step[0], step[1])])
    seen += [(found.delivery_id, found.state) for found in match()]
    expected = {(submitted[letter], state) for letter, state in stored if letter in submitted}
    assert set(seen) == expected
    assert len(seen) + ReceiptInbox.objects.count() == told
    ReceiptInbox.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_matching_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        actions.match_receipts()
    with pytest.raises(RuntimeError):
        actions.match_in_doubt([])


@pytest.mark.django_db(transaction=True)
def test_a_match_that_is_rolled_back_comes_again() -> None:
    submit("m5")
    actions.store_receipts("telco", [Receipt("m5", "delivered")])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert actions.match_receipts() == 1
        raise ZeroDivisionError
    assert len(match()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_matchers_never_get_the_same_receipt() -> None:
    for number in range(40):
        submit(f"p{number}")
    actions.store_receipts("telco", [Receipt(f"p{number}", "delivered") for number in range(40)])
    seen: list[list[str]] = []
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        try:
            with transaction.atomic():
                actions.match_receipts(25)
                seen.append([found.provider_message_id for found in actions.matches()])
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not set(seen[0]) & set(seen[1])
    assert len(match()) + len(seen[0]) + len(seen[1]) == 40


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_store_the_same_receipts_do_not_lock_each_other_out() -> None:
    rows = [Receipt(str(number), "delivered") for number in range(500)]
    new: list[int] = []

    def work(own: Iterable[Receipt]) -> None:
        try:
            new.append(actions.store_receipts("telco", list(own)))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[own]) for own in (rows, rows[::-1], rows)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(new) == 500


def test_what_waits_72_hours_is_set_aside_and_shown() -> None:
    actions.store_receipts(
        "telco", [Receipt("old", "delivered"), Receipt("older", "delivered"), Receipt("new", "delivered")]
    )
    long_ago = timezone.now() - timedelta(hours=73)
    ReceiptInbox.objects.filter(provider_message_id__startswith="old").update(received_at=long_ago)
    assert actions.bury_receipts(timezone.now()) == 2
    assert actions.bury_receipts(timezone.now()) == 0
    watcher = Actor(kind="staff", rights={new_id(): frozenset({"channels.watch"})})
    shown = queries.dead_letters(watcher)
    assert {letter.provider_message_id for letter in shown} == {"old", "older"}
    assert queries.dead_letters(watcher, before=shown[0].id) == [shown[1]]
    for nobody in (PUBLIC, Actor(kind="staff", rights={new_id(): frozenset({"reports.judge"})})):
        with pytest.raises(Missing):
            queries.dead_letters(nobody)
        with pytest.raises(Missing):
            queries.route_states(nobody)
    submit("old")
    assert match() == []


def test_days_get_their_partition_and_readers_see_all() -> None:
    days = [datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)]
    for number, day in enumerate([*days, *days]):
        submit(f"d{number}", at=day)
    with connection.cursor() as cursor:
        cursor.execute("select distinct tableoid::regclass::text from channels_submission order by 1")
        assert [name for (name,) in cursor.fetchall()] == [
            "channels_submission_20261120",
            "channels_submission_20261121",
        ]
    assert Submission.objects.count() == 4


def test_a_day_without_partition_takes_nothing() -> None:
    submit("x", at=datetime(2026, 11, 21, tzinfo=UTC))
    with pytest.raises(IntegrityError, match="no partition"), transaction.atomic():
        Submission.objects.create(
            provider="telco",
            provider_message_id="1",
            delivery_id=new_id(),
            alert_id=ALERT,
            submitted_at=datetime(2026, 11, 25, tzinfo=UTC),
        )


def test_empty_old_days_are_taken_away_and_coming_days_are_made() -> None:
    submit("kept", at=datetime(2026, 11, 1, tzinfo=UTC))
    submit("gone", at=datetime(2026, 11, 2, tzinfo=UTC))
    Submission.objects.filter(provider_message_id="gone").delete()
    actions.prepare_submission_days(date(2026, 11, 21))
    actions.prepare_submission_days(date(2026, 11, 21))
    with connection.cursor() as cursor:
        cursor.execute(
            "select inhrelid::regclass::text from pg_inherits where inhparent = 'channels_submission'::regclass"
        )
        days = {name.rpartition("_")[2] for (name,) in cursor.fetchall()}
    assert days == {"20261101", "20261121", "20261122"}


def test_submissions_without_an_id_are_not_written() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        assert actions.copy_submissions(cursor, [Submitted("telco", "", new_id(), ALERT, timezone.now())]) == 0
        assert actions.copy_submissions(cursor, []) == 0
    assert Submission.objects.count() == 0


def doubt(number: str, since: timedelta = timedelta(seconds=-60)) -> InDoubt:
    return InDoubt(new_id(), ALERT, "telco", vault.lookup("sms", number), timezone.now() + since)


def settle(doubts: list[InDoubt]) -> list[actions.Match]:
    with transaction.atomic():
        actions.match_receipts()
        return actions.match_in_doubt(doubts)


def test_doubt_is_settled_by_the_only_receipt_about_that_number() -> None:
    actions.store_receipts("telco", [Receipt("q1", "delivered", about="+32460000021")])
    asked = doubt("+32460000021")
    (found,) = settle([asked, doubt("+32460000022")])
    assert (found.delivery_id, found.state, found.provider_message_id) == (asked.delivery_id, "delivered", "q1")
    assert settle([asked]) == []


def test_doubt_stays_where_there_is_a_choice() -> None:
    about = "+32460000023"
    actions.store_receipts("telco", [Receipt("q2", "delivered", about=about), Receipt("q3", "delivered", about=about)])
    assert settle([doubt(about)]) == []
    actions.store_receipts("telco", [Receipt("q4", "delivered", about="+32460000024")])
    assert settle([doubt("+32460000024"), doubt("+32460000024")]) == []
    assert settle([doubt("+32460000024", since=timedelta(seconds=5))]) == []
    assert len(settle([doubt("+32460000024")])) == 1


def test_texts_of_people_are_sealed_kept_once_and_taken_once() -> None:
    stop = InboundText("+32460000031", "8850", "STOP")
    actions.keep_delivered("telco", [stop, Receipt("r1", "delivered"), stop])
    row = InboundMessage.objects.get()
    assert b"STOP" not in bytes(row.text)
    assert b"32460000031" not in bytes(row.sender)
    with transaction.atomic():
        taken = inbound.take_text(timezone.now())
        assert inbound.take_text(timezone.now()) is None
    assert taken is not None and (taken.text, taken.sender_lookup) == ("STOP", vault.lookup("sms", "+32460000031"))
    assert "STOP" not in repr(taken)


def test_contact_values_do_not_reach_the_inbox() -> None:
    actions.store_receipts("telco", [Receipt("s1", "delivered", about="+32460000041")])
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(inbox)::text from channels_receiptinbox inbox")
        (text,) = cursor.fetchone()
    assert "460000041" not in text
    assert "460000041" not in repr(Receipt("s1", "delivered", about="+32460000041"))


def test_the_role_that_serves_makes_no_tables_of_its_own() -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic(), connection.cursor() as cursor:
        cursor.cursor.execute("create table channels_submission_stray (like channels_submission)")


def test_retention_deletes_what_its_data_say() -> None:
    now = timezone.now()
    actions.keep_delivered("telco", [Receipt("t1", "delivered"), InboundText("+32460000051", "8850", "STOP")])
    submit("t1")
    held = {"channels_receiptinbox", "channels_submission", "channels_inboundmessage", "channels_routeminute"}
    rules = [rule for rule in retention.in_force(retention.rules(), now.date()) if rule.table in held]
    assert {rule.table: retention.retain(rule, now).total for rule in rules} == dict.fromkeys(held, 0)
    later = now + timedelta(days=31)
    assert {retention.retain(rule, later).total for rule in rules} == {1}
