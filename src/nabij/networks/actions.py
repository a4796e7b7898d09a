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
from nabij.networks.models import (
    LogEntry,
    LogKind,
    Mandate,
    MandateRole,
    Network,
    NetworkKind,
    NetworkState,
    PlanRule,
    Route,
    RouteRule,
)
from nabij.places.geometry import Shape, shape_from_geojson
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

MANAGE = "networks.manage"


@transaction.atomic
def found_network(
    actor: Actor, *, tenant_id: UUID, name: str, area: Mapping[str, Any], kind: str = NetworkKind.BIN,
    municipality_id: UUID | None = None, state: str = NetworkState.ACTIVE, numbers_per_household: int = 1,
    be_alert_group: str = "",
) -> Network:  # fmt: skip
    """Founds a network of a police zone. `area` is a GeoJSON (Multi)Polygon in degrees; raises Refused when it is not a shape."""
    actor.require(MANAGE, tenant_id)
    return new_network(
        actor, tenant_id=tenant_id, name=name, area=area, kind=kind, municipality_id=municipality_id, state=state,
        numbers_per_household=numbers_per_household, be_alert_group=be_alert_group,
    )  # fmt: skip


def new_network(
    actor: Actor, *, tenant_id: UUID, name: str, area: Mapping[str, Any], kind: str, state: str,
    municipality_id: UUID | None = None, numbers_per_household: int = 1, be_alert_group: str = "",
) -> Network:  # fmt: skip
    """The same for a part of this room that checked the rights of its deed."""
    name = name.strip()
    if not name or Network.objects.filter(tenant_id=tenant_id, name=name).exists():
        raise Refused(_("Give the network a name of its own."))
    found = Network(
        tenant_id=tenant_id, name=name, kind=NetworkKind(kind), state=NetworkState(state), municipality_id=municipality_id,
        numbers_per_household=numbers_per_household, be_alert_group=be_alert_group.strip() or name,
        **area_fields(area),
    )  # fmt: skip
    found.save(force_insert=True)
    note(actor, found, "found_network", {"name": name, "kind": found.kind})
    return found


@transaction.atomic
def set_area(actor: Actor, *, network_id: UUID, area: Mapping[str, Any]) -> Network:
    """Draws the area anew. Raises Refused when it is not a shape."""
    found = managed(actor, network_id)
    for name, value in area_fields(area).items():
        setattr(found, name, value)
    return changed(actor, found, "set_area", {})


@transaction.atomic
def set_state(actor: Actor, *, network_id: UUID, state: str) -> Network:
    """Rests, wakes or stops a network; only an active one is warned. Raises Refused for one that is still starting up: it
    opens by the last step of its start-up.
    """
    found = managed(actor, network_id)
    rules.check_may_become(found.state, state)
    found.state = NetworkState(state)
    return changed(actor, found, "set_state", {"state": state})


@transaction.atomic
def set_mandate(
    actor: Actor, *, network_id: UUID, role: str, account_id: UUID | None, deputy: bool = False
) -> Mandate | None:  # fmt: skip
    """Names the mandated officer or coordinator, or their deputy; None takes the mandate away.

    Raises Refused for a coordinator whom nobody screened and approved: see `founding.actions.approve_coordinator`.
    """
    found = managed(actor, network_id)
    names_coordinator = role == MandateRole.COORDINATOR and account_id is not None
    rules.check_may_name(names_coordinator=names_coordinator, imports=actor.kind == "system", state=found.state)
    return give_mandate(actor, found, role=role, account_id=account_id, deputy=deputy)


def give_mandate(
    actor: Actor, found: Network, *, role: str, account_id: UUID | None, deputy: bool = False
) -> Mandate | None:  # fmt: skip
    """The same on a network that the caller holds locked, after the rights and rules of its own deed."""
    held = Mandate.objects.filter(tenant_id=found.tenant_id, network_id=found.id, role=MandateRole(role), deputy=deputy)
    held.delete()
    mandate = None
    if account_id is not None:
        mandate = Mandate.objects.create(
            tenant_id=found.tenant_id, network_id=found.id, role=MandateRole(role), account_id=account_id, deputy=deputy
        )
    note(actor, found, "set_mandate", {"role": role, "deputy": deputy, "account": str(account_id or "")})
    return mandate


@transaction.atomic
def set_plan(
    actor: Actor, *, network_id: UUID, category: str, priority: str, channels: Sequence[str], from_time: time | None = None,
    until_time: time | None = None, night: bool = False,
) -> PlanRule:  # fmt: skip
    """Writes the line of the communication plan for a type of fact; an empty category is for all others."""
    found = managed(actor, network_id)
    rules.check_channels(channels)
    rules.check_hours(from_time, until_time)
    line, _is_new = PlanRule.objects.update_or_create(
        tenant_id=found.tenant_id, network_id=found.id, category=category,
        defaults={
            "priority": priority, "channels": list(channels), "from_time": from_time, "until_time": until_time, "night": night,
        },
    )  # fmt: skip
    changed(
        actor,
        found,
        "set_plan",
        {"category": category, "priority": priority, "channels": list(channels), "night": night},
    )
    _settle_plan(actor, found)
    return line


@transaction.atomic
def set_route(actor: Actor, *, network_id: UUID, alert_kind: str, route: str) -> RouteRule:
    """Chooses own channels or BE-Alert for a kind of alert."""
    found = managed(actor, network_id)
    rule, _is_new = RouteRule.objects.update_or_create(
        tenant_id=found.tenant_id, network_id=found.id, alert_kind=alert_kind, defaults={"route": Route(route)}
    )
    changed(actor, found, "set_route", {"alert_kind": alert_kind, "route": route})
    return rule


@transaction.atomic
def write_log(actor: Actor, *, network_id: UUID, text: str, kind: str = LogKind.NOTE) -> LogEntry:
    """Writes in the log of a network; for who leads or follows it up, and who manages networks. Raises Missing."""
    found = locked(network_id)
    if not (queries.mandated(actor, found) or actor.may(MANAGE, found.tenant_id)):
        raise Missing
    if not text.strip():
        raise Refused(_("Write what happened."))
    return _log(actor, found, kind, text.strip(), None)


@transaction.atomic
def log_alert(
    actor: Actor, *, tenant_id: UUID, network_ids: Collection[UUID], kind: str, text: str, alert_id: UUID
) -> None:
    """Writes what an alert said, how it ended or what it led to, where the members are now; the rights of the deed were checked
    by who calls this.
    """
    from nabij.networks.founding.queries import now_of

    now = set(now_of(list(network_ids)).values())
    for found in Network.objects.filter(tenant_id=tenant_id, id__in=now):
        _log(actor, found, kind, text, alert_id)


def _log(actor: Actor, found: Network, kind: str, text: str, alert_id: UUID | None) -> LogEntry:
    entry = LogEntry.objects.create(
        tenant_id=found.tenant_id, network_id=found.id, at=timezone.now(), kind=LogKind(kind), text=text, alert_id=alert_id,
        author_id=actor.id,
    )  # fmt: skip
    note(actor, found, "write_log", {"entry": str(entry.id), "kind": kind})
    return entry


def _settle_plan(actor: Actor, found: Network) -> None:
    """A network that is starting has its communication plan with the first line of it."""
    from nabij.networks.founding.actions import complete_step

    if found.state == NetworkState.STARTING:
        complete_step(actor, network_id=found.id, step="plan")


def managed(actor: Actor, network_id: UUID) -> Network:
    """A network, locked, for who may manage those of its tenant. Raises Missing."""
    found = locked(network_id)
    actor.require(MANAGE, found.tenant_id)
    return found


def locked(network_id: UUID) -> Network:
    """A network, locked until the transaction ends; the caller checks the right. Raises Missing."""
    found = Network.objects.select_for_update().filter(id=network_id).first()
    if found is None:
        raise Missing
    return found


def changed(actor: Actor, found: Network, verb: str, detail: dict[str, Any]) -> Network:
    """Keeps what was changed in a locked network, as its next version, on record."""
    found.version += 1
    found.save()
    note(actor, found, verb, detail)
    return found


def note(actor: Actor, found: Network, verb: str, detail: dict[str, Any]) -> None:
    """Puts a deed in a network on record as `networks.VERB`."""
    record(
        actor,
        tenant_id=found.tenant_id,
        verb=f"networks.{verb}",
        target="networks.network",
        target_id=found.id,
        detail=detail,
    )


def area_fields(area: Mapping[str, Any]) -> dict[str, Any]:
    metres: Shape = shape_from_geojson(area)
    west, south, east, north = metres.bounds
    return {
        "area": dict(area), "area_lambert": shapely.to_wkb(metres),
        "west_m": west, "south_m": south, "east_m": east, "north_m": north,
    }  # fmt: skip
