"""The ground of a network: its area with what it shares with others, its signs, and the steering group that covers it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.actions import area_fields, changed, note
from nabij.networks.founding import areas
from nabij.networks.founding.actions.stepping import guided, settle_step
from nabij.networks.founding.models import (
    SeatRole,
    Sign,
    SignState,
    SteeringCover,
    SteeringGroup,
    SteeringSeat,
    StepCode,
)
from nabij.networks.founding.queries import ground as asking
from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of
from nabij.people import vault
from nabij.places.geometry import in_belgium
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def settle_area(
    actor: Actor, *, network_id: UUID, area: Mapping[str, Any], acknowledged: Collection[UUID] = ()
) -> Network:  # fmt: skip
    """Settles the area of a network, as GeoJSON in degrees. Raises Refused for an overlap with another network that was not
    acknowledged by its id, naming it.
    """
    found = guided(actor, network_id)
    fields = area_fields(area)
    shared = asking.overlaps_of(found, asking.shape(fields["area_lambert"]))
    unseen = [one for one in shared if one.network_id not in set(acknowledged)]
    if unseen:
        names = ", ".join(f"{one.name} ({one.share} %)" for one in unseen)
        raise Refused(
            _("This area overlaps with %(networks)s. Tick that it may, or draw it otherwise.") % {"networks": names}
        )
    for name, value in fields.items():
        setattr(found, name, value)
    changed(actor, found, "settle_area", {"overlaps": [[str(one.network_id), one.share] for one in shared]})
    settle_step(actor, found, StepCode.AREA, _area_words(asking.shape(fields["area_lambert"]), shared))
    return found


def _area_words(shape: Any, shared: Sequence[areas.Overlap]) -> str:
    said = [_("%(count)s addresses.") % {"count": areas.count_addresses(shape)}]
    said += [
        _("Overlaps with %(network)s: %(share)s %%, %(count)s addresses.")
        % {"network": one.name, "share": one.share, "count": one.addresses}
        for one in shared
    ]
    return " ".join(said)


@transaction.atomic
def place_signs(actor: Actor, *, network_id: UUID, points: Sequence[tuple[float, float]]) -> list[Sign]:
    """Asks for signs at these points (degrees), besides those that are there. Raises Refused beyond what the zone asks at most.

    Source: art. 14 of the circular of 28 February 2019 (a sign at each access road); a district keeps their number low.
    """
    found = guided(actor, network_id)
    most = rules_of(found).signs_most
    there = Sign.objects.filter(tenant_id=found.tenant_id, network_id=found.id).count()
    if there + len(points) > most:
        raise Refused(
            _("A network asks %(most)s signs at most. Choose the roads by which most people come in.") % {"most": most}
        )
    if not all(in_belgium(lon, lat) for lon, lat in points):
        raise Refused(_("This place does not lie in Belgium. Choose a place on the map."))
    rows = [
        Sign(tenant_id=found.tenant_id, network_id=found.id, lon=lon, lat=lat, since=timezone.now())
        for lon, lat in points
    ]
    note(actor, found, "place_signs", {"count": len(rows)})
    return Sign.objects.bulk_create(rows)


@transaction.atomic
def set_sign(actor: Actor, *, sign_id: UUID, state: str) -> None:
    """A sign was decided by the council, placed, or is damaged; an empty state takes it away. All placed: the step is done."""
    row = Sign.objects.filter(id=sign_id).first()
    if row is None:
        raise Missing
    found = guided(actor, row.network_id)
    if state:
        row.state, row.since = SignState(state), timezone.now()
        row.save(update_fields=["state", "since"])
    else:
        row.delete()
    note(actor, found, "set_sign", {"sign": str(sign_id), "state": state})
    here = Sign.objects.filter(tenant_id=found.tenant_id, network_id=found.id)
    if here.exists() and not here.exclude(state=SignState.PLACED).exists():
        settle_step(actor, found, StepCode.SIGNS, _("%(count)s signs stand.") % {"count": here.count()})


@transaction.atomic
def make_steering_group(
    actor: Actor, *, network_id: UUID, name: str, seats: Sequence[tuple[str, str]]
) -> SteeringGroup:
    """A new steering group for a network, with who sits in it as (role, name); another network may be put under it later.

    Raises Refused without a name of its own, without anybody, or while another group covers the network.
    """
    found = guided(actor, network_id)
    name = name.strip()
    if not name or SteeringGroup.objects.filter(tenant_id=found.tenant_id, name=name).exists():
        raise Refused(_("Give the steering group a name of its own."))
    group = SteeringGroup.objects.create(tenant_id=found.tenant_id, name=name)
    _seat(group, seats)
    _cover(actor, found, group)
    return group


@transaction.atomic
def seat_steering_group(actor: Actor, *, network_id: UUID, seats: Sequence[tuple[str, str]]) -> None:
    """Writes anew who sits in the group that covers a network. Raises Missing without one, Refused without anybody."""
    found = guided(actor, network_id)
    cover = SteeringCover.objects.select_related("group").filter(tenant_id=found.tenant_id, network_id=found.id).first()
    if cover is None:
        raise Missing
    SteeringSeat.objects.filter(tenant_id=found.tenant_id, group_id=cover.group_id).delete()
    _seat(cover.group, seats)
    note(actor, found, "seat_steering_group", {"group": str(cover.group_id), "seats": len(seats)})


@transaction.atomic
def cover_network(actor: Actor, *, network_id: UUID, group_id: UUID) -> None:
    """Puts a network under a steering group of its zone that is there. Raises Missing for one of elsewhere."""
    found = guided(actor, network_id)
    group = SteeringGroup.objects.filter(tenant_id=found.tenant_id, id=group_id).first()
    if group is None:
        raise Missing
    _cover(actor, found, group)


def _seat(group: SteeringGroup, seats: Sequence[tuple[str, str]]) -> None:
    named = [(SeatRole(role), name.strip()) for role, name in seats if name.strip()]
    if not named:
        raise Refused(_("Write who sits in the steering group."))
    for role, name in named:
        row = SteeringSeat(tenant_id=group.tenant_id, group_id=group.id, role=role)
        row.name = vault.seal_value("seat", row.id, name)
        row.save(force_insert=True)


def _cover(actor: Actor, found: Network, group: SteeringGroup) -> None:
    held = SteeringCover.objects.filter(tenant_id=found.tenant_id, network_id=found.id)
    held.delete()
    SteeringCover.objects.create(tenant_id=found.tenant_id, network_id=found.id, group_id=group.id)
    note(actor, found, "cover_network", {"group": str(group.id)})
    settle_step(actor, found, StepCode.STEERING, group.name)
