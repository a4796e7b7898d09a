"""The files of documents: PDFs, scans, letters and the package, for who may see the network; and what anybody may read."""

from __future__ import annotations

import io
import zipfile
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nabij.networks.documents import printing, queries, store, texts
from nabij.networks.documents.actions.writing import content_now
from nabij.networks.documents.models import Document, DocumentKind, DocumentState
from nabij.networks.views.office import members_of_staff_or_lead
from nabij.people.access import actor_of
from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken

EPOCH: Final = (2020, 1, 1, 0, 0, 0)
"""The moment of every file in a package, so that the same package is the same file."""


@never_cache
@require_safe
@members_of_staff_or_lead
def pdf(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A version as it was settled, or signed with `?getekend`; a draft as it would be now."""
    found = queries.document(actor_of(request), document_id)
    if found.state == DocumentState.DRAFT:
        wanted = queries.wanted_of(found)
        return answer(
            printing.printed(content_now(found, queries.answers_of(found)), wanted=wanted, draft=True), _name(found)
        )
    if "getekend" in request.GET and found.signed_file:
        return answer(store.read(found.signed_file), f"{_name(found)}-getekend")
    return answer(store.read(found.file), _name(found))


@never_cache
@require_safe
@members_of_staff_or_lead
def scan(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """The scan of a signature on paper."""
    row = queries.signature(actor_of(request), signature_id)
    if not row.scan:
        raise Missing
    return answer(store.read(row.scan), f"handtekening-{row.role}")


@never_cache
@require_safe
@members_of_staff_or_lead
def letter(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The letter of a notice to the federal service."""
    found = queries.notice(actor_of(request), notice_id)
    return answer(store.read(found.letter), f"brief-{slugify(found.network.name)}-{found.what}")


@never_cache
@require_safe
@members_of_staff_or_lead
def package(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What a party keeps and the federal service gets: the signed document, its scans, and the letter, as one ZIP."""
    actor = actor_of(request)
    found = queries.document(actor, document_id)
    if not found.signed_file:
        raise Missing
    files = {f"{_name(found)}.pdf": store.read(found.signed_file)}
    for row in queries.signatures_of(found):
        if row.scan:
            files[f"handtekening-{row.role}.pdf"] = store.read(row.scan)
    for notice in queries.notices_of(actor, found.network_id):
        if notice.document_id == found.id:
            files.setdefault(f"brief-{notice.what}.pdf", store.read(notice.letter))
    return answer(_zipped(files), _name(found), "application/zip", "zip")


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return out.getvalue()


@require_safe
def public_rules(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """House rules in force, for anybody, in the language of the reader."""
    return _public(request, network_id, DocumentKind.HOUSE_RULES)


@require_safe
def public_charter(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """The charter in force without names, contact data and signatures."""
    return _public(request, network_id, DocumentKind.CHARTER)


def _public(request: HttpRequest, network_id: UUID, kind: str) -> HttpResponse:
    found = queries.public_document(network_id, kind)
    wanted = request.GET.get("taal", spoken())
    language = wanted if wanted in texts.languages(kind) else found.language
    if kind == DocumentKind.CHARTER:
        language = found.language
    return answer(printing.printed(queries.content_of(found), language=language, public=True), _name(found))


def _name(found: Document) -> str:
    return f"{slugify(found.network.name)}-{found.kind.replace('_', '-')}-{found.version}"


def answer(content: bytes, name: str, content_type: str = "application/pdf", ending: str = "pdf") -> HttpResponse:
    """A file that the browser shows by itself, never as a page of ours."""
    made = HttpResponse(content, content_type=content_type)
    made["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    made["X-Content-Type-Options"] = "nosniff"
    return made
