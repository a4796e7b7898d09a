"""Short messages as a driver: one answer per message, whatever the number of its parts."""

from typing import Any

import pytest

from nabij.channels.carriers.smpp import SmppDriver, joined
from nabij.channels.drivers import Message, RouteDown
from nabij.channels.smpp.rules import sms_text
from nabij.channels.smpp.session import IN_DOUBT, NOT_SENT, SubmitAnswer
from nabij.channels.smpp.tests.house import House, Kept, eventually, free_port
from nabij.tenants.keys import new_id

YES = SubmitAnswer("accepted", "7")
LATER = SubmitAnswer("refused", status=0x58)
NEVER = SubmitAnswer("refused", status=0x0B)


def message(to: str = "+32460000011", text: str = "hallo") -> Message:
    return Message(key=new_id(), to=to, text=text)


@pytest.mark.parametrize(
    ("parts", "state", "error"),
    [
        ([YES], "handed_over", ""),
        ([YES, YES], "handed_over", ""),
        ([YES, LATER], "failed_now", "smpp.58"),
        ([LATER, NEVER], "failed_for_good", "smpp.0b"),
        ([IN_DOUBT, NEVER], "failed_for_good", "smpp.0b"),
        ([YES, IN_DOUBT], "in_doubt", ""),
        ([IN_DOUBT, LATER], "in_doubt", ""),
        ([IN_DOUBT, NOT_SENT], "in_doubt", ""),
        ([YES, NOT_SENT], "failed_now", "route.lost"),
        ([NOT_SENT], "failed_now", "route.lost"),
    ],
)
def test_one_answer_from_those_about_the_parts(parts: list[SubmitAnswer], state: str, error: str) -> None:
    asked = message()
    answer = joined(asked, parts, "telco")
    assert (answer.key, answer.state, answer.error, answer.provider) == (asked.key, state, error, "telco")
    assert answer.provider_message_id == ("7" if state == "handed_over" else "")


def driver_of(house: House, port: int, **options: Any) -> SmppDriver:
    settings = {"host": "127.0.0.1", "port": port, "system_id": "zone", "password": "p", "source": "Nabij"} | options
    driver = SmppDriver("telco", settings, Kept())
    house.ends.insert(0, driver.close)
    return driver


def test_a_long_message_arrives_whole_and_asks_one_receipt(house: House) -> None:
    centre = house.centre("--receipts")
    text = "Er is ingebroken in de Kerkstraat. " * 12 + "Één tip? Bel 101."
    long, short = message("+32460000012", text), message()
    answers = driver_of(house, centre.port).send([long, short])
    assert [(answer.key, answer.state) for answer in answers] == [(long.key, "handed_over"), (short.key, "handed_over")]
    assert eventually(lambda: len(centre.acknowledged()) == 2)
    parts = [bytes.fromhex(told["text"]) for told in centre.told_with("to") if told["to"] == "32460000012"]
    in_order = sorted(parts, key=lambda part: part[5])
    assert "".join(sms_text(part, data_coding=0, has_header=True) for part in in_order) == text
    assert {part[3] for part in parts} == {long.key.int % 256}
    assert {str(number) for number in centre.acknowledged()} == {answer.provider_message_id for answer in answers}


def test_a_refusal_and_a_text_without_end_fail_alone(house: House) -> None:
    centre = house.centre("--refuse", "13")
    answers = driver_of(house, centre.port).send(
        [message(), message("+32460000013"), message(text="x" * 40_000), message()]
    )
    assert [(answer.state, answer.error) for answer in answers] == [
        ("handed_over", ""),
        ("failed_for_good", "smpp.0b"),
        ("failed_for_good", "message.malformed"),
        ("handed_over", ""),
    ]


def test_a_provider_that_is_away_sends_nothing(house: House) -> None:
    with pytest.raises(RouteDown):
        driver_of(house, free_port(), connect_s=0.3).send([message()])


def test_a_probe_asks_over_the_bind_and_sends_nobody_anything(house: House) -> None:
    centre = house.centre()
    driver = driver_of(house, centre.port, connect_s=2.0, answer_s=0.5)
    driver.probe()
    assert centre.told_with("to") == []
    centre.end()
    with pytest.raises(RouteDown, match=r"is away|does not answer"):
        driver.probe()
