"""Workers killed with -9 in the middle of a fan-out: nothing lost, nothing confirmed sent again, every doubt seen and settled."""

from __future__ import annotations

import random
import signal
import time

import pytest

from tests.faults.stage import WINDOW, SetUp, Stage, until

pytestmark = pytest.mark.serial

KILLS = 20
PEOPLE = 6000


def kill_one_after_another(on: Stage, kills: int, dice: random.Random) -> None:
    for _ in range(kills):
        before = len(on.centre.told)
        pid = on.start_worker()
        assert until(lambda seen=before: len(on.centre.told) > seen + 2, 60), "a worker that does not send"
        time.sleep(dice.uniform(0.0, 0.08))
        on.kill(pid)


def kill_until_one_was_taken_unrecorded(on: Stage, dice: random.Random) -> None:
    """Until the centre has a message of which no answer was written: only its receipt can say so."""
    for _ in range(KILLS):
        kill_one_after_another(on, 1, dice)
        if len(on.received()) > on.rows("select count(distinct n) from fanout.outcome where state > 'in_doubt'")[0][0]:
            return
    raise AssertionError("no kill came between the wire and the journal")


def test_twenty_kills_lose_nothing_and_send_nothing_confirmed_again(set_up: SetUp) -> None:
    on = set_up()
    alert = on.ask("make", count=PEOPLE, languages=30, about_life=False)["alert"]
    kill_one_after_another(on, KILLS, random.Random(20))
    assert not on.all_chunks_finished(), "the kills came after the end"
    on.start_worker()
    on.start_worker()
    assert until(on.all_chunks_finished, 60)

    progress, doubts = on.ask("progress", alert=alert), on.ask("doubts", alert=alert)["doubts"]
    received = on.received()
    assert progress["total"] == PEOPLE
    assert set(progress["counts"]) <= {"waiting", "handed_over", "in_doubt"}
    assert progress["counts"].get("waiting", 0) == 0, "lost"
    assert max(received.values()) == 1, "sent twice"
    assert len(doubts) == progress["counts"]["in_doubt"] <= KILLS * WINDOW
    assert PEOPLE - len(received) <= len(doubts), "nobody is missing who is not shown as in doubt"
    assert progress["counts"]["handed_over"] <= len(received)


def test_receipts_settle_what_was_in_doubt_and_the_rest_waits_for_a_person(set_up: SetUp) -> None:
    on = set_up("--receipts")
    alert = on.ask("make", count=PEOPLE, languages=10, about_life=False)["alert"]
    kill_one_after_another(on, 4, random.Random(4))
    kill_until_one_was_taken_unrecorded(on, random.Random(5))
    assert not on.all_chunks_finished(), "the kills came after the end"
    on.start_worker()
    assert until(on.all_chunks_finished, 60)

    def settled() -> bool:
        return on.ask("progress", alert=alert)["counts"].get("delivered", 0) == len(on.received())

    assert until(settled, 60), (on.ask("progress", alert=alert), len(on.received()))
    progress, received = on.ask("progress", alert=alert), on.received()
    doubts = on.ask("doubts", alert=alert)["doubts"]
    assert max(received.values()) == 1
    assert len(doubts) == progress["counts"].get("in_doubt", 0) == PEOPLE - len(received)
    assert on.rows("select count(*) from fanout.outcome where state = 'in_doubt'")[0][0] > len(doubts)


def test_about_life_what_is_in_doubt_goes_once_more(set_up: SetUp) -> None:
    on = set_up()
    alert = on.ask("make", count=1500, languages=10, about_life=True)["alert"]
    kill_one_after_another(on, 5, random.Random(7))
    confirmed = {number for (number,) in on.rows("select n from fanout.outcome where state = 'handed_over'")}
    on.start_worker(doubt_s=1.5)
    assert until(on.all_chunks_finished, 60)
    in_doubt = {n for (n,) in on.rows("select n from fanout.outcome where state = 'in_doubt'")}
    assert in_doubt and not in_doubt & confirmed

    assert until(lambda: on.ask("progress", alert=alert)["counts"].get("handed_over") == 1500, 60)
    assert on.ask("progress", alert=alert)["resent"] == len(in_doubt)
    assert on.ask("doubts", alert=alert)["doubts"] == []
    received = on.received()
    assert len(received) == 1500, "lost"
    twice = [number for number, times in received.items() if times > 1]
    assert set(received.values()) <= {1, 2} and len(twice) <= len(in_doubt)


def test_a_worker_that_is_asked_to_stop_finishes_its_window(set_up: SetUp) -> None:
    on = set_up()
    alert = on.ask("make", count=1500, languages=3, about_life=False)["alert"]
    for _ in range(3):
        before = len(on.centre.told)
        pid = on.start_worker()
        assert until(lambda seen=before: len(on.centre.told) > seen + 50, 60)
        on.kill(pid, signal.SIGTERM)
    on.start_worker()
    assert until(on.all_chunks_finished, 60)
    assert on.ask("progress", alert=alert)["counts"]["handed_over"] == 1500
    assert set(on.received().values()) == {1}


def test_a_withdrawn_alert_stops_within_a_second(set_up: SetUp) -> None:
    on = set_up()
    alert = on.ask("make", count=6000, languages=6, about_life=False)["alert"]
    on.start_worker()
    assert until(lambda: len(on.centre.told) > 100, 60)
    on.withdrawn.touch()
    assert until(on.all_chunks_finished, 10)
    counts = on.ask("progress", alert=alert)["counts"]
    assert counts["held"] + counts["handed_over"] == 6000
    assert counts["held"] > 0
    assert sum(on.received().values()) == counts["handed_over"]
