"""Signed messages to other systems: a verifier that nobody here wrote trusts them, and nobody leads us inside."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from nabij.channels import guard
from nabij.channels.carriers.tests.stands import SECRET, Hook
from nabij.channels.carriers.webhook import WebhookDriver, body, signature
from nabij.channels.drivers import Message
from nabij.channels.smpp.tests.house import eventually
from nabij.tenants.keys import new_id


def message(url: str, text: str = "Er is ingebroken — één tip? ☎", secret: str = SECRET) -> Message:
    return Message(key=new_id(), to=json.dumps({"url": url, "secret": secret}), text=text, subject="Let op")


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.end()


def test_the_receiver_verifies_it_in_one_line(hook: Hook) -> None:
    """`standardwebhooks` is the reference library of the standard; it checks signature and age."""
    sent = message(f"http://localhost:{hook.port}/hook/ok")
    hook.driver.send([sent])
    assert eventually(lambda: len(hook.partner.told_with("body")) == 1)
    (told,) = hook.partner.told_with("body")
    content = bytes.fromhex(told["body"])
    said = Webhook(SECRET).verify(content, told["headers"])
    assert said == {
        "id": str(sent.key), "type": "nabij.message", "language": "nl", "subject": "Let op", "text": sent.text,
    }  # fmt: skip
    assert told["headers"]["Host"] == f"localhost:{hook.port}"
    for changed in (content + b" ", content.replace(b"Let op", b"Let up")):
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(changed, told["headers"])
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 32).verify(content, told["headers"])


@given(st.text(), st.text(max_size=30), st.integers(min_value=-400, max_value=400))
def test_any_text_verifies_within_five_minutes_and_not_after(text: str, subject: str, age_s: int) -> None:
    one = Message(key=new_id(), to="", text=text, subject=subject)
    try:
        content = body(one)
    except UnicodeEncodeError:
        return
    headers = signature(SECRET, str(one.key), int(time.time()) + age_s, content)
    if abs(age_s) < 295:
        assert Webhook(SECRET).verify(content, headers)
    elif abs(age_s) > 305:
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(content, headers)


def test_nobody_leads_us_elsewhere(hook: Hook) -> None:
    """A redirect is an answer, not an order."""
    (answer,) = hook.driver.send([message(f"http://localhost:{hook.port}/hook/elsewhere")])
    assert (answer.state, answer.error) == ("failed_for_good", "webhook.302")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.8/", "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data", "https://0.0.0.0/", "https://2130706433/", "https://0x7f.1/",
        "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::a00:1]/", "http://example.com/", "https://224.0.0.1/",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused_before_anything_is_sent(url: str) -> None:
    driver = WebhookDriver("hooks", {})
    (answer,) = driver.send([message(url)])
    assert (answer.state, answer.error) == ("failed_for_good", "webhook.private")
    driver.close()


def test_what_was_looked_at_is_what_is_connected_to(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes between looking and connecting (DNS rebinding) is looked up once."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def once(host: Any, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        if host == "rebinds.example":
            host = "127.0.0.1" if asked.count(host) == 1 else "127.0.0.2"
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    (answer,) = hook.driver.send([message(f"http://rebinds.example:{hook.port}/hook/ok")])
    assert answer.state == "handed_over"
    assert asked.count("rebinds.example") == 1


@pytest.mark.parametrize(
    "to",
    ["", "[]", '{"url":"https://example.com"}', '{"url":"ftp://example.com","secret":"whsec_AAAA"}',
     '{"url":"https://u:p@example.com/","secret":"whsec_AAAA"}', '{"url":"https://","secret":"whsec_AAAA"}'],
)  # fmt: skip
def test_what_names_no_system_fails_alone(hook: Hook, to: str) -> None:
    wrong = Message(key=new_id(), to=to, text="x")
    answers = hook.driver.send([wrong, message(f"http://localhost:{hook.port}/hook/ok")])
    assert [(answer.state, answer.error) for answer in answers] == [
        ("failed_for_good", "message.malformed"),
        ("handed_over", ""),
    ]


def test_a_receiver_that_never_stops_talking_is_not_listened_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_talk, args=(listener,), daemon=True).start()
        driver = WebhookDriver("hooks", {"allow_private": True, "answer_s": 1.0})
        start = time.monotonic()
        (answer,) = driver.send([message(f"http://localhost:{listener.getsockname()[1]}/")])
        assert answer.state == "handed_over" and time.monotonic() - start < 1
        driver.close()


def _talk(listener: socket.socket) -> None:
    line, _address = listener.accept()
    with contextlib.suppress(OSError):
        line.recv(65536)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        for _ in range(100):
            line.sendall(b"x")
            time.sleep(0.1)
    line.close()


def test_a_secret_that_is_none_fails_alone(hook: Hook) -> None:
    (answer,) = hook.driver.send([message(f"http://localhost:{hook.port}/hook/ok", secret="whsec_é")])
    assert answer.error == "message.malformed"


@given(st.ip_addresses(v=4))
def test_no_address_in_ipv6_clothes_is_more_public_than_without(address: Any) -> None:
    assert guard.is_public(f"::ffff:{address}") == guard.is_public(str(address))
    assert not guard.is_public(f"64:ff9b::{address}")


@pytest.mark.parametrize(
    "address",
    ["::7f00:1", "::127.0.0.1", "fec0::1", "fe80::1%eth0", "fd00::1", "::1", "::", "100::1", "4000::1", "ff02::1"],
)
def test_what_is_no_machine_of_the_open_internet_is_not_called(address: str) -> None:
    """Python calls several of these global; none of them was ever given out."""
    assert not guard.is_public(address)
    assert guard.is_public("2a02:2f0::1")
