"""Networks that become one, and a network that becomes two: whole or not at all, and on record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.actions import area_fields, changed, give_mandate, new_network, note
from nabij.networks.founding import areas, telling
from nabij.networks.founding.actions.carrying import carry_into, carry_part, follow_double
from nabij.networks.founding.models import Change, SteeringCover, Succession
from nabij.networks.founding.queries import carrying
from nabij.networks.founding.queries import changes as asking
from nabij.networks.models import (
    Mandate,
    MandateRole,
    MemberPoint,
    Membership,
    Network,
    NetworkState,
    PlanRule,
    RouteRule,
)
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@dataclass(frozen=True)
class Seats:
    """Who follows up and leads what comes out, by account; all hold a mandate in what went in. `coordinator` is a must."""

    officer: UUID | None = None
    officer_deputy: UUID | None = None
    coordinator: UUID | None = None
    coordinator_deputy: UUID | None = None

    def rows(self) -> list[tuple[str, bool, UUID]]:
        """Role, deputy, account of each that was chosen."""
        chosen = [
            (MandateRole.OFFICER, False, self.officer), (MandateRole.OFFICER, True, self.officer_deputy),
            (MandateRole.COORDINATOR, False, self.coordinator), (MandateRole.COORDINATOR, True, self.coordinator_deputy),
        ]  # fmt: skip
        return [(role.value, deputy, account_id) for role, deputy, account_id in chosen if account_id is not None]


@transaction.atomic
def merge_networks(
    actor: Actor, *, network_ids: Sequence[UUID], name: str, plan_from: UUID, seats: Seats
) -> Network:  # fmt: skip
    """Makes one network of several of a zone: ground, members, shops, wishes, messages and log go along; a household that was in
    two counts once, and who falls away is told. The communication plan is that of `plan_from`. The old ones stop and point to it.

    Raises Missing for one of elsewhere, Refused where it cannot be done whole.
    """
    olds = _locked(actor, network_ids)
    asking.check_may_merge(olds)
    plan = next((one for one in olds if one.id == plan_from), None)
    if plan is None:
        raise Refused(_("Choose the network whose communication plan stays."))
    _check_seats(olds, seats)
    found = new_network(
        actor, tenant_id=plan.tenant_id, name=name, kind=plan.kind, area=areas.as_drawn(asking.merged_area(olds)),
        municipality_id=_municipality(olds), state=NetworkState.ACTIVE,
        numbers_per_household=carrying.household_limit(olds),
    )  # fmt: skip
    if all(one.sectors for one in olds):
        found.sectors = sorted({sector for one in olds for sector in one.sectors})
    found.save(update_fields=["sectors"])
    _copy_plan(plan, found)
    stays = carrying.who_stays(olds)
    _move_members(olds, found, stays)
    first = [plan, *(one for one in olds if one.id != plan.id)]
    carry_into(actor, first, found, stays.kept)
    _cover_as(plan, found)
    _seat(actor, found, seats)
    Mandate.objects.filter(tenant_id=found.tenant_id, network_id__in=[one.id for one in olds]).delete()
    for old in olds:
        old.state = NetworkState.STOPPED
        changed(actor, old, "merge_networks", {"into": str(found.id), "members": len(stays.moved[old.id])})
        _follows(old, found, Change.MERGED)
        telling.later("membership", stays.moved[old.id], "merged", {"network": found.name, "before": old.name})
    telling.later("former", stays.fallen, "no_room", {"network": found.name})
    note(actor, found, "merge_networks", {"of": [str(one.id) for one in olds], "fell_away": len(stays.fallen)})
    before = ", ".join(one.name for one in olds)
    said = _("%(before)s became %(network)s.") % {"before": before, "network": found.name}
    _notify(actor, found, "merged", said)
    return found


@transaction.atomic
def split_network(actor: Actor, *, network_id: UUID, part: Mapping[str, Any], name: str, seats: Seats) -> Network:
    """Makes a new network of a drawn part (GeoJSON in degrees) of one. Members follow their shop or their place, with what they
    wrote; who gave none stays and is asked. Plan and routes are the same in both; the log stays. Returns the new one.

    Raises Missing for one of elsewhere, Refused for a part that takes nothing or everything.
    """
    (old,) = _locked(actor, [network_id])
    stays, taken = asking.divided(old, part)
    _check_seats([old], seats)
    shops = carrying.shop_sides(old, taken)
    moving, _staying, unplaced = asking.sides(old, taken, shops)
    found = new_network(
        actor, tenant_id=old.tenant_id, name=name, kind=old.kind, area=areas.as_drawn(taken),
        municipality_id=old.municipality_id, state=old.state, numbers_per_household=old.numbers_per_household,
    )  # fmt: skip
    found.sectors = old.sectors
    found.save(update_fields=["sectors"])
    _copy_plan(old, found)
    _move(old.tenant_id, moving, found)
    carry_part(actor, old, found, moving=moving, shops=shops, taken=taken)
    _cover_as(old, found)
    _seat(actor, found, seats)
    for field, value in area_fields(areas.as_drawn(stays)).items():
        setattr(old, field, value)
    changed(actor, old, "split_network", {"new": str(found.id), "members": len(moving)})
    note(actor, found, "split_network", {"of": str(old.id)})
    _follows(old, found, Change.SPLIT)
    telling.later("membership", moving, "split", {"network": found.name, "before": old.name})
    telling.later("membership", unplaced, "asked", {"network": old.name, "before": old.name})
    said = _("A part of %(before)s became %(network)s.") % {"before": old.name, "network": found.name}
    _notify(actor, old, "changed", said)
    return found


def _notify(actor: Actor, found: Network, what: str, said: str) -> None:
    """The duty to tell the federal service, with its letter."""
    from nabij.networks.documents.actions import notify_federal

    notify_federal(actor, network_id=found.id, what=what, note=said)


def _locked(actor: Actor, network_ids: Sequence[UUID]) -> list[Network]:
    """These networks, locked in one order so that two merges never wait for each other; in the order that was asked."""
    wanted = list(dict.fromkeys(network_ids))
    rows = {one.id: one for one in Network.objects.select_for_update().filter(id__in=wanted).order_by("id")}
    if set(rows) != set(wanted) or not rows:
        raise Missing
    for one in rows.values():
        actor.require(asking.MANAGE, one.tenant_id)
    return [rows[one] for one in wanted]


def _check_seats(olds: Sequence[Network], seats: Seats) -> None:
    held = {
        (row.account_id, row.role)
        for row in Mandate.objects.filter(tenant_id=olds[0].tenant_id, network_id__in=[one.id for one in olds])
    }
    if not all((account_id, role) in held for role, _deputy, account_id in seats.rows()):
        raise Refused(_("Choose among those who lead or follow up these networks now."))
    leads = any(role == MandateRole.COORDINATOR for _account, role in held)
    if leads and seats.coordinator is None:
        raise Refused(_("Choose who coordinates the new network."))
    for role in MandateRole.values:
        named = [account_id for one, _deputy, account_id in seats.rows() if one == role]
        if len(named) != len(set(named)):
            raise Refused(_("Choose two different people: one stands in for the other."))


def _municipality(olds: Sequence[Network]) -> UUID | None:
    """That of all of them, or of none where they lie in several."""
    known = {one.municipality_id for one in olds}
    return known.pop() if len(known) == 1 else None


def _copy_plan(source: Network, found: Network) -> None:
    for line in PlanRule.objects.filter(tenant_id=source.tenant_id, network_id=source.id):
        PlanRule.objects.create(
            tenant_id=found.tenant_id, network_id=found.id, category=line.category, priority=line.priority,
            channels=line.channels, from_time=line.from_time, until_time=line.until_time, night=line.night,
        )  # fmt: skip
    for rule in RouteRule.objects.filter(tenant_id=source.tenant_id, network_id=source.id):
        RouteRule.objects.create(
            tenant_id=found.tenant_id, network_id=found.id, alert_kind=rule.alert_kind, route=rule.route
        )


def _move_members(olds: Sequence[Network], found: Network, stays: carrying.Stays) -> None:
    """Takes along who stays; ends the memberships that would be there twice and those for which a household has no room."""
    _end_doubles(found.tenant_id, [*stays.double, *((one, one) for one in stays.fallen)])
    _move(found.tenant_id, list(stays.kept.values()), found)


def _end_doubles(tenant_id: UUID, double: Sequence[tuple[UUID, UUID]]) -> None:
    """Ends memberships that would be there twice. The numbers go to the one that is kept, where another is named."""
    for ended, kept in double:
        points = MemberPoint.objects.filter(tenant_id=tenant_id, membership_id=ended)
        follow_double(tenant_id, ended, kept)
        there = MemberPoint.objects.filter(tenant_id=tenant_id, membership_id=kept)
        if ended != kept:
            points.exclude(contact_point_id__in=there.values("contact_point_id")).update(membership_id=kept)
        MemberPoint.objects.filter(tenant_id=tenant_id, membership_id=ended).delete()
    Membership.objects.filter(tenant_id=tenant_id, id__in=[ended for ended, _kept in double]).update(
        left_at=timezone.now()
    )


def _move(tenant_id: UUID, membership_ids: Collection[UUID], found: Network) -> None:
    ids = list(membership_ids)
    Membership.objects.filter(tenant_id=tenant_id, id__in=ids).update(network_id=found.id)
    MemberPoint.objects.filter(tenant_id=tenant_id, membership_id__in=ids).update(network_id=found.id)


def _cover_as(source: Network, found: Network) -> None:
    cover = SteeringCover.objects.filter(tenant_id=source.tenant_id, network_id=source.id).first()
    if cover is not None:
        SteeringCover.objects.create(tenant_id=found.tenant_id, network_id=found.id, group_id=cover.group_id)


def _seat(actor: Actor, found: Network, seats: Seats) -> None:
    for role, deputy, account_id in seats.rows():
        give_mandate(actor, found, role=role, account_id=account_id, deputy=deputy)


def _follows(old: Network, found: Network, kind: str) -> None:
    Succession.objects.create(
        tenant_id=old.tenant_id, before_id=old.id, after_id=found.id, kind=Change(kind), at=timezone.now()
    )
