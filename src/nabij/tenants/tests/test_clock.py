"""The clock of the database is not that of the process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from nabij.tenants.clock import database_now


@pytest.mark.django_db
def test_a_process_whose_clock_is_wrong_hears_what_time_it_is() -> None:
    before = database_now()
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):
        assert timedelta(0) <= database_now() - before < timedelta(minutes=1)
