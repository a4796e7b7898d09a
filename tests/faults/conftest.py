from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from nabij.site.postgres import Cluster
from tests import database
from tests.faults.stage import Stage, stage


@pytest.fixture(scope="session")
def durable_cluster() -> Iterator[Cluster]:
    with database.own_cluster() as cluster:
        yield cluster


@pytest.fixture
def set_up(durable_cluster: Cluster, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Builds a stage with an empty database; its arguments are options of the SMS centre."""
    with ExitStack() as stack:
        yield lambda *centre_options: stack.enter_context(stage(durable_cluster, tmp_path, *centre_options))
