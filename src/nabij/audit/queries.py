"""Reading the record: for the data-protection officer, with the right `audit.read`."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from nabij.audit.actions import PLATFORM
from nabij.audit.models import AuditRow
from nabij.audit.retention import RUN

CONSULTATION = "consult"
PAGE_SIZE = 50
LATE_JOB = timedelta(minutes=5)
"""A job that could start and was not picked up for so long is late."""


class Reader(Protocol):
    """An actor, as far as reading the record goes."""

    def tenants_with(self, right: str) -> list[UUID]: ...


@dataclass(frozen=True)
class Filters:
    """What the officer looks for; empty means everything."""

    since: datetime
    actor_id: UUID | None = None
    target: str = ""
    only_consultations: bool = True


@dataclass(frozen=True)
class Sealing:
    """`unsealed_since`: when the oldest row was written that is in no chain yet; `sealed_until`: the newest that is."""

    unsealed: int
    unsealed_since: datetime | None
    sealed_until: datetime | None


@dataclass(frozen=True)
class RetentionRun:
    """When terms were applied last, and how many rows went per kind of data."""

    at: datetime
    rows: dict[str, int]


@dataclass(frozen=True)
class Jobs:
    """`beat_at`: the newest sign of life of a process that runs jobs. The others count per name of the job."""

    beat_at: datetime | None
    failed: dict[str, int]
    stalled: dict[str, int]
    late: dict[str, int]


@dataclass(frozen=True)
class Page:
    rows: Sequence[AuditRow]
    after: UUID | None


def rows(actor: Reader, filters: Filters, after: UUID | None = None) -> Page:
    """A page of the record, newest first; `after` is the last id of the page before (one query)."""
    found = _readable(actor, filters)
    if after:
        found = found.filter(id__lt=after)
    page = list(found.order_by("-id")[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    return Page(page[:PAGE_SIZE], page[PAGE_SIZE - 1].id if more else None)


def history(tenant_id: UUID, target_id: UUID, most: int = 300) -> list[AuditRow]:
    """What was done with one thing and who consulted it, oldest first; for a room that checked the rights of who asks."""
    return list(AuditRow.objects.filter(tenant_id=tenant_id, target_id=target_id).order_by("id")[:most])


def newest_of(
    tenant_id: UUID, target_ids: Sequence[UUID], *, before: datetime | None, most: int, deeds: bool, looks: bool,
    leaving_out: Collection[str] = (),
) -> list[AuditRow]:  # fmt: skip
    """The newest rows about some things, before a moment: what was done (but for some verbs), who looked, or both; for a room
    that checked the rights of who asks. One query."""
    wanted = Q(pk__in=[])
    if deeds:
        wanted |= ~Q(verb__in=[CONSULTATION, *leaving_out])
    if looks:
        wanted |= Q(verb=CONSULTATION)
    rows = AuditRow.objects.filter(wanted, tenant_id=tenant_id, target_id__in=list(target_ids))
    rows = rows.filter(at__lt=before) if before is not None else rows
    return list(rows.order_by("-at", "-id")[:most])


def consultations_per_actor(actor: Reader, filters: Filters, most: int = 20) -> list[tuple[UUID, int]]:
    """Who consulted most in the period, for the chart in which outliers show."""
    counted = _readable(actor, filters).filter(actor_id__isnull=False).values("actor_id").annotate(times=Count("id"))
    rows = counted.order_by("-times").values_list("actor_id", "times")[:most]
    return [(actor_id, times) for actor_id, times in rows if actor_id]


def sealing() -> Sealing:
    """How far the chains of all tenants are (one query): no content, so for whoever watches the installation."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALING)
        return Sealing(*cursor.fetchone())


def last_retention_run() -> RetentionRun | None:
    """None where it never ran (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.at, d.payload -> 'rows' from audit_row r left join audit_detail d on d.tenant_id = r.tenant_id"
            " and d.row_id = r.id where r.tenant_id = %s and r.target_id = %s and r.verb = %s order by r.id desc limit 1",
            [PLATFORM, PLATFORM, RUN],
        )
        row = cursor.fetchone()
    return RetentionRun(row[0], json.loads(row[1] or "{}")) if row else None


def jobs(now: datetime, *, silent_after: timedelta, failed_since: datetime) -> Jobs:
    """How work in the background fares (two queries). `silent_after`: a process that says nothing for so long is gone."""
    with connection.cursor() as cursor:
        cursor.execute("select max(last_heartbeat) from procrastinate_workers")
        (beat_at,) = cursor.fetchone()
        cursor.execute(
            _JOBS, {"gone": now - silent_after, "failed_since": failed_since, "late": now - LATE_JOB, "now": now}
        )
        found = cursor.fetchall()
    counts = {trouble: {name: count for kind, name, count in found if kind == trouble} for trouble in _TROUBLES}
    return Jobs(beat_at, counts["failed"], counts["stalled"], counts["late"])


# Hops from tenant to tenant over the key, and reads of each only what came after its last seal.
_SEALING = """
    with recursive chain as (
      (select tenant_id from audit_row order by tenant_id limit 1) union all
      select (select tenant_id from audit_row where tenant_id > chain.tenant_id order by tenant_id limit 1)
      from chain where chain.tenant_id is not null)
    select count(r.id)::int, min(r.at), max(sealed.at) from chain
    left join lateral (
      select row.at, row.xact from audit_seal s join audit_row row on row.tenant_id = s.tenant_id and row.id = s.row_id
      where s.tenant_id = chain.tenant_id order by s.seq desc limit 1) sealed on true
    left join lateral (
      select row.id, row.at from audit_row row
      where row.tenant_id = chain.tenant_id and row.xact >= coalesce(sealed.xact, '0')
        and not exists (select from audit_seal s where s.tenant_id = row.tenant_id and s.row_id = row.id)) r on true
"""
_TROUBLES = ("failed", "stalled", "late")
_JOBS = """
    select trouble, task_name, count(*)::int from (
      select job.task_name, case
        when job.status = 'failed' and seen.at > %(failed_since)s then 'failed'
        when job.status = 'doing' and (worker.id is null or worker.last_heartbeat < %(gone)s) then 'stalled'
        when job.status = 'todo' and coalesce(job.scheduled_at, '-infinity') < %(now)s
          and greatest(seen.at, job.scheduled_at) < %(late)s then 'late' end as trouble
      from procrastinate_jobs job left join procrastinate_workers worker on worker.id = job.worker_id
      left join lateral (select max(at) as at from procrastinate_events where job_id = job.id) seen on true
      where job.status in ('todo', 'doing', 'failed')) found
    where trouble is not null group by 1, 2 order by 1, 2
"""


def _readable(actor: Reader, filters: Filters) -> QuerySet[AuditRow]:
    found = AuditRow.objects.filter(tenant_id__in=actor.tenants_with("audit.read"), at__gte=filters.since)
    if filters.only_consultations:
        found = found.filter(verb=CONSULTATION)
    if filters.actor_id:
        found = found.filter(actor_id=filters.actor_id)
    if filters.target:
        found = found.filter(target=filters.target)
    return found
