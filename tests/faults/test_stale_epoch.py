"""An owner that lost its lease records what it still hears, and sends nothing."""

from __future__ import annotations

import os
import signal

import pytest

from tests.faults.stage import WINDOW, SetUp, Stage, until

pytestmark = pytest.mark.serial


def recorded(on: Stage, alert: str) -> bool:
    """Whether everything that arrived is recorded. An owner that stood still before its window left never sends it: that stays
    in doubt, for all to see."""
    counts = on.ask("progress", alert=alert)["counts"]
    return counts["handed_over"] == len(on.received()) == 2000 - counts.get("in_doubt", 0)


def test_a_stalled_owner_records_its_answers_and_sends_nothing_more(set_up: SetUp) -> None:
    on = set_up()
    alert = on.ask("make", count=2000, languages=2, about_life=False)["alert"]
    stalled = on.start_worker(lease_s=1.0)
    assert until(lambda: len(on.centre.told) > 2 * WINDOW, 60)
    os.kill(stalled, signal.SIGSTOP)
    ((leased,),) = on.rows("select id from fanout.chunk where leased_until is not null and finished_at is null")

    on.start_worker(lease_s=3.0)
    assert until(lambda: on.rows(f"select epoch from fanout.chunk where id = {leased}") == [(2,)], 60)
    assert until(on.all_chunks_finished, 60)
    in_doubt = on.ask("doubts", alert=alert)["doubts"]
    assert len(in_doubt) <= WINDOW
    os.kill(stalled, signal.SIGCONT)

    assert until(lambda: recorded(on, alert), 60), (on.ask("progress", alert=alert), len(on.received()))
    assert set(on.received().values()) == {1}
    assert on.rows(f"select epoch from fanout.chunk where id = {leased}") == [(2,)]
