"""A notice to the federal service with its letter, as it is opened by the deeds that call for one."""

from __future__ import annotations

from django.utils import timezone

from nabij.audit.actions import record
from nabij.networks.documents import letters, store
from nabij.networks.documents.models import Document, FederalNotice, NoticeOf, NoticeState
from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of
from nabij.tenants.actor import Actor
from nabij.tenants.working_days import end_of_term


def open_notice(actor: Actor, network: Network, what: str, note: str, document: Document | None) -> FederalNotice:
    """What the federal service must hear, with its letter and its term. A notice of the same that still waits is replaced."""
    now, chosen = timezone.now(), rules_of(network)
    FederalNotice.objects.filter(
        tenant_id=network.tenant_id, network=network, what=what, state=NoticeState.TO_SEND
    ).update(state=NoticeState.LAPSED)
    letter = letters.federal_letter(
        network, NoticeOf(what), note, document, timezone.localdate(), chosen.federal_address
    )
    opened = FederalNotice.objects.create(
        tenant_id=network.tenant_id, network=network, document=document, what=NoticeOf(what), note=note.strip(),
        letter=store.keep(letter), made_at=now, made_by=actor.id, due_at=end_of_term(now, chosen.federal_days),
    )  # fmt: skip
    record(
        actor, tenant_id=network.tenant_id, verb="networks.open_federal_notice", target="networks.federal_notice",
        target_id=opened.id, detail={"network": str(network.id), "what": what},
    )  # fmt: skip
    return opened
