"""A reporting point of an event in the demo town, with somebody on its roster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from nabij.places.queries import search_addresses
from nabij.reports.points import actions
from nabij.reports.where import Place
from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.people.models import Account
    from nabij.tenants.models import Tenant


def open_point(system: Actor, zone: Tenant, accounts: Mapping[str, Account], tell: Callable[[str], None]) -> None:
    """One point on the market square, from now for ten days, with the guard on its roster today."""
    hit = search_addresses("Markt", limit=1)[0]
    now = timezone.now()
    point = actions.open_point(
        system, tenant_id=zone.id, name="Kermis op de Markt", place=Place(hit.lon, hit.lat, hit.label), from_at=now,
        until_at=now + timedelta(days=10), telephone="011 00 00 00",
    )  # fmt: skip
    actions.staff_point(
        system,
        point_id=point.id,
        username=accounts["officier"].username,
        from_at=now,
        until_at=now + timedelta(minutes=1),
    )
    tell("1 reporting point")
