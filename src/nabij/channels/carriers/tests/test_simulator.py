"""The simulated provider: every magic recipient as its table says, through the same inbox as real receipts."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels import actions, routes
from nabij.channels.actions import InDoubt, Submitted
from nabij.channels.drivers import Driver, Message
from nabij.channels.magic import Behaviour, behaviour_of, magic_recipients
from nabij.channels.models import ReceiptInbox, SimulatedMessage
from nabij.channels.smpp.tests.house import eventually
from nabij.people import vault
from nabij.tenants.keys import new_id

ALERT = new_id()


@pytest.fixture
def driver(settings: Any, closed_routes: None) -> Driver:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {
        channel: [{"driver": "simulator", "receipt_delay_s": 0.1}] for channel in ("sms", "email", "voice")
    }
    return routes.driver_for("sms")


def message(to: str) -> Message:
    return Message(key=new_id(), to=to, text="Er is ingebroken.")


def outcomes(sent: list[Message], driver: Driver) -> list[tuple[str, str, str]]:
    """Answer, error and (after the receipts) receipt of each message, as an alert would learn them."""
    answers = driver.send(sent)
    with transaction.atomic(), connection.cursor() as cursor:
        actions.copy_submissions(
            cursor,
            [Submitted(one.provider, one.provider_message_id, one.key, ALERT, timezone.now()) for one in answers],
        )
    wanted = sum(behaviour_of(one.to).receipt is not None for one in sent)
    assert eventually(lambda: ReceiptInbox.objects.count() == wanted)
    with transaction.atomic():
        actions.match_receipts()
        found = {match.delivery_id: f"{match.state} {match.error}".strip() for match in actions.matches()}
    return [(answer.state, answer.error, found.get(answer.key, "")) for answer in answers]


@pytest.mark.django_db(transaction=True)
def test_magic_recipients_behave_as_documented(driver: Driver) -> None:
    sent = [message(row.number) for row in magic_recipients()] + [message("+32470112233")]
    assert outcomes(sent, driver) == [
        ("handed_over", "", "delivered"),
        ("failed_now", "smpp.58", ""),
        ("failed_for_good", "smpp.0b", ""),
        ("in_doubt", "", ""),
        ("handed_over", "", "not_delivered receipt.undeliv.1"),
        ("handed_over", "", ""),
        ("handed_over", "", "delivered"),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_doubt_of_the_fourth_is_settled_by_its_receipt(driver: Driver) -> None:
    asked = message("+32460000004")
    since = timezone.now()
    driver.send([asked])
    assert eventually(lambda: ReceiptInbox.objects.count() == 1)
    with transaction.atomic():
        lookup = vault.lookup("sms", asked.to)
        actions.match_receipts()
        (found,) = actions.match_in_doubt([InDoubt(asked.key, ALERT, driver.name, lookup, since)])
    assert (found.delivery_id, found.state) == (asked.key, "delivered")


@pytest.mark.django_db(transaction=True)
def test_the_same_message_twice_stands_on_the_telephone_once(driver: Driver) -> None:
    asked = message("+32470112233")
    first, second = driver.send([asked]), driver.send([asked])
    assert first == second
    assert SimulatedMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_message_is_too_strange_for_the_telephone(driver: Driver) -> None:
    strange = Message(key=new_id(), to="x" * 400, text="a\0b", subject="s" * 400)
    assert [answer.state for answer in driver.send([strange, message("+32470112233")])] == ["handed_over"] * 2
    assert SimulatedMessage.objects.get(id=strange.key).text == "ab"


@pytest.mark.django_db(transaction=True)
def test_receipts_survive_the_end_of_the_process_that_sent(driver: Driver) -> None:
    actions.keep_simulated("simulator", "sms", [message("+32470112233")], 0.0)
    assert ReceiptInbox.objects.count() == 0
    assert actions.write_simulated_receipts() == 1
    assert actions.write_simulated_receipts() == 0
    assert ReceiptInbox.objects.get().state == "delivered"


@pytest.mark.parametrize("row", magic_recipients(), ids=lambda row: row.mailbox)
def test_a_number_is_magic_in_any_writing_and_a_mailbox_at_any_domain(row: Any) -> None:
    spaced = f"{row.number[:3]} {row.number[3:6]} {row.number[6:8]} {row.number[8:10]} {row.number[10:]}"
    assert behaviour_of(spaced) == behaviour_of(f"{row.mailbox}@zandekerke.example") == row.behaviour


def test_the_table_in_the_guide_is_the_table() -> None:
    guide = (Path(__file__).parents[5] / "docs" / "how-to" / "connect-a-provider.md").read_text()
    for row in magic_recipients():
        number = f"{row.number[:3]} {row.number[3:6]} {row.number[6:8]} {row.number[8:10]} {row.number[10:]}"
        assert f"| {number} | {row.mailbox} | {row.meaning} |" in guide


@given(st.emails())
def test_nobody_else_is_magic(address: str) -> None:
    assert behaviour_of(address) == Behaviour()
