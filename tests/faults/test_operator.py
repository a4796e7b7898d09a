"""An operator drains and stops a route in the middle of a fan-out: running workers follow within seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nabij.channels.smpp.tests.house import Centre
from nabij.site.postgres import Cluster
from tests import database
from tests.faults.stage import WINDOW, Stage, is_alive, until

pytestmark = pytest.mark.serial

SEEN_WITHIN_S = 5
PEOPLE = 30_000


@pytest.fixture
def on(durable_cluster: Cluster, tmp_path: Path) -> Iterator[Stage]:
    database.clone(durable_cluster, "nabij")
    first, second = Centre(), Centre()
    stage = Stage(durable_cluster, first, tmp_path / "withdrawn", second)
    yield stage
    stage.end()
    first.end()
    second.end()


def count(centre: Centre) -> int:
    return len(centre.told_with("to"))


def test_workers_follow_an_operator_without_being_started_again(on: Stage) -> None:
    assert on.second is not None
    alert = on.ask("make", count=PEOPLE, languages=30, about_life=False)["alert"]
    workers = [on.start_worker(), on.start_worker()]
    assert until(lambda: min(count(on.centre), count(on.second)) > 200, 60), "both carry their share"

    on.ask("operate", provider="centre", mode="stopped")
    assert until(lambda: len(on.centre.told_with("unbound")) == 2, SEEN_WITHIN_S), "both workers let go of the provider"
    left, right = count(on.centre), count(on.second)
    assert until(lambda: count(on.second) > right + 10 * WINDOW, 60)
    assert count(on.centre) == left, "nothing goes over a stopped route"

    on.ask("operate", provider="centre", mode="open")
    assert until(lambda: count(on.centre) > left + WINDOW, SEEN_WITHIN_S + 5), "it carries again"
    on.ask("operate", provider="centre", mode="draining")
    assert until(on.all_chunks_finished, 60)
    received = on.received() + Counter(told["to"] for told in on.second.told_with("to"))
    assert len(received) == PEOPLE and set(received.values()) == {1}
    assert on.ask("progress", alert=alert)["counts"] == {"handed_over": PEOPLE}
    assert len(on.centre.told_with("unbound")) == 2, "a drained route keeps its bind, for receipts"
    assert all(is_alive(pid) for pid in workers), "the same workers, not new ones"
