"""Two incidents beside each other, before somebody says that they are one."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from nabij.reports.consulting import note_consultation
from nabij.reports.models import Incident, Photo, Report, Task
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@dataclass(slots=True)
class Side:
    """One of both, with what hangs on it."""

    incident: Incident
    reports: list[Report] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


@transaction.atomic
def sides(actor: Actor, into_id: UUID, other_id: UUID) -> tuple[Side, Side]:
    """What stays and what would be added to it. Four queries. Raises Missing unless the actor judges both, of one tenant; police
    data are logged as consulted, both of them.
    """
    rows = Incident.objects.filter(id__in=(into_id, other_id), tenant_id__in=actor.tenants_with("reports.judge"))
    found = {row.id: Side(row) for row in rows.select_related("category", "tenant", "team")}
    if len(found) < 2 or len({side.incident.tenant_id for side in found.values()}) > 1:
        raise Missing
    own = {"tenant_id": found[into_id].incident.tenant_id}
    for report in Report.objects.filter(**own, incident_id__in=found).select_related("category").order_by("id"):
        found[report.incident_id].reports.append(report)
    for photo in Photo.objects.filter(**own, report__incident_id__in=found).select_related("report").order_by("id"):
        found[photo.report.incident_id].photos.append(photo)
    for task in Task.objects.filter(**own, incident_id__in=found).select_related("team").order_by("id"):
        found[task.incident_id].tasks.append(task)
    for side in found.values():
        note_consultation(actor, side.incident)
    return found[into_id], found[other_id]
