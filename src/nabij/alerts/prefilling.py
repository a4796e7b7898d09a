"""The alert that an incident calls for, by template and communication plan: one look and it can be submitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.alerts.drafts import Draft
from nabij.alerts.reviewed_texts import LANGUAGES, Template, alert_template, filled, street_of
from nabij.alerts.rules.whom import Near, whom
from nabij.networks import queries as networks
from nabij.networks.rules import Planned
from nabij.reports import queries as reports
from nabij.reports.words import in_language
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
    found = networks.networks_of(incident.tenant_id, [one.id for one in found])
    plan = networks.plan_for(found, incident.category_id)
    urgent = incident.urgency == "urgent" and (plan.priority == "urgent" or not found)
    template = alert_template(incident.category_id, urgent=urgent or incident.caught_in_act)
    return Prefilled(incident.tenant_id, incident, found, _draft(incident, found, plan, template))


def _draft(incident: Incident, found: list[Network], plan: Planned, template: Template) -> Draft:
    around = [] if found else [Near(incident.x, incident.y, RADIUS_M, street_of(incident.address))]
    return Draft(
        kind=template.kind,
        texts=filled(template, {language: _values(incident, language) for language in LANGUAGES}),
        channels=plan.channels if found else ("sms", "email", "push"),
        audience=whom(networks=[one.id for one in found], near=around),
        ground=template.ground,
        category=incident.category_id,
        caught_in_act=incident.caught_in_act,
        night_allowed=plan.night,
    )


def _values(incident: Incident, language: str) -> dict[str, str]:
    with override(language):
        return {
            "what": in_language(incident.category.name),
            "street": _("near %(street)s") % {"street": street_of(incident.address)} if incident.address else "",
            "neighbourhood": incident.neighbourhood_name,
            "time": _moment(incident.happened_at),
            "zone": incident.tenant.name,
        }


def _moment(when: datetime) -> str:
    local, today = timezone.localtime(when), timezone.localtime()
    if local.date() == today.date():
        return _("today at %(time)s") % {"time": date_format(local, "H:i")}
    return _("on %(date)s at %(time)s") % {"date": date_format(local, "j F"), "time": date_format(local, "H:i")}
