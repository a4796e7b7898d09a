"""Networks that become one, and a network that becomes two: whole or not at all, and on record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.actions import area_fields, changed, give_mandate, new_network, note
from nabij.networks.founding import areas, telling
from nabij.networks.founding.models import Change, Interest, SteeringCover, Succession
from nabij.networks.founding.queries import changes as asking
from nabij.networks.models import (
    LogEntry,
    Mandate,
    MandateRole,
    MemberPoint,
    Membership,
    Network,
    NetworkKind,
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
    """Makes one network of several of a zone: their ground, members, numbers and log go along, a household that was in two counts
    once, the communication plan is that of `plan_from`. The old ones stop and point to it; members are told once.

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
        numbers_per_household=_numbers(olds),
    )  # fmt: skip
    found.sectors = sorted({sector for one in olds for sector in one.sectors})
    found.save(update_fields=["sectors"])
    _copy_plan(plan, found)
    moved = _move_members(olds, found)
    _move_rest(olds, found, plan)
    _seat(actor, found, seats)
    Mandate.objects.filter(tenant_id=found.tenant_id, network_id__in=[one.id for one in olds]).delete()
    for old in olds:
        old.state = NetworkState.STOPPED
        changed(actor, old, "merge_networks", {"into": str(found.id), "members": len(moved[old.id])})
        _follows(old, found, Change.MERGED)
        telling.later("membership", moved[old.id], "merged", {"network": found.name, "before": old.name})
    note(actor, found, "merge_networks", {"of": [str(one.id) for one in olds]})
    before = ", ".join(one.name for one in olds)
    said = _("%(before)s became %(network)s.") % {"before": before, "network": found.name}
    _notify(actor, found, "merged", said)
    return found


@transaction.atomic
def split_network(actor: Actor, *, network_id: UUID, part: Mapping[str, Any], name: str, seats: Seats) -> Network:
    """Makes a new network of a drawn part (GeoJSON in degrees) of one. Members follow their place; who gave none stays and is
    asked. Plan and routes are the same in both; the log stays. Returns the new one.

    Raises Missing for one of elsewhere, Refused for a part that takes nothing or everything.
    """
    (old,) = _locked(actor, [network_id])
    stays, taken = asking.divided(old, part)
    _check_seats([old], seats)
    moving, _staying, unplaced = asking.sides(old, taken)
    found = new_network(
        actor, tenant_id=old.tenant_id, name=name, kind=old.kind, area=areas.as_drawn(taken),
        municipality_id=old.municipality_id, state=old.state, numbers_per_household=old.numbers_per_household,
    )  # fmt: skip
    found.sectors = old.sectors
    found.save(update_fields=["sectors"])
    _copy_plan(old, found)
    _move(old.tenant_id, moving, found)
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


def _numbers(olds: Sequence[Network]) -> int:
    """How many numbers a household may have: as in the most generous of them, so that nobody is put out; 0 is no limit."""
    known = [one.numbers_per_household for one in olds]
    return 0 if 0 in known else max(known)


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


def _move_members(olds: Sequence[Network], found: Network) -> dict[UUID, list[UUID]]:
    """Takes all members along; of a person or household that was in two the first membership stays. By old network who moved."""
    rows = Membership.objects.filter(
        tenant_id=found.tenant_id, network_id__in=[one.id for one in olds], left_at__isnull=True
    ).order_by("joined_at", "id")
    kept: dict[bytes, UUID] = {}
    double: list[tuple[UUID, UUID]] = []
    moved: dict[UUID, list[UUID]] = defaultdict(list)
    homes: Counter[bytes] = Counter()
    limit = 0 if found.kind == NetworkKind.BINZ else found.numbers_per_household
    for row in rows:
        person, home = bytes(row.person_key), bytes(row.household_key)
        if person in kept:
            double.append((row.id, row.id if limit else kept[person]))
        elif limit and homes[home] >= limit:
            double.append((row.id, row.id))
        else:
            kept[person] = row.id
            moved[row.network_id].append(row.id)
            homes[home] += 1
    _end_doubles(found.tenant_id, double)
    _move(found.tenant_id, list(kept.values()), found)
    return moved


def _end_doubles(tenant_id: UUID, double: Sequence[tuple[UUID, UUID]]) -> None:
    """Ends memberships that would be there twice. The numbers go to the one that is kept, where another is named."""
    for ended, kept in double:
        points = MemberPoint.objects.filter(tenant_id=tenant_id, membership_id=ended)
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


def _move_rest(olds: Sequence[Network], found: Network, plan: Network) -> None:
    ids = [one.id for one in olds]
    LogEntry.objects.filter(tenant_id=found.tenant_id, network_id__in=ids).update(network_id=found.id)
    Interest.objects.filter(tenant_id=found.tenant_id, network_id__in=ids).update(network_id=found.id)
    _cover_as(plan, found)


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
