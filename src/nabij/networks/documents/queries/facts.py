"""What the house knows that a document says: who holds which office, the plan, the area; and who may do what with documents."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone

from nabij.networks import queries as networks
from nabij.networks.documents import prices, rules, schemas, texts
from nabij.networks.documents.models import Document, DocumentKind, DocumentState, Signatory
from nabij.networks.house_rules import current_version
from nabij.networks.models import Mandate, MandateRole, Network, PlanRule
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.places import queries as places
from nabij.tenants.actor import Actor
from nabij.tenants.models import Tenant, TenantRow
from nabij.tenants.queries import tenants

MANAGE: Final = "networks.manage"
SIGN_MAYOR: Final = "networks.sign_mayor"
SIGN_CHIEF: Final = "networks.sign_chief"
MOST_STREETS: Final = 60


def city_of(network: Network) -> UUID:
    """The tenant whose mayor signs: the municipality, or the zone of one municipality that has no tenant of its own."""
    return network.municipality_id or network.tenant_id


def manages(actor: Actor, network: Network) -> bool:
    """Whether this is the prevention service that guides the network: of its zone, or of its municipality."""
    return actor.may(MANAGE, network.tenant_id) or actor.may(MANAGE, city_of(network))


def may_write(actor: Actor, network: Network) -> bool:
    """Whether the actor may fill in documents: a charter is drawn up jointly, so also officer, coordinator and their deputies."""
    return manages(actor, network) or networks.mandated(actor, network)


def signing_roles(actor: Actor, network: Network) -> dict[str, bool]:
    """The roles in which the actor may sign for this network, and whether as deputy."""
    roles: dict[str, bool] = {}
    if actor.kind == "staff" and actor.may(SIGN_MAYOR, city_of(network)):
        roles[Signatory.MAYOR] = False
    if actor.kind == "staff" and actor.may(SIGN_CHIEF, network.tenant_id):
        roles[Signatory.CHIEF] = False
    if actor.id is None:
        return roles
    prefetch_related_objects([network], "mandates")
    held = [one for one in network.mandates.all() if one.account_id == actor.id]
    for one in sorted(held, key=lambda one: not one.deputy):
        if not one.deputy or deputies_may_sign(network):
            roles[one.role] = one.deputy
    return roles


def wanted_of(found: Document) -> tuple[str, ...]:
    """Who signs this document, with its network at hand."""
    return rules.signatories(found.kind, rules_of(found.network).signed_documents)


def deputies_may_sign(row: TenantRow) -> bool:
    """Whether the chief of police of the zone of this row lets deputies sign."""
    return rules_of(row).deputies_may_sign


def facts_of(found: Collection[Network]) -> dict[UUID, dict[str, Any]]:
    """Per network what documents say about the house now: ids and plain facts, no contact data. Four queries, two where
    mandates and plan were read before."""
    prefetch_related_objects(list(found), "mandates", "plan")
    held = Document.objects.filter(
        network_id__in=[one.id for one in found], kind=DocumentKind.BUDGET, state=DocumentState.SIGNED
    )
    budgets = dict(held.values_list("network_id", "digest"))
    offices = {tenant_id for one in found for tenant_id in (city_of(one), one.tenant_id)}
    mayors, chiefs = people.holders_of((SIGN_MAYOR, SIGN_CHIEF), offices).values()
    return {
        one.id: {
            "name": one.name,
            "area": hashlib.sha256(bytes(one.area_lambert)).hexdigest()[:16],
            "mayor": sorted(map(str, mayors.get(city_of(one), []))),
            "chief": sorted(map(str, chiefs.get(one.tenant_id, []))),
            "plan": [_plan_line(rule) for rule in sorted(one.plan.all(), key=lambda rule: rule.category)],
            "budget": budgets.get(one.id, ""),
            "house_rules": current_version(),
            **_leads(one.mandates.all()),
        }
        for one in found
    }


def _leads(mandates: Iterable[Mandate]) -> dict[str, str]:
    held = {(one.role, one.deputy): str(one.account_id) for one in mandates}
    return {
        f"{role}{'_deputy' if deputy else ''}": held.get((role, deputy), "")
        for role in MandateRole.values
        for deputy in (False, True)
    }


def _plan_line(rule: PlanRule) -> list[Any]:
    hours = [one and one.isoformat("minutes") for one in (rule.from_time, rule.until_time)]
    return [rule.category, rule.priority, sorted(rule.channels), *hours, rule.night]


def names_in(facts: Mapping[str, Any]) -> dict[str, str]:
    """The names of who holds each office, as far as the house knows them. Two queries."""
    held = {
        role: value[0] if isinstance(value, list) else value
        for role, value in facts.items()
        if role.split("_")[0] in Signatory.values and value
    }
    known = people.known_names([UUID(one) for one in held.values()])
    return {role: known.get(UUID(one), "") for role, one in held.items()}


def about(network: Network) -> dict[str, str]:
    """The names that sentences of a document speak of."""
    by_id = {one.id: one.name for one in tenants([network.tenant_id, city_of(network)])}
    return {"network": network.name, "zone": by_id[network.tenant_id], "municipality": by_id[city_of(network)]}


def prefilled(network: Network, kind: str, language: str) -> dict[str, Any]:
    """The answers that the house can give itself, for a first version."""
    suggested: dict[str, Any] = dict(texts.defaults(kind, language, about(network)))
    if kind == DocumentKind.CHARTER:
        suggested |= _charter(network)
    if kind == DocumentKind.BUDGET:
        suggested |= _budget(network.tenant)
    fields = {field.name: field for field in schemas.fields_of(kind)}
    return {
        name: value
        for name, value in suggested.items()
        if value not in ("", None) and name in fields and fields[name].sort != "date"
    }


def _charter(network: Network) -> dict[str, Any]:
    names = names_in(facts_of([network])[network.id])
    people_named = {
        (role if role.endswith("_deputy") else f"{role}_name"): name
        for role, name in names.items()
    }  # fmt: skip
    homes = places.addresses_of(places.addresses_within(networks.area_of(network)))
    streets = sorted({one.street for one in homes.values()})
    named = ", ".join(streets[:MOST_STREETS]) + (" ..." if len(streets) > MOST_STREETS else "")
    return people_named | {
        "area_words": f"{network.name}: {named}." if named else network.name,
        "homes": len(homes) or None, "meetings": 2, "evaluation_months": 12,
    }  # fmt: skip


def _budget(tenant: Tenant) -> dict[str, Any]:
    return {
        "year": timezone.localdate().year,
        "messages_price": prices.of(tenant),
        **{f"{code}_payer": "city" for code, _label in schemas.BUDGET_LINES},
    }
