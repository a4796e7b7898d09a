"""Signing a version: by the signatory with a second factor or a code, or on paper that prevention scans."""

from __future__ import annotations

from datetime import date
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.documents import queries, rules, scans, sealing, store
from nabij.networks.documents.actions.base import (
    come_into_force,
    put,
    require_manager,
    seen_document,
)
from nabij.networks.documents.models import Document, Signature, SignedHow
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import BRUSSELS

LONGEST_NAME = 120


@transaction.atomic
def sign(actor: Actor, *, document_id: UUID, role: str, digest: str, proof: str) -> Signature:
    """The signatory signs exactly the version with this digest. `proof` is how they showed just now that it is them: "totp",
    "webauthn" or "recovery_codes" for staff, "code" for a resident; the door that calls this checked it.

    Raises Missing for who has no such role for this network, Stale for another version, Refused for who signed before.
    """
    found = seen_document(actor, document_id)
    roles = queries.signing_roles(actor, found.network)
    if role not in roles or role not in queries.wanted_of(found):
        raise Missing
    _check(found, role, digest, proof)
    if proof == "paper" or (actor.kind == "resident") is not (proof == "code"):
        raise Refused(_("Confirm your signature with a code."))
    if Signature.objects.filter(tenant_id=found.tenant_id, document=found, account_id=actor.id).exists():
        raise Refused(_("You signed this document already in another role. Somebody else signs for this one."))
    values: dict[str, Any] = {
        "role": role, "account_id": actor.id, "deputy": roles[role], "how": SignedHow.ELECTRONIC, "proof": proof,
        "signed_on": timezone.localdate(),
    }  # fmt: skip
    return _put_under(actor, found, _name_of(actor, found, role, deputy=roles[role]), values)


@transaction.atomic
def record_paper(
    actor: Actor, *, document_id: UUID, role: str, digest: str, name: str, signed_on: date, upload: IO[bytes] | None,
    deputy: bool = False,
) -> Signature:  # fmt: skip
    """Prevention records a signature on paper: who signed when, with the scan, drawn anew.

    Raises Missing for who does not manage the network, Stale for another version, Refused for a scan that is none, a date that
    cannot be, or a deputy where the chief did not allow one.
    """
    found = seen_document(actor, document_id)
    require_manager(actor, found.network)
    if role not in queries.wanted_of(found):
        raise Missing
    _check(found, role, digest, "paper")
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise Refused(_("Give the name of who signed."))
    _check_day(found, signed_on)
    _check_deputy(found, role, deputy)
    if upload is None:
        raise Refused(_("Choose the scan first."))
    scan = scans.redraw(upload)
    values = {
        "role": role, "account_id": None, "deputy": deputy, "how": SignedHow.PAPER, "proof": "paper", "signed_on": signed_on,
        "scan": store.keep(scan), "scan_digest": sealing.file_digest(scan), "recorded_by": actor.id,
    }  # fmt: skip
    return _put_under(actor, found, name, values)


def _check(found: Document, role: str, digest: str, proof: str) -> None:
    signed = {one.role for one in queries.signatures_of(found)}
    rules.check_may_sign(rules.Seen(found.state, found.digest, digest, signed), role, proof)


def _check_day(found: Document, signed_on: date) -> None:
    frozen = (found.frozen_at or found.made_at).astimezone(BRUSSELS).date()
    if not frozen <= signed_on <= timezone.localdate():
        raise Refused(_("The day of signing lies between the day this version was settled and today."))


def _check_deputy(found: Document, role: str, deputy: bool) -> None:
    if deputy and not (role in rules.STAND_INS and queries.deputies_may_sign(found)):
        raise Refused(_("A deputy signs only where the chief of police decided so."))


def _name_of(actor: Actor, found: Document, role: str, *, deputy: bool) -> str:
    """The name of staff, or the one a resident gave; else the name under which the document itself speaks of them."""
    known = people.known_names([actor.id] if actor.id else []).get(actor.id) if actor.id else ""
    answers = queries.answers_of(found)
    return known or answers.get(f"{role}_deputy" if deputy else f"{role}_name") or actor.name


def _put_under(actor: Actor, found: Document, name: str, values: dict[str, Any]) -> Signature:
    row = Signature(tenant_id=found.tenant_id, document=found, at=timezone.now(), digest=found.digest, **values)
    row.name = vault.seal_value("signatory", row.id, name)
    row.seal = sealing.seal(queries.statement_of(found, row))
    row.save(force_insert=True)
    detail = {"role": row.role, "how": row.how, "digest": found.digest, "deputy": row.deputy}
    put(actor, found, "sign_document", detail)
    if not rules.still_to_sign(queries.wanted_of(found), {one.role for one in queries.signatures_of(found)}):
        come_into_force(actor, found)
    return row
