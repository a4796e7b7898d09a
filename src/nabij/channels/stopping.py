"""People who want no more of us at a number: what they pressed or texted becomes opt-outs of every sender."""

from __future__ import annotations

from nabij.people import actions as people
from nabij.people import queries, rules
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Refused
from nabij.tenants.queries import all_tenants


def stop_calls(number: str) -> None:
    """Nobody calls this number any longer: where it is for calls, nothing comes; where it takes texts, those still do."""
    try:
        point = queries.contact_point_of("voice", number)
    except Refused:
        point = None
    if point is None:
        return
    tenants = all_tenants()
    actor = system_actor((tenant.id for tenant in tenants), name="stop")
    for same in queries.contact_points(actor, point.person_id):
        if bytes(same.lookup) == bytes(point.lookup):
            message_kind = "" if same.kind == "voice" else rules.NO_CALLS
            for tenant in tenants:
                people.opt_out(actor, contact_point_id=same.id, tenant_id=tenant.id, message_kind=message_kind)
