from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from nabij.networks.documents.tests.factories import Parties, make_parties


@pytest.fixture
def parties(settings: Any, tmp_path: Path) -> Parties:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return make_parties()
