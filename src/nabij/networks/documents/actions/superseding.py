"""Documents of a network that merges, splits or stops."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nabij.networks.actions import locked
from nabij.networks.documents import queries
from nabij.networks.documents.actions.base import put, seal_answers
from nabij.networks.documents.models import Document, DocumentKind, DocumentState
from nabij.networks.models import Network
from nabij.tenants.actor import Actor


@transaction.atomic
def supersede(actor: Actor, *, network_id: UUID, successors: Collection[UUID] = ()) -> int:
    """Ends the documents of a network: what is in force or waits for signatures is replaced, drafts are thrown away. Each
    successor (a network of the same zone that takes over, founded before) gets drafts of them, with names and area anew.

    For merge, split and stop, in their transaction: they checked the rights. Returns how many versions ended.
    """
    network = locked(network_id)
    held = Document.objects.filter(tenant_id=network.tenant_id, network=network).exclude(state=DocumentState.REPLACED)
    rows = list(held.order_by("-version"))
    for successor in successors:
        _hand_on(actor, locked(successor), {row.kind: row for row in reversed(rows)})
    now = timezone.now()
    for row in rows:
        row.network = network
        put(actor, row, "supersede_document", {"successors": [str(one) for one in successors]})
        if row.state == DocumentState.DRAFT:
            row.delete()
        else:
            row.state, row.replaced_at = DocumentState.REPLACED, now
            row.save(update_fields=["state", "replaced_at"])
    return len(rows)


def _hand_on(actor: Actor, network: Network, newest: dict[str, Document]) -> None:
    """Drafts for a successor: the answers of before, but for what the house itself knows of the new network."""
    for kind, row in newest.items():
        if queries.latest(network, kind) is not None:
            continue
        answers = queries.answers_of(row)
        known = queries.prefilled(network, kind, row.language)
        if kind == DocumentKind.CHARTER:
            answers |= {name: value for name, value in known.items() if name in HOUSE_SAYS}
        made = Document(
            tenant_id=network.tenant_id, network=network, kind=kind, language=row.language, version=1,
            made_at=timezone.now(), made_by=actor.id,
        )  # fmt: skip
        seal_answers(made, answers)
        made.save(force_insert=True)
        put(actor, made, "start_document", {"language": row.language, "after": str(row.network_id)})


HOUSE_SAYS = frozenset(
    ("area_words", "homes", "officer_name", "officer_deputy", "coordinator_name", "coordinator_deputy")
)
