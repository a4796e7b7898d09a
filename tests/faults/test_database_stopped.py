"""PostgreSQL away for ten seconds in the middle of a fan-out: the workers wait, and go on by themselves."""

from __future__ import annotations

import time

import pytest

from tests.faults.stage import SetUp, is_alive, until

pytestmark = pytest.mark.serial

AWAY_S = 10


def test_workers_go_on_by_themselves_when_the_database_is_back(set_up: SetUp) -> None:
    on = set_up()
    alert = on.ask("make", count=6000, languages=12, about_life=False)["alert"]
    workers = [on.start_worker(lease_s=60), on.start_worker(lease_s=60)]
    assert until(lambda: len(on.centre.told) > 200, 60)
    with on.without_database():
        time.sleep(1)
        sent = sum(on.received().values())
        time.sleep(AWAY_S - 1)
        assert sum(on.received().values()) == sent, "something left without a journal"
    assert until(on.all_chunks_finished, 60)
    counts = on.ask("progress", alert=alert)["counts"]
    assert counts == {"handed_over": 6000}
    assert set(on.received().values()) == {1}
    assert len(on.received()) == 6000
    assert all(is_alive(pid) for pid in workers), "the same workers, not new ones"
