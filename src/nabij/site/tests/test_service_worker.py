"""The service worker: one classic script at the root, so that it serves every page, and never old."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from nabij.site import frontend
from nabij.site.components import assets

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    frontend.build()


def test_it_stands_at_the_root_and_is_asked_anew_each_time(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert client.post("/sw.js").status_code == 405


def test_it_is_one_script_without_imports(client: Client, tmp_path: Path) -> None:
    """As a file of Node that is no module. What it does is seen in tests/browser/test_devices.py and test_report_offline.py."""
    script = tmp_path / "sw.cjs"
    script.write_bytes(client.get("/sw.js").content)
    subprocess.run([frontend.NODE, "--check", script], check=True, capture_output=True)


def test_a_house_that_was_not_built_has_none(client: Client, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "BUILD", tmp_path)
    assert client.get("/sw.js").status_code == 404
