"""Mails that come back through both doors: they end at the delivery, as an opt-out, or with a person; never nowhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection
from django.test import Client

from nabij.alerts.fanout.plan import plan
from nabij.alerts.fanout.progress import progress
from nabij.alerts.fanout.receipts import take_receipts
from nabij.alerts.fanout.rules import State
from nabij.alerts.fanout.tests.houses import ask, audience, order, work_off
from nabij.audit.models import AuditRow
from nabij.channels.carriers.smtp import SmtpDriver
from nabij.channels.commands import TRY_LATER, inbound_mail, unread
from nabij.channels.inbound import actions, mail_door, queries
from nabij.channels.inbound.tests import mails
from nabij.channels.models import InboundMessage, Puzzle, ReceiptInbox
from nabij.channels.smpp.tests.house import Teller, eventually
from nabij.channels.unsubscribing import Subscription, token_for
from nabij.channels.verp import bounce_address
from nabij.people.models import OptOut
from nabij.people.reach import reachable
from nabij.people.tests.factories import make_contact_point, make_resident, make_tenant, staff_actor
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)
SENDER, BASE = "Nabij <nabij@zandekerke.example>", "bounce@zandekerke.example"
ROUTE = {
    "driver": "smtp", "name": "mail", "host": "127.0.0.1", "port": 25, "sender": SENDER, "bounce": BASE,
    "callback": {"token": "t0ken", "body": "mail"},
}  # fmt: skip
Door = Callable[[bytes, str], None]


@pytest.fixture(autouse=True)
def _routes(settings: Any) -> None:
    settings.NABIJ_ROUTES = {"email": [ROUTE]}


def over_http(mail: bytes, recipient: str = "") -> None:
    answer = Client().post(
        f"/kanalen/ontvangst/mail/?recipient={recipient.replace('+', '%2B')}", mail, "message/rfc822",
        headers={"Authorization": "Bearer t0ken"},
    )  # fmt: skip
    assert answer.status_code == 200


def directly(mail: bytes, recipient: str = "") -> None:
    mail_door.take("mail", mail, recipient)


@pytest.mark.parametrize("door", [over_http, directly])
def test_a_mail_that_left_and_came_back_is_not_delivered(door: Door) -> None:
    """Out over SMTP to a real server, and back as its server would report it."""
    make_contact_point(make_resident(), "email", "an@example.be")
    server = Teller("nabij.channels.carriers.tests.mailserver", 0)
    own = {name: value for name, value in ROUTE.items() if name not in ("driver", "name")}
    driver = SmtpDriver("mail", own | {"port": server.port})
    alert = order(channels=("email",), tenant_id=make_tenant().id)
    plan(alert, audience())
    try:
        work_off(driver, alert)  # type: ignore[arg-type]
        assert eventually(lambda: server.told_with("to") != [])
        (seen,) = server.told_with("to")
    finally:
        driver.close()
        server.end()
    for _again in range(2):
        door(mails.bounce("nobody@zandekerke.example"), seen["sender"])
        take_receipts()
    found = progress(alert.alert_id)
    assert found.counts == {"email": {State.NOT_DELIVERED: 1}}
    assert list(found.failures) == [(State.NOT_DELIVERED, "smtp.550.5.1.1")]
    assert ask("select count(*) from fanout.outcome where state = 'not_delivered'") == [(1,)]


@pytest.mark.parametrize("door", [over_http, directly])
def test_who_calls_a_mail_unwanted_gets_none_of_this_sender_any_more(door: Door) -> None:
    sender, other = make_tenant(), make_tenant()
    point = make_contact_point(make_resident(), "email", "an@example.be")
    token = token_for(Subscription(point.id, sender.id, "prevention"))
    for _again in range(2):
        door(mails.complaint(token), "")
    assert [(row.tenant_id, row.message_kind) for row in OptOut.objects.all()] == [(sender.id, "")]
    assert reachable([point.id], tenant_id=sender.id, message_kind="urgent")[point.id].stopped
    assert not reachable([point.id], tenant_id=other.id, message_kind="urgent")[point.id].stopped


@pytest.mark.parametrize(
    "mail",
    [
        mails.WRITTEN,
        mails.bounce("nabij@zandekerke.example"),
        mails.bounce(bounce_address("elders@other.example", new_id())),
        mails.complaint("A" * 60),
        b"\xff\x00\xfe",
        b"",
    ],
)
def test_what_nobody_understands_is_kept_once_for_a_person(mail: bytes) -> None:
    for _again in range(2):
        over_http(mail)
    row = Puzzle.objects.get()
    assert (row.door, row.provider, row.times, bool(row.reason)) == ("mail", "mail", 2, True)
    assert not ReceiptInbox.objects.exists() and not OptOut.objects.exists()
    operator = staff_actor(make_tenant(), "operator")
    assert [one.id for one in queries.puzzles(operator)] == [row.id]
    shown = CliRunner().invoke(unread, ["--show", str(row.id), "--reason", "bounce"])
    assert (shown.exit_code, shown.stdout_bytes) == (0, mail)
    assert mail == b"" or mail[:30] not in bytes(row.content)
    assert AuditRow.objects.get(verb="consult", target_id=row.id).reason.endswith("bounce")
    assert str(row.id) in CliRunner().invoke(unread).output
    assert CliRunner().invoke(unread, ["--settled", str(row.id)]).exit_code == 0
    assert queries.puzzles(operator) == []
    assert CliRunner().invoke(unread, ["--show", str(new_id())]).exit_code == 1


def test_an_answer_of_a_machine_leaves_nothing() -> None:
    over_http(mails.AWAY)
    assert not Puzzle.objects.exists()


def test_the_door_opens_to_who_has_the_token_only() -> None:
    for headers in ({}, {"Authorization": "Bearer t0ke"}):
        answer = Client().post("/kanalen/ontvangst/mail/", mails.WRITTEN, "message/rfc822", headers=headers)
        assert answer.status_code == 403
    assert Client().post("/kanalen/ontvangst/other/", mails.WRITTEN, "message/rfc822").status_code == 404
    assert not Puzzle.objects.exists()


def test_staff_sees_at_most_that_something_could_not_be_read() -> None:
    over_http(mails.WRITTEN)
    clerk, operator = (staff_actor(make_tenant(), role) for role in ("desk_clerk", "operator"))
    row = Puzzle.objects.get()
    for looks in (
        lambda: queries.puzzles(clerk),
        lambda: actions.read_puzzle(operator, row.id),
        lambda: actions.settle_puzzle(operator, puzzle_id=row.id),
    ):
        with pytest.raises(Missing):
            looks()


def test_the_command_for_the_pipe_of_a_mail_server(tmp_path: Any) -> None:
    key = UUID("01a20117-b83a-7ee7-9968-b8b385e61c5c")
    address = bounce_address(BASE, key)
    script = (
        "import json, sys; from nabij.site import environment; environment.prepare(); import django; django.setup();"
        f"from django.conf import settings; settings.NABIJ_ROUTES = json.loads({json.dumps(json.dumps({'email': [ROUTE]}))});"
        f"from nabij.channels.commands import inbound_mail; inbound_mail(['--recipient', {address!r}])"
    )
    piped = subprocess.run(
        [sys.executable, "-c", script], input=mails.bounce("x@y.example"), capture_output=True, check=False
    )
    assert (piped.returncode, piped.stdout.strip()) == (0, b"receipt"), piped.stderr
    assert ReceiptInbox.objects.get().provider_message_id == f"<{key}@zandekerke.example>"


def test_a_mail_server_is_told_to_come_back_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(mail_door, "take", away)
    outcome = CliRunner().invoke(inbound_mail, input=mails.WRITTEN)
    assert outcome.exit_code == TRY_LATER


def test_what_a_gateway_sends_unreadably_is_refused_and_kept(settings: Any) -> None:
    settings.NABIJ_ROUTES = {"sms": [{"driver": "sms_http", "name": "gateway", "callback": {"token": "t0ken"}}]}
    answer = Client().post(
        "/kanalen/ontvangst/gateway/", b"{nonsense", "application/json", headers={"Authorization": "Bearer t0ken"}
    )
    assert answer.status_code == 400
    assert Puzzle.objects.get().door == "callback"
    assert not InboundMessage.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from channels_receiptinbox")
        assert cursor.fetchone() == (0,)
