from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nabij.people.tests import letterbox


@pytest.fixture
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    """What was sent to people during the test."""
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()
