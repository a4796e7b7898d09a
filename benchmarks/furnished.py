"""One network of a zone of which every page has something to show, and the people who open those pages."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from nabij.networks.models import Mandate, MandateRole, Membership, Network
from nabij.people import vault
from nabij.people.actions.grants import install_role
from nabij.people.models import Account, AccountKind, ContactPoint, Person
from nabij.people.queries import account_named, actor_for
from nabij.places.geometry import to_wgs84
from nabij.reports.where import Place
from nabij.tenants.actor import system_actor
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant


def furnish_one(zone: Tenant, city: Tenant, network_ids: Sequence[UUID]) -> dict[str, Any]:
    """Makes them in the second network, which is active. Gives the ids that addresses ask, by the name of their argument."""
    from nabij.alerts.tests.factories import Zone
    from nabij.networks.documents.tests import factories as documents
    from tests.loop.network_things import Stage, everything, join, shops_of

    network = Network.objects.get(id=network_ids[1])
    officer = account_named("officier")
    town = SimpleNamespace(zone=zone, city=city, other_city=city)
    home = Zone(zone, network, officer, officer, account_named("officier2"), _middle(network), cast(Any, town))
    things = documents.things_of(home)
    _mandates(zone, network_ids, officer)
    member, lead = (_person(row) for row in Membership.objects.filter(network=network).order_by("id")[:2])
    things |= {"member_account": _account_of(member).id, "coordinator_account": _coordinator(zone, network, lead).id}
    binz = shops_of(home)
    for person in (member, lead):
        join(binz, person)
    follows, leads = actor_for(officer), actor_for(_account_of(lead))
    stage = Stage(home, leads, follows, actor_for(_account_of(member)), member.id)
    point = ContactPoint.objects.filter(person=member)[0]
    about = {"network_id": network.id, "person_id": member.id, "contact_point_id": point.id}
    return (
        things | everything(stage, binz) | about | {"paper": "a4", "language": "nl", "start_network_id": network_ids[0]}
    )


def _person(row: Membership) -> Person:
    return Person.objects.get(id=UUID(vault.open_value("member", row.id, bytes(row.person))))


def _mandates(zone: Tenant, network_ids: Sequence[UUID], officer: Account) -> None:
    Mandate.objects.filter(tenant=zone, network_id__in=network_ids).delete()
    Mandate.objects.bulk_create(
        Mandate(tenant=zone, network_id=network_id, role=role, account_id=officer.id if role == "officer" else new_id())
        for network_id in network_ids
        for role in (MandateRole.OFFICER, MandateRole.COORDINATOR)
    )


def _coordinator(zone: Tenant, network: Network, person: Person) -> Account:
    """A resident who leads this network and is a member of it."""
    account = _account_of(person)
    install_role(system_actor([zone.id]), account_id=account.id, tenant_id=zone.id, role="coordinator")
    Mandate.objects.update_or_create(
        tenant=zone, network=network, role=MandateRole.COORDINATOR, deputy=False, defaults={"account_id": account.id}
    )
    return account


def _account_of(person: Person) -> Account:
    if person.account is None:
        username = f"resident-{person.id}"
        person.account = Account.objects.create(kind=AccountKind.RESIDENT, username=username, password="!")
        person.save(update_fields=["account"])
    return person.account


def _middle(network: Network) -> Place:
    x, y = (network.west_m + network.east_m) / 2, (network.south_m + network.north_m) / 2
    (lon,), (lat,) = to_wgs84([x], [y])
    return Place(float(lon), float(lat), "Kerkstraat 1")
