"""Versions of documents and their signatures."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from nabij.networks import queries as networks
from nabij.networks.documents.models import Document, DocumentKind, DocumentState, Signature
from nabij.networks.models import Membership, Network
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@dataclass(frozen=True)
class Budget:
    """What a network costs in a year, in whole cents, and who pays it."""

    total_cents: int
    city_cents: int
    zone_cents: int


def document(actor: Actor, document_id: UUID) -> Document:
    """A version with its network, for who may see that network. Raises Missing."""
    seen = Document.objects.filter(network_id__in=networks.networks(actor).order_by().values("id"))
    found = seen.select_related("network__tenant").filter(id=document_id).first()
    if found is None:
        raise Missing
    return found


def documents_of(actor: Actor, network: networks.Known) -> list[Document]:
    """Every version of every document of a network with its signatures, newest first. Three queries. Raises Missing."""
    found = networks.network(actor, network)
    rows = Document.objects.filter(tenant_id=found.tenant_id, network_id=found.id).prefetch_related("signatures")
    return list(rows.order_by("kind", "-version"))


def latest(network: Network, kind: str) -> Document | None:
    """The newest version of a kind, whatever its state."""
    return Document.objects.filter(tenant_id=network.tenant_id, network=network, kind=kind).order_by("-version").first()


def in_force(network: Network, kind: str) -> Document | None:
    """The version of a kind that holds now."""
    rows = Document.objects.filter(tenant_id=network.tenant_id, network=network, kind=kind, state=DocumentState.SIGNED)
    return rows.first()


def charter_of(network: Network) -> Document | None:
    """The signed charter of a network, for the parts of this room."""
    return in_force(network, DocumentKind.CHARTER)


def budget_of(network_ids: Collection[UUID]) -> dict[UUID, Budget]:
    """The budgets in force of these networks, whose rights the caller checked. One query."""
    rows = Document.objects.filter(
        network_id__in=list(network_ids), kind=DocumentKind.BUDGET, state=DocumentState.SIGNED, cents__isnull=False
    ).values_list("network_id", "cents", "facts")
    return {
        network_id: Budget(cents or 0, facts.get("city_cents", 0), facts.get("zone_cents", 0))
        for network_id, cents, facts in rows
    }


def public_document(network_id: UUID, kind: str) -> Document:
    """House rules or charter in force of an open network, to be printed without what is personal. Raises Missing."""
    found = networks.open_network(network_id)
    held = in_force(found, kind) if kind in (DocumentKind.HOUSE_RULES, DocumentKind.CHARTER) else None
    if held is None:
        raise Missing
    held.network = found
    return held


def published(network: Network) -> set[str]:
    """Which documents of a network anybody may read: house rules and charter, where they are in force."""
    kinds = (DocumentKind.HOUSE_RULES, DocumentKind.CHARTER)
    rows = Document.objects.filter(
        tenant_id=network.tenant_id, network=network, kind__in=kinds, state=DocumentState.SIGNED
    )
    return set(rows.values_list("kind", flat=True))


def answers_of(found: Document) -> dict[str, Any]:
    """The answers of a document that was reached through a query with rights."""
    opened: dict[str, Any] = json.loads(vault.open_value("answers", found.id, bytes(found.answers)))
    return opened


def content_of(found: Document) -> dict[str, Any]:
    """Everything that a frozen version prints. Raises Missing for a draft."""
    if found.content is None:
        raise Missing
    opened: dict[str, Any] = json.loads(vault.open_value("content", found.id, bytes(found.content)))
    return opened


def signatures_of(found: Document) -> list[Signature]:
    """Who signed this version, in the order in which they did."""
    rows = Signature.objects.filter(tenant_id=found.tenant_id, document_id=found.id)
    return list(rows.order_by("at", "id"))


def name_on(row: Signature) -> str:
    """The name under a signature that was reached through a query with rights."""
    return vault.open_value("signatory", row.id, bytes(row.name))


def signature(actor: Actor, signature_id: UUID) -> Signature:
    """A signature with its document, for who may see the network. Raises Missing."""
    seen = Signature.objects.filter(document__network_id__in=networks.networks(actor).order_by().values("id"))
    found = seen.select_related("document").filter(id=signature_id).first()
    if found is None:
        raise Missing
    return found


def house_rules_counts(actor: Actor, network: networks.Known) -> dict[str, int]:
    """How many members accepted which version of the house rules; counts only, so also for the city."""
    found = networks.network(actor, network)
    rows = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    return dict(rows.values_list("house_rules").annotate(n=Count("id")).order_by("-house_rules"))


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """What a person signed, for the download of their own data."""
    account_id = people.account_id_of(person_id)
    rows = Signature.objects.filter(account_id=account_id) if account_id else Signature.objects.none()
    return [
        {
            "network": row.document.network.name, "document": row.document.kind, "version": row.document.version,
            "role": row.role, "name": name_on(row), "signed": row.signed_on.isoformat(),
        }
        for row in rows.select_related("document__network").order_by("at")
    ]  # fmt: skip
