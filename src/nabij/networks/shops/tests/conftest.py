from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nabij.alerts.tests.factories import Zone, make_zone
from nabij.networks.models import Network
from nabij.networks.shops.tests.factories import make_binz
from nabij.people.tests import letterbox


@pytest.fixture(autouse=True)
def letters(settings: Any) -> Iterator[list[letterbox.Letter]]:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    letterbox.letters.clear()
    yield letterbox.letters
    letterbox.letters.clear()


@pytest.fixture
def zone(db: None) -> Zone:
    return make_zone(members=2)


@pytest.fixture
def binz(zone: Zone) -> Network:
    return make_binz(zone.tenant, zone.place.lon, zone.place.lat, name="BIN-Z Centrum")
