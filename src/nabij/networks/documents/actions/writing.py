"""A document from its first answer until it is frozen, and a new version of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nabij.networks.documents import contents, printing, queries, rules, schemas, sealing, store, texts
from nabij.networks.documents.actions.base import (
    come_into_force,
    put,
    require_manager,
    require_writer,
    seal_answers,
    seen_document,
    seen_network,
)
from nabij.networks.documents.models import Document, DocumentKind, DocumentState, Signature
from nabij.networks.documents.queries.facts import about
from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of
from nabij.people import vault
from nabij.reports import queries as reports
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.working_days import end_of_term


@transaction.atomic
def start_document(actor: Actor, *, network_id: UUID, kind: str, language: str = "nl") -> Document:
    """A draft of a kind of document, filled in from the version before it or from what the house knows; the one that there
    is where somebody started it before. A version that waits for signatures is withdrawn: what it says will change.

    Raises Missing for who does not manage the network and has no mandate in it, Refused for a language that is not offered.
    """
    network = seen_network(actor, network_id)
    require_writer(actor, network)
    if kind not in DocumentKind.values or language not in texts.WRITTEN_IN:
        raise Refused(_("Choose a document and a language."))
    newest = queries.latest(network, kind)
    if newest is not None and newest.state == DocumentState.DRAFT:
        return newest
    answers = queries.answers_of(newest) if newest else queries.prefilled(network, kind, language)
    if newest is not None and newest.state == DocumentState.SIGNING:
        _withdraw(actor, newest)
    made = Document(
        tenant_id=network.tenant_id, network=network, kind=kind, language=language,
        version=newest.version + 1 if newest else 1, made_at=timezone.now(), made_by=actor.id,
    )  # fmt: skip
    seal_answers(made, answers)
    made.save(force_insert=True)
    put(actor, made, "start_document", {"language": language})
    return made


def revise(actor: Actor, *, document_id: UUID) -> Document:
    """A new version of a frozen one, with its answers. What waits for signatures is withdrawn; what is in force stays so until
    the new one takes its place.
    """
    found = queries.document(actor, document_id)
    return start_document(actor, network_id=found.network_id, kind=found.kind, language=found.language)


@transaction.atomic
def save_answers(
    actor: Actor, *, document_id: UUID, part: str, given: Mapping[str, Any], edits: int
) -> Document:  # fmt: skip
    """Writes the answers of one part of a draft. `edits` is that of the draft that was seen.

    Raises Missing, Stale where somebody else changed it in between, Refused with a sentence about the first answer that is wrong.
    """
    found = seen_document(actor, document_id)
    require_writer(actor, found.network)
    rules.check_draft(found.state, found.edits, edits)
    read = {
        field.name: schemas.read(field, given.get(field.name)) for field in schemas.part_of(found.kind, part).fields
    }
    seal_answers(found, queries.answers_of(found) | read)
    found.edits += 1
    found.save()
    put(actor, found, "answer_document", {"part": part, "edits": found.edits})
    return found


@transaction.atomic
def freeze(actor: Actor, *, document_id: UUID, edits: int) -> Document:
    """Settles a draft: nothing of it changes any more. It goes to its signatories, or is in force where nobody signs.

    Raises Missing for who does not manage the network, Stale, and Refused with what is still missing.
    """
    found = seen_document(actor, document_id)
    require_manager(actor, found.network)
    rules.check_draft(found.state, found.edits, edits)
    answers = queries.answers_of(found)
    _check_whole(found, answers)
    now = timezone.now()
    content = content_now(found, answers)
    file = printing.printed(content, wanted=queries.wanted_of(found))
    found.content = vault.seal_value("content", found.id, json.dumps(content))
    found.digest, found.file, found.file_digest = (
        sealing.digest_of(content),
        store.keep(file),
        sealing.file_digest(file),
    )
    found.facts = queries.facts_of([found.network])[found.network_id] | _sums(found, answers)
    found.frozen_at, found.frozen_by = now, actor.id
    put(actor, found, "freeze_document", {"digest": found.digest})
    if not queries.wanted_of(found):
        come_into_force(actor, found)
        return found
    found.state, found.due_at = DocumentState.SIGNING, end_of_term(now, rules_of(found.network).signing_days)
    found.save()
    return found


@transaction.atomic
def discard(actor: Actor, *, document_id: UUID, edits: int) -> None:
    """Throws a draft away; a version in force stays as it is."""
    found = seen_document(actor, document_id)
    require_writer(actor, found.network)
    rules.check_draft(found.state, found.edits, edits)
    put(actor, found, "discard_document", {})
    found.delete()


def content_now(found: Document, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What this version prints with these answers and the house as it is today."""
    network = found.network
    held = queries.in_force(network, DocumentKind.BUDGET)
    house = contents.House(
        network_id=str(network.id), network_kind=network.kind, names=about(network),
        plan=_plan(network, found.language), budget=schemas.costs(queries.answers_of(held)) if held else [],
    )  # fmt: skip
    return contents.build(found.kind, found.language, found.version, timezone.localdate(), answers, house)


def _plan(network: Network, language: str) -> list[dict[str, Any]]:
    with translation.override(language):
        names = {one.code: in_language(one.name) for one in reports.categories()}
    lines = sorted(network.plan.all(), key=lambda one: (not one.category, one.category))
    return [
        {
            "fact": names.get(line.category, line.category), "priority": line.priority, "channels": sorted(line.channels),
            "from": f"{line.from_time:%H:%M}" if line.from_time else "",
            "until": f"{line.until_time:%H:%M}" if line.until_time else "", "night": line.night,
        }
        for line in lines
    ]  # fmt: skip


def _check_whole(found: Document, answers: Mapping[str, Any]) -> None:
    """A charter without contact data, communication plan or budget plan comes back from the federal service."""
    open_ones = schemas.missing(found.kind, answers)
    if open_ones:
        names = ", ".join(field.missing_words for field in open_ones)
        raise Refused(_("Fill in first: %(names)s.") % {"names": names})
    if found.kind in (DocumentKind.CHARTER, DocumentKind.COMMUNICATION_PLAN) and not found.network.plan.exists():
        raise Refused(_("Agree on the communication plan first: at least one line of it."))
    if found.kind == DocumentKind.CHARTER and queries.in_force(found.network, DocumentKind.BUDGET) is None:
        raise Refused(_("Settle the budget plan first: it is part of the charter."))


def _sums(found: Document, answers: Mapping[str, Any]) -> dict[str, int]:
    if found.kind != DocumentKind.BUDGET:
        return {}
    lines = schemas.costs(answers)
    found.cents = schemas.total_cents(lines)
    return {f"{payer}_cents": schemas.total_cents(lines, payer) for payer in ("city", "zone")}


def _withdraw(actor: Actor, found: Document) -> None:
    found.state, found.replaced_at = DocumentState.REPLACED, timezone.now()
    found.save(update_fields=["state", "replaced_at"])
    voided = Signature.objects.filter(tenant_id=found.tenant_id, document=found).count()
    put(actor, found, "withdraw_document", {"signatures": voided})
