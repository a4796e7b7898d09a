"""The file of keys: made once, private, and completed when a later version needs another key."""

from __future__ import annotations

import json
import multiprocessing
import stat
from pathlib import Path

import pytest
from cryptography import x509

from nabij.site import secrets


def without_cap(path: Path) -> None:
    """A file as an earlier version made it."""
    held = {name: value for name, value in secrets.load(path).items() if name != "cap"}
    path.write_text(json.dumps(held))
    path.chmod(0o600)


def _read(path: str) -> str:
    return secrets.load(Path(path))["cap"]["certificate"]


def test_a_fresh_file_is_private_and_has_a_certificate(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secrets.json"
    pair = secrets.load(path)["cap"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = x509.load_pem_x509_certificate(pair["certificate"].encode())
    found.verify_directly_issued_by(found)


def test_an_older_file_gets_the_key_once_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    without_cap(path)
    before = json.loads(path.read_text())
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.map(_read, [str(path)] * 3)
    assert len(set(found)) == 1
    assert {name: value for name, value in json.loads(path.read_text()).items() if name in before} == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secrets.json"
    without_cap(path)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(secrets.os, "replace", refuse)
    assert "cap" not in secrets.load(path)
