"""Officers, their ground, their face, and who stands in for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import IO, Any, Final
from uuid import UUID

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.officers import lists, pictures
from nabij.desk.officers.models import Absence, Delegation, District, Officer, OfficerKind
from nabij.desk.officers.queries.managing import answerers, neighbourhoods_of, others_in
from nabij.desk.officers.rights import MANAGE, may_act_for
from nabij.desk.officers.rules import Away, overlaps
from nabij.people import queries as people
from nabij.people import vault
from nabij.places.geometry import shape_from_geojson
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant

OWN_FIELDS: Final = frozenset({"about", "phone", "email", "walk_in", "walk_in_place", "deputy_id"})
"""What an officer may change about themselves; name, kind and when they leave are up to who keeps the list."""
LONGEST_ABSENCE_DAYS: Final = 730


@transaction.atomic
def make_officer(actor: Actor, *, tenant_id: UUID, **given: Any) -> Officer:
    """A new officer of a zone or city. Raises Missing without desk.officers there, Refused for values that do not fit."""
    actor.require(MANAGE, tenant_id)
    made = Officer(tenant_id=tenant_id, **_checked(tenants.tenant(tenant_id), given, None))
    made.save(force_insert=True)
    write(actor, made, "make_officer", {"kind": made.kind})
    return made


@transaction.atomic
def change_officer(actor: Actor, *, officer_id: UUID, **given: Any) -> Officer:
    """Changes what is given. An officer changes about themselves only hours, place, contact, words and deputy.

    Raises Missing, Refused.
    """
    found = locked(actor, officer_id)
    if not actor.may(MANAGE, found.tenant_id):
        given = {name: value for name, value in given.items() if name in OWN_FIELDS}
    for name, value in _checked(found.tenant, given, found).items():
        setattr(found, name, value)
    found.save()
    write(actor, found, "change_officer", {"fields": sorted(given)})
    return found


def _checked(tenant: Tenant, given: Mapping[str, Any], old: Officer | None) -> dict[str, Any]:
    values = dict(given)
    kind = values.get("kind", old.kind if old else OfficerKind.OFFICER)
    if "name" in values or old is None:
        values["name"] = " ".join(str(values.get("name", "")).split())
        if not values["name"]:
            raise Refused(_("Give the name as residents may know it."))
    group = values.get("group", old.group if old else "")
    if kind == OfficerKind.TARGET_GROUP and group not in dict(lists.groups()):
        raise Refused(_("Choose for which group this officer is there."))
    if kind != OfficerKind.TARGET_GROUP and (group or "group" in values):
        values["group"] = ""
    for name, how in (("phone", "voice"), ("email", "email")):
        if values.get(name):
            values[name] = vault.normalise(how, values[name])
    _check_deputy(tenant, values.get("deputy_id"), old)
    _check_account(tenant.id, values.get("account_id"))
    return values


def _check_deputy(tenant: Tenant, deputy_id: UUID | None, old: Officer | None) -> None:
    if deputy_id is None:
        return
    if old is not None and deputy_id == old.id:
        raise Refused(_("Somebody else must stand in, not the officer themselves."))
    if not others_in([tenant.id], timezone.localdate()).filter(id=deputy_id).exists():
        raise Missing


def _check_account(tenant_id: UUID, account_id: UUID | None) -> None:
    """The account of a colleague who may answer questions in this tenant."""
    if account_id is not None and account_id not in answerers(tenant_id):
        raise Refused(_("This colleague has no right to answer questions here. Ask the administrator first."))


@transaction.atomic
def give_ground(
    actor: Actor, *, officer_id: UUID, codes: Collection[str], area: Mapping[str, Any] | None = None
) -> None:
    """The neighbourhoods of an officer by code, and a drawn area as GeoJSON in degrees; what they had before goes.

    Raises Missing without desk.officers, and Refused for a neighbourhood elsewhere or a shape that cannot be used.
    """
    found = locked(actor, officer_id)
    actor.require(MANAGE, found.tenant_id)
    wanted = set(codes)
    if wanted - {one.code for one in neighbourhoods_of(found.tenant)}:
        raise Refused(_("Choose neighbourhoods of your own zone or city."))
    District.objects.filter(tenant_id=found.tenant_id, officer_id=found.id).delete()
    rows = [District(tenant_id=found.tenant_id, officer=found, neighbourhood_code=code) for code in sorted(wanted)]
    if area:
        shape = shape_from_geojson(area)
        left, bottom, right, top = shape.bounds
        rows.append(
            District(
                tenant_id=found.tenant_id,
                officer=found,
                area=shapely.to_wkb(shape),
                left=left,
                bottom=bottom,
                right=right,
                top=top,
            )
        )
    District.objects.bulk_create(rows)
    write(actor, found, "give_ground", {"neighbourhoods": sorted(wanted), "drawn": bool(area)})


@transaction.atomic
def set_photo(actor: Actor, *, officer_id: UUID, upload: IO[bytes] | None) -> None:
    """The portrait of an officer, drawn anew so that nothing of the camera stays; None removes it. Raises Missing, Refused."""
    found = locked(actor, officer_id)
    old, found.photo = found.photo, pictures.keep_portrait(upload) if upload else ""
    found.save(update_fields=["photo", "changed_at"])
    transaction.on_commit(lambda: pictures.throw_away(old))
    write(actor, found, "set_photo", {"shown": bool(found.photo)})


@transaction.atomic
def say_away(
    actor: Actor, *, officer_id: UUID, from_day: date, until_day: date, replacement_id: UUID | None = None
) -> Absence:
    """From the first to the last day an officer is away; why is not asked. Raises Missing, Refused."""
    found = locked(actor, officer_id)
    if until_day < from_day:
        raise Refused(_("The last day lies before the first one."))
    if until_day < timezone.localdate():
        raise Refused(_("Those days are past."))
    if (until_day - from_day).days > LONGEST_ABSENCE_DAYS:
        raise Refused(_("That is more than two years. Say from when the officer is no longer there instead."))
    _check_deputy(found.tenant, replacement_id, found)
    others = Absence.objects.filter(tenant_id=found.tenant_id, officer_id=found.id, until_day__gte=from_day)
    if overlaps(Away(from_day, until_day), [Away(one.from_day, one.until_day) for one in others]):
        raise Refused(_("On some of these days the officer is away already. Take that absence back first."))
    made = Absence.objects.create(
        tenant_id=found.tenant_id, officer=found, from_day=from_day, until_day=until_day, replacement_id=replacement_id
    )
    write(actor, found, "say_away", {"from": from_day, "until": until_day, "replacement": replacement_id})
    return made


@transaction.atomic
def take_back_absence(actor: Actor, *, officer_id: UUID, absence_id: UUID) -> None:
    """The officer is there after all. Raises Missing."""
    found = locked(actor, officer_id)
    gone, _rows = Absence.objects.filter(tenant_id=found.tenant_id, officer_id=found.id, id=absence_id).delete()
    if not gone:
        raise Missing
    write(actor, found, "take_back_absence", {"absence": absence_id})


@transaction.atomic
def set_delegate(actor: Actor, *, officer_id: UUID, username: str) -> None:
    """A colleague answers questions to this officer too, until that is ended. Raises Missing, Refused for who has no right to."""
    found = locked(actor, officer_id)
    account = _colleague(username)
    if account is None or account not in answerers(found.tenant_id):
        raise Refused(_("We know no colleague with this name who may answer questions here."))
    Delegation.objects.get_or_create(
        tenant_id=found.tenant_id, officer_id=found.id, account_id=account, defaults={"given_at": timezone.now()}
    )
    write(actor, found, "set_delegate", {"account": account})


def _colleague(username: str) -> UUID | None:
    try:
        account = people.account_named(username.strip().lower())
    except Missing:
        return None
    return account.id if account.kind == "staff" and account.is_active else None


@transaction.atomic
def end_delegation(actor: Actor, *, officer_id: UUID, delegation_id: UUID) -> None:
    """From now on this colleague no longer sees the questions. Raises Missing."""
    found = locked(actor, officer_id)
    gone, _rows = Delegation.objects.filter(tenant_id=found.tenant_id, officer_id=found.id, id=delegation_id).delete()
    if not gone:
        raise Missing
    write(actor, found, "end_delegation", {"delegation": delegation_id})


def locked(actor: Actor, officer_id: UUID) -> Officer:
    """The officer for this transaction alone, for who may act for them. Raises Missing for anybody else."""
    rows = Officer.objects.select_for_update(of=("self",)).select_related("tenant")
    found = rows.filter(id=officer_id).first()
    if found is None or not may_act_for(actor, found):
        raise Missing
    return found


def write(actor: Actor, found: Officer, verb: str, detail: dict[str, Any] | None = None) -> None:
    record(
        actor, tenant_id=found.tenant_id, verb=f"desk.{verb}", target="desk.officer", target_id=found.id,
        detail=detail,
    )  # fmt: skip
