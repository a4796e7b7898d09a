"""Files that belong to nothing any more."""

from __future__ import annotations

from nabij.networks.documents import store
from nabij.networks.documents.models import Document, FederalNotice, Signature

OLD_S = 2 * 3600.0
PIECE = 500


def sweep_files(now: float, older_than_s: float = OLD_S) -> int:
    """Removes files of documents that retention took, and those of deeds that failed. Returns how many.

    `now` is in seconds since 1970; a file younger than `older_than_s` may belong to a deed that is not done yet.
    """
    old = [path for path in store.all_files() if now - path.stat().st_mtime > older_than_s]
    removed = 0
    for at in range(0, len(old), PIECE):
        piece = old[at : at + PIECE]
        known = _known({path.name for path in piece})
        for path in piece:
            if path.name not in known:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _known(names: set[str]) -> set[str]:
    held = Document.objects.filter(file__in=names).values_list("file", flat=True)
    signed = Document.objects.filter(signed_file__in=names).values_list("signed_file", flat=True)
    scanned = Signature.objects.filter(scan__in=names).values_list("scan", flat=True)
    letters = FederalNotice.objects.filter(letter__in=names).values_list("letter", flat=True)
    return {*held, *signed, *scanned, *letters}
