"""Officers for who keeps the list: a zone, a city, and each officer about themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from nabij.desk.officers.models import Absence, Delegation, District, Officer
from nabij.desk.officers.queries.posts import corps
from nabij.desk.officers.rights import ANSWER, MANAGE, may_act_for
from nabij.people import queries as people
from nabij.places import queries as places
from nabij.places.queries import AreaRef
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind


@dataclass(frozen=True)
class Listed:
    """A line of the list: who, where, who answers today."""

    officer: Officer
    neighbourhoods: tuple[str, ...]
    has_drawn_area: bool
    serving: Officer | None
    is_there: bool


def tenants_managed(actor: Actor) -> list[Tenant]:
    """The zones and cities whose officers the actor keeps."""
    return tenants.tenants(actor.tenants_with(MANAGE))


def answerers(tenant_id: UUID) -> list[UUID]:
    """The accounts of colleagues who may answer questions in a tenant."""
    return people.holders_of([ANSWER], [tenant_id])[ANSWER].get(tenant_id, [])


def officer(actor: Actor, officer_id: UUID) -> Officer:
    """An officer for who may change them. Raises Missing for anybody else."""
    found = Officer.objects.select_related("tenant", "deputy").filter(id=officer_id).first()
    if found is None or not may_act_for(actor, found):
        raise Missing
    return found


def officers(actor: Actor, at: date | None = None) -> list[Listed]:
    """The officers of the tenants where the actor keeps them or answers, by name, also who left. Four queries."""
    day = at or timezone.localdate()
    own = list({*actor.tenants_with(MANAGE), *actor.tenants_with(ANSWER)})
    known = corps(own, day, with_former=True)
    rows = list(District.objects.filter(tenant_id__in=own).values_list("officer_id", "neighbourhood_code"))
    names = {one.code: one.name for one in places.areas("neighbourhood", [code for _officer, code in rows if code])}
    codes: dict[UUID, list[str]] = {}
    for officer_id, code in rows:
        codes.setdefault(officer_id, []).append(code)
    return [
        Listed(
            one,
            tuple(sorted(names.get(code, code) for code in codes.get(one.id, ()) if code)),
            "" in codes.get(one.id, ()),
            known.serving(one.id),
            known.posts[one.id].is_there(day),
        )
        for one in known.officers.values()
    ]


def neighbourhoods_of(tenant: Tenant) -> list[AreaRef]:
    """The neighbourhoods on the ground of a zone or city."""
    return places.areas("neighbourhood", within=tenant.code) if tenant.code else []


def districts_of(actor: Actor, officer_id: UUID) -> list[District]:
    """The ground of an officer. Raises Missing as `officer` does."""
    found = officer(actor, officer_id)
    return list(District.objects.filter(tenant_id=found.tenant_id, officer_id=found.id).order_by("neighbourhood_code"))


def absences_of(actor: Actor, officer_id: UUID) -> list[Absence]:
    """Absences that are not over, the first one first. Raises Missing as `officer` does."""
    found = officer(actor, officer_id)
    rows: QuerySet[Absence] = Absence.objects.filter(tenant_id=found.tenant_id, officer_id=found.id)
    return list(
        rows.filter(until_day__gte=timezone.localdate()).select_related("replacement").order_by("from_day", "id")
    )


def delegates_of(actor: Actor, officer_id: UUID) -> list[dict[str, Any]]:
    """Colleagues who answer besides an officer, by name. Raises Missing as `officer` does."""
    found = officer(actor, officer_id)
    rows = Delegation.objects.filter(tenant_id=found.tenant_id, officer_id=found.id).order_by("given_at")
    names = people.account_names(row.account_id for row in rows)
    return [{"id": row.id, "name": names.get(row.account_id, ""), "account_id": row.account_id} for row in rows]


def municipalities_of(zone: Tenant) -> list[UUID]:
    """The zone itself and its cities."""
    found = [one.id for one in tenants.all_tenants() if one.zone_id == zone.id]
    return [zone.id, *found] if zone.kind == TenantKind.ZONE else [zone.id]


def others_in(tenant_ids: Collection[UUID], day: date) -> QuerySet[Officer]:
    """Officers of these tenants who have not left."""
    rows = Officer.objects.filter(tenant_id__in=list(tenant_ids))
    return rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=day)).order_by("name", "id")


def things_of(actor: Actor) -> list[UUID]:
    """The officers for whom the actor may call an open-door day: those they keep, and they themselves."""
    mine = Q(tenant_id__in=actor.tenants_with(MANAGE))
    if actor.id is not None:
        mine |= Q(account_id=actor.id, tenant_id__in=actor.tenants_with(ANSWER))
    rows = Officer.objects.filter(mine).filter(Q(left_on__isnull=True) | Q(left_on__gt=timezone.localdate()))
    return list(rows.values_list("id", flat=True))


def things_known(officer_ids: Collection[UUID]) -> list[Officer]:
    """These officers, for the room that names what a meeting is about."""
    return list(Officer.objects.filter(id__in=list(officer_ids)).order_by("name"))


def others_of(actor: Actor, officer_id: UUID) -> list[Officer]:
    """Who may stand in for an officer. Raises Missing as `officer` does."""
    found = officer(actor, officer_id)
    return list(others_in([found.tenant_id], timezone.localdate()).exclude(id=found.id))


def username_of(found: Officer) -> str:
    """The name with which an officer that was read here signs in; empty for none."""
    return people.account(found.account_id).username if found.account_id else ""
