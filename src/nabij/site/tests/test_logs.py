"""A fault while a message is sent does not write the number into the log."""

from __future__ import annotations

import pytest
import structlog
from django.test import Client

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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/volgen/K7RM-2XQD-9HTW", "/afspraak/code/K7RM-2XQD-9HTW/", "/opdracht/geheim-van-een-ploeg/", "/nergens/geheim"],
)
def test_a_refused_address_leaves_no_code_or_token_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    """Who reads the log of an outage could else open reports, appointments and tasks."""
    caplog.handler.addFilter(logs.Routes())
    assert client.get(address).status_code == 404
    assert caplog.messages and address.split("/")[1] in caplog.text
    assert "K7RM" not in caplog.text and "geheim" not in caplog.text


def _send(value: str) -> None:
    values = {"to": value}
    raise ValueError(f"window of {len(values)}")
