"""Who signs which document, what voids a signature, and what has to be heard by the federal service: pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from nabij.networks.documents.models import DocumentKind, DocumentState, NoticeState, Signatory
from nabij.tenants.errors import Refused, Stale

SIGNATORIES: Final = tuple(Signatory.values)
"""Mayor, chief of police, mandated officer and coordinator: policehesbaye.be/plp.htm, after the circular of 28 February 2019."""
STAND_INS: Final = frozenset({Signatory.OFFICER, Signatory.COORDINATOR})
"""Who has a deputy by a mandate of the network. A mayor or chief who is replaced is so by a role, which is granted and ended."""
PROOFS: Final = frozenset({"totp", "webauthn", "recovery_codes", "code", "paper"})
FACTS_OF: Final[Mapping[str, frozenset[str]]] = {
    DocumentKind.CHARTER: frozenset(
        ("name", "area", "mayor", "chief", "officer", "officer_deputy", "coordinator", "coordinator_deputy", "plan", "budget")
    ),
    DocumentKind.HOUSE_RULES: frozenset(("name", "house_rules")),
    DocumentKind.COMMUNICATION_PLAN: frozenset(("name", "plan")),
    DocumentKind.BUDGET: frozenset(("name",)),
}  # fmt: skip
"""What of the house a document says. Contacts or plan changed: the charter must be updated (besafe.be, "procedure en wet")."""


@dataclass(frozen=True)
class Seen:
    """What somebody signs: the document as it is, and the digest of what they had before them."""

    state: str
    digest: str
    shown: str
    signed: Collection[str]


def signatories(kind: str, chosen: Collection[str]) -> tuple[str, ...]:
    """Who signs a kind of document; `chosen` are the kinds that the zone wants signed. The charter always is."""
    return SIGNATORIES if kind == DocumentKind.CHARTER or kind in chosen else ()


def check_may_sign(seen: Seen, role: str, proof: str) -> None:
    """Raises Stale for a version that is no longer the one to sign, Refused for who signed already. Any order is right."""
    if seen.state == DocumentState.DRAFT:
        raise Refused(_("This document is still a draft. It is signed once it is finished."))
    if seen.state != DocumentState.SIGNING or seen.shown != seen.digest:
        raise Stale(_("There is a newer version of this document. Read that one, and sign it."))
    if role in seen.signed:
        raise Refused(_("This signature stands already."))
    if role not in SIGNATORIES or proof not in PROOFS:
        raise Refused(_("Confirm your signature with a code."))


def still_to_sign(wanted: Collection[str], signed: Collection[str]) -> list[str]:
    """Who has not signed yet, in the order of the charter."""
    return [role for role in wanted if role not in signed]


def check_draft(state: str, edits: int, known: int) -> None:
    """Raises Refused for what is frozen, Stale where somebody else changed the draft in between."""
    if state != DocumentState.DRAFT:
        raise Refused(_("This version can no longer change. Make a new version of it."))
    if edits != known:
        raise Stale(_("Somebody else changed this document in between. Look at it anew."))


def changed_facts(kind: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Which facts that a document says are no longer so."""
    return sorted(name for name in FACTS_OF[kind] if name in then and then[name] != now.get(name))


NEXT: Final[Mapping[str, frozenset[str]]] = {
    NoticeState.TO_SEND: frozenset({NoticeState.SENT, NoticeState.LAPSED}),
    NoticeState.SENT: frozenset({NoticeState.IN_ORDER, NoticeState.REMARKS}),
    NoticeState.REMARKS: frozenset({NoticeState.SENT, NoticeState.LAPSED}),
    NoticeState.IN_ORDER: frozenset(),
    NoticeState.LAPSED: frozenset(),
}


def check_notice(now: str, wanted: str) -> None:
    """Raises Stale where the notice to the federal service is not at the point before `wanted`."""
    if wanted not in NEXT[NoticeState(now)]:
        raise Stale(_("This notice has already moved on. Look at it anew."))
