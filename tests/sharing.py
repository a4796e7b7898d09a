"""How tests are shared out between workers: whole files, so that what a file sets up is set up once; the longest go first."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

CHECKOUT = Path(__file__).resolve().parents[1]
TOWN = "town"
"""All files that look at the demo town are as one: making that town takes as long as a hundred pages."""
IN_TOWN = re.compile(r"\b(desk: Desk|served: Served)\b")
# Files of few tests that each take long; begun at the end, they would keep one worker waiting for the other.
LONG = (
    "tests/browser/test_network_year.py",
    "tests/loop/test_real_places.py",
    "tests/conformance/test_api.py",
    "tests/loop/test_network_rights.py",
    "tests/loop/test_network_lists.py",
    "tests/loop/test_every_page.py",
    "src/nabij/places/tests/test_real_data.py",
)


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
    """Hands a worker one file at a time. (Groups named by a mark are no longer seen by pytest-xdist 3.8 under pytest 9.)"""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid.split("::")[0])

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=self._turn), last=False)
        super()._assign_work_unit(node)

    def _turn(self, scope: str) -> tuple[bool, bool, bool, int]:
        browses = scope.startswith("tests/browser/")
        return scope != TOWN, scope not in LONG, not browses, -len(self.workqueue[scope])


@functools.cache
def scope_of(path: str) -> str:
    """What goes to one worker as a whole: the file, or all files of the town."""
    return TOWN if path.startswith("tests/browser/") and IN_TOWN.search((CHECKOUT / path).read_text()) else path
