"""That somebody saw data of the police stands on record, with why: act of 30 July 2018, art. 56."""

from __future__ import annotations

from nabij.audit.actions import consulted
from nabij.reports.models import Incident
from nabij.reports.states import OPEN
from nabij.tenants.actor import Actor
from nabij.tenants.models import TenantKind

HANDLING, LOOKING_BACK = "handling", "looking_back"
"""Why somebody opens an incident without saying so: the record keeps a code, the page of consultations says it in words."""


def note_consultation(actor: Actor, incident: Incident) -> None:
    """Logs that the actor saw an incident of the police, in the transaction of the caller."""
    if incident.tenant.kind == TenantKind.ZONE:
        why = actor if actor.reason else actor.because(HANDLING if incident.state in OPEN else LOOKING_BACK)
        consulted(why, tenant_id=incident.tenant_id, target="reports.incident", target_id=incident.id)
