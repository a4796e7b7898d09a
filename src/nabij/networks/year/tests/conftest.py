"""The simulated provider, so that what people hear is read from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nabij.channels.models import SimulatedMessage
from nabij.networks.year.tests.factories import Street, make_street

Posted = Callable[[], list[SimulatedMessage]]


@pytest.fixture
def street(db: None) -> Street:
    return make_street()


@pytest.fixture
def posted(settings: Any, closed_routes: None) -> Posted:
    """Everything that left, the oldest first."""
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {
        channel: [{"driver": "simulator", "receipt_delay_s": 3600}] for channel in ("sms", "email", "voice", "push")
    }
    return lambda: list(SimulatedMessage.objects.order_by("sent_at", "id"))
