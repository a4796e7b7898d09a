"""Processes that do not come up leave nothing behind."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nabij.site import processes, serving


def test_what_never_answers_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "READY_WITHIN_S", 0.5)
    silent = processes.Processes({"silent": [sys.executable, "-c", "import time; time.sleep(60)"]}, {}, tmp_path)
    silent.start()
    with pytest.raises(processes.NotReady, match="does not answer"):
        silent.wait_until_ready(f"http://127.0.0.1:{serving.free_port(0)}/")
    assert silent.running["silent"].poll() is not None
