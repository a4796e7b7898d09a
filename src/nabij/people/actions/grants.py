"""Roles: asked by one, granted by another, and confirmed by a third where the role is powerful."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.people import rules
from nabij.people.models import Account, GrantState, RoleGrant
from nabij.people.roles import roles
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant
from nabij.tenants.queries import tenant


@transaction.atomic
def ask_role(
    actor: Actor, *, account_id: UUID, tenant_id: UUID, role: str, valid_until: datetime | None = None
) -> RoleGrant:  # fmt: skip
    """Asks a role for a colleague or coordinator. Needs people.manage or people.grant in the tenant; with the latter it is
    granted by the same deed. Raises Refused for a role that this account cannot hold, or that already waits or stands.
    """
    asker = _somebody(actor)
    if not actor.may("people.manage", tenant_id):
        actor.require("people.grant", tenant_id)
    account = Account.objects.filter(id=account_id, is_active=True).first()
    if account is None:
        raise Missing
    rules.check_ask(asker=asker, account_id=account_id)
    where = tenant(tenant_id)
    _check_fits(role, account, where)
    row = _new(account, where, role, asker, valid_until)
    _record(actor, "people.ask_role", row)
    return _grant(actor, row) if actor.may("people.grant", tenant_id) else row


@transaction.atomic
def grant_role(actor: Actor, *, grant_id: UUID) -> RoleGrant:
    """Grants what was asked. In force at once, unless the role is powerful: then a second person must confirm it."""
    row = _locked(actor, grant_id)
    return _grant(actor, row)


@transaction.atomic
def confirm_role(actor: Actor, *, grant_id: UUID) -> RoleGrant:
    """The second person: not the asker, not the granter, not the one who gets the role. Then the role is in force."""
    row = _locked(actor, grant_id)
    rules.check_confirm(_as_rule(row), _somebody(actor))
    row.state, row.confirmed_by = GrantState.ACTIVE, actor.id
    row.save(update_fields=["state", "confirmed_by"])
    _record(actor, "people.confirm_role", row)
    _rights_changed(actor, row)
    return row


@transaction.atomic
def refuse_role(actor: Actor, *, grant_id: UUID) -> RoleGrant:
    """Ends a request that still waits for somebody."""
    row = _locked(actor, grant_id)
    rules.check_refuse(_as_rule(row))
    row.state, row.ended_at, row.withdrawn_by = GrantState.REFUSED, timezone.now(), actor.id
    row.save(update_fields=["state", "ended_at", "withdrawn_by"])
    _record(actor, "people.refuse_role", row)
    return row


@transaction.atomic
def withdraw_role(actor: Actor, *, grant_id: UUID) -> RoleGrant:
    """Ends a role that is in force, at once: open live pages of this account are closed."""
    row = _locked(actor, grant_id)
    rules.check_withdraw(_as_rule(row))
    row.state, row.ended_at, row.withdrawn_by = GrantState.WITHDRAWN, timezone.now(), actor.id
    row.save(update_fields=["state", "ended_at", "withdrawn_by"])
    _record(actor, "people.withdraw_role", row)
    _rights_changed(actor, row)
    return row


@transaction.atomic
def install_role(actor: Actor, *, account_id: UUID, tenant_id: UUID, role: str) -> RoleGrant:
    """A role in force without a second person: only for the platform itself, when an installation or demo is set up."""
    if actor.kind != "system":
        raise Missing
    account, where = Account.objects.get(id=account_id), tenant(tenant_id)
    held = RoleGrant.objects.filter(account=account, tenant=where, role=role, state=GrantState.ACTIVE).first()
    if held is not None:
        return held
    _check_fits(role, account, where)
    row = RoleGrant.objects.create(
        account=account, tenant=where, role=role, state=GrantState.ACTIVE, asked_by=account.id
    )
    _record(actor, "people.install_role", row)
    _rights_changed(actor, row)
    return row


@transaction.atomic
def grant_key(
    actor: Actor, *, account: Account, tenant_id: UUID, role: str, valid_until: datetime | None = None
) -> RoleGrant:  # fmt: skip
    """The role of a new key, waiting for a second person whatever the role: a key opens a door to a machine."""
    actor.require("people.make_key", tenant_id)
    where = tenant(tenant_id)
    _check_fits(role, account, where)
    row = _new(account, where, role, _somebody(actor), valid_until)
    row.state, row.granted_by = GrantState.GRANTED, actor.id
    row.save(update_fields=["state", "granted_by"])
    _record(actor, "people.grant_role", row)
    return row


def _new(account: Account, where: Tenant, role: str, asker: UUID, valid_until: datetime | None) -> RoleGrant:
    try:
        with transaction.atomic():
            return RoleGrant.objects.create(
                account=account, tenant=where, role=role, asked_by=asker, valid_until=valid_until
            )
    except IntegrityError:
        raise Refused(_("This colleague already has this role here, or it was already asked.")) from None


def _grant(actor: Actor, row: RoleGrant) -> RoleGrant:
    row.state = rules.state_after_granting(_as_rule(row), _somebody(actor))
    row.granted_by = actor.id
    row.save(update_fields=["state", "granted_by"])
    _record(actor, "people.grant_role", row)
    if row.state == GrantState.ACTIVE:
        _rights_changed(actor, row)
    return row


def _locked(actor: Actor, grant_id: UUID) -> RoleGrant:
    row = (
        RoleGrant.objects.select_for_update()
        .filter(id=grant_id, tenant_id__in=actor.tenants_with("people.grant"))
        .first()
    )
    if row is None:
        raise Missing
    return row


def _somebody(actor: Actor) -> UUID:
    if actor.kind != "staff" or actor.id is None:
        raise Missing
    return actor.id


def _check_fits(role: str, account: Account, where: Tenant) -> None:
    known = roles().get(role)
    if known is None or where.kind not in known.rights or known.holder != account.kind:
        raise Refused(_("This role does not exist here, or not for this kind of account."))


def _as_rule(row: RoleGrant) -> rules.Grant:
    role = roles().get(row.role)
    return rules.Grant(
        row.state, row.account_id, row.asked_by, row.granted_by, is_powerful=role is None or role.is_powerful
    )


def _rights_changed(actor: Actor, row: RoleGrant) -> None:
    Account.objects.filter(id=row.account_id).update(grants_version=F("grants_version") + 1)
    record(
        actor, tenant_id=row.tenant_id, verb="people.change_rights", target="people.account", target_id=row.account_id
    )


def _record(actor: Actor, verb: str, row: RoleGrant) -> None:
    detail = {"account": str(row.account_id), "role": row.role, "state": row.state}
    record(actor, tenant_id=row.tenant_id, verb=verb, target="people.role_grant", target_id=row.id, detail=detail)
