"""E-mail against a mail server in another process."""

from collections.abc import Iterator
from typing import Any

import pytest

from nabij.channels.carriers.smtp import SmtpDriver
from nabij.channels.drivers import Answer, Message, RouteDown
from nabij.channels.smpp.tests.house import Teller, eventually, free_port
from nabij.tenants.keys import new_id


@pytest.fixture
def server() -> Iterator[Teller]:
    server = Teller("nabij.channels.carriers.tests.mailserver", 0)
    yield server
    server.end()


def driver_of(port: int, **options: Any) -> SmtpDriver:
    return SmtpDriver(
        "mail", {"host": "127.0.0.1", "port": port, "sender": "Nabij <nabij@zandekerke.example>"} | options
    )


@pytest.fixture
def driver(server: Teller) -> Iterator[SmtpDriver]:
    driver = driver_of(server.port)
    yield driver
    driver.close()


def mail(to: str, **changes: Any) -> Message:
    return Message(**{"key": new_id(), "to": to, "text": "Er is ingebroken.", "subject": "Let op: é"} | changes)


@pytest.mark.parametrize(
    ("name", "state", "error"),
    [
        ("an", "handed_over", ""),
        ("gone", "failed_for_good", "smtp.550.5.1.1"),
        ("policy", "failed_for_good", "smtp.550.5.7.1"),
        ("busy", "failed_now", "smtp.451.4.3.0"),
        ("full", "failed_for_good", "smtp.552.5.2.2"),
        ("later", "failed_now", "smtp.450.4.2.0"),
    ],
)
def test_each_message_has_its_own_answer(driver: SmtpDriver, name: str, state: str, error: str) -> None:
    first, asked, last = mail("bo@example.be"), mail(f"{name}@example.be"), mail("cas@example.be")
    answers = driver.send([first, asked, last])
    assert [answer.key for answer in answers] == [first.key, asked.key, last.key]
    assert [answer.state for answer in answers] == ["handed_over", state, "handed_over"]
    assert answers[1].error == error


def test_the_mail_carries_text_page_and_a_way_out(driver: SmtpDriver, server: Teller) -> None:
    message = mail(
        "an@example.be",
        text=".één punt\n..twee",
        html="<p>Er is ingebroken.</p>",
        headers={"List-Unsubscribe": "<https://x.example/u/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    (answer,) = driver.send([message])
    assert eventually(lambda: server.told_with("to") != [])
    (seen,) = server.told_with("to")
    assert seen["sender"] == "nabij@zandekerke.example"
    assert seen["headers"]["Message-ID"] == answer.provider_message_id == f"<{message.key}@zandekerke.example>"
    assert seen["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert seen["bodies"][0].replace("\r\n", "\n") == ".één punt\n..twee\n"
    assert "<p>Er is ingebroken.</p>" in seen["bodies"][1]


def test_connections_are_reused(driver: SmtpDriver, server: Teller) -> None:
    for _ in range(3):
        driver.send([mail(f"p{number}@example.be") for number in range(20)])
    assert eventually(lambda: len(server.told_with("to")) == 60)
    assert 1 <= len({told["connection"] for told in server.told_with("connection")}) <= 4


@pytest.mark.parametrize(
    "changes", [{"subject": "Let op\nBcc: iedereen@example.be"}, {"to": "a@b\nc"}, {"to": "naïef@example.be"}]
)
def test_a_message_that_cannot_be_written_fails_alone(
    driver: SmtpDriver, server: Teller, changes: dict[str, str]
) -> None:
    wrong = mail(**{"to": "an@example.be"} | changes)
    answers = driver.send([wrong, mail("bo@example.be")])
    assert [(answer.state, answer.error) for answer in answers] == [
        ("failed_for_good", "message.malformed"),
        ("handed_over", ""),
    ]
    assert eventually(lambda: [told["to"] for told in server.told_with("to")] == ["bo@example.be"])


def test_a_server_that_dies_after_the_text_leaves_doubt_and_comes_back(server: Teller) -> None:
    driver = driver_of(server.port, connections=1)
    answers = driver.send([mail("an@example.be"), mail("dies@example.be"), mail("cas@example.be")])
    assert [(answer.state, answer.error) for answer in answers] == [
        ("handed_over", ""),
        ("in_doubt", ""),
        ("failed_now", "route.lost"),
    ]
    with pytest.raises(RouteDown):
        driver.send([mail("cas@example.be")])
    again = Teller("nabij.channels.carriers.tests.mailserver", server.port)
    message = mail("cas@example.be")
    assert driver.send([message]) == [
        Answer(message.key, "handed_over", f"<{message.key}@zandekerke.example>", provider="mail")
    ]
    driver.close()
    again.end()


def test_nobody_there_is_a_route_that_is_down() -> None:
    driver = driver_of(free_port())
    with pytest.raises(RouteDown, match="away"):
        driver.send([mail("an@example.be")])
    driver.close()
