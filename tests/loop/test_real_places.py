"""The whole main job on real neighbourhoods and addresses, with real worker processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nabij.site import environment, postgres
from tests import database

DATA = Path(os.environ.get("NABIJ_REAL_DATA") or os.devnull)
pytestmark = pytest.mark.skipif(not (DATA / "areas").is_dir(), reason="real data absent: set NABIJ_REAL_DATA")
LONGEST_S = 900


@pytest.mark.parametrize(("city", "municipalities"), [("hasselt", 7), ("leuven", 1)])
def test_the_loop_plays_in_a_real_zone(city: str, municipalities: int, tmp_path: Path) -> None:
    with database.own_cluster(postgres.FAST_AND_LOSSY) as cluster:
        addresses = environment.addresses_of(cluster)
        surroundings = os.environ | {
            "NABIJ_DEMO": "1",
            "NABIJ_STATE_DIR": str(tmp_path),
            "DATABASE_URL": addresses.app,
            "DATABASE_OWNER_URL": addresses.owner,
            "DATABASE_SEALER_URL": addresses.sealer,
        }
        command = [sys.executable, "-m", "tests.loop.play", city]
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert f"{municipalities} municipalities" in done.stdout
    assert "every address has its officer" in done.stdout
    assert "the record is sealed and verified" in done.stdout
    assert "FAILED" not in done.stdout
