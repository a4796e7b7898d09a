"""A zone with a network, its people and the staff that warns them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from nabij.alerts import actions, queries, tasks
from nabij.alerts.digest import Text
from nabij.alerts.drafts import Draft
from nabij.alerts.models import Alert
from nabij.alerts.rules.whom import whom
from nabij.networks.actions import set_plan
from nabij.networks.models import MandateRole, Network
from nabij.networks.tests.factories import lambert, make_member, make_network, mandate
from nabij.people.models import Account, ContactPoint
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_person, make_staff
from nabij.reports import actions as reports
from nabij.reports.models import Incident
from nabij.reports.tests.factories import ELSEWHERE, HERE, Town, make_town, told
from nabij.reports.where import Place
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.models import Tenant

PARTS = ("networks", "areas", "shapes", "near", "roles", "exclude", "area")
GOOD_TEXT = "Inbraak bezig in de Stationsstraat, nu. Sluit ramen en deuren. Zie je iets verdachts? Bel 101."
GOOD_TEXT_EN = "Burglary in Station Street, now. Close windows and doors. Do you see anything suspicious? Call 101."


@dataclass
class Zone:
    tenant: Tenant
    network: Network
    writer: Account
    officer: Account
    second: Account
    place: Place
    town: Town
    members: list[Any] = field(default_factory=list)

    @property
    def writing(self) -> Actor:
        return actor_for(self.writer)

    @property
    def approving(self) -> Actor:
        return actor_for(self.officer)

    @property
    def reviewing(self) -> Actor:
        return actor_for(self.second)

    @property
    def system(self) -> Actor:
        return system_actor([self.tenant.id])


def make_zone(members: int = 3, **settings: Any) -> Zone:
    """A zone with one active network of `members` households, a dispatcher and two mandated officers."""
    return _zone(make_town(), HERE, members, settings)


def neighbour_of(zone: Zone, members: int = 1) -> Zone:
    """The other zone of the same town."""
    return _zone(zone.town, ELSEWHERE, members, {})


def _zone(town: Town, place: Place, members: int, settings: dict[str, Any]) -> Zone:
    tenant = town.zone if place is HERE else town.other_zone
    tenant.settings = {"alerts": settings}
    tenant.save()
    network = make_network(tenant, place.lon, place.lat)
    staff = [make_staff(tenant, role) for role in ("dispatcher", "mandated_officer", "mandated_officer")]
    zone = Zone(tenant, network, *staff, place=place, town=town)
    mandate(network, MandateRole.OFFICER, zone.officer.id)
    for category in ("burglary", ""):
        set_plan(
            zone.approving, network_id=network.id, category=category, priority="urgent", channels=["sms", "email"],
            night=category == "burglary",
        )  # fmt: skip
    zone.members = [join(zone) for _ in range(members)]
    return zone


def join(zone: Zone, kinds: tuple[str, ...] = ("sms", "email"), network: Network | None = None, **fields: Any) -> Any:
    """A new member of the zone's network who lives in its middle."""
    person = make_person()
    points = [
        make_contact_point(person, kind, place=lambert(zone.place.lon, zone.place.lat), **fields) for kind in kinds
    ]
    return make_member(network or zone.network, *points)


def draft(zone: Zone, **changes: Any) -> Draft:
    values: dict[str, Any] = {
        "kind": "urgent",
        "texts": {"nl": Text("Inbraak in je buurt", GOOD_TEXT), "en": Text("Burglary", GOOD_TEXT_EN)},
        "channels": ("sms", "email"),
        "ground": "threat",
        "caught_in_act": True,
        "night_allowed": True,
        "category": "burglary",
    }
    parts = {name: changes.pop(name) for name in PARTS if name in changes}
    if "area" in parts:
        parts["shapes"] = [parts.pop("area")]
    audience = whom(**({"networks": [zone.network.id]} | parts))
    return Draft(**(values | {"audience": audience} | changes))


def make_incident(zone: Zone, **fields: Any) -> Incident:
    given = {"category": "burglary", "place": zone.place, "caught_in_act": True} | fields
    outcome = given.pop("outcome", "warn")
    recorded = reports.record_call(zone.writing, told=told(**given))
    if outcome:
        reports.judge_incident(zone.writing, incident_id=recorded.incident_id, version=1, outcome=outcome)
    return Incident.objects.get(id=recorded.incident_id)


def drafted(zone: Zone, incident: Incident | None = None, **changes: Any) -> Alert:
    incident = incident or make_incident(zone)
    return actions.draft_alert(
        zone.writing, tenant_id=zone.tenant.id, draft=draft(zone, **changes), incident_id=incident.id
    )


def submitted(zone: Zone, **changes: Any) -> Alert:
    alert = drafted(zone, **changes)
    return actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)


def approve(zone: Zone, alert: Alert, actor: Actor | None = None, **changes: Any) -> Alert:
    """Approves exactly what stands there now."""
    measured = queries.measure(alert)
    values: dict[str, Any] = {
        "digest": alert.digest,
        "households": measured.size.households,
        "cost_cents": measured.cost_cents,
    }
    return actions.approve_alert(actor or zone.approving, alert_id=alert.id, **(values | changes))


def sent(zone: Zone, **changes: Any) -> Alert:
    return approve(zone, submitted(zone, **changes))


def ids(points: list[ContactPoint]) -> set[UUID]:
    return {point.id for point in points}


def deliver(alert: Alert, *states: str) -> list[UUID]:
    """Plans the alert as its job does, and lets its deliveries end in these states in turn. The contact points in that order."""
    tasks.plan_alert(alert_id=str(alert.id))
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id, p.part, d.n, d.contact_point_id from fanout.plan p join fanout.delivery d on d.plan = p.id"
            " and d.part = p.part where p.alert_id = %s order by d.n",
            [alert.id],
        )
        rows = cursor.fetchall()
        for (plan, part, n, _point), state in zip(rows, states, strict=False):
            cursor.execute(
                "insert into fanout.outcome (part, plan, n, state) values (%s, %s, %s, %s::fanout.state)",
                [part, plan, n, state],
            )
    return [row[3] for row in rows]
