"""The processes of the video desk killed with -9 while it rings: nobody waits without being told, no telephone rings twice, and a
missed ring is called back once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from nabij.site.postgres import Cluster
from tests import database
from tests.faults.stage import CHECKOUT, until

pytestmark = pytest.mark.serial
RINGS, ANSWERED, KILLS = 12, 4, 20


class VideoStage:
    def __init__(self, cluster: Cluster, witness: Path) -> None:
        urls = {"DATABASE_URL": cluster.url("nabij_app"), "DATABASE_OWNER_URL": cluster.url("nabij_owner")}
        self.witness = witness
        self.pids: dict[str, int] = {}
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.video_nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=CHECKOUT, env=os.environ | urls | {"NABIJ_TEST_WITNESS": str(witness)},
        )  # fmt: skip

    def ask(self, command: str, **words: Any) -> dict[str, Any]:
        assert self._nursery.stdin and self._nursery.stdout
        self._nursery.stdin.write(json.dumps({"do": command, **words}) + "\n")
        self._nursery.stdin.flush()
        answer: dict[str, Any] = json.loads(self._nursery.stdout.readline())
        return answer

    def start(self, what: str, ids: list[str], clerk: str = "") -> None:
        self.pids[what] = self.ask("start", what=what, ids=ids, clerk=clerk)["pid"]

    def kill(self, what: str) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pids.pop(what), signal.SIGKILL)

    def end(self) -> None:
        for what in list(self.pids):
            self.kill(what)
        self._nursery.kill()
        self._nursery.wait()


@pytest.fixture
def on(durable_cluster: Cluster, tmp_path: Path) -> Iterator[VideoStage]:
    database.clone(durable_cluster, "nabij")
    built = VideoStage(durable_cluster, tmp_path / "telephones")
    yield built
    built.end()


def test_whatever_is_killed_every_ring_ends_once_and_nobody_is_rung_twice(on: VideoStage) -> None:
    dice, made = random.Random(7), on.ask("make", rings=RINGS)
    rings, answered = made["rings"], made["rings"][:ANSWERED]
    given: dict[str, tuple[list[str], str]] = {
        "job": ([], ""), "page": (rings, ""), "desk": (answered, made["clerk"])
    }  # fmt: skip
    for number in range(KILLS):
        what = ("job", "page", "desk")[number % 3]
        on.start(what, *given[what])
        time.sleep(dice.uniform(0.02, 0.25))
        on.kill(what)
    for what, (ids, clerk) in given.items():
        on.start(what, ids, clerk)
    assert until(lambda: "ringing" not in on.ask("state")["states"].values(), 40), "somebody waits for ever"
    found = on.ask("state")
    missed = [one for one in rings if one not in answered]
    assert {found["states"][one] for one in answered} == {"answered"}
    assert {found["states"][one] for one in missed} == {"unanswered"}
    assert found["backs"] == dict.fromkeys(missed, 1), "each missed ring is called back, once"
    assert found["verbs"]["answer_ring"] == dict.fromkeys(answered, 1)
    assert found["links"] == dict.fromkeys(answered, 2)
    assert set(found["verbs"]["ring_on"].values()) == {1}
    assert set(found["verbs"]["ring_on"]) >= set(missed)
    assert found["verbs"]["end_ring"] == dict.fromkeys(missed, 1)
    assert {found["offers"][one] for one in missed} == {2}
    assert (found["open_offers"], found["numbers_kept"]) == (0, 0)
    rung = Counter(on.witness.read_text().split()) if on.witness.exists() else Counter()
    assert all(times <= RINGS for times in rung.values()), "a telephone rang twice for one ring"
    assert rung, "nobody was told"
