"""Words and shapes for the pages about people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.people import dossier, queries, vault
from nabij.people.models import Consent, ContactPoint, GrantState, KeyMode, OptOut, RoleGrant
from nabij.people.roles import roles
from nabij.people.rules import MESSAGE_KINDS, RECIPIENTS, called
from nabij.tenants.actor import Actor
from nabij.tenants.models import Tenant

TONES = {GrantState.ASKED: "warning", GrantState.GRANTED: "warning", GrantState.ACTIVE: "success"}


@dataclass(frozen=True)
class ShownPoint:
    url: str
    value: str
    kind: str
    kind_label: str
    is_verified: bool
    is_lost: bool
    quiet: str
    opted_out: str


@dataclass(frozen=True)
class ShownConsent:
    tenant_id: UUID
    recipient: str
    sentence: str
    given: bool


@dataclass(frozen=True)
class ShownGrant:
    id: UUID
    who: str
    role: str
    tenant: str
    state: str
    tone: str
    asked_by: str
    deeds: list[tuple[str, str, str]]


@dataclass(frozen=True)
class ShownKey:
    grant: ShownGrant
    mode: str
    mode_tone: str
    used_at: datetime | None
    valid_until: datetime | None


def shown_point(point: ContactPoint, opt_outs: Iterable[OptOut], base: str) -> ShownPoint:
    """A contact point as its owner, or who helps, sees it."""
    kinds = {row.message_kind for row in opt_outs if row.contact_point_id == point.id}
    quiet = ""
    if point.quiet_from and point.quiet_until:
        quiet = _("silent from %(start)s until %(end)s") % {
            "start": f"{point.quiet_from:%H:%M}",
            "end": f"{point.quiet_until:%H:%M}",
        }
    words = ngettext("%(count)s kind of message not", "%(count)s kinds of messages not", len(kinds)) % {
        "count": len(kinds)
    }
    return ShownPoint(
        url=f"{base}gegeven/{point.id}/",
        value=vault.readable(point.kind, queries.value_of(point)),
        kind=point.kind,
        kind_label=str(point.get_kind_display()),
        is_verified=point.verified_at is not None,
        is_lost=point.verified_at is None and point.unreachable_at is not None,
        quiet=quiet,
        opted_out=words if kinds else "",
    )


def shown_consents(given: Iterable[Consent], tenants: Iterable[Tenant]) -> list[ShownConsent]:
    """Every recipient and zone, with whether the person agrees now."""
    standing = {(row.tenant_id, row.recipient) for row in given if row.withdrawn_at is None}
    sentence = _("%(tenant)s may give my contact data to %(recipient)s, for warnings.")
    return [
        ShownConsent(
            tenant.id, code, sentence % {"tenant": tenant.name, "recipient": label}, (tenant.id, code) in standing
        )
        for tenant in tenants
        for code, label in RECIPIENTS.items()
    ]


def shown_followers(actor: Actor, person_id: UUID) -> list[dict[str, Any]]:
    """What else can come about the places of a person, with whether they want it now."""
    return [
        {"name": name, "on": (on := one.is_on(actor, person_id)), "sentence": one.wanted if on else one.refused}
        for name, one in dossier.followers().items()
    ]


def wanted_kinds(opt_outs: Iterable[OptOut], contact_point_id: UUID) -> list[str]:
    """The kinds of message that may still come to a contact point."""
    refused = {row.message_kind for row in opt_outs if row.contact_point_id == contact_point_id}
    return [] if "" in refused else [kind for kind in MESSAGE_KINDS if kind not in refused]


def shown_keys(rows: list[queries.KeyRow], language: str) -> list[ShownKey]:
    """Keys with what they may and what can be done; who made a key cannot confirm it, and the action says so."""
    shown = shown_grants([row.grant for row in rows], {row.grant.tenant_id for row in rows}, language)
    return [
        ShownKey(
            grant=grant,
            mode=str(KeyMode(row.grant.account.key_mode).label),
            mode_tone="neutral" if row.grant.account.key_mode == KeyMode.LIVE else "brand",
            used_at=row.used_at,
            valid_until=row.grant.valid_until,
        )
        for grant, row in zip(shown, rows, strict=True)
    ]


def shown_grants(rows: list[RoleGrant], grantable: set[UUID], language: str) -> list[ShownGrant]:
    """Grants with the deeds that who looks may try; the action has the last word."""
    names = queries.account_names([row.asked_by for row in rows])
    return [
        ShownGrant(
            id=row.id,
            who=called(row.account.name, row.account.username),
            role=roles()[row.role].label(language) if row.role in roles() else row.role,
            tenant=row.tenant.name,
            state=str(row.get_state_display()),
            tone=TONES.get(GrantState(row.state), "neutral"),
            asked_by=names.get(row.asked_by, ""),
            deeds=_deeds(row.state) if row.tenant_id in grantable else [],
        )
        for row in rows
    ]


def _deeds(state: str) -> list[tuple[str, str, str]]:
    refuse = ("refuse", _("Refuse"), "quiet")
    return {
        "asked": [("grant", _("Grant"), "primary"), refuse],
        "granted": [("confirm", _("Confirm as second person"), "primary"), refuse],
        "active": [("withdraw", _("Withdraw"), "secondary")],
    }.get(state, [])
