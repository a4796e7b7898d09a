"""The alert that an incident calls for, by template and communication plan: one look and it can be submitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from nabij.alerts.drafts import Draft
from nabij.alerts.reviewed_texts import street_of
from nabij.alerts.rules.whom import Near, whom, whom_of
from nabij.alerts.wording.fields import Type, Value, filled
from nabij.alerts.wording.queries import Ready, for_incident
from nabij.networks import queries as networks
from nabij.networks.rules import Planned
from nabij.networks.shops import queries as shops
from nabij.reports import queries as reports
from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.networks.models import Network
    from nabij.reports.models import Incident

RADIUS_M = 250
"""Around an incident in no network: about the houses that could have seen or heard it."""


@dataclass(frozen=True)
class Prefilled:
    """A draft for an incident, whose tenant it is, and the networks in which it lies."""

    tenant_id: UUID
    incident: Incident
    networks: list[Network]
    draft: Draft


def prefilled(actor: Actor, incident_id: UUID) -> Prefilled:
    """Kind, networks, channels and texts as plan and templates have them. Raises Missing without reports.view."""
    incident = reports.incident_brief(actor, incident_id)
    found = networks.networks_at(incident.x, incident.y, [incident.tenant_id])
    found = shops.concerned(found, incident.category_id, incident.tenant_id, incident.id)
    found = shops.without_slower(
        networks.agreed_networks(incident.tenant_id, [one.id for one in found]), incident.category_id
    )
    plan = networks.plan_for(found, incident.category_id)
    urgent = incident.urgency == "urgent" and (plan.priority == "urgent" or not found)
    template = for_incident(incident.tenant_id, incident.category_id, urgent=urgent or incident.caught_in_act)
    return Prefilled(incident.tenant_id, incident, found, _draft(incident, found, plan, template))


def known_of(incident: Incident) -> dict[Type, Value]:
    """What an incident knows, by the type of field that it fills in."""
    known: dict[Type, Value] = {
        "street": street_of(incident.address or ""),
        "neighbourhood": incident.neighbourhood_name or "",
        "time": incident.happened_at,
        "what": dict(incident.category.name) | {"fr": "Incident", "de": "Vorfall"} | _names(incident),
    }
    return {name: value for name, value in known.items() if value}


def _names(incident: Incident) -> dict[str, str]:
    """The type of fact in French and German where it has a name there."""
    return {language: name for language, name in incident.category.name.items() if language in ("fr", "de") and name}


def _draft(incident: Incident, found: list[Network], plan: Planned, template: Ready) -> Draft:
    around = [] if found else [Near(incident.x, incident.y, RADIUS_M, street_of(incident.address))]
    wording, known = template.wording, known_of(incident)
    values = {one.name: known[one.type] for one in wording.fields if one.type in known}
    own = whom_of(wording.audience) if wording.audience else None
    texts = filled(wording.texts, wording.fields, values, zone=incident.tenant.name, now=timezone.now(), gaps=False)
    return Draft(
        kind=template.kind,
        texts=texts,
        channels=wording.channels or (plan.channels if found else ("sms", "email", "push")),
        audience=own or whom(networks=[one.id for one in found], near=around),
        ground=wording.ground,
        category=incident.category_id,
        caught_in_act=incident.caught_in_act,
        night_allowed=plan.night,
        template=template.reference,
    )
