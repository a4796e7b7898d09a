from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from nabij.people.tests import letterbox


@pytest.fixture
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    """What was sent to people during the test."""
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared as the sources write them, whether catalogues are compiled or not."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Making a password slow to guess is Django's work, and a second per test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
