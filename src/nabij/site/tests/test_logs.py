"""A fault while a message is sent does not write the number into the log."""

from __future__ import annotations

import pytest
import structlog

from nabij.site import logs

NUMBER = "+32470123456"


def test_a_logged_fault_shows_where_but_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    try:
        _send(NUMBER)
    except ValueError:
        structlog.get_logger("test").exception("window_failed", channel="sms")
    written = capsys.readouterr().out
    assert "window_failed" in written
    assert "_send" in written
    assert NUMBER not in written


def _send(value: str) -> None:
    values = {"to": value}
    raise ValueError(f"window of {len(values)}")
