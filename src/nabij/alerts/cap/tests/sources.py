"""Systems of others that post CAP messages, with a key that two people made."""

from __future__ import annotations

from nabij.alerts.tests.factories import Zone
from nabij.people import actions as people
from nabij.people.models import RoleGrant
from nabij.people.queries import actor_for_key
from nabij.people.tests.factories import staff_actor
from nabij.tenants.actor import Actor


def key_of(zone: Zone, role: str = "cap_source", mode: str = "live", name: str = "Hulpverleningszone") -> str:
    """The secret of a key of this zone."""
    account, secret = people.make_key(
        staff_actor(zone.tenant, "administrator"), tenant_id=zone.tenant.id, name=name, role=role, mode=mode
    )
    row = RoleGrant.objects.get(account=account)
    people.confirm_role(staff_actor(zone.tenant, "administrator"), grant_id=row.id)
    return secret


def cap_source(zone: Zone, mode: str = "live") -> Actor:
    """The system that holds such a key."""
    found = actor_for_key(key_of(zone, mode=mode))
    assert found is not None
    return found
