from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from nabij.audit.actions import consulted
from nabij.people import vault
from nabij.people.models import (
    Account,
    AccountKind,
    Consent,
    ContactPoint,
    GrantState,
    GroupLabel,
    Household,
    KeyUse,
    OptOut,
    Person,
    RoleGrant,
)
from nabij.people.roles import rights_of
from nabij.people.rules import called
from nabij.places import queries as places
from nabij.places.queries import AddressRef
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.errors import Missing

Grant = tuple[UUID, str, str, datetime | None]
"""Tenant id, kind of tenant, role, end."""

REAL_FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes only stand in for one of these."""


class KeyRow(NamedTuple):
    """The grant of a key, and when it last called in, to the minute."""

    grant: RoleGrant
    used_at: datetime | None


def actor_for(account: Account) -> Actor:
    """The account as an actor with the rights that count now (one query). PUBLIC for an account that was closed."""
    return actor_from(account, grants_of(account))


def actor_from(account: Account, grants: Iterable[Grant]) -> Actor:
    """The same from grants that were read before; those past their end give nothing."""
    if not account.is_active:
        return PUBLIC
    now = timezone.now()
    rights = rights_of(
        (tenant_id, kind, role) for tenant_id, kind, role, until in grants if until is None or until > now
    )
    return Actor(kind=account.kind, id=account.id, name=account.name, rights=rights, mode=account.key_mode)  # type: ignore[arg-type]


def grants_of(account: Account) -> list[Grant]:
    """The grants in force of an account (one query)."""
    rows = _in_force().filter(account_id=account.id).values_list("tenant_id", "tenant__kind", "role", "valid_until")
    return list(rows)


def actor_for_key(presented: str) -> Actor | None:
    """The system that presents this key ("account id.secret"), or None. An unknown id costs the same as a wrong secret."""
    name, _dot, secret = presented.partition(".")
    try:
        account = Account.objects.filter(id=UUID(name), kind=AccountKind.KEY, is_active=True).first()
    except ValueError:
        account = None
    expected = bytes(account.key_digest) if account and account.key_digest else b""
    if not hmac.compare_digest(expected, key_digest(secret)) or account is None:
        return None
    return actor_for(account)


def key_digest(secret: str) -> bytes:
    """What is kept of the secret of a key."""
    return vault.keyed_digest(b"key", secret.encode())


def account(account_id: UUID) -> Account:
    """Raises Missing where there is none."""
    found = Account.objects.filter(id=account_id).first()
    if found is None:
        raise Missing
    return found


def account_named(username: str) -> Account:
    """The account that signs in with this name. Raises Missing where there is none."""
    found = Account.objects.filter(username=username).first()
    if found is None:
        raise Missing
    return found


def account_names(account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What to call each account on a page: the name of staff, or the name they sign in with."""
    rows = Account.objects.filter(id__in=set(account_ids)).values_list("id", "name", "username")
    return {account_id: called(name, username) for account_id, name, username in rows}


def known_names(account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of staff, and those that residents gave, for who may know who they are: the room that asks checked that. One query.

    Without the accounts of residents who gave no name.
    """
    found = {}
    for row in Account.objects.filter(id__in=set(account_ids)).select_related("person"):
        person = getattr(row, "person", None)
        found[row.id] = name_of(person) if person and person.name else row.name
    return {account_id: name for account_id, name in found.items() if name}


def holders_of(rights: Collection[str], tenant_ids: Iterable[UUID]) -> dict[str, dict[UUID, list[UUID]]]:
    """By right and tenant the accounts of staff that hold it there now: who a mayor or chief is. One query."""
    rows = _in_force().filter(tenant_id__in=set(tenant_ids), account__kind=AccountKind.STAFF, account__is_active=True)
    held: dict[str, dict[UUID, list[UUID]]] = {right: {} for right in rights}
    for tenant_id, kind, role, account_id in rows.order_by("id").values_list(
        "tenant_id", "tenant__kind", "role", "account_id"
    ):
        for right in held.keys() & rights_of([(tenant_id, kind, role)]).get(tenant_id, ()):
            held[right].setdefault(tenant_id, []).append(account_id)
    return held


def person_of(actor: Actor) -> Person:
    """The person behind a signed-in resident. Raises Missing for anybody else."""
    found = Person.objects.filter(account_id=actor.id, account__isnull=False).first() if actor.id else None
    if found is None:
        raise Missing
    return found


def person(actor: Actor, who: UUID | Person) -> Person:
    """A person as seen by themselves, or by staff that is helping exactly this person. Raises Missing otherwise. One that was
    read before is looked at again, not read again.
    """
    found = who if isinstance(who, Person) else Person.objects.filter(id=who).first()
    if found is None or not may_see(actor, found):
        raise Missing
    return found


def account_id_of(person_id: UUID) -> UUID | None:
    """The account of a person, for rooms that keep accounts; nothing where there is none."""
    return Person.objects.filter(id=person_id).values_list("account_id", flat=True).first()


def persons_with(account_ids: Iterable[UUID]) -> list[UUID]:
    """The residents behind these accounts, for jobs that write to who leads something. One query."""
    return list(Person.objects.filter(account_id__in=set(account_ids)).order_by("id").values_list("id", flat=True))


def points_of(person_ids: Iterable[UUID], kinds: Iterable[str]) -> list[ContactPoint]:
    """The checked contact points of these kinds of many persons, for jobs that write to them. One query."""
    held = ContactPoint.objects.filter(person_id__in=set(person_ids), kind__in=list(kinds), retired_at__isnull=True)
    return list(held.filter(verified_at__isnull=False).order_by("id"))


def stopped_at(contact_point_ids: Iterable[UUID], tenant_id: UUID, message_kind: str) -> set[UUID]:
    """Those of these contact points at which this kind of message of a sender, or all of them, were stopped. One query."""
    rows = OptOut.objects.filter(contact_point_id__in=set(contact_point_ids), tenant_id=tenant_id)
    return set(rows.filter(message_kind__in=("", message_kind)).values_list("contact_point_id", flat=True))


def person_behind(account_id: UUID) -> Person | None:
    """The person of an account, for what the platform does at a mandate; nothing for staff and for who is gone."""
    return Person.objects.filter(account_id=account_id).first()


def last_sign_ins(account_ids: Iterable[UUID]) -> dict[UUID, datetime | None]:
    """When each of these accounts last signed in, for jobs that see whether somebody is still there. One query."""
    return dict(Account.objects.filter(id__in=set(account_ids)).values_list("id", "last_login"))


def person_id_of(account_id: UUID) -> UUID | None:
    """The person behind the account of a resident, for rooms that keep accounts; nothing for staff."""
    return Person.objects.filter(account_id=account_id).values_list("id", flat=True).first()


def may_see(actor: Actor, found: Person) -> bool:
    """Whether this is the person, the platform, or staff that is helping this person with a reason on record."""
    if actor.kind == "system":
        return True
    if actor.kind == "resident":
        return bool(actor.id and found.account_id == actor.id)
    return bool(actor.on_behalf_of == found.id and actor.tenants_with("people.help"))


def contact_point(actor: Actor, contact_point_id: UUID) -> ContactPoint:
    """A contact point that is not retired, with its person. Raises Missing unless the actor may see that person."""
    found = ContactPoint.objects.select_related("person").filter(id=contact_point_id, retired_at__isnull=True).first()
    if found is None or not may_see(actor, found.person):
        raise Missing
    return found


def contact_points(actor: Actor, who: UUID | Person) -> list[ContactPoint]:
    """The contact points of a person that are not retired, oldest first."""
    found = person(actor, who)
    return list(ContactPoint.objects.filter(person_id=found.id, retired_at__isnull=True).order_by("id"))


def contact_point_of(kind: str, plain: str) -> ContactPoint | None:
    """The verified contact point with this value, whoever holds it; for signing in and for receipts, never for a page."""
    found = ContactPoint.objects.select_related("person").filter(
        lookup=vault.lookup(kind, plain), verified_at__isnull=False, retired_at__isnull=True
    )
    return found.order_by("id").first()


def value_of(point: ContactPoint) -> str:
    """The plain value of a contact point that was reached through a query with rights. Never store or log it."""
    return vault.open_value(point.kind, point.id, bytes(point.value))


def name_of(found: Person) -> str:
    """The name of a person, or nothing."""
    return vault.open_value("name", found.id, bytes(found.name)) if found.name else ""


def household_id(found: Person) -> UUID | None:
    """The household of a person, or nothing."""
    return UUID(vault.open_value("household", found.id, bytes(found.household))) if found.household else None


def opt_outs(actor: Actor, person_id: UUID) -> list[OptOut]:
    person(actor, person_id)
    return list(OptOut.objects.filter(contact_point__person_id=person_id).select_related("tenant").order_by("id"))


def consents(actor: Actor, person_id: UUID) -> list[Consent]:
    """The consents of a person, also those withdrawn, newest first."""
    person(actor, person_id)
    return list(Consent.objects.filter(person_id=person_id).select_related("tenant").order_by("-id"))


def _in_force() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=timezone.now()), state=GrantState.ACTIVE
    )


def has_other_factor(authenticator: Authenticator) -> bool:
    """Whether the owner of this second factor could still sign in without it."""
    mine = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=REAL_FACTORS)
    return bool(mine.exclude(pk=authenticator.pk).exists())


def grant(actor: Actor, grant_id: UUID) -> RoleGrant:
    """A role grant. Raises Missing unless the actor manages or grants rights in its tenant."""
    found = (
        RoleGrant.objects.select_related("tenant", "account").filter(id=grant_id, tenant_id__in=_managed(actor)).first()
    )
    if found is None:
        raise Missing
    return found


def grants(actor: Actor, *, after: UUID | None = None, limit: int = 50) -> list[RoleGrant]:
    """The grants that wait or stand in the tenants where the actor manages rights, newest first, before the id `after`."""
    rows = RoleGrant.objects.select_related("tenant", "account").filter(
        tenant_id__in=_managed(actor), state__in=(GrantState.ASKED, GrantState.GRANTED, GrantState.ACTIVE)
    )
    return list((rows.filter(id__lt=after) if after else rows).order_by("-id")[:limit])


def keys(actor: Actor) -> list[KeyRow]:
    """The keys of other systems whose role waits or stands where the actor makes keys, newest first. One query."""
    rows = RoleGrant.objects.select_related("tenant", "account").filter(
        tenant_id__in=actor.tenants_with("people.make_key"),
        account__kind=AccountKind.KEY,
        state__in=(GrantState.GRANTED, GrantState.ACTIVE),
    )
    used = KeyUse.objects.filter(account_id=OuterRef("account_id")).order_by("-minute").values("minute")[:1]
    return [KeyRow(row, row.used_at) for row in rows.annotate(used_at=Subquery(used)).order_by("-id")]


def staff_by_username(actor: Actor, username: str) -> Account:
    """Raises Missing where nobody of staff has this name, and for who manages no rights."""
    found = Account.objects.filter(username=username.strip().lower(), kind=AccountKind.STAFF, is_active=True).first()
    if found is None or not _managed(actor):
        raise Missing
    return found


def _managed(actor: Actor) -> list[UUID]:
    return list({*actor.tenants_with("people.manage"), *actor.tenants_with("people.grant")})


@dataclass(frozen=True)
class Handed:
    """Somebody whose contact data go to a recipient to whom they agreed. `box` tells apart the homes of one address; `points`
    are kinds with plain values."""

    person_id: UUID
    name: str
    language: str
    address: AddressRef | None
    box: str
    points: Sequence[tuple[str, str]] = field(repr=False)


def handed_over(contact_point_ids: Iterable[UUID]) -> list[Handed]:
    """Whom these contact points belong to, for the audience file of an officer who may take it to a recipient to whom these
    persons agreed; who asks checked both. Never store or log it. Three queries.
    """
    rows = (
        ContactPoint.objects.select_related("person").filter(id__in=list(contact_point_ids)).order_by("person_id", "id")
    )
    held: dict[Person, list[ContactPoint]] = {}
    for row in rows:
        held.setdefault(row.person, []).append(row)
    homes = {person: household_id(person) for person in held}
    households = {one.id: one for one in Household.objects.filter(id__in={home for home in homes.values() if home})}
    addresses = places.addresses_of({one.address_id for one in households.values()})
    return [
        _handed(person, points, households.get(homes[person] or person.id), addresses)
        for person, points in held.items()
    ]


def _handed(
    person: Person, points: list[ContactPoint], home: Household | None, addresses: Mapping[UUID, AddressRef]
) -> Handed:
    return Handed(
        person.id,
        name_of(person),
        points[0].language,
        addresses.get(home.address_id) if home else None,
        vault.open_value("box", home.id, bytes(home.mark)) if home else "",
        [(point.kind, value_of(point)) for point in points],
    )


def names_of(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of persons, for who may know who they are: the room that asks checked that, and put it on record. One query."""
    return {row.id: name_of(row) for row in Person.objects.filter(id__in=set(person_ids))}


@dataclass(frozen=True)
class Labelled:
    """Somebody in a target group, for who may label: their name and on what basis it is kept."""

    label: GroupLabel
    name: str


def group_counts(tenant_id: UUID) -> dict[str, int]:
    """How many people and organisations a tenant has in each target group; counts only."""
    rows = GroupLabel.objects.filter(tenant_id=tenant_id, ended_at__isnull=True)
    return dict(rows.values_list("code").annotate(n=Count("id")).order_by("code"))


@transaction.atomic
def labelled(actor: Actor, tenant_id: UUID, code: str, limit: int = 200) -> list[Labelled]:
    """Who is in a target group of a tenant, the newest first; that it was looked at is on record.

    Raises Missing without people.label in the tenant.
    """
    actor.require("people.label", tenant_id)
    consulted(actor, tenant_id=tenant_id, target="people.group", target_id=tenant_id)
    rows = GroupLabel.objects.filter(tenant_id=tenant_id, code=code, ended_at__isnull=True).select_related("person")
    return [Labelled(row, name_of(row.person)) for row in rows.order_by("-id")[:limit]]


def homes_of(found: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], bytes]:
    """For pairs of an address and the mark of a home there: what `Person.household_lookup` is of who lives there. Homes that
    nobody gave are left out. One query."""
    lookups = {household_lookup(address_id, mark): (address_id, mark) for address_id, mark in found}
    rows = Household.objects.filter(lookup__in=list(lookups)).values_list("lookup", "id")
    return {lookups[bytes(lookup)]: vault.keyed_digest(b"lives", home_id.bytes) for lookup, home_id in rows}


def household_lookup(address_id: UUID, mark: str) -> bytes:
    """Under which the home of an address and mark is found."""
    return vault.keyed_digest(b"household", address_id.bytes + " ".join(mark.casefold().split()).encode())


def lookups_of(person_id: UUID) -> list[bytes]:
    """The keyed hashes of the numbers and addresses that a person showed to hold, for rooms that keep such hashes."""
    rows = ContactPoint.objects.filter(person_id=person_id, verified_at__isnull=False, retired_at__isnull=True)
    return [bytes(lookup) for lookup in rows.values_list("lookup", flat=True)]
