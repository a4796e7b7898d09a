"""What the walks over all pages and queries use: an order, a kept filter, and a second incident that was added to the first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff
from nabij.reports import actions as reports
from nabij.reports.backlog.actions import order_bulk, save_filter
from nabij.reports.models import Incident
from nabij.reports.tests.factories import report


def things_of(zone: Any, incident: Incident) -> dict[str, UUID]:
    """Made by a dispatcher of the zone, about one of its incidents: a filter that all of the service see, and an order."""
    actor, other = actor_for(make_staff(zone.tenant, "dispatcher")), report(place=zone.place).incident_id
    version = Incident.objects.get(id=incident.id).version
    reports.merge_incidents(actor, into_id=incident.id, version=version, other_id=other)
    kept = save_filter(actor, tenant_id=zone.tenant.id, name="Van ons", asked="view=new", sharing="tenant")
    words = {"internal": "Gezien.", "public": ""}
    bulk = order_bulk(actor, deed="note", words=words, chosen=[(incident.id, version + 1)])
    return {"bulk_id": bulk.id, "filter_id": kept.id, "other_id": other, "into_id": incident.id}
