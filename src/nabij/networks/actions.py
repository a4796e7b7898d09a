"""The only writers of networks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import time
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.networks import queries, rules
from nabij.networks.house_rules import current_version
from nabij.networks.models import (
    LogEntry,
    LogKind,
    Mandate,
    MandateRole,
    MemberPoint,
    Membership,
    Network,
    NetworkKind,
    NetworkState,
    PlanRule,
    Route,
    RouteRule,
)
from nabij.people import actions as people_actions
from nabij.people import queries as people
from nabij.people import vault
from nabij.places.geometry import Shape, shape_from_geojson, to_lambert
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused

MANAGE = "networks.manage"
MEMBERS = "networks.members"


@transaction.atomic
def found_network(
    actor: Actor, *, tenant_id: UUID, name: str, area: Mapping[str, Any], kind: str = NetworkKind.BIN,
    municipality_id: UUID | None = None, state: str = NetworkState.ACTIVE, one_number_per_household: bool = True,
    be_alert_group: str = "",
) -> Network:  # fmt: skip
    """Founds a network of a police zone. `area` is a GeoJSON (Multi)Polygon in degrees; raises Refused when it is not a shape."""
    actor.require(MANAGE, tenant_id)
    name = name.strip()
    if not name or Network.objects.filter(tenant_id=tenant_id, name=name).exists():
        raise Refused(_("Give the network a name of its own."))
    found = Network(
        tenant_id=tenant_id, name=name, kind=NetworkKind(kind), state=NetworkState(state), municipality_id=municipality_id,
        one_number_per_household=one_number_per_household, be_alert_group=be_alert_group.strip() or name,
        **_area_fields(area),
    )  # fmt: skip
    found.save(force_insert=True)
    _record(actor, found, "found_network", {"name": name, "kind": found.kind})
    return found


@transaction.atomic
def set_area(actor: Actor, *, network_id: UUID, area: Mapping[str, Any]) -> Network:
    """Draws the area anew. Raises Refused when it is not a shape."""
    found = _managed(actor, network_id)
    for name, value in _area_fields(area).items():
        setattr(found, name, value)
    return _changed(actor, found, "set_area", {})


@transaction.atomic
def set_state(actor: Actor, *, network_id: UUID, state: str) -> Network:
    """Starts, rests or stops a network; only an active one is warned."""
    found = _managed(actor, network_id)
    found.state = NetworkState(state)
    return _changed(actor, found, "set_state", {"state": state})


@transaction.atomic
def set_mandate(
    actor: Actor, *, network_id: UUID, role: str, account_id: UUID | None, deputy: bool = False
) -> Mandate | None:  # fmt: skip
    """Names the mandated officer or coordinator, or their deputy; None takes the mandate away."""
    found = _managed(actor, network_id)
    held = Mandate.objects.filter(tenant_id=found.tenant_id, network_id=found.id, role=MandateRole(role), deputy=deputy)
    held.delete()
    mandate = None
    if account_id is not None:
        mandate = Mandate.objects.create(
            tenant_id=found.tenant_id, network_id=found.id, role=MandateRole(role), account_id=account_id, deputy=deputy
        )
    _record(actor, found, "set_mandate", {"role": role, "deputy": deputy, "account": str(account_id or "")})
    return mandate


@transaction.atomic
def join_network(
    actor: Actor, *, network_id: UUID, person_id: UUID, joined_by: str, contact_point_ids: Collection[UUID], lon: float,
    lat: float, is_adult: bool, house_rules: str,
) -> Membership:  # fmt: skip
    """A resident joins at an address in the area, or staff that helps them; the address becomes their place where they had none.

    Raises Refused outside the area, for who is no adult or did not accept the house rules of this version, and as `add_member`.
    """
    found = _locked(network_id)
    people.person(actor, person_id)
    (x,), (y,) = to_lambert([lon], [lat])
    rules.check_may_join(
        inside=queries.lies_in(found, float(x), float(y)),
        is_adult=is_adult,
        accepts=house_rules == current_version(),
        has_points=bool(contact_point_ids),
    )
    if not any(point.x is not None for point in people.contact_points(actor, person_id)):
        people_actions.place_person(actor, person_id=person_id, lon=lon, lat=lat)
    return add_member(
        actor, network_id=network_id, person_id=person_id, joined_by=joined_by, contact_point_ids=contact_point_ids,
        house_rules=house_rules,
    )  # fmt: skip


@transaction.atomic
def add_member(
    actor: Actor,
    *,
    network_id: UUID,
    person_id: UUID,
    joined_by: str,
    contact_point_ids: Collection[UUID] | None = None,
    house_rules: str = "",
) -> Membership:
    """Makes a person a member: the resident online, or staff that is helping this person (`Actor.helping`) on paper, by
    telephone or at the counter. Without `contact_point_ids` all checked contact points of the person count.

    Raises Missing when the actor may not act for this person, Refused by the household rule of the network.
    """
    found = _locked(network_id)
    if actor.kind not in ("resident", "system"):
        actor.require(MEMBERS if actor.may(MEMBERS, found.tenant_id) else "people.help", found.tenant_id)
    person = people.person(actor, person_id)
    if found.state != NetworkState.ACTIVE:
        raise Refused(_("This network does not take members now."))
    points = [point for point in people.contact_points(actor, person_id) if point.verified_at is not None]
    if contact_point_ids is not None:
        points = [point for point in points if point.id in set(contact_point_ids)]
    home = vault.keyed_digest(b"home", bytes(person.household_lookup or person.id.bytes))
    _check_may_join(found, person_id, home, [point.kind for point in points])
    member = _join(found, person_id, home, joined_by, house_rules, [point.id for point in points])
    _record(actor, found, "add_member", {"membership": str(member.id), "joined_by": joined_by})
    return member


def _check_may_join(found: Network, person_id: UUID, home: bytes, kinds: Sequence[str]) -> None:
    there = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    if there.filter(person_key=queries.person_key(person_id)).exists():
        raise Refused(_("This person is already a member of this network."))
    taken = there.filter(household_key=home).exists()
    rules.check_one_household(one_number=found.one_number_per_household, household_taken=taken, kinds=kinds)


def _join(
    found: Network, person_id: UUID, home: bytes, joined_by: str, house_rules: str, point_ids: Sequence[UUID]
) -> Membership:  # fmt: skip
    member = Membership(
        tenant_id=found.tenant_id, network_id=found.id, person_key=queries.person_key(person_id), household_key=home,
        joined_at=timezone.now(), joined_by=joined_by, house_rules=house_rules,
    )  # fmt: skip
    member.person = vault.seal_value("member", member.id, str(person_id))
    member.save(force_insert=True)
    MemberPoint.objects.bulk_create(
        MemberPoint(tenant_id=found.tenant_id, network_id=found.id, membership_id=member.id, contact_point_id=point_id)
        for point_id in point_ids
    )
    return member


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """Deletes what ties a person who is being erased to networks; nothing has to stay. Called by the room of people."""
    rows = Membership.objects.filter(person_key=queries.person_key(person_id)).select_related("network")
    for member in rows:
        MemberPoint.objects.filter(tenant_id=member.tenant_id, membership_id=member.id).delete()
        _record(system_actor([member.tenant_id]), member.network, "forget_member", {"membership": str(member.id)})
    rows.delete()
    account_id = people.account_id_of(person_id)
    if account_id is not None:
        Mandate.objects.filter(account_id=account_id).delete()
    return []


@transaction.atomic
def leave(actor: Actor, *, network_id: UUID, person_id: UUID) -> None:
    """Ends a membership, at any time and without a reason; by the resident, or staff that helps them. Raises Missing."""
    found = _locked(network_id)
    member = _member(actor, found, person_id)
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
    MemberPoint.objects.filter(tenant_id=found.tenant_id, membership_id=member.id).delete()
    _record(actor, found, "leave", {"membership": str(member.id)})


@transaction.atomic
def choose_points(
    actor: Actor, *, network_id: UUID, person_id: UUID, contact_point_ids: Collection[UUID], wanted: bool
) -> None:
    """A member no longer hears from this network at these numbers or addresses, or does again; the membership stays.

    Raises Missing for who may not act for this person, and for who is no member.
    """
    found = _locked(network_id)
    member = _member(actor, found, person_id)
    mine = MemberPoint.objects.filter(
        tenant_id=found.tenant_id, membership_id=member.id, contact_point_id__in=list(contact_point_ids)
    )
    there = set(mine.values_list("contact_point_id", flat=True))
    if not wanted:
        mine.delete()
    MemberPoint.objects.bulk_create(
        MemberPoint(tenant_id=found.tenant_id, network_id=found.id, membership_id=member.id, contact_point_id=point_id)
        for point_id in contact_point_ids
        if wanted and point_id not in there
    )
    detail = {"membership": str(member.id), "points": [str(one) for one in contact_point_ids], "wanted": wanted}
    _record(actor, found, "choose_points", detail)


@transaction.atomic
def set_plan(
    actor: Actor, *, network_id: UUID, category: str, priority: str, channels: Sequence[str], from_time: time | None = None,
    until_time: time | None = None, night: bool = False,
) -> PlanRule:  # fmt: skip
    """Writes the line of the communication plan for a type of fact; an empty category is for all others."""
    found = _managed(actor, network_id)
    rules.check_channels(channels)
    rules.check_hours(from_time, until_time)
    line, _is_new = PlanRule.objects.update_or_create(
        tenant_id=found.tenant_id, network_id=found.id, category=category,
        defaults={
            "priority": priority, "channels": list(channels), "from_time": from_time, "until_time": until_time, "night": night,
        },
    )  # fmt: skip
    _changed(
        actor,
        found,
        "set_plan",
        {"category": category, "priority": priority, "channels": list(channels), "night": night},
    )
    return line


@transaction.atomic
def set_route(actor: Actor, *, network_id: UUID, alert_kind: str, route: str) -> RouteRule:
    """Chooses own channels or BE-Alert for a kind of alert."""
    found = _managed(actor, network_id)
    rule, _is_new = RouteRule.objects.update_or_create(
        tenant_id=found.tenant_id, network_id=found.id, alert_kind=alert_kind, defaults={"route": Route(route)}
    )
    _changed(actor, found, "set_route", {"alert_kind": alert_kind, "route": route})
    return rule


@transaction.atomic
def write_log(actor: Actor, *, network_id: UUID, text: str, kind: str = LogKind.NOTE) -> LogEntry:
    """Writes in the log of a network; for who leads or follows it up, and who manages networks. Raises Missing."""
    found = _locked(network_id)
    if not (queries.mandated(actor, network_id) or actor.may(MANAGE, found.tenant_id)):
        raise Missing
    if not text.strip():
        raise Refused(_("Write what happened."))
    return _log(actor, found, kind, text.strip(), None)


@transaction.atomic
def log_alert(
    actor: Actor, *, tenant_id: UUID, network_ids: Collection[UUID], kind: str, text: str, alert_id: UUID
) -> None:
    """Writes what an alert said, how it ended or what it led to; the rights of the deed were checked by who calls this."""
    for found in Network.objects.filter(tenant_id=tenant_id, id__in=list(network_ids)):
        _log(actor, found, kind, text, alert_id)


def _log(actor: Actor, found: Network, kind: str, text: str, alert_id: UUID | None) -> LogEntry:
    entry = LogEntry.objects.create(
        tenant_id=found.tenant_id, network_id=found.id, at=timezone.now(), kind=LogKind(kind), text=text, alert_id=alert_id,
        author_id=actor.id,
    )  # fmt: skip
    _record(actor, found, "write_log", {"entry": str(entry.id), "kind": kind})
    return entry


def _member(actor: Actor, found: Network, person_id: UUID) -> Membership:
    """The membership of a person for whom the actor may act. Raises Missing."""
    people.person(actor, person_id)
    there = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    member = there.filter(person_key=queries.person_key(person_id)).first()
    if member is None:
        raise Missing
    return member


def _managed(actor: Actor, network_id: UUID) -> Network:
    found = _locked(network_id)
    actor.require(MANAGE, found.tenant_id)
    return found


def _locked(network_id: UUID) -> Network:
    found = Network.objects.select_for_update().filter(id=network_id).first()
    if found is None:
        raise Missing
    return found


def _changed(actor: Actor, found: Network, verb: str, detail: dict[str, Any]) -> Network:
    found.version += 1
    found.save()
    _record(actor, found, verb, detail)
    return found


def _record(actor: Actor, found: Network, verb: str, detail: dict[str, Any]) -> None:
    record(
        actor,
        tenant_id=found.tenant_id,
        verb=f"networks.{verb}",
        target="networks.network",
        target_id=found.id,
        detail=detail,
    )


def _area_fields(area: Mapping[str, Any]) -> dict[str, Any]:
    metres: Shape = shape_from_geojson(area)
    west, south, east, north = metres.bounds
    return {
        "area": dict(area), "area_lambert": shapely.to_wkb(metres),
        "west_m": west, "south_m": south, "east_m": east, "north_m": north,
    }  # fmt: skip
