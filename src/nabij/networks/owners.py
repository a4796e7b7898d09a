"""Who stands behind the owner of something to do: the people who are to be reminded of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from django.db.models import prefetch_related_objects

from nabij.networks.models import MandateRole, Network
from nabij.people import queries as people

RIGHT_OF: Final = {
    "chief": "networks.decide", "mayor": "networks.remove", "officer": "networks.screen", "prevention": "networks.manage",
}  # fmt: skip
"""By which right somebody is the owner: the first that they hold, since chief and officers manage networks as well."""
MANDATED: Final = {MandateRole.COORDINATOR: "coordinator", MandateRole.OFFICER: "officer"}

Owners = Mapping[UUID, frozenset[str]]
"""By account, for what it answers in one network."""


def owners_of(networks: Collection[Network]) -> dict[UUID, Owners]:
    """By network, who owns what: mandates of the network, and roles in its zone and its municipality. Two queries."""
    prefetch_related_objects(list(networks), "mandates")
    places = {one.tenant_id for one in networks} | {one.municipality_id for one in networks if one.municipality_id}
    held = people.holders_of(RIGHT_OF.values(), places)
    return {one.id: _owners(one, held) for one in networks}


def _owners(network: Network, held: Mapping[str, Mapping[UUID, Collection[UUID]]]) -> Owners:
    found: dict[UUID, set[str]] = {}
    for mandate in network.mandates.all():
        found.setdefault(mandate.account_id, set()).add(MANDATED[MandateRole(mandate.role)])
    for account_id, owner in _by_role(network, held).items():
        if owner not in MANDATED.values():
            found.setdefault(account_id, set()).add(owner)
    return {account_id: frozenset(owners) for account_id, owners in found.items()}


def _by_role(network: Network, held: Mapping[str, Mapping[UUID, Collection[UUID]]]) -> dict[UUID, str]:
    """By account the owner that it is in the zone or the municipality; of which network an officer is one, a mandate says."""
    places = [one for one in (network.tenant_id, network.municipality_id) if one]
    found: dict[UUID, str] = {}
    for owner, right in RIGHT_OF.items():
        for place in places:
            found = dict.fromkeys(held[right].get(place, ()), owner) | found
    return found
