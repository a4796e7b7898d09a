"""Accounts whose password and second factor everybody knows. Only in demo settings."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from nabij.people.models import Account, AccountKind, Person
from nabij.people.rules import RESIDENT
from nabij.people.second_factor import MfaAdapter
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@transaction.atomic
def install_demo_account(actor: Actor, *, username: str, name: str, password: str, totp_secret: str) -> Account:
    """Makes the account, or returns the one with this name. Raises Missing outside demo settings and for a person."""
    if not settings.DEMO or actor.kind != "system":
        raise Missing
    account, made = Account.objects.get_or_create(username=username, defaults={"kind": AccountKind.STAFF, "name": name})
    if made:
        account.set_password(password)
        account.save(update_fields=["password"])
        sealed = MfaAdapter().encrypt(totp_secret)
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": sealed})
    return account


@transaction.atomic
def install_demo_resident(actor: Actor, *, person_id: UUID) -> Account:
    """An account for a resident who has not signed in yet; they come in with a code, like everybody. Raises Missing as above."""
    if not settings.DEMO or actor.kind != "system":
        raise Missing
    person = Person.objects.select_for_update().get(id=person_id)
    if person.account is None:
        person.account = Account.objects.create(kind=AccountKind.RESIDENT, username=f"{RESIDENT}{person.id}")
        person.save(update_fields=["account"])
    return person.account
