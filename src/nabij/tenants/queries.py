from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from nabij.audit.statements import rows_of
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind


def tenant(tenant_id: UUID) -> Tenant:
    """Raises Missing where there is none."""
    found = Tenant.objects.filter(id=tenant_id).first()
    if found is None:
        raise Missing
    return found


def tenant_by_code(kind: TenantKind, code: str) -> Tenant | None:
    """The zone or municipality with this official code, where it takes part."""
    found = rows_of(Tenant, "kind = %s and code = %s order by id limit 1", [str(kind), code])
    return found[0] if found else None


def tenants(tenant_ids: Iterable[UUID]) -> list[Tenant]:
    return list(Tenant.objects.filter(id__in=list(tenant_ids)).order_by("kind", "name"))


def all_tenants() -> list[Tenant]:
    return list(Tenant.objects.order_by("kind", "name"))
