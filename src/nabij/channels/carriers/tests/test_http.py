"""How settings describe a gateway: what is asked, and what its answer means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.carriers.http import at_path, nested, picked, reason_of
from nabij.channels.carriers.sms_http import HttpSmsDriver
from nabij.channels.carriers.tests.stands import GATEWAY_OPTIONS, PARTNER
from nabij.channels.drivers import Message, RouteDown
from nabij.channels.errors import failure
from nabij.channels.smpp.tests.house import Teller, eventually, free_port
from nabij.tenants.keys import new_id


@pytest.fixture
def partner() -> Iterator[Teller]:
    partner = Teller(PARTNER, 0)
    yield partner
    partner.end()


def driver_of(port: int, **changes: Any) -> HttpSmsDriver:
    options = {**GATEWAY_OPTIONS, "url": f"http://127.0.0.1:{port}/gateway", "connect_s": 1.0}
    return HttpSmsDriver("gateway", options | changes)


def message(end: str = "1", text: str = "hallo") -> Message:
    return Message(new_id(), f"+3247011220{end}", text)


def test_what_a_message_says_stands_where_the_settings_say(partner: Teller) -> None:
    fields = {
        "messages.0.to": "{digits}", "messages.0.content.body": "{text}", "messages.0.coding": "{coding}", "to": "{to}",
        "from": "{source}", "ref": "nabij-{key}",
    }  # fmt: skip
    driver = driver_of(partner.port, fields=fields)
    sent = message(text="Let op {to} ☎")
    driver.send([sent])
    assert eventually(lambda: len(partner.told_with("body")) == 1)
    (told,) = partner.told_with("body")
    assert json.loads(bytes.fromhex(told["body"])) == {
        "messages": [{"to": "32470112201", "content": {"body": "Let op {to} ☎"}, "coding": "2"}],
        "to": sent.to, "from": "8850", "ref": f"nabij-{sent.key}",
    }  # fmt: skip
    assert told["headers"]["Authorization"] == "Bearer geheim"
    driver.close()


def test_a_connection_that_ends_without_an_answer_leaves_doubt(partner: Teller) -> None:
    driver = driver_of(partner.port)
    first, asked = driver.send([message(), message("7")])
    assert (first.state, asked.state) == ("handed_over", "in_doubt")
    assert eventually(lambda: len(partner.told_with("body")) == 2)
    driver.close()


def test_who_knows_our_keys_is_asked_once_more(partner: Teller) -> None:
    """Only a provider that promises to send a key once: the second time carries the same key."""
    driver = driver_of(partner.port, idempotency_header="Idempotency-Key")
    sent = message("7")
    (answer,) = driver.send([sent])
    assert answer.state == "in_doubt"
    assert eventually(lambda: len(partner.told_with("body")) == 2)
    assert {told["headers"]["Idempotency-Key"] for told in partner.told_with("body")} == {str(sent.key)}
    driver.close()


def test_a_status_that_the_settings_do_not_know_is_doubt_and_never_sent_again(partner: Teller) -> None:
    driver = driver_of(partner.port)
    (answer,) = driver.send([message("8")])
    assert (answer.state, answer.error) == ("in_doubt", "gateway.unknown")
    driver.close()


def test_connections_stay_open(partner: Teller) -> None:
    driver = driver_of(partner.port, connections=3)
    for _ in range(3):
        driver.send([message() for _ in range(10)])
    assert eventually(lambda: len(partner.told_with("body")) == 30)
    assert len({told["port"] for told in partner.told_with("body")}) <= 3
    driver.close()


def test_a_probe_asks_nothing(partner: Teller) -> None:
    driver = driver_of(partner.port)
    driver.probe()
    assert partner.told_with("body") == []
    away = driver_of(free_port())
    with pytest.raises(RouteDown, match="cannot be reached"):
        away.probe()
    driver.close()
    away.close()


def test_a_window_of_which_one_message_left_is_no_route_that_is_down(partner: Teller) -> None:
    """The partner dies between two messages: the second goes again, here or elsewhere; the first does not."""
    driver = driver_of(partner.port, connections=1)
    assert driver.send([message()])[0].state == "handed_over"
    partner.end()
    with pytest.raises(RouteDown):
        driver.send([message()])
    driver.close()


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("json:messages.0.id", "own-1"), ("json:messages.1.id", ""), ("json:messages", ""), ("json:n", "7"),
        ("json:no.where", ""),
        ("header:X-Id", "h-1"), ("header:X-None", ""), ("text:\"n\": (\\d)", "7"), ("text:\"n\"", '"n"'), ("text:zzz", ""),
        ("", ""), ("key", ""),
    ],
)  # fmt: skip
def test_where_an_answer_holds_what(where: str, found: str) -> None:
    answer = httpx.Response(200, headers={"X-Id": "h-1"}, text='{"messages": [{"id": "own-1"}], "n": 7}')
    assert picked(answer, where) == found
    assert picked(httpx.Response(200, text="no JSON"), "json:a") == ""


def test_the_longest_beginning_decides() -> None:
    reasons = {"1": "ok", "12": "busy", "120": "blocked"}
    assert [reason_of(status, reasons) for status in ("1", "121", "1202", "2", "")] == ["ok", "busy", "blocked", "", ""]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("http.401", "failed_now"), ("http.404", "failed_now"), ("http.422", "failed_for_good"), ("http.429", "failed_now"),
        ("http.503", "failed_now"), ("http.302", "failed_now"), ("http.499", "failed_for_good"), ("push.404", "failed_for_good"),
        ("webhook.404", "failed_for_good"), ("webhook.500", "failed_now"), ("gateway.no_such_contact.1202", "failed_for_good"),
        ("gateway.busy", "failed_now"), ("gateway.nonsense.1", "failed_for_good"),
    ],
)  # fmt: skip
def test_what_a_status_means(code: str, state: str) -> None:
    assert failure(code).state == state


names = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map(".".join)


@given(st.dictionaries(names, st.text(max_size=5), max_size=4))
def test_what_is_written_at_a_place_is_read_there(flat: dict[str, str]) -> None:
    overlapping = any(one != other and other.startswith(f"{one}.") for one in flat for other in flat)
    if not overlapping:
        assert all(at_path(nested(flat), name) == value for name, value in flat.items())


def test_a_place_inside_a_value_is_told_before_anything_is_sent() -> None:
    with pytest.raises(ImproperlyConfigured, match="inside"):
        driver_of(1, fields={"a": "{to}", "a.b": "{text}"})
