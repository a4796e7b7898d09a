"""The script that shows notifications: at the root, so that it serves every page, and never old."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from django.test import Client

from nabij.site.app import SERVICE_WORKER
from nabij.site.frontend import NODE

pytestmark = pytest.mark.django_db


def test_it_stands_at_the_root_and_is_asked_anew_each_time(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert "self.addEventListener" in answer.content.decode()
    assert client.post("/sw.js").status_code == 405


def test_it_is_a_script_that_can_be_read() -> None:
    """What it does is seen in tests/browser/test_devices.py."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "sw.mjs"
        script.write_bytes(SERVICE_WORKER.read_bytes())
        subprocess.run([NODE, "--check", script], check=True, capture_output=True)
