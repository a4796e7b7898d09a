"""kill -9 of a sender: what the provider was told we have, we have; what we did not keep comes again."""

import subprocess
import sys
import time
from pathlib import Path

from nabij.channels.smpp.tests.house import Centre, House, Kept, eventually

KILLS = 4


def kept_in(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().splitlines()]


def accepted_by(centre: Centre) -> set[int]:
    return {told["number"] for told in centre.told_with("to")}


def kill_a_sender(centre: Centre, path: Path, after_s: float) -> None:
    before = len(kept_in(path))
    command = [sys.executable, "-m", "nabij.channels.smpp.tests.sender", str(centre.port), str(path)]
    sender = subprocess.Popen(command)
    assert eventually(lambda: len(kept_in(path)) > before, 15)
    time.sleep(after_s)
    sender.kill()
    sender.wait()


def test_no_acknowledged_receipt_is_lost_by_killing_the_sender(house: House, tmp_path: Path) -> None:
    centre, path = house.centre("--receipts"), tmp_path / "kept"
    path.touch()
    for kill in range(KILLS):
        kill_a_sender(centre, path, after_s=0.013 * kill)
        assert eventually(lambda: centre.told_with("unbound") != [])
    acknowledged = centre.acknowledged()
    assert acknowledged
    assert acknowledged <= set(kept_in(path))

    late = Kept()
    house.client(centre.account(), late)
    assert eventually(lambda: centre.acknowledged() == accepted_by(centre), 30)
    afterwards = {int(row.provider_message_id) for row in late.rows if hasattr(row, "provider_message_id")}
    assert set(kept_in(path)) | afterwards == accepted_by(centre)
