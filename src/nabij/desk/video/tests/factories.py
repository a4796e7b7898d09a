"""A video desk for tests: a zone with the door open, who is on duty, and a ring."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.desk.video import actions
from nabij.desk.video.models import Ring, RingBack, RingOffer, VideoDuty
from nabij.people.models import Account
from nabij.people.tests.factories import make_staff, make_tenant
from nabij.tenants.actor import PUBLIC, system_actor
from nabij.tenants.models import Tenant

SERVER = "https://meet.example.be"
NUMBER = "0470 12 34 56"


def open_desk(tenant: Tenant | None = None, **chosen: Any) -> Tenant:
    """A tenant whose video desk is open, with a meeting server that asks no token."""
    found = tenant or make_tenant()
    found.settings = found.settings | {"video": {"open": True, "server": SERVER} | chosen}
    found.save()
    return found


def on_duty(
    tenant: Tenant, desk: str = "", *, available: bool = True, now: datetime | None = None, account: Account | None = None
) -> Account:  # fmt: skip
    """Somebody with the right, on the roster of this hour, with their page open."""
    who, moment = account or make_staff(tenant, "desk_clerk"), now or timezone.now()
    VideoDuty.objects.create(
        tenant=tenant, account_id=who.id, name=who.name, desk=desk, from_at=moment - timedelta(hours=1),
        until_at=moment + timedelta(hours=8), available_since=moment if available else None, seen_at=moment,
    )  # fmt: skip
    return who


def ring(tenant: Tenant, *, now: datetime | None = None, **given: Any) -> Ring:
    values: Mapping[str, Any] = {"topic_code": "saw", "language": "nl", "name": "Rita Goossens"} | given
    return actions.start_ring(PUBLIC, tenant_id=tenant.id, now=now, **values)


def offer_of(found: Ring, tenant: Tenant | None = None) -> RingOffer:
    return RingOffer.objects.filter(ring_id=found.id, tenant_id=tenant.id if tenant else found.tenant_id).latest("step")


def to_ring_back(tenant: Tenant, **given: Any) -> RingBack:
    values: dict[str, Any] = {"topic_code": "case", "language": "nl", "number": NUMBER, "name": "Marc Wouters"} | given
    return actions.ask_ring_back(PUBLIC, tenant_id=tenant.id, **values)


def things_of(tenant: Tenant) -> dict[str, UUID]:
    """What the walks over pages need of this tenant, by the argument of the address."""
    open_desk(tenant)
    on_duty(tenant)
    found = ring(tenant)
    offer = offer_of(found)
    actions.answer(system_actor([tenant.id]), offer_id=offer.id)
    duty = VideoDuty.objects.filter(tenant=tenant).latest("from_at")
    return {"offer_id": offer.id, "duty_id": duty.id, "ring_back_id": to_ring_back(tenant).id}
