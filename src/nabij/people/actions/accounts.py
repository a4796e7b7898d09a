"""Accounts of staff and of other systems, from their invitation to their end."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import PLATFORM, record
from nabij.people.models import Account, AccountKind, GrantState, RoleGrant, WorkContact
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def invite_staff(actor: Actor, *, tenant_id: UUID, username: str, name: str) -> tuple[Account, str]:
    """An account without password, and the token with which its owner chooses one. Needs people.manage in the tenant."""
    if actor.kind != "system":
        actor.require("people.manage", tenant_id)
    username = username.strip().lower()
    if not username or not name.strip():
        raise Refused(_("Give the name of the colleague and a name to sign in with."))
    account = Account(kind=AccountKind.STAFF, username=username, name=name.strip())
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise Refused(_("Somebody already signs in with this name. Choose another one.")) from None
    record(actor, tenant_id=tenant_id, verb="people.invite_staff", target="people.account", target_id=account.id)
    return account, default_token_generator.make_token(account)


@transaction.atomic
def accept_invitation(*, account_id: UUID, token: str, password: str) -> Account:
    """Chooses the password once. Raises Missing for a token that is not (any longer) valid, Refused for a weak password."""
    account = Account.objects.select_for_update().filter(id=account_id, kind=AccountKind.STAFF, is_active=True).first()
    if account is None or not default_token_generator.check_token(account, token):
        raise Missing
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    account.set_password(password)
    account.save(update_fields=["password"])
    actor = Actor(kind="staff", id=account.id, name=account.name)
    record(actor, tenant_id=PLATFORM, verb="people.accept_invitation", target="people.account", target_id=account.id)
    return account


@transaction.atomic
def close_account(actor: Actor, *, account_id: UUID, tenant_id: UUID) -> None:
    """Ends an account of staff or a key that has a role in the tenant: all its roles and its open pages. Needs people.grant."""
    actor.require("people.grant", tenant_id)
    account = Account.objects.select_for_update().filter(id=account_id).exclude(kind=AccountKind.RESIDENT).first()
    if account is None or not RoleGrant.objects.filter(account=account, tenant_id=tenant_id).exists():
        raise Missing
    if account.id == actor.id:
        raise Refused(_("You cannot close your own account. Ask a colleague who manages the rights."))
    held_elsewhere = RoleGrant.objects.filter(account=account, state=GrantState.ACTIVE).exclude(
        tenant_id__in=actor.tenants_with("people.grant")
    )
    if held_elsewhere.exists():
        raise Refused(
            _("This account also has a role with another service. Withdraw the roles here; they close the rest.")
        )
    RoleGrant.objects.filter(
        account=account, state__in=(GrantState.ASKED, GrantState.GRANTED, GrantState.ACTIVE)
    ).update(state=GrantState.WITHDRAWN, ended_at=timezone.now(), withdrawn_by=actor.id)
    WorkContact.objects.filter(account=account).delete()
    account.is_active, account.grants_version = False, account.grants_version + 1
    account.save(update_fields=["is_active", "grants_version"])
    record(actor, tenant_id=tenant_id, verb="people.close_account", target="people.account", target_id=account.id)


@transaction.atomic
def sign_out(account: Account, *, tenant_id: UUID | None = None) -> None:
    """Records that somebody signed out, and closes their live pages."""
    actor = Actor(kind=account.kind, id=account.id, name=account.name)  # type: ignore[arg-type]
    record(
        actor, tenant_id=tenant_id or PLATFORM, verb="people.sign_out", target="people.account", target_id=account.id
    )
