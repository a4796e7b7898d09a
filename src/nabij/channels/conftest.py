"""Providers in processes of their own, for the tests of this room."""

from collections.abc import Iterator

import pytest

from nabij.channels.smpp.tests.house import House


@pytest.fixture
def house() -> Iterator[House]:
    """Starts SMS centres and clients; ends them after the test."""
    house = House()
    yield house
    for end in house.ends:
        end()
