"""Workers killed with -9 in the middle of a fan-out: nothing lost, nothing confirmed sent again, every doubt seen and settled."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.faults.stage import WINDOW, Stage, stage, until

pytestmark = pytest.mark.serial

KILLS = 20
PEOPLE = 6000


def kill_one_after_another(on: Stage, kills: int, dice: random.Random) -> None:
    for _ in range(kills):
        before = len(on.centre.told)
        pid = on.start_worker()
        assert until(lambda: len(on.centre.told) > before + 2, 15), "a worker that does not send"
        time.sleep(dice.uniform(0.0, 0.08))
        on.kill(pid)


def test_twenty_kills_lose_nothing_and_send_nothing_confirmed_again(tmp_path: Path) -> None:
    with stage(tmp_path) as on:
        alert = on.ask("make", count=PEOPLE, languages=30, about_life=False)["alert"]
        kill_one_after_another(on, KILLS, random.Random(20))
        assert not on.all_chunks_finished(), "the kills came after the end"
        on.start_worker()
        on.start_worker()
        assert until(on.all_chunks_finished, 30)

        progress, doubts = on.ask("progress", alert=alert), on.ask("doubts", alert=alert)["doubts"]
        received = on.received()
        assert progress["total"] == PEOPLE
        assert set(progress["counts"]) <= {"waiting", "handed_over", "in_doubt"}
        assert progress["counts"].get("waiting", 0) == 0, "lost"
        assert max(received.values()) == 1, "sent twice"
        assert len(doubts) == progress["counts"]["in_doubt"] <= KILLS * WINDOW
        assert PEOPLE - len(received) <= len(doubts), "nobody is missing who is not shown as in doubt"
        assert progress["counts"]["handed_over"] <= len(received)
