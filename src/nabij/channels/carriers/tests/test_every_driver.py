"""One table of cases, and every driver walks it against a partner in another process.

What a driver cannot be asked stands in `NOT_ASKED` with the reason, and nothing else may be missing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from structlog.testing import capture_logs

from nabij.channels.carriers.tests.stands import STANDS, Stand
from nabij.channels.drivers import Message, RouteDown
from nabij.channels.errors import Policy, failure
from nabij.channels.smpp.tests.house import eventually
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)

READS_ALL: Final = "the sink of the benchmark refuses nobody and keeps nothing"
INSIDE: Final = "the simulator is a table in our own database"
NOT_ASKED: Final[Mapping[tuple[str, str], str]] = {
    **{
        ("sink", case): READS_ALL
        for case in ("refused_now", "refused_for_good", "stop_contact", "slow", "silent", "same_key")
    },
    ("sink", "long_text"): READS_ALL,
    ("simulator", "refused_for_good"): "its table knows one refusal that lasts, and that one ends the contact",
    ("simulator", "away"): INSIDE,
    ("simulator", "slow"): INSIDE,
    ("smpp", "slow"): "the slow answer of an SMS centre is test_client.py",
    ("smpp", "same_key"): "SMPP 3.4 has no field for it: the journal of the fan-out keeps a message from going twice",
}
OUTCOMES: Final = [
    ("handed_over", "handed_over", None),
    ("refused_now", "failed_now", Policy.RETRY),
    ("refused_for_good", "failed_for_good", Policy.GIVE_UP),
    ("stop_contact", "failed_for_good", Policy.STOP_CONTACT),
    ("silent", "in_doubt", None),
    ("slow", "handed_over", None),
]
LONG: Final = "Er is ingebroken in de Kerkstraat — één tip? Bel 101 ☎ " * 8 + "⚠ einde"


def asked(case: str) -> Any:
    """Every driver that can be asked `case`."""
    return pytest.mark.parametrize("name", [name for name in STANDS if (name, case) not in NOT_ASKED])


@pytest.fixture
def stand(name: str) -> Iterator[Stand]:
    stand = STANDS[name]()
    yield stand
    stand.end()


SECRET_TEXT: Final = "Geheim van de buren."


def pieces(sent: Message) -> list[str]:
    """What may be told to nobody."""
    values = json.loads(sent.to) if sent.to.startswith("{") else {"to": sent.to.lstrip("+")}
    return [SECRET_TEXT, sent.to, *(value for value in values.values() if isinstance(value, str))]


def message(to: str, text: str = "Er is ingebroken.") -> Message:
    return Message(key=new_id(), to=to, text=text, subject="Let op")


@pytest.mark.parametrize(
    ("name", "case", "state", "policy"),
    [(name, *row) for row in OUTCOMES for name in STANDS if (name, row[0]) not in NOT_ASKED],
)
def test_each_outcome_is_told_and_harms_nobody_else(
    stand: Stand, case: str, state: str, policy: Policy | None, caplog: pytest.LogCaptureFixture
) -> None:
    """And neither contact nor text stands in answers or logs, at any level."""
    window = [message(stand.to(one), SECRET_TEXT) for one in ("handed_over", case, "handed_over")]
    with caplog.at_level(logging.DEBUG), capture_logs() as logged:
        answers = stand.driver.send(window)
    assert not [piece for piece in pieces(window[1]) if piece in f"{answers!r}{caplog.text}{logged!r}"]
    assert [answer.key for answer in answers] == [one.key for one in window]
    assert answers[1].state == state
    if policy:
        assert failure(answers[1].error).policy is policy
    if not (
        stand.__class__.__name__ == "Smpp" and case == "silent"
    ):  # whoever falls silent on a bind does so for the window
        assert [answers[0].state, answers[2].state] == ["handed_over"] * 2


@asked("away")
def test_a_provider_that_is_away_has_got_nothing(stand: Stand, name: str) -> None:
    """RouteDown, so that the window goes elsewhere; a system of one organisation that is away is no route that is down."""
    away = stand.away()
    window = [message(stand.to("handed_over")) for _ in range(2)]
    if name == "webhook":
        assert [(answer.state, answer.error) for answer in away.send(window)] == [("failed_now", "route.lost")] * 2
        return
    with pytest.raises(RouteDown):
        away.send(window)
    away.close()


@asked("own_id")
def test_the_id_of_the_provider_is_kept_with_its_own_message(stand: Stand) -> None:
    answers = stand.driver.send([message(stand.to("handed_over")) for _ in range(12)])
    ids = [answer.provider_message_id for answer in answers]
    assert all(ids) and len(set(ids)) == len(ids)


@asked("long_text")
def test_a_long_text_outside_the_alphabet_of_sms_arrives_whole(stand: Stand) -> None:
    (answer,) = stand.driver.send([message(stand.to("handed_over"), LONG)])
    assert answer.state == "handed_over"
    assert eventually(lambda: stand.texts() == [LONG])


@asked("same_key")
def test_a_message_that_goes_again_is_recognised_as_the_same(stand: Stand, name: str) -> None:
    again = message(stand.to("handed_over"))
    assert [stand.driver.send([again])[0].state for _ in range(2)] == ["handed_over"] * 2
    times = 1 if name == "simulator" else 2
    assert eventually(lambda: stand.keys() == [str(again.key)] * times)


@asked("away")
def test_a_route_that_is_down_names_no_contact(stand: Stand, name: str, caplog: pytest.LogCaptureFixture) -> None:
    sent = message(stand.to("handed_over"))
    away = stand.away()
    with caplog.at_level(logging.DEBUG):
        try:
            told = repr(away.send([sent]))
        except RouteDown as error:
            told = f"{error!r} {error.__cause__!r}"
    assert not [piece for piece in pieces(sent) if piece in f"{told}{caplog.text}"]
    if name != "webhook":
        away.close()


def test_only_known_drivers_are_left_out() -> None:
    assert {name for name, _case in NOT_ASKED} <= STANDS.keys()
    assert all(reason for reason in NOT_ASKED.values())
