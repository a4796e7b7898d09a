"""The client against an SMS centre that runs in another process, with its faults."""

import time
from collections import Counter

import pytest

from nabij.channels.drivers import Receipt, RouteDown
from nabij.channels.smpp.account import Account
from nabij.channels.smpp.pdu import Submission
from nabij.channels.smpp.receipts import InboundText
from nabij.channels.smpp.tests.house import House, Kept, eventually, free_port, submissions


def test_answers_stand_in_the_order_of_the_messages(house: House) -> None:
    centre = house.centre("--refuse", "7")
    answers = house.client(centre.account(window=20)).submit_window(submissions(50))
    assert [answer.state for answer in answers] == ["refused" if n % 10 == 7 else "accepted" for n in range(50)]
    assert {answer.status for answer in answers if answer.state == "refused"} == {0x0B}
    assert eventually(lambda: len(centre.told_with("to")) == 50)
    numbers = {told["to"]: str(told["number"]) for told in centre.told_with("to")}
    for number, answer in enumerate(answers):
        assert answer.state == "refused" or answer.message_id == numbers[f"3246{number:07d}"]


def test_a_message_that_cannot_be_written_is_refused_alone(house: House) -> None:
    wrong = Submission("Nabij", "+3246", b"x" * 300, 0)
    answers = house.client(house.centre().account()).submit_window([*submissions(1), wrong, *submissions(1, 5)])
    assert [answer.state for answer in answers] == ["accepted", "refused", "accepted"]


def test_receipts_are_stored_and_then_acknowledged(house: House) -> None:
    centre, kept = house.centre("--receipts", "--hex"), Kept()
    client = house.client(centre.account(answer_ids="hex", receipt_ids="decimal"), kept)
    answers = client.submit_window(submissions(250))
    assert eventually(lambda: len(centre.told_with("receipt")) == 250)
    assert {told["status"] for told in centre.told_with("receipt")} == {0}
    assert sorted(row.provider_message_id for row in kept.rows if isinstance(row, Receipt)) == sorted(
        answer.message_id for answer in answers
    )
    assert kept.calls < 50


def test_nothing_is_acknowledged_while_the_store_is_broken(house: House) -> None:
    centre, kept = house.centre("--receipts"), Kept()
    kept.broken = True
    client = house.client(centre.account(), kept)
    client.submit_window(submissions(30))
    assert eventually(lambda: kept.calls >= 2)
    assert centre.told_with("receipt") == []
    kept.broken = False
    assert eventually(lambda: centre.acknowledged() == set(range(1, 31)))
    assert sorted(int(row.provider_message_id) for row in kept.rows if isinstance(row, Receipt)) == list(range(1, 31))


def test_a_store_that_stays_broken_gives_the_receipts_back_and_gets_them_again(house: House) -> None:
    centre, kept = house.centre("--receipts"), Kept()
    kept.broken = True
    client = house.client(centre.account(), kept)
    client.submit_window(submissions(3))
    assert eventually(lambda: any(told["status"] == 0x64 for told in centre.told_with("receipt")), 20)
    assert client.is_bound()
    kept.broken = False
    assert eventually(lambda: centre.acknowledged() == {1, 2, 3})
    assert {row.provider_message_id for row in kept.rows if isinstance(row, Receipt)} == {"1", "2", "3"}


def test_receipts_unacknowledged_at_the_end_come_again_on_the_next_bind(house: House) -> None:
    centre, broken, kept = house.centre("--receipts"), Kept(), Kept()
    broken.broken = True
    first = house.client(centre.account(), broken)
    first.submit_window(submissions(5))
    assert eventually(lambda: broken.calls >= 1)
    first.close()
    assert centre.acknowledged() == set()
    house.client(centre.account(), kept)
    assert eventually(lambda: centre.acknowledged() == {1, 2, 3, 4, 5})
    assert {row.provider_message_id for row in kept.rows if isinstance(row, Receipt)} == {"1", "2", "3", "4", "5"}


def test_texts_of_people_are_stored_too(house: House) -> None:
    centre, kept = house.centre("--text", "STOP"), Kept()
    house.client(centre.account(), kept)
    assert eventually(lambda: centre.told_with("inbound") == [{"inbound": "STOP", "status": 0}])
    assert kept.rows == [InboundText("+32460000009", "8850", "STOP")]


def test_a_centre_that_dies_mid_window_leaves_only_the_unanswered_in_doubt(house: House) -> None:
    centre = house.centre("--die-after", "12")
    client = house.client(centre.account(window=50))
    answers = client.submit_window(submissions(80))
    assert eventually(lambda: len(centre.told_with("to")) == 12)
    accepted = {f"3246{number:07d}" for number, answer in enumerate(answers) if answer.state == "accepted"}
    assert accepted == {told["to"] for told in centre.told_with("to")}
    assert len(accepted) == 12
    assert Counter(answer.state for answer in answers[:50]) == {"accepted": 12, "in_doubt": 38}
    assert {answer.state for answer in answers[50:]} == {"not_sent"}


def test_a_silent_centre_leaves_the_window_in_doubt_and_loses_its_bind(house: House) -> None:
    centre = house.centre("--silent")
    client = house.client(centre.account(answer_s=0.5))
    start = time.monotonic()
    assert {answer.state for answer in client.submit_window(submissions(5))} == {"in_doubt"}
    assert time.monotonic() - start < 3
    assert eventually(lambda: centre.told_with("unbound") != [])


def test_nobody_there_is_a_route_that_is_down(house: House) -> None:
    client = house.client(Account("127.0.0.1", free_port(), "zone", "p", connect_s=0.5))
    with pytest.raises(RouteDown, match="away"):
        client.submit_window(submissions(2))


def test_settings_that_cannot_be_sent_are_told_and_stop_nothing(house: House) -> None:
    client = house.client(house.centre().account(system_id="zoné", connect_s=0.3))
    with pytest.raises(RouteDown, match="ascii"):
        client.submit_window(submissions(1))


def test_the_client_comes_back_when_the_centre_does(house: House) -> None:
    centre = house.centre()
    client = house.client(centre.account())
    assert client.wait_until_bound(5)
    centre.end()
    assert eventually(lambda: not client.is_bound())
    again = house.centre(port=centre.port)
    assert eventually(client.is_bound)
    assert [answer.state for answer in client.submit_window(submissions(3))] == ["accepted"] * 3
    assert eventually(lambda: len(again.told_with("to")) == 3)


def test_closing_unbinds(house: House) -> None:
    centre = house.centre()
    client = house.client(centre.account())
    client.submit_window(submissions(1))
    client.close()
    assert eventually(lambda: centre.told_with("unbound") != [])
    with pytest.raises(RouteDown):
        client.submit_window(submissions(1))


def test_a_link_that_stays_silent_is_asked_after_and_kept(house: House) -> None:
    centre = house.centre()
    client = house.client(centre.account(enquire_s=0.2, answer_s=1.0))
    assert client.wait_until_bound(5)
    time.sleep(1.2)
    assert client.is_bound()
    assert len(centre.told_with("bound")) == 1
