"""A zone with two municipalities, and a second zone."""

from __future__ import annotations

import pytest

from nabij.reports.tests.factories import Town, make_town


@pytest.fixture
def town(db: None) -> Town:
    return make_town()
