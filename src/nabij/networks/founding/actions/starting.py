"""A start-up begins with an area and fifteen steps, and ends when the network opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.actions import changed, new_network, note
from nabij.networks.founding import areas, rules, telling
from nabij.networks.founding.actions.stepping import guided, lay_out, settle_step
from nabij.networks.founding.models import GoalReached, Interest, StartStep, StepCode
from nabij.networks.models import Network, NetworkKind, NetworkState
from nabij.networks.zone_rules import rules_of
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def begin_start_up(
    actor: Actor, *, tenant_id: UUID, name: str, kind: str = NetworkKind.BIN, area: Mapping[str, Any] | None = None,
    neighbourhoods: Sequence[str] = (), municipality_id: UUID | None = None,
) -> Network:  # fmt: skip
    """Begins the start-up of a network on these neighbourhoods (codes), or on an area as GeoJSON in degrees; who was interested
    in them goes along.

    For who manages networks in the zone, or in the municipality on whose ground it lies. Raises Missing for anybody else, Refused
    without ground or a name of its own.
    """
    _check_may_begin(actor, tenant_id, municipality_id)
    if area is None and not neighbourhoods:
        raise Refused(_("Choose a neighbourhood, or draw an area."))
    drawn = area if area is not None else areas.as_drawn(areas.of_neighbourhoods(neighbourhoods))
    found = new_network(
        actor, tenant_id=tenant_id, name=name, kind=kind, area=drawn, municipality_id=municipality_id,
        state=NetworkState.STARTING,
    )  # fmt: skip
    lay_out(found, timezone.now())
    _take_along(actor, found, neighbourhoods)
    return found


@transaction.atomic
def open_network(actor: Actor, *, network_id: UUID) -> Network:
    """The last step: the network is active and takes members; who was interested is invited once. Raises Refused while a step
    stands in the way.
    """
    found = guided(actor, network_id)
    if found.state != NetworkState.STARTING:
        raise Refused(_("This network is not starting up."))
    steps = list(StartStep.objects.select_for_update().filter(tenant_id=found.tenant_id, network_id=found.id))
    if not steps:
        raise Refused(_("This network has no steps of a start-up."))
    rules.check_may_open(steps)
    settle_step(actor, found, StepCode.OPENING)
    found.state = NetworkState.ACTIVE
    _invite(found)
    return changed(actor, found, "open_network", {})


def _invite(found: Network) -> None:
    waiting = Interest.objects.filter(tenant_id=found.tenant_id, network_id=found.id, invited_at__isnull=True)
    ids = list(waiting.values_list("id", flat=True))
    waiting.update(invited_at=timezone.now())
    telling.later("interest", ids, "opened", {"network": found.name})


def _check_may_begin(actor: Actor, tenant_id: UUID, municipality_id: UUID | None) -> None:
    """Raises Missing for who may not, and for a municipality that is none of this zone."""
    city = tenants.tenant(municipality_id) if municipality_id else None
    if city is not None and city.zone_id != tenant_id:
        raise Missing
    if not (actor.may(rules.MANAGE, tenant_id) or (city is not None and actor.may(rules.MANAGE, city.id))):
        raise Missing


def _take_along(actor: Actor, found: Network, neighbourhoods: Sequence[str]) -> None:
    """Moves the interest of these neighbourhoods to the network, and settles the step where the goal is reached."""
    waiting = Interest.objects.filter(
        tenant_id=found.tenant_id, neighbourhood_code__in=list(neighbourhoods), network__isnull=True
    )
    waiting.update(network_id=found.id)
    GoalReached.objects.filter(tenant_id=found.tenant_id, neighbourhood_code__in=list(neighbourhoods)).delete()
    homes = (
        Interest.objects.filter(tenant_id=found.tenant_id, network_id=found.id)
        .values("household_key")
        .distinct()
        .count()
    )
    note(actor, found, "begin_start_up", {"neighbourhoods": list(neighbourhoods), "households": homes})
    if homes >= rules_of(found).interest_goal:
        settle_step(actor, found, StepCode.INTEREST, _("%(count)s households want this network.") % {"count": homes})
