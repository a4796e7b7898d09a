"""What the pages about all networks of the demo town show: one that rests, goals of the year, and figures that are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from nabij.networks import actions as networks
from nabij.networks.overview import actions
from nabij.places.geometry import shape_to_geojson
from nabij.places.queries import area_shape, areas
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import tenant_by_code

if TYPE_CHECKING:
    from nabij.demo.world import Tell
    from nabij.tenants.actor import Actor

RESTING: Final = "39001W06"
GOALS: Final = {"networks": 6, "reached": 5, "covered": 8, "feedback": 90, "led": 80}


def count(system: Actor, zone: Tenant, tell: Tell) -> None:
    """The last step of the demo: everything that is counted is there."""
    (place,) = areas("neighbourhood", [RESTING])
    city = tenant_by_code(TenantKind.MUNICIPALITY, place.municipality_code)
    found = networks.found_network(
        system, tenant_id=zone.id, name=f"BIN {place.name}", area=shape_to_geojson(area_shape("neighbourhood", RESTING)),
        municipality_id=city.id if city else None,
    )  # fmt: skip
    networks.set_state(system, network_id=found.id, state="resting")
    actions.set_goals(system, tenant_id=zone.id, year=timezone.localdate().year, targets=GOALS)
    tell(f"{actions.recount(system, tenant_id=zone.id)} networks counted")
