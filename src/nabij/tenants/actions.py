from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from nabij.audit.actions import record
from nabij.tenants.actor import Actor
from nabij.tenants.models import Tenant, TenantKind


@transaction.atomic
def found_tenant(
    actor: Actor, *, kind: TenantKind, name: str, slug: str, code: str = "", zone: Tenant | None = None,
    settings: dict[str, Any] | None = None,
) -> Tenant:  # fmt: skip
    """Makes a tenant, or returns the one with this slug, so that setting up can be run again."""
    made, is_new = Tenant.objects.get_or_create(
        slug=slug, defaults={"kind": kind, "name": name, "code": code, "zone": zone, "settings": settings or {}}
    )
    if is_new:
        detail = {"kind": kind, "name": name, "code": code}
        record(
            actor, tenant_id=made.id, verb="tenants.found", target="tenants.tenant", target_id=made.id, detail=detail
        )
    return made


@transaction.atomic
def change_settings(actor: Actor, *, tenant_id: UUID, changes: dict[str, Any]) -> Tenant:
    """Merges `changes` into the tenant's settings. Raises Missing without the right tenants.configure."""
    actor.require("tenants.configure", tenant_id)
    tenant = Tenant.objects.select_for_update().get(id=tenant_id)
    tenant.settings = tenant.settings | changes
    tenant.save(update_fields=["settings"])
    record(
        actor,
        tenant_id=tenant_id,
        verb="tenants.change_settings",
        target="tenants.tenant",
        target_id=tenant_id,
        detail=changes,
    )
    return tenant
