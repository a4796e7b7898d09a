"""Portraits that nobody shows any more."""

from __future__ import annotations

from typing import Final

from nabij.desk.officers.models import Officer
from nabij.desk.officers.queries.finding import SHELF
from nabij.reports import pictures

A_DAY_S: Final = 24 * 3_600.0


def sweep_portraits(now: float, older_than_s: float = A_DAY_S) -> int:
    """Removes the files of portraits that belong to no officer, such as of who left. Returns how many. `now` is in seconds since
    1970; a file younger than `older_than_s` may still be on its way to an officer.
    """
    shown = set(Officer.objects.exclude(photo="").values_list("photo", flat=True))
    gone = [
        path
        for path in pictures.all_files(SHELF)
        if path.name not in shown and now - path.stat().st_mtime > older_than_s
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
