"""Whole lists at once: officers with their neighbourhoods, and inhabitants. With one bad line nothing changes."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.officers.actions.corps import write
from nabij.desk.officers.importing import CountRow, OfficerRow, Read, read_counts, read_officers
from nabij.desk.officers.models import District, Officer, OfficerKind, Population
from nabij.desk.officers.queries.managing import answerers, neighbourhoods_of, others_in
from nabij.desk.officers.rights import MANAGE
from nabij.people import queries as people
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant

LONGEST_SOURCE: Final = 120
LARGEST_BYTES: Final = 2 * 1024 * 1024


@transaction.atomic
def bring_in_officers(actor: Actor, *, tenant_id: UUID, content: bytes) -> Read[OfficerRow]:
    """Makes the officers of a list, or changes those of the same name and kind; their neighbourhoods become those of the list.

    With a bad line nothing changes: the answer says which and why. Raises Missing without desk.officers, Refused for no list.
    """
    actor.require(MANAGE, tenant_id)
    tenant = tenants.tenant(tenant_id)
    read = read_officers(_small(content), neighbourhoods_of(tenant))
    accounts = {row.username: _account(tenant_id, row.username) for row in read.rows if row.username}
    unknown = [name for name, account in accounts.items() if account is None]
    if unknown:
        raise Refused(_("These colleagues may not answer questions here: %(names)s.") % {"names": ", ".join(unknown)})
    if read.bad:
        return read
    known = {(one.kind, one.name.casefold()): one for one in others_in([tenant_id], timezone.localdate())}
    for row in read.rows:
        _keep(actor, tenant, row, known.get((row.kind, row.name.casefold())), accounts.get(row.username))
    return read


def _keep(actor: Actor, tenant: Tenant, row: OfficerRow, old: Officer | None, account: UUID | None) -> None:
    found = old or Officer(tenant_id=tenant.id, name=row.name, kind=row.kind)
    found.group = row.group if row.kind == OfficerKind.TARGET_GROUP else ""
    given = {"rank": row.rank, "phone": row.phone, "email": row.email, "account_id": account}
    for name, value in given.items():
        if value:
            setattr(found, name, value)
    found.save(force_insert=old is None)
    District.objects.filter(tenant_id=tenant.id, officer_id=found.id, area__isnull=True).delete()
    District.objects.bulk_create(
        District(tenant_id=tenant.id, officer=found, neighbourhood_code=code) for code in row.codes
    )
    write(actor, found, "bring_in_officer", {"is_new": old is None, "neighbourhoods": list(row.codes)})


def _account(tenant_id: UUID, username: str) -> UUID | None:
    try:
        account = people.account_named(username).id
    except Missing:
        return None
    return account if account in answerers(tenant_id) else None


@transaction.atomic
def bring_in_population(
    actor: Actor, *, tenant_id: UUID, content: bytes, counted_on: date, source: str
) -> Read[CountRow]:
    """The counts of a list, all of one day and source. With a bad line nothing changes. Raises Missing, Refused."""
    actor.require(MANAGE, tenant_id)
    read = read_counts(_small(content), neighbourhoods_of(tenants.tenant(tenant_id)))
    if not read.bad:
        _store(actor, tenant_id, {row.code: row.inhabitants for row in read.rows}, counted_on, source)
    return read


@transaction.atomic
def count_people(actor: Actor, *, tenant_id: UUID, code: str, inhabitants: int, counted_on: date, source: str) -> None:
    """One count of a neighbourhood, as the zone typed it. Raises Missing, Refused."""
    actor.require(MANAGE, tenant_id)
    if code not in {one.code for one in neighbourhoods_of(tenants.tenant(tenant_id))}:
        raise Missing
    _store(actor, tenant_id, {code: inhabitants}, counted_on, source)


def _store(actor: Actor, tenant_id: UUID, counts: dict[str, int], counted_on: date, source: str) -> None:
    said = " ".join(source.split())[:LONGEST_SOURCE]
    if not said:
        raise Refused(_("Say who counted: a number without a source convinces nobody."))
    if counted_on > timezone.localdate():
        raise Refused(_("The day of the count lies in the future."))
    rows = [
        Population(tenant_id=tenant_id, area_code=code, inhabitants=people, counted_on=counted_on, source=said)
        for code, people in counts.items()
    ]
    Population.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["tenant", "area_code", "counted_on"],
        update_fields=["inhabitants", "source"],
    )  # fmt: skip
    detail = {"areas": len(counts), "counted_on": counted_on, "source": said}
    record(
        actor, tenant_id=tenant_id, verb="desk.count_people", target="tenants.tenant", target_id=tenant_id,
        detail=detail,
    )  # fmt: skip


def _small(content: bytes) -> bytes:
    if len(content) > LARGEST_BYTES:
        raise Refused(_("This file is larger than 2 MB. Is it the list?"))
    return content
