"""Whether a document is still what was signed: its content, its files and every signature under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nabij.networks.documents import sealing, store
from nabij.networks.documents.models import Document, Signature
from nabij.networks.documents.queries.documents import content_of, name_on, signatures_of
from nabij.people.vault import CannotOpen
from nabij.tenants.errors import Missing


@dataclass(frozen=True)
class Checked:
    """One thing that was checked, as a sentence, and whether it holds."""

    what: str
    holds: bool


def statement_of(found: Document, row: Signature) -> sealing.Statement:
    """What this signature states, as it stands in the database now."""
    return sealing.Statement(
        tenant_id=found.tenant_id, document_id=found.id, version=found.version, digest=row.digest,
        file_digest=found.file_digest, role=row.role, account_id=row.account_id, name=name_on(row), deputy=row.deputy,
        how=row.how, proof=row.proof, signed_on=row.signed_on, at=row.at, scan=row.scan_digest, recorded_by=row.recorded_by,
    )  # fmt: skip


def checked(found: Document) -> list[Checked]:
    """Every check of a frozen version that was reached through a query with rights. Reads its files."""
    return [
        Checked(_("The text is the one that was settled."), _content_holds(found)),
        Checked(_("The PDF that was signed is unchanged."), _file_is(found.file, found.file_digest)),
        *_signed_copy(found),
        *(one for row in signatures_of(found) for one in _signature(found, row)),
    ]


def _content_holds(found: Document) -> bool:
    try:
        return sealing.digest_of(content_of(found)) == found.digest
    except (CannotOpen, ValueError):
        return False


def _file_is(name: str, digest: str) -> bool:
    try:
        return sealing.file_digest(store.read(name)) == digest
    except (Missing, CannotOpen):
        return False


def _signed_copy(found: Document) -> Iterator[Checked]:
    if found.signed_file:
        yield Checked(_("The signed copy is unchanged."), _file_is(found.signed_file, found.signed_digest))


def _signature(found: Document, row: Signature) -> Iterator[Checked]:
    role = row.get_role_display()
    try:
        holds = row.digest == found.digest and sealing.is_sealed(statement_of(found, row), row.seal)
    except CannotOpen:
        holds = False
    yield Checked(_("The signature of the %(role)s is for this version.") % {"role": role.lower()}, holds)
    if row.scan:
        words = _("The scan with the signature of the %(role)s is unchanged.") % {"role": role.lower()}
        yield Checked(words, _file_is(row.scan, row.scan_digest))


def check_file(found: Document, content: bytes) -> bool:
    """Whether a file that somebody holds is exactly this version, before or after it was signed."""
    digest = sealing.file_digest(content)
    return bool(digest) and digest in (found.file_digest, found.signed_digest)
