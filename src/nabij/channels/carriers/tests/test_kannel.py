"""Short messages through Kannel, a gateway that nobody here wrote: what it accepts, refuses, and tells later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from nabij.channels import actions
from nabij.channels.actions import Submitted
from nabij.channels.carriers.sms_http import HttpSmsDriver
from nabij.channels.carriers.tests.kannel import Kannel
from nabij.channels.drivers import Message
from nabij.channels.inbound import actions as inbound
from nabij.channels.models import InboundMessage
from nabij.channels.smpp.tests.house import eventually
from nabij.tenants.keys import new_id

ROUTE = {
    "driver": "sms_http",
    "name": "kannel",
    "method": "GET",
    "body": "query",
    "source": "8850",
    "password": "geheim",
    "fields": {
        "username": "zone", "password": "{password}", "from": "{source}", "to": "{to}", "text": "{text}",
        "charset": "UTF-8", "coding": "{coding}", "dlr-mask": "{receipt}",
    },
    "id_in": "key",
    "status_in": "text:.*",
    "reasons": {"0:": "ok", "3:": "ok", "Number(s)": "no_such_contact", "Authorization": "route", "Empty": "message"},
    "callback": {
        "token": "t", "body": "query", "about": "to", "state": "state", "text": "text", "sender": "from",
        "sent_to": "to",
        "states": {"1": "delivered", "2": "not_delivered", "4": "on_its_way", "8": "on_its_way", "16": "not_delivered"},
    },
}  # fmt: skip


@pytest.fixture
def kannel() -> Iterator[Kannel]:
    kannel = Kannel()
    yield kannel
    kannel.end()


def driver_of(kannel: Kannel, **changes: Any) -> HttpSmsDriver:
    return HttpSmsDriver("kannel", {**ROUTE, "url": f"http://127.0.0.1:{kannel.port}/cgi-bin/sendsms", **changes})


def message(text: str, to: str = "+32470112233") -> Message:
    return Message(key=new_id(), to=to, text=text)


LONG = "Er is ingebroken in de Kerkstraat: één tip? Bel 101. " * 5 + "einde"
TEXTS = ["Er is ingebroken, één tip?", "Prijs 5 €", "Let op ☎ — wijk Ter Kameren", LONG]


def test_each_text_arrives_as_it_was_written(kannel: Kannel) -> None:
    """The default alphabet, its euro sign, UCS-2, and a long text in parts."""
    kannel.join_centre()
    driver = driver_of(kannel)
    sent = [message(text) for text in TEXTS]
    answers = driver.send(sent)
    assert [(answer.state, answer.provider_message_id) for answer in answers] == [
        ("handed_over", str(one.key)) for one in sent
    ]
    assert eventually(lambda: len(kannel.arrived()) >= len(TEXTS))
    assert {to for to, _text in kannel.arrived()} == {"+32470112233"}
    everything = "".join(text for _to, text in kannel.arrived())
    assert "Let op ☎ — wijk Ter Kameren" in everything and "einde" in everything
    driver.close()


@pytest.mark.parametrize(
    ("changes", "to", "state", "error"),
    [
        ({"password": "fout"}, "+32470112233", "failed_now", "gateway.route.authorization_failed_for_sendsms"),
        ({}, "geen nummer", "failed_for_good", "gateway.no_such_contact.number_s_has_have_been_denied"),
    ],
)
def test_a_refusal_is_told_with_its_reason(
    kannel: Kannel, changes: dict[str, Any], to: str, state: str, error: str
) -> None:
    driver = driver_of(kannel, **changes)
    (answer,) = driver.send([message("hallo", to)])
    assert (answer.state, answer.error[:40]) == (state, error[:40])
    driver.close()


@pytest.mark.django_db(transaction=True)
def test_receipts_and_texts_come_back_through_our_door(settings: Any, live_server: Any) -> None:
    """Kannel itself calls: first that the centre has it (8), then that it arrived (1); and somebody texts STOP."""
    settings.NABIJ_ROUTES = {"sms": [ROUTE]}
    door = f"{live_server.url}/kanalen/ontvangst/kannel/"
    kannel = Kannel(door)
    kannel.join_centre("+32470112233 8850 text STOP")
    fields = {**ROUTE["fields"], "dlr-url": door + "?token=t&id={key}&to=%p&state=%d"}  # type: ignore[dict-item]
    driver = driver_of(kannel, fields=fields)
    sent = message("hallo")
    try:
        (answer,) = driver.send([sent])
        submitted = Submitted("kannel", answer.provider_message_id, sent.key, new_id(), timezone.now())
        with transaction.atomic(), connection.cursor() as cursor:
            actions.copy_submissions(cursor, [submitted])
        seen: list[str] = []

        def has_arrived() -> bool:
            with transaction.atomic():
                actions.match_receipts()
                seen.extend(match.state for match in actions.matches())
            return "delivered" in seen and InboundMessage.objects.exists()

        assert eventually(has_arrived), (seen, kannel.log("smsbox"))
        with transaction.atomic():
            text = inbound.take_text(timezone.now())
        assert text is not None and (text.text, text.sender) == ("STOP", "+32470112233")
    finally:
        driver.close()
        kannel.end()
