"""One embedded PostgreSQL per run, cloned from a data directory that holds the migrated template."""

from __future__ import annotations

import os
from typing import Any

import django
import pytest
from hypothesis import HealthCheck, settings

from nabij.site import messages
from tests import database, sharing

database.use_for_this_run()
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own loop runs in the thread of the tests
messages.compile_all()
django.setup()

# How long an example takes says something of the machine, nothing of the rule.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

pytest_plugins = ["tests.fixtures"]


def pytest_xdist_setupnodes() -> None:
    """A worker that inherits the name of the settings loads them before it knows which database is its own."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.WholeFiles:
    return sharing.WholeFiles(config, log)


def pytest_unconfigure() -> None:
    database.end_of_run()
