"""Reports of people who want to hear of them, and a route that keeps what left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from nabij.channels.outbox.models import MessageState
from nabij.reports import actions
from nabij.reports.actions import Recorded
from nabij.reports.answers.models import AnswerWording, Rating, ReporterMessage
from nabij.reports.models import Incident
from nabij.reports.tests.factories import Town, report, version_of
from nabij.reports.told import Contact
from nabij.tenants.actor import Actor

MAIL = Contact("email", "an.peeters@example.org")


def by_mail(category: str = "dumping", **fields: Any) -> Recorded:
    """A report of somebody who gave an e-mail address."""
    return report(category=category, **({"contact": MAIL, "name": "An Peeters"} | fields))


def staff_of(town: Town, recorded: Recorded) -> Actor:
    return town.dispatcher() if recorded.tenant_id == town.zone.id else town.city_clerk()


def judge(town: Town, recorded: Recorded, outcome: str = "task_only", **fields: Any) -> Incident:
    given = {"incident_id": recorded.incident_id, "version": version_of(recorded), "outcome": outcome} | fields
    return actions.judge_incident(staff_of(town, recorded), **given)


def close(town: Town, recorded: Recorded, template: str = "solved", **fields: Any) -> Incident:
    given = {"incident_id": recorded.incident_id, "version": version_of(recorded), "template": template} | fields
    return actions.close_incident(staff_of(town, recorded), **given)


def ended(town: Town, category: str = "dumping", **fields: Any) -> Recorded:
    """A report that was dealt with."""
    recorded = by_mail(category, **fields)
    judge(town, recorded)
    close(town, recorded)
    return recorded


def states() -> list[tuple[str, str]]:
    """Template and state of each message, oldest first."""
    return list(ReporterMessage.objects.order_by("id").values_list("template", "state"))


def things_of(zone: Any) -> dict[str, UUID]:
    """A message in this zone that did not arrive, for walks over every page and query. `zone` has a place."""
    recorded = by_mail("suspicious", place=zone.place)
    failed = ReporterMessage.objects.get(report_id=recorded.report_id)
    ReporterMessage.objects.filter(id=failed.id).update(state=MessageState.FAILED)
    now, tenant_id = timezone.now(), recorded.tenant_id
    Incident.objects.filter(id=recorded.incident_id).update(reporter_wrote_at=now)
    AnswerWording.objects.create(tenant_id=tenant_id, template="ended", category_id="burglary", version=1, made_at=now)
    Rating.objects.create(
        tenant_id=tenant_id, report_id=recorded.report_id, category_id="suspicious", solved="yes", helped=4, words="Goed",
        rated_at=now,
    )  # fmt: skip
    return {"answer_id": failed.id}
