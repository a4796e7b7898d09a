"""The door of HTTP providers: proof first, then everything or nothing, and the same again changes nothing."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from itertools import permutations
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels import actions
from nabij.channels.actions import Submitted
from nabij.channels.callback_rules import Call, CallbackRules, Unreadable, read
from nabij.channels.inbound import actions as inbound
from nabij.channels.models import InboundMessage, ReceiptInbox
from nabij.people import reach, rules, vault
from nabij.people.models import OptOut
from nabij.people.tests.factories import make_contact_point, make_tenant
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db

SECRET = "een gedeeld geheim"
STATES = {"accepted": "on_its_way", "delivered": "delivered", "failed": "not_delivered", "queued": "ignore"}
ROUTES = {
    "sms": [
        {
            "driver": "sms_http",
            "name": "gateway",
            "callback": {
                "token": "t0ken", "many_in": "results", "id": "message.id", "state": "status.name", "states": STATES,
                "error": "status.code", "about": "to", "text": "content", "sender": "from", "sent_to": "to",
            },
        }
    ],
    "voice": [
        {
            "driver": "voice",
            "name": "caller",
            "callback": {
                "secret": SECRET, "signature_header": "X-Caller-Signature", "body": "form", "id": "CallSid",
                "state": "CallStatus", "press": "Digits", "about": "To",
                "states": {"completed": "on_its_way", "no-answer": "not_delivered"},
            },
        },
        {"driver": "voice", "name": "silent"},
    ],
}  # fmt: skip
NUMBER = "+32470112233"


@pytest.fixture(autouse=True)
def _routes(settings: Any) -> None:
    settings.NABIJ_ROUTES = ROUTES


def post(client: Client, content: Any, token: str = "t0ken") -> Any:
    return client.post(
        "/kanalen/ontvangst/gateway/",
        content if isinstance(content, str | bytes) else json.dumps(content),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def press(client: Client, secret: str = SECRET, **fields: str) -> Any:
    body = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in fields.items())
    mark = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return client.post(
        "/kanalen/ontvangst/caller/",
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Caller-Signature": f"sha256={mark}"},
    )


def row(message_id: str, state: str, **more: Any) -> dict[str, Any]:
    return {"message": {"id": message_id}, "status": {"name": state, "code": 17}, "to": NUMBER, **more}


def kept() -> set[tuple[str, str, str]]:
    return {(one.provider_message_id, one.state, one.error) for one in ReceiptInbox.objects.all()}


def test_receipts_are_stored_before_the_answer_and_once(client: Client) -> None:
    content = {"results": [row("a", "delivered"), row("b", "failed"), row("c", "queued")]}
    for _ in range(3):
        assert post(client, content).status_code == 200
    assert kept() == {("a", "delivered", ""), ("b", "not_delivered", "receipt.undeliv.17")}
    assert bytes(ReceiptInbox.objects.get(provider_message_id="a").recipient_lookup) == vault.lookup("sms", NUMBER)


@pytest.mark.parametrize("order", list(permutations(["accepted", "delivered", "delivered"])))
def test_whatever_the_order_the_delivery_ends_delivered(client: Client, order: tuple[str, ...]) -> None:
    """Also when the receipt is there before the answer of the provider."""
    for state in order:
        post(client, {"results": [row("m1", state)]})
    delivery = new_id()
    with transaction.atomic(), connection.cursor() as cursor:
        actions.copy_submissions(cursor, [Submitted("gateway", "m1", delivery, new_id(), timezone.now())])
    with transaction.atomic():
        actions.match_receipts()
        found = actions.matches()
    assert {match.delivery_id for match in found} == {delivery}
    assert {match.state for match in found} == set(order) - {"accepted"} | {"on_its_way"}


@pytest.mark.parametrize(
    "address",
    ["/kanalen/ontvangst/gateway/", "/kanalen/ontvangst/gateway/?token=t0ken2", "/kanalen/ontvangst/gateway/?token="],
)
def test_without_proof_nothing_is_stored(client: Client, address: str) -> None:
    body = json.dumps({"results": [row("a", "delivered")]})
    assert client.post(address, body, content_type="application/json").status_code == 403
    assert post(client, body, token="").status_code == 403
    assert press(client, secret="fout", CallSid="1", Digits="1").status_code == 403
    assert kept() == set()


@pytest.mark.parametrize("headers", [{"X-Nabij-Token": "t0ken"}, {"Authorization": "Bearer t0ken"}])
def test_a_token_may_come_in_either_header(client: Client, headers: dict[str, str]) -> None:
    body = json.dumps({"results": [row("a", "delivered")]})
    path = "/kanalen/ontvangst/gateway/"
    assert client.post(path, body, content_type="application/json", headers=headers).status_code == 200
    assert client.post(f"{path}?token=t0ken", body, content_type="application/json").status_code == 200
    assert len(kept()) == 1


@pytest.mark.parametrize("provider", ["onbekend", "silent", "simulator", "gateway.."])
def test_a_provider_that_does_not_call_back_does_not_exist(client: Client, provider: str) -> None:
    assert client.post(f"/kanalen/ontvangst/{provider}/", "{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "not an object, or a list"),
        ({"results": []}, "not an object, or a list"),
        ({"results": ["x"]}, "not an object, or a list"),
        ({"results": [row("a", "delivered"), {}]}, "'message.id'"),
        ({"results": [row("a", "delivered"), row("x" * 121, "delivered")]}, "'message.id'"),
        ({"results": [row("a", "delivered"), row("b", "lost in space")]}, "of the state 'lost in space'"),
        ("x" * 1_000_001, "more than a megabyte"),
    ],
)
def test_what_cannot_be_understood_is_told_and_stores_nothing(client: Client, content: Any, sentence: str) -> None:
    answer = post(client, content)
    assert answer.status_code == 400 and sentence in answer.content.decode()
    assert kept() == set()


def test_a_text_of_a_person_comes_through_the_same_door(client: Client) -> None:
    one = {"from": "32470112233", "to": "8850", "content": "STOP"}
    for _ in range(2):
        assert post(client, {"results": [one]}).status_code == 200
    assert InboundMessage.objects.count() == 1
    with transaction.atomic():
        text = inbound.take_text(timezone.now())
    assert text and (text.text, text.sender) == ("STOP", NUMBER)


def test_key_one_is_a_receipt_of_who_heard_it(client: Client) -> None:
    assert press(client, CallSid="CA1", CallStatus="completed", To=NUMBER).status_code == 200
    assert press(client, CallSid="CA1", CallStatus="in-progress", Digits="1", To=NUMBER).status_code == 200
    assert press(client, CallSid="CA2", CallStatus="no-answer", To=NUMBER).status_code == 200
    assert kept() == {
        ("CA1", "on_its_way", ""), ("CA1", "delivered", ""), ("CA2", "not_delivered", "receipt.undeliv"),
    }  # fmt: skip
    assert not OptOut.objects.exists()


def test_key_nine_ends_the_calls_of_every_sender_and_nothing_else(client: Client) -> None:
    """A number for calls gets nothing any more; one for texts still gets those. Another person keeps everything."""
    tenants = [make_tenant(), make_tenant()]
    landline = make_contact_point(kind="voice", value="+3250112233")
    mobile = make_contact_point(kind="sms", value=NUMBER)
    make_contact_point(kind="voice", value="+3250112244")
    for number in ("+3250112233", NUMBER):
        for _ in range(2):
            assert press(client, CallSid="CA3", Digits="9", To=number).status_code == 200
    expected = {(landline.id, ""), (mobile.id, rules.NO_CALLS)}
    for tenant in tenants:
        found = OptOut.objects.filter(tenant=tenant).values_list("contact_point_id", "message_kind")
        assert set(found) == expected and len(found) == 2
        reached = reach.reachable([landline.id, mobile.id], tenant_id=tenant.id, message_kind="urgent")
        assert (reached[landline.id].stopped, reached[mobile.id].stopped) == (True, False)
    assert kept() == {("CA3", "delivered", "")}


def test_key_nine_of_a_number_that_nobody_has_changes_nothing(client: Client) -> None:
    make_tenant()
    assert press(client, CallSid="CA4", Digits="9", To="+3250998877").status_code == 200
    assert press(client, CallSid="CA5", Digits="9", To="anonymous").status_code == 200
    assert not OptOut.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "state", "to", "a", "b", "text"]), inner, max_size=4)
    ),
    max_leaves=12,
)
RULES = CallbackRules(token="t", id="id", state="state", text="text", about="to", sender="a", press="b", error="a.b")


@given(st.one_of(JSON.map(json.dumps).map(str.encode), st.binary(max_size=60)))
def test_nothing_that_comes_breaks_the_reader(content: bytes) -> None:
    try:
        told = read(RULES, Call(content, "", {}))
    except Unreadable as sentence:
        assert str(sentence).endswith(".")
    else:
        assert all("\0" not in repr(one) for one in told.rows)


@given(st.text(max_size=60))
def test_no_query_breaks_the_reader(query: str) -> None:
    with contextlib.suppress(Unreadable):
        read(CallbackRules(token="t", body="query"), Call(b"", query, {}))
