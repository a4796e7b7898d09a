"""Notifications against `web-push-testing`, a push service that nobody here wrote: it checks our key and reads what we sent."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.carriers import push
from nabij.channels.carriers.ece import RECORD_BYTES, SenderKey
from nabij.channels.carriers.push import MOST_BYTES, PushAccount, PushDriver, Tokens, payload
from nabij.channels.carriers.tests.push_service import PushService
from nabij.channels.carriers.tests.stands import Browser, Push, push_driver
from nabij.channels.drivers import Message
from nabij.channels.errors import Policy, failure
from nabij.channels.smpp.tests.house import eventually, free_port
from nabij.people.application_key import application_key
from nabij.site import secrets
from nabij.tenants.keys import new_id

CONTACT = "mailto:techniek@zandekerke.example"


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    service = PushService()
    yield service
    service.end()


@pytest.fixture
def driver(settings: Any) -> Iterator[PushDriver]:
    """With a key made as an installation makes it."""
    settings.SECRETS = {**settings.SECRETS, "vapid_key": secrets._vapid_key()}
    settings.NABIJ_ROUTES = {"push": [{"driver": "push"}]}
    options = {"contact": CONTACT, "allow_private": True, "title": "Zandekerke", "url": "https://nabij.example.be/"}
    driver = PushDriver("push", options, vapid_key=settings.SECRETS["vapid_key"])
    yield driver
    driver.close()


@pytest.fixture
def stand() -> Iterator[Push]:
    stand = Push()
    yield stand
    stand.end()


def message(to: str, text: str = "Er is ingebroken — één tip? ☎", **more: Any) -> Message:
    return Message(key=new_id(), to=to, text=text, **more)


def test_a_browser_reads_what_we_sent(service: PushService, driver: PushDriver) -> None:
    browsers = [service.subscribed(application_key()) for _ in range(3)]
    sent = [message(one.subscription, subject="Let op: Kuringen") for one in browsers]
    assert [answer.state for answer in driver.send(sent)] == ["handed_over"] * 3
    for browser, one in zip(browsers, sent, strict=True):
        assert [json.loads(text) for text in service.received(browser)] == [
            {
                "title": "Let op: Kuringen", "body": one.text, "lang": "nl", "tag": str(one.key),
                "url": "https://nabij.example.be/",
            }
        ]  # fmt: skip


def test_a_subscription_that_ended_ends_the_contact_and_no_other(service: PushService, driver: PushDriver) -> None:
    gone, there = service.subscribed(application_key()), service.subscribed(application_key())
    service.expire(gone)
    first, second = driver.send([message(gone.subscription), message(there.subscription)])
    assert (first.state, first.error, failure(first.error).policy) == (
        "failed_for_good",
        "push.410",
        Policy.STOP_CONTACT,
    )
    assert second.state == "handed_over"


def test_a_key_that_is_not_ours_is_refused_by_the_service(service: PushService, driver: PushDriver) -> None:
    browser = service.subscribed(application_key())
    stranger = push_driver()
    (answer,) = stranger.send([message(browser.subscription)])
    assert answer.state == "failed_for_good" and service.received(browser) == []
    stranger.close()


@pytest.mark.parametrize(
    ("name", "state", "ends"),
    [
        ("missing", "failed_for_good", True),
        ("gone", "failed_for_good", True),
        ("broken", "failed_now", False),
        ("busy", "failed_now", False),
        ("never", "failed_for_good", False),
        ("proxy", "in_doubt", False),
        ("hangs_up", "in_doubt", False),
        ("silent", "in_doubt", False),
    ],
)
def test_only_a_subscription_that_is_gone_ends(stand: Push, name: str, state: str, ends: bool) -> None:
    """An outage of a push service must never unsubscribe people."""
    to = stand.browser.subscription(f"http://127.0.0.1:{stand.port}/push/{name}")
    (answer,) = stand.driver.send([message(to)])
    assert answer.state == state
    assert (bool(answer.error) and failure(answer.error).policy is Policy.STOP_CONTACT) is ends


def test_how_long_how_urgent_and_what_it_replaces(stand: Push) -> None:
    headers = {"TTL": "90", "Urgency": "high", "Topic": "abc"}
    stand.driver.send([message(stand.to("handed_over"), headers=headers), message(stand.to("handed_over"))])
    assert eventually(lambda: len(stand.partner.told_with("headers")) == 2)
    seen = [told["headers"] for told in stand.partner.told_with("headers")]
    assert sorted((one["TTL"], one.get("Urgency"), one.get("Topic")) for one in seen) == [
        ("14400", None, None),
        ("90", "high", "abc"),
    ]
    assert {one["Content-Encoding"] for one in seen} == {"aes128gcm"}


def test_connections_and_tokens_are_used_again(stand: Push) -> None:
    for _ in range(3):
        stand.driver.send([message(stand.to("handed_over")) for _ in range(40)])
    assert eventually(lambda: len(stand.partner.told_with("headers")) == 120)
    seen = stand.partner.told_with("headers")
    assert len({told["headers"]["Authorization"] for told in seen}) == 1
    assert len({told["port"] for told in seen}) <= 40, "as many as there were messages at once"
    assert len({told["body"] for told in seen}) == 120


def test_a_token_is_renewed_shortly_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(secrets._vapid_key(), CONTACT)
    now = time.time()
    first = tokens.authorization("https://push.example.net")
    assert tokens.authorization("https://push.example.net") == first
    assert tokens.authorization("https://other.example.net") != first
    monkeypatch.setattr(push.time, "time", lambda: now + push.TOKEN_LIVES_S - push.RENEWED_BEFORE_S - 60)
    assert tokens.authorization("https://push.example.net") == first
    monkeypatch.setattr(push.time, "time", lambda: now + push.TOKEN_LIVES_S - push.RENEWED_BEFORE_S + 60)
    assert tokens.authorization("https://push.example.net") != first


def test_every_message_has_a_sender_key_of_its_own(stand: Push) -> None:
    """RFC 8291, 3.1: also two messages to the same browser."""
    stand.driver.send([message(stand.to("handed_over")) for _ in range(5)])
    assert eventually(lambda: len(stand.partner.told_with("body")) == 5)
    assert len({bytes.fromhex(told["body"])[21:86] for told in stand.partner.told_with("body")}) == 5
    assert [one["body"] for one in stand.seen()] == ["Er is ingebroken — één tip? ☎"] * 5


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x", "http://push.example.net/x", "https://10.1.2.3/x",
        "https://2130706433/x", "https://127.1/x", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/x",
    ],
)  # fmt: skip
def test_a_subscription_cannot_lead_us_inside(endpoint: str) -> None:
    """Anybody may give us a subscription."""
    driver = push_driver(allow_private=False, services=[], connect_s=2.0)
    browser = Browser(ec.generate_private_key(ec.SECP256R1()))
    (answer,) = driver.send([message(browser.subscription(endpoint))])
    assert (answer.state, answer.error) == ("failed_for_good", "push.private")
    driver.close()


@pytest.mark.parametrize(
    ("host", "error"),
    [
        ("fcm.googleapis.com", "push.away"), ("updates.push.services.mozilla.com", "push.away"),
        ("web.push.apple.com", "push.away"),
        ("push.example.net", "push.private"), ("evilgoogleapis.com", "push.private"),
        ("fcm.googleapis.com.example.net", "push.private"),
    ],
)  # fmt: skip
def test_only_services_that_we_know_are_asked(host: str, error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine: every name is known to lead nowhere."""

    def nowhere(name: str, *_rest: Any, **_more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, name)

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    driver = push_driver(allow_private=False, connect_s=1.0)
    browser = Browser(ec.generate_private_key(ec.SECP256R1()))
    (answer,) = driver.send([message(browser.subscription(f"https://{host}/x"))])
    assert answer.error == error
    driver.close()


def test_an_address_that_lets_us_wait_drop_by_drop_is_left_in_time() -> None:
    """Each octet comes before any silence is long; the whole answer never does."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_drip, args=(listener,), daemon=True).start()
        driver = push_driver(connect_s=0.3, answer_s=0.7)
        browser = Browser(ec.generate_private_key(ec.SECP256R1()))
        start = time.monotonic()
        (answer,) = driver.send([message(browser.subscription(f"http://127.0.0.1:{listener.getsockname()[1]}/x"))])
        assert answer.state == "in_doubt" and time.monotonic() - start < 3
        driver.close()


def _drip(listener: socket.socket) -> None:
    line, _address = listener.accept()
    with contextlib.suppress(OSError):
        for octet in b"HTTP/1.1 201 Created\r\n" + b"X" * 1000:
            line.sendall(bytes([octet]))
            time.sleep(0.1)
    line.close()


def test_a_service_that_never_answered_takes_the_route_down_for_nobody() -> None:
    driver = push_driver()
    browser = Browser(ec.generate_private_key(ec.SECP256R1()))
    (answer,) = driver.send([message(browser.subscription(f"http://127.0.0.1:{free_port()}/x"))])
    assert (answer.state, answer.error) == ("failed_now", "push.away")
    driver.close()


@given(st.binary(min_size=0, max_size=RECORD_BYTES - 17), st.binary(min_size=16, max_size=16))
def test_another_decoder_reads_whatever_we_encrypt(content: bytes, auth: bytes) -> None:
    browser = Browser(ec.generate_private_key(ec.SECP256R1()), auth)
    octets = SenderKey.fresh().encrypt(content, to=browser.point, auth=auth)
    assert http_ece.decrypt(octets, private_key=browser.private, auth_secret=auth) == content
    with pytest.raises(http_ece.ECEException):
        http_ece.decrypt(octets[:-1] + bytes([octets[-1] ^ 1]), private_key=browser.private, auth_secret=auth)


def test_what_fits_in_no_record_is_refused() -> None:
    browser = Browser(ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(ValueError, match="4,080"):
        SenderKey.fresh().encrypt(b"x" * (RECORD_BYTES - 16), to=browser.point, auth=browser.auth)
    with pytest.raises(ValueError):
        SenderKey.fresh().encrypt(b"x", to=b"\x04" + b"\x01" * 64, auth=browser.auth)


@pytest.mark.parametrize(
    "to", ["", "{}", '{"endpoint":1}', '{"endpoint":"ftp://x","keys":{"p256dh":"AA","auth":"AA"}}', "[1]"]
)
def test_what_is_no_subscription_fails_alone(stand: Push, to: str) -> None:
    answers = stand.driver.send([message(to), message(stand.to("handed_over"))])
    assert [(answer.state, answer.error) for answer in answers] == [
        ("failed_for_good", "message.malformed"),
        ("handed_over", ""),
    ]


@given(st.text(max_size=6000), st.text(max_size=200))
def test_every_text_fits_and_short_ones_are_whole(text: str, subject: str) -> None:
    account = PushAccount("", title="Zandekerke", url="https://nabij.example.be/")
    try:
        octets = payload(Message(key=new_id(), to="", text=text, subject=subject), account)
    except UnicodeEncodeError:
        return
    said = json.loads(octets)
    assert len(octets) <= MOST_BYTES + 4
    assert said["body"] == text or (said["body"].endswith("…") and text.startswith(said["body"][:-1]))


def test_the_partner_is_the_package_itself(service: PushService) -> None:
    assert httpx.post(f"{service.url}/status").text == "OK"
