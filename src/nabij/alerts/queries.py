"""What may be asked about alerts: staff with the right in its tenant, coordinators about their own networks, nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from psycopg import sql

from nabij.alerts import audience, chains, checking, contents, text_checks
from nabij.alerts.fanout import progress
from nabij.alerts.fanout.had import had
from nabij.alerts.models import (
    Alert,
    AlertVersion,
    Approval,
    DutyState,
    FeedbackDuty,
    Handover,
    HandoverState,
    SentCopy,
)
from nabij.alerts.rules.chain import ENDS, LEFT
from nabij.alerts.rules.content import Finding
from nabij.alerts.rules.whom import COLLEAGUES
from nabij.alerts.zone_rules import from_settings, rules_of
from nabij.audit.actions import consulted
from nabij.networks import be_alert
from nabij.networks import queries as networks
from nabij.people import queries as people
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant

VIEW = "alerts.view"
OPERATE = "alerts.operate"
DRAFT = "alerts.draft"
PAGE = 50


@dataclass(frozen=True)
class Measure:
    """An audience with what it costs, in whole cents."""

    size: audience.Size
    cost_cents: int


@dataclass(frozen=True)
class Reached:
    """Who hears how it ended: of those `reached`, who is left out by reason, and who will be told."""

    reached: int
    erased: int
    stopped: int

    @property
    def told(self) -> int:
        return self.reached - self.erased - self.stopped


@dataclass(frozen=True)
class Page:
    rows: list[Alert]
    next_cursor: str


_REACH = {"team": Q(training=True) | Q(audience=COLLEAGUES.as_json()), "test": Q(training=True)}


def alerts(actor: Actor) -> QuerySet[Alert]:
    """Every alert the actor may see; a key that is not live sees what is within its mode."""
    seen = Q(tenant_id__in=actor.tenants_with(VIEW))
    if actor.id is not None:
        led = list(networks.mandates_of(actor, "coordinator"))
        seen |= Q(created_by=actor.id) | Q(networks__contained_by=led, networks__len__gt=0)
    return Alert.objects.filter(seen & _REACH.get(actor.mode, Q()))


def alert(actor: Actor, alert_id: UUID) -> Alert:
    """Raises Missing for one that is not there or not theirs."""
    found = alerts(actor).select_related("tenant", "feedback_on").filter(id=alert_id).first()
    if found is None:
        raise Missing
    return found


def alert_page(
    actor: Actor, *, states: Sequence[str] = (), training: bool | None = None, after: str = "", limit: int = PAGE
) -> Page:
    """A page of alerts, newest first, each with its duty and hand-over (three queries); exercises only, none, or both."""
    rows = alerts(actor).order_by("-id").prefetch_related("duties", "handovers")
    if training is not None:
        rows = rows.filter(training=training)
    if states:
        rows = rows.filter(state__in=states)
    if after:
        rows = rows.filter(id__lt=_cursor(after))
    found = list(rows[: limit + 1])
    return Page(found[:limit], str(found[limit - 1].id) if len(found) > limit else "")


def _cursor(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise Missing from None


def owed(actor: Actor) -> list[FeedbackDuty]:
    """Feedback that is still owed in what the actor sees, the oldest term first."""
    rows = FeedbackDuty.objects.filter(alert__in=alerts(actor)).exclude(state=DutyState.DONE)
    return list(rows.select_related("alert").order_by("due_at")[:PAGE])


def late_feedback(actor: Actor, now: datetime) -> list[FeedbackDuty]:
    """Feedback whose term passed, for who may give it: what they see in tenants where they write alerts, or wrote themselves.

    The oldest term first. One query; none for who writes no alerts.
    """
    writes = actor.tenants_with(DRAFT)
    mine = Q(alert__tenant_id__in=writes) | Q(alert__created_by=actor.id)
    if actor.id is None or not (writes or actor.kind == "resident"):
        return []
    rows = FeedbackDuty.objects.filter(mine, alert__in=alerts(actor), due_at__lt=now).exclude(state=DutyState.DONE)
    return list(rows.select_related("alert").order_by("due_at")[:PAGE])


def of_incident(actor: Actor, incident_id: UUID) -> list[Alert]:
    """The alerts about an incident, newest first."""
    rows = alerts(actor).filter(incident_id=incident_id).order_by("-id")
    return list(rows.prefetch_related("duties", "handovers"))


def versions(found: Alert) -> list[AlertVersion]:
    """What an alert said before, newest first."""
    return list(AlertVersion.objects.filter(tenant_id=found.tenant_id, alert_id=found.id).order_by("-number"))


def editors(found: Alert) -> set[UUID | None]:
    return {version.editor_id for version in versions(found)}


def approval_of(found: Alert) -> Approval | None:
    """The approval in force, if any."""
    rows = Approval.objects.filter(tenant_id=found.tenant_id, alert_id=found.id, voided_at__isnull=True)
    return rows.order_by("-at").first()


def approval_fell(found: Alert) -> bool:
    """Whether what left was approved by somebody and none of those approvals is in force any longer."""
    given = Approval.objects.filter(tenant_id=found.tenant_id, alert_id=found.id, version=found.version)
    voided = list(given.values_list("voided_at", flat=True))
    return bool(voided) and None not in voided


def awaits_review(found: Alert) -> bool:
    """Whether one officer sent it and nobody reviewed it since, even when it was stopped or taken back."""
    if found.state == "stopped":
        urgent = found.kind in ("urgent", "missing_person") and found.message_type not in ENDS
        return urgent and found.reviewed_at is None and approval_of(found) is None
    return found.state == "sent_unreviewed"


def chain_of(found: Alert) -> list[Alert]:
    """The alert and everything that followed it or that it follows, those that left first and in that order."""
    ids = [one.id for one in chains.chain(found.tenant_id, found.id)]
    rows = {one.id: one for one in Alert.objects.filter(tenant_id=found.tenant_id, id__in=ids)}
    return [rows[one] for one in ids]


def handover_of(found: Alert) -> Handover | None:
    return Handover.objects.filter(tenant_id=found.tenant_id, alert_id=found.id).first()


def duty_of(found: Alert) -> FeedbackDuty | None:
    return FeedbackDuty.objects.filter(tenant_id=found.tenant_id, alert_id=found.id).first()


def sent_copy(found: Alert) -> SentCopy | None:
    return SentCopy.objects.filter(tenant_id=found.tenant_id, alert_id=found.id).first()


def feedbacks_of(found: Alert) -> list[Alert]:
    """The feedback on an alert, newest first."""
    return list(Alert.objects.filter(tenant_id=found.tenant_id, feedback_on_id=found.id).order_by("-id"))


def measure(found: Alert, now: datetime | None = None) -> Measure:
    """The audience as it is now; the alert may be one that was not saved."""
    size = audience.size(contents.aim_of(found, now or timezone.now()))
    bodies = [said["body"] for said in found.texts.values()]
    return Measure(size, contents.cost_cents(bodies, dict(size.by_channel), rules_of(found)))


def open_checks(found: Alert, measured: Measure) -> tuple[list[tuple[str, Finding]], list[str]]:
    """What the check of texts says, and what is not yet there for the alert to leave."""
    return text_checks.findings(found), checking.gaps(found, measured.size, timezone.now())


def reached(found: Alert) -> Reached:
    """How many contact points an alert reached, and why some of them will not hear how it ended."""
    return _reached(found.tenant_id, progress.reached(found.id), "feedback")


def reached_by_all(found: Alert) -> Reached:
    """How many had the alert or anything that followed it, and why some of them will not hear the next."""
    left = [one.id for one in chains.chain(found.tenant_id, found.id) if one.state in LEFT]
    return _reached(found.tenant_id, had(left), found.kind)


def _reached(tenant_id: UUID, points: sql.Composable, kind: str) -> Reached:
    statement = sql.SQL(
        "select count(*), count(*) filter (where point.contact_point_id is null), count(*) filter (where point.contact_point_id"
        " is not null and exists (select 1 from people_optout refusal where refusal.tenant_id = {} and refusal.contact_point_id ="
        " point.contact_point_id and refusal.message_kind in ('', {})))"
        " from ({}) reached left join people_reachable point using (contact_point_id)"
    ).format(sql.Literal(tenant_id), sql.Literal(kind), points)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return Reached(*cursor.fetchone())


def leaving(alert_id: UUID) -> tuple[Alert, SentCopy] | None:
    """An alert and what left of it, for the fan-out; None when it never left."""
    copy = SentCopy.objects.select_related("alert").filter(alert_id=alert_id).first()
    return (copy.alert, copy) if copy else None


def handover(actor: Actor, handover_id: UUID) -> Handover:
    """Raises Missing without the right to hand over in its tenant, and for an exercise."""
    rows = Handover.objects.select_related("alert", "tenant").filter(
        tenant_id__in=actor.tenants_with("alerts.handover"), alert__training=False
    )
    found = rows.filter(id=handover_id).first()
    if found is None:
        raise Missing
    return found


@transaction.atomic
def handover_file(actor: Actor, handover_id: UUID) -> bytes:
    """The audience as CSV for BE-Alert: only members who agreed to that recipient. Taking it is on record."""
    found = handover(actor, handover_id)
    consulted(actor, tenant_id=found.tenant_id, target="alerts.handover_file", target_id=found.id)
    with connection.cursor() as cursor:
        cursor.execute(audience.handed(contents.aim_of(found.alert, timezone.now())))
        ids = [row[0] for row in cursor.fetchall()]
    return be_alert.audience_csv(map(be_alert.contact_of, people.handed_over(ids)), rules_of(found))


def late_handovers(now: datetime) -> list[Handover]:
    """Hand-overs that nobody confirmed within the minutes of their tenant and of which nobody was told yet."""
    rows = Handover.objects.filter(state=HandoverState.WAITING, reminded_at__isnull=True, prepared_at__lt=now)
    return [row for row in rows.select_related("alert") if is_late(row, now)]


def is_late(found: Handover, now: datetime) -> bool:
    minutes = rules_of(found).handover_minutes
    return found.state == HandoverState.WAITING and now >= found.prepared_at + timedelta(minutes=minutes)


def late_duties(now: datetime) -> list[FeedbackDuty]:
    """Feedback whose term has passed and of which nobody was told today."""
    rows = FeedbackDuty.objects.filter(due_at__lte=now).exclude(state=DutyState.DONE)
    return list(
        rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=now - timedelta(days=1))).select_related("alert")
    )


@dataclass(frozen=True)
class Overdue:
    """How many there are, and the oldest term that passed."""

    count: int
    since: datetime | None


def overdue_feedback(actor: Actor, now: datetime) -> Overdue:
    """Feedback whose term passed, in the tenants whose sending the actor watches (one query, no content)."""
    rows = FeedbackDuty.objects.filter(tenant_id__in=actor.tenants_with(OPERATE), due_at__lte=now)
    terms = list(rows.exclude(state=DutyState.DONE).order_by("due_at").values_list("due_at", flat=True))
    return Overdue(len(terms), terms[0] if terms else None)


def overdue_handovers(actor: Actor, now: datetime) -> Overdue:
    """Hand-overs that nobody confirmed within the minutes of their tenant (two queries, no content)."""
    minutes = {one.id: from_settings(one.settings.get("alerts", {})).handover_minutes for one in _watched(actor)}
    waiting = Handover.objects.filter(tenant_id__in=minutes, state=HandoverState.WAITING, prepared_at__lt=now)
    terms = sorted(at + timedelta(minutes=minutes[one]) for one, at in waiting.values_list("tenant_id", "prepared_at"))
    passed = [term for term in terms if term <= now]
    return Overdue(len(passed), passed[0] if passed else None)


def _watched(actor: Actor) -> list[Tenant]:
    return tenants.tenants(actor.tenants_with(OPERATE))


def due_releases(now: datetime) -> list[Alert]:
    """Approved alerts whose window has begun."""
    return list(Alert.objects.filter(state="scheduled", window_from__lte=now).order_by("window_from"))


def geojson(actor: Actor) -> dict[str, Any]:
    """The drawn areas and networks of alerts that are in force, as a GeoJSON FeatureCollection in degrees."""
    leaves = alerts(actor).filter(training=False, state__in=("sent", "sent_unreviewed"))
    in_force = leaves.filter(window_until__gt=timezone.now())
    rows = list(in_force.exclude(kind="feedback").order_by("-id")[:PAGE])
    known = networks.areas_of({one for row in rows for one in row.networks})
    return {"type": "FeatureCollection", "features": [feature for row in rows for feature in _features(row, known)]}


def _features(row: Alert, known: Mapping[UUID, Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    areas = [row.area] if row.area else []
    areas += [known[one] for one in row.networks if one in known]
    name = next(iter(row.texts.values()))["subject"]
    properties = {"id": str(row.id), "name": name, "kind": row.kind}
    return [{"type": "Feature", "geometry": area, "properties": properties} for area in areas]


def told_of(actor: Actor, alert_id: UUID) -> Mapping[str, Any]:
    """What a system is told when an alert changed: which, and how it stands; never whom it reached. Raises Missing."""
    found = alert(actor, alert_id)
    return {
        "alert_id": found.id, "tenant_id": found.tenant_id, "state": found.state, "message_type": found.message_type,
        "version": found.version, "training": found.training,
    }  # fmt: skip
