"""Accounts, people and contact points for the tests of every room."""

from __future__ import annotations

import json
from itertools import count
from uuid import UUID

from django.test import Client
from django.utils import timezone

from nabij.people import actions, queries, vault
from nabij.people.models import Account, AccountKind, ContactPoint, GrantState, Person, RoleGrant, WorkContact
from nabij.people.second_factor import PROVEN
from nabij.tenants.actor import Actor
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant, TenantKind

_numbers = count(100_000)


def make_tenant(kind: str = TenantKind.ZONE, zone: Tenant | None = None) -> Tenant:
    number = next(_numbers)
    return Tenant.objects.create(kind=kind, name=f"{kind} {number}", slug=f"t{number}", code=str(number), zone=zone)


def make_account(kind: str = AccountKind.STAFF, name: str = "") -> Account:
    number = next(_numbers)
    return Account.objects.create(kind=kind, username=f"{kind}{number}", name=name or f"{kind} {number}", password="!")


def grant(account: Account, tenant: Tenant, role: str, **fields: object) -> RoleGrant:
    """A role in force, without the two persons that a real one needs."""
    values: dict[str, object] = {
        "asked_by": new_id(),
        "granted_by": new_id(),
        "confirmed_by": new_id(),
        "state": GrantState.ACTIVE,
    }
    return RoleGrant.objects.create(account=account, tenant=tenant, role=role, **(values | fields))


def make_staff(tenant: Tenant, *roles: str) -> Account:
    account = make_account()
    for role in roles:
        grant(account, tenant, role)
    return account


def staff_actor(tenant: Tenant, *roles: str) -> Actor:
    return queries.actor_for(make_staff(tenant, *roles))


def sign_in(client: Client, account: Account) -> Client:
    """The client with a session of this account; staff has shown a second factor."""
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[PROVEN] = str(account.pk)
    session.save()
    return client


def make_person(language: str = "nl", name: str = "", account: Account | None = None) -> Person:
    person = Person(language=language, account=account)
    person.name = vault.seal_value("name", person.id, name) if name else None
    person.save()
    return person


def make_resident(name: str = "") -> Person:
    return make_person(name=name, account=make_account(AccountKind.RESIDENT))


def mobile_number() -> str:
    """A Belgian mobile number that no other call gave."""
    return f"+3247{next(_numbers):07d}"


def make_contact_point(
    person: Person | None = None, kind: str = "sms", value: str = "", *, verified: bool = True,
    place: tuple[float, float] | None = None, id: UUID | None = None, **fields: object,
) -> ContactPoint:  # fmt: skip
    """`place` in Lambert metres."""
    value = value or _value_of(kind)
    point = ContactPoint(id=id or new_id(), person=person or make_person(), kind=kind, **fields)
    point.value = vault.seal_value(kind, point.id, value)
    point.lookup = vault.lookup(kind, value)
    point.verified_at = timezone.now() if verified else None
    point.x, point.y = place or (None, None)
    point.save()
    return point


def make_work_contact(account: Account, kind: str = "email", value: str = "dienst@example.org") -> WorkContact:
    """Where a member of staff is reminded of their work."""
    row = WorkContact(id=new_id(), account=account, kind=kind, verified_at=timezone.now())
    row.value = vault.seal_value(kind, row.id, value)
    row.save()
    return row


def _value_of(kind: str) -> str:
    number = next(_numbers)
    if kind == "email":
        return f"bewoner{number}@example.org"
    if kind == "push":
        keys = {"p256dh": "BF" + "A" * 85, "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
        return json.dumps({"endpoint": f"https://push.example.org/{number}", "keys": keys})
    return mobile_number()


def key_for(tenant: Tenant, role: str, mode: str = "live") -> str:
    """The secret of a key with this role, made by one administrator and confirmed by another."""
    account, secret = actions.make_key(
        staff_actor(tenant, "administrator"), tenant_id=tenant.id, name="Dashboard", role=role, mode=mode
    )
    row = RoleGrant.objects.get(account=account)
    actions.confirm_role(staff_actor(tenant, "administrator"), grant_id=row.id)
    return secret
