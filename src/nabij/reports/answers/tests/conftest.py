from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from nabij.channels.outbox.tests.routes import Routes
from nabij.reports.tests.factories import Town, make_town
from nabij.tenants.working_days import BRUSSELS

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=BRUSSELS)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> Routes:
    """What carries messages in this test."""
    return Routes.installed(monkeypatch)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Noon of a working day, which stands still."""
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved
