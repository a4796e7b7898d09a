"""What every deed about a document shares: the lock, the right, the record, and what follows when it comes into force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from nabij.audit.actions import record
from nabij.networks import queries as networks
from nabij.networks.actions import locked
from nabij.networks.documents import printing, queries, sealing, store
from nabij.networks.documents.actions import steps
from nabij.networks.documents.actions.notices import open_notice
from nabij.networks.documents.models import Document, DocumentKind, DocumentState, NoticeOf
from nabij.networks.models import Network
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

STEPS: Final[Mapping[str, str]] = {
    DocumentKind.CHARTER: "charter", DocumentKind.HOUSE_RULES: "house_rules", DocumentKind.BUDGET: "budget",
    DocumentKind.COMMUNICATION_PLAN: "plan",
}  # fmt: skip
"""Which step of the start-up a document that comes into force completes."""


def seen_network(actor: Actor, network_id: UUID) -> Network:
    """The network, locked, for who may see it. Raises Missing."""
    networks.network(actor, network_id)
    return locked(network_id)


def seen_document(actor: Actor, document_id: UUID) -> Document:
    """A version, locked together with its network, for who may see that. Raises Missing."""
    network_id = Document.objects.filter(id=document_id).values_list("network_id", flat=True).first()
    if network_id is None:
        raise Missing
    network = seen_network(actor, network_id)
    found = Document.objects.select_for_update().get(tenant_id=network.tenant_id, id=document_id)
    found.network = network
    return found


def require_writer(actor: Actor, network: Network) -> None:
    if not queries.may_write(actor, network):
        raise Missing


def require_manager(actor: Actor, network: Network) -> None:
    if not queries.manages(actor, network):
        raise Missing


def seal_answers(found: Document, answers: Mapping[str, Any]) -> None:
    found.answers = vault.seal_value("answers", found.id, json.dumps(dict(answers)))


def come_into_force(actor: Actor, found: Document) -> None:
    """The version holds from now on; the one before it is replaced, its step is done, the federal service must hear."""
    now = timezone.now()
    before = Document.objects.filter(
        tenant_id=found.tenant_id, network_id=found.network_id, kind=found.kind, state=DocumentState.SIGNED
    )
    had_one = bool(before.update(state=DocumentState.REPLACED, replaced_at=now))
    found.state, found.in_force_at = DocumentState.SIGNED, now
    _keep_signed(found)
    found.save()
    put(actor, found, "put_document_in_force", {})
    steps.complete(actor, found.network_id, STEPS[found.kind])
    if found.kind == DocumentKind.CHARTER:
        open_notice(actor, found.network, NoticeOf.CHANGED if had_one else NoticeOf.CHARTER, "", found)


def _keep_signed(found: Document) -> None:
    wanted = queries.wanted_of(found)
    if not wanted:
        return
    signed = [as_printed(one) for one in queries.signatures_of(found)]
    content = printing.printed(queries.content_of(found), wanted=wanted, signed=signed)
    found.signed_file, found.signed_digest = store.keep(content), sealing.file_digest(content)


def as_printed(one: Any) -> printing.Signed:
    """A row of a signature as a document prints it."""
    return printing.Signed(one.role, queries.name_on(one), one.deputy, one.how, one.proof, one.signed_on)


def put(actor: Actor, found: Document, verb: str, detail: dict[str, Any]) -> None:
    """Writes on record what was done with a version."""
    record(
        actor, tenant_id=found.tenant_id, verb=f"networks.{verb}", target="networks.document", target_id=found.id,
        detail={"network": str(found.network_id), "kind": found.kind, "version": found.version, **detail},
    )  # fmt: skip
