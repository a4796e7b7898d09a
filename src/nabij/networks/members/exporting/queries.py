"""Lists of members that were asked to be taken away: for who leads the network, and who confirms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from nabij.networks import queries as networks
from nabij.networks.members.exporting.rights import EXPORT, may_ask, may_decide
from nabij.networks.members.models import ExportState, ListExport
from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

__all__ = [
    "asked_exports",
    "export",
    "exports",
    "may_ask",
    "may_decide",
    "network_of_lists",
    "points_of",
    "waiting_exports",
]

SHOWN = 10


@dataclass(frozen=True)
class Shown:
    """An export with who is in it by name, and what the actor may do with it."""

    export: ListExport
    asked_by: str
    decided_by: str
    may_decide: bool
    may_fetch: bool
    until: datetime | None


def network_of_lists(actor: Actor, network: networks.Known) -> Network:
    """A network whose exports the actor sees. Raises Missing for anybody else."""
    if isinstance(network, Network) and networks.was_given(actor, network):
        found: Network | None = network
    else:
        network_id = network.id if isinstance(network, Network) else network
        found = _seen(actor).filter(id=network_id).prefetch_related("mandates").first()
    if found is None or not (actor.may(EXPORT, found.tenant_id) or networks.mandated(actor, found)):
        raise Missing
    return found


def _seen(actor: Actor) -> QuerySet[Network]:
    rows = Network.objects.select_related("tenant")
    return rows.filter(Q(tenant_id__in=actor.tenants_with(EXPORT)) | Q(id__in=networks.mandates_of(actor)))


def export(actor: Actor, export_id: UUID) -> ListExport:
    """Raises Missing as `network_of_lists`."""
    rows = ListExport.objects.select_related("network__tenant").filter(network_id__in=_seen(actor).values("id"))
    found = rows.filter(id=export_id).first()
    if found is None:
        raise Missing
    return found


def exports(actor: Actor, network: networks.Known, now: datetime) -> list[Shown]:
    """The newest of a network."""
    found = network_of_lists(actor, network)
    rows = ListExport.objects.filter(tenant_id=found.tenant_id, network_id=found.id).order_by("-asked_at")[:SHOWN]
    return _shown(actor, found, list(rows), now)


def asked_exports(actor: Actor) -> list[tuple[ListExport, str]]:
    """What waits for the data protection officer in all networks of their zone, the oldest first, with who asked. Two queries.

    Raises Missing for who is none.
    """
    tenants = actor.tenants_with(EXPORT)
    if not tenants:
        raise Missing
    rows = ListExport.objects.filter(tenant_id__in=tenants, state=ExportState.ASKED).select_related("network")
    found = [one for one in rows.order_by("asked_at") if one.asked_by != actor.id]
    names = people.account_names({one.asked_by for one in found})
    return [(one, names.get(one.asked_by, "")) for one in found]


def _shown(actor: Actor, found: Network, rows: Sequence[ListExport], now: datetime) -> list[Shown]:
    names = people.account_names({one for row in rows for one in (row.asked_by, row.decided_by) if one})
    decides, hours = may_decide(actor, found), timedelta(hours=rules_of(found).export_hours)
    shown = []
    for row in rows:
        until = row.decided_at + hours if row.decided_at and row.state == ExportState.CONFIRMED else None
        shown.append(
            Shown(
                row, names.get(row.asked_by, ""), names.get(row.decided_by, "") if row.decided_by else "",
                decides and row.state == ExportState.ASKED and row.asked_by != actor.id,
                until is not None and now <= until and row.asked_by == actor.id, until,
            )
        )  # fmt: skip
    return shown


def points_of(found: Network, *, agree: bool) -> list[UUID]:
    """The contact points over which the network reaches its members; with `agree` only of who agreed that BE-Alert gets them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select contact_point_id from networks_reach reach join people_reachable using (contact_point_id)"
            " where reach.tenant_id = %s and reach.network_id = %s and (agrees_be_alert or not %s)",
            [found.tenant_id, found.id, agree],
        )
        return [row[0] for row in cursor.fetchall()]


def waiting_exports(network_ids: Collection[UUID]) -> list[ListExport]:
    """Lists that wait for a second person, or, once confirmed, for who asked them; for what is to do. One query."""
    rows = ListExport.objects.filter(
        network_id__in=list(network_ids), state__in=(ExportState.ASKED, ExportState.CONFIRMED)
    )
    return list(rows.order_by("asked_at"))
