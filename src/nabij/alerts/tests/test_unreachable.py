"""A number or address that does not exist is used no longer after proof on two days, its owner told, and comes back by a code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from nabij.alerts import tasks, unreachable
from nabij.alerts.fanout.plan import plan
from nabij.alerts.fanout.tests.houses import ask, audience, order, work_off
from nabij.channels import routes
from nabij.channels.carriers.smtp import SmtpDriver
from nabij.channels.drivers import Answer, Driver, Message
from nabij.channels.smpp.tests.house import Teller
from nabij.people import actions as people
from nabij.people.models import Account, ContactPoint, Person
from nabij.people.queries import actor_for
from nabij.people.tests import letterbox
from nabij.people.tests.factories import make_contact_point, make_resident, make_tenant, sign_in, staff_actor
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
GONE_NUMBER = "+32460000003"


class Answering:
    """A provider that answers each message alike."""

    name, window = "provider", 10

    def __init__(self, channel: str, error: str) -> None:
        self.channel, self.error = channel, error

    def send(self, window: list[Message]) -> list[Answer]:
        state: Any = "failed_for_good" if self.error else "handed_over"
        return [Answer(message.key, state, "", self.error) for message in window]

    def close(self) -> None:
        """Nothing to leave."""


@pytest.fixture(autouse=True)
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


@pytest.fixture
def mail() -> Iterator[SmtpDriver]:
    """Over SMTP to a mail server in another process, on which `gone@` does not exist."""
    server = Teller("nabij.channels.carriers.tests.mailserver", 0)
    driver = SmtpDriver("mail", {"host": "127.0.0.1", "port": server.port, "sender": "nabij@zandekerke.example"})
    yield driver
    driver.close()
    server.end()


def send(driver: Driver) -> None:
    """One alert to everybody who can be reached, carried by the worker."""
    alert = order(channels=(driver.channel,), tenant_id=make_tenant().id)
    plan(alert, audience())
    work_off(driver, alert)  # type: ignore[arg-type]


def a_day_passes(days: int = 1) -> None:
    ask(f"update fanout.outcome set at = at - interval '{days} days'")
    ask(f"update people_contactpoint set verified_at = verified_at - interval '{days} days'")


def look() -> int:
    now = timezone.now()
    return unreachable.retire_lost(system_actor(), since=now - timedelta(hours=1), now=now)


def in_use(point: ContactPoint) -> bool:
    point.refresh_from_db()
    return point.verified_at is not None and point.retired_at is None


def test_one_refusal_is_no_proof_and_refusals_on_two_days_are(mail: SmtpDriver) -> None:
    gone, fine = (make_contact_point(make_resident(), "email", f"{name}@example.be") for name in ("gone", "an"))
    a_day_passes()
    send(mail)
    send(mail)
    assert ask("select distinct error from fanout.outcome where state = 'failed_for_good'") == [("smtp.550.5.1.1",)]
    assert (look(), in_use(gone)) == (0, True)
    a_day_passes()
    send(mail)
    assert (look(), in_use(gone), in_use(fine)) == (1, False, True)
    assert (look(), in_use(gone)) == (0, False)
    assert ask("select reason from audit_row where verb = 'people.retire_unreachable'") == [("",)]
    assert ask("select payload->>'code' from audit_detail where payload ? 'days'") == [("smtp.550.5.1.1",)]


def test_the_same_over_the_receipt_path_of_the_simulated_provider(settings: Any, closed_routes: None) -> None:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}]}
    gone, undelivered = (make_contact_point(make_resident(), "sms", number) for number in (GONE_NUMBER, "+32460000005"))
    for _day in range(2):
        a_day_passes()
        send(routes.driver_for("sms"))
    assert look() == 1
    assert (in_use(gone), in_use(undelivered)) == (False, True), "a telephone that is off still exists"


@pytest.mark.parametrize(("channel", "error", "lost"), [
    ("push", "push.410", True), ("push", "push.404", True), ("push", "push.429", False), ("sms", "smpp.0b", False),
])  # fmt: skip
def test_a_subscription_that_is_gone_is_the_last_word(channel: str, error: str, lost: bool) -> None:
    point = make_contact_point(make_resident(), channel)
    send(Answering(channel, error))
    assert look() == lost
    assert in_use(point) is not lost


def test_what_went_well_in_between_or_a_new_verification_starts_the_count_anew() -> None:
    point = make_contact_point(make_resident(), "sms")
    a_day_passes()
    send(Answering("sms", "smpp.0b"))
    a_day_passes()
    send(Answering("sms", ""))
    a_day_passes()
    send(Answering("sms", "smpp.0b"))
    assert (look(), in_use(point)) == (0, True)
    ContactPoint.objects.update(verified_at=timezone.now())
    a_day_passes(0)
    send(Answering("sms", "smpp.0b"))
    assert (look(), in_use(point)) == (0, True)


def lost_mail_of(resident: Person) -> ContactPoint:
    point = make_contact_point(resident, "email", "gone@example.be")
    failures = [timezone.now() + timedelta(minutes=1), timezone.now() + timedelta(days=2)]
    assert people.retire_unreachable(
        system_actor(), contact_point_id=point.id, code="smtp.550.5.1.1", failures=failures
    )
    return point


def test_the_owner_hears_it_once_by_day_over_another_way(letters: list[letterbox.Letter]) -> None:
    resident, alone = make_resident(), make_resident()
    make_contact_point(resident, "voice", "+3216223344")
    make_contact_point(resident, "sms", "+32470112233")
    lost_mail_of(resident)
    lone = make_contact_point(alone, "push")
    people.retire_unreachable(
        system_actor(), contact_point_id=lone.id, code="push.410", failures=[timezone.now()], at_once=True
    )
    today = timezone.localtime().replace(hour=3)
    assert (people.tell_unreachable(system_actor(), today), letters) == (0, [])
    assert people.tell_unreachable(system_actor(), today.replace(hour=11)) == 1
    assert people.tell_unreachable(system_actor(), today.replace(hour=12)) == 0
    ((letter),) = letters
    assert (letter.kind, letter.to) == ("sms", "+32470112233")
    assert "e-mail" in letter.text and "/mijn/" in letter.text and "gone@" not in letter.text


def test_where_no_route_takes_it_the_owner_hears_it_later(settings: Any, letters: list[letterbox.Letter]) -> None:
    resident = make_resident()
    make_contact_point(resident, "sms")
    lost_mail_of(resident)
    noon = timezone.localtime().replace(hour=12)
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.refuse"
    assert people.tell_unreachable(system_actor(), noon) == 0
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    assert people.tell_unreachable(system_actor(), noon) == 1
    assert len(letters) == 1


def test_the_page_asks_whether_it_is_still_right_and_a_code_brings_it_back(
    client: Client, letters: list[letterbox.Letter]
) -> None:
    resident = make_resident()
    make_contact_point(resident, "sms")
    point = lost_mail_of(resident)
    account = Account.objects.get(id=resident.account_id)
    sign_in(client, account)
    assert "Klopt dit nog?" in client.get("/mijn/").content.decode()
    me = actor_for(account)
    people.send_verification_code(me, contact_point_id=point.id)
    people.confirm_contact_point(me, contact_point_id=point.id, code=letters[-1].code)
    assert in_use(point) and point.unreachable_at is None
    assert "Klopt dit nog?" not in client.get("/mijn/").content.decode()


@pytest.mark.parametrize(("days", "same"), [(3, True), (40, False)])
def test_who_signs_in_with_a_lost_address_is_its_owner_for_a_month(
    days: int, same: bool, letters: list[letterbox.Letter]
) -> None:
    resident = make_resident()
    point = lost_mail_of(resident)
    ContactPoint.objects.filter(id=point.id).update(unreachable_at=timezone.now() - timedelta(days=days))
    code_id = people.send_sign_in_code(system_actor(), kind="email", raw="gone@example.be", origin="", language="nl")
    account = people.sign_in_with_code(system_actor(), code_id=code_id, code=letters[-1].code)
    assert (account.id == resident.account_id) is same
    assert in_use(point) is same


def test_only_the_platform_takes_a_contact_point_out_of_use() -> None:
    point = make_contact_point(make_resident())
    for actor in (
        staff_actor(make_tenant(), "administrator"),
        actor_for(Account.objects.get(id=point.person.account_id)),
    ):
        with pytest.raises(Missing):
            people.retire_unreachable(actor, contact_point_id=point.id, code="x", failures=[], at_once=True)


def test_the_task_does_both(letters: list[letterbox.Letter]) -> None:
    resident = make_resident()
    push = make_contact_point(resident, "push")
    make_contact_point(resident, "sms")
    send(Answering("push", "push.410"))
    tasks.stop_using_what_is_lost.func(timestamp=0)
    assert not in_use(push)
    hour = timezone.localtime().hour
    assert len(letters) == (1 if 8 <= hour < 20 else 0)
