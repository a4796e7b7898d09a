"""What whoever watches the installation is told of sealing, retention and jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.audit import queries, retention, sealing
from nabij.audit.actions import record
from nabij.tenants.actor import system_actor
from nabij.tenants.keys import new_id

# Alone, since a transaction in another database of the same server puts sealing off.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial]
SILENT, TODAY = timedelta(minutes=2), timedelta(days=1)


def happens() -> None:
    tenant_id = new_id()
    with transaction.atomic():
        record(system_actor(), tenant_id=tenant_id, verb="tests.happen", target="tests.thing", target_id=new_id())


def seal(heads: Path) -> None:
    key = sealing.signing_key(settings.SECRETS["audit_signing_key"])
    with psycopg.connect(settings.DATABASE_SEALER_URL) as own:
        sealing.seal(own, key=key, heads=heads)


def look(ahead: timedelta = timedelta(0)) -> queries.Jobs:
    now = timezone.now() + ahead
    return queries.jobs(now, silent_after=SILENT, failed_since=now - TODAY)


def test_rows_wait_until_they_are_sealed(tmp_path: Path) -> None:
    assert queries.sealing() == queries.Sealing(0, None, None)
    happens()
    happens()
    waiting = queries.sealing()
    assert (waiting.unsealed, waiting.sealed_until) == (2, None)
    assert waiting.unsealed_since is not None
    seal(tmp_path / "heads")
    sealed = queries.sealing()
    assert (sealed.unsealed, sealed.unsealed_since) == (0, None)
    assert sealed.sealed_until is not None and sealed.sealed_until >= waiting.unsealed_since
    happens()
    assert queries.sealing().unsealed == 1


def test_a_run_of_retention_is_remembered_with_what_went() -> None:
    assert queries.last_retention_run() is None
    retention.retain_all(timezone.now())
    first = queries.last_retention_run()
    assert first is not None and first.rows == {}
    happens()
    with connection.cursor() as cursor:
        cursor.execute("update audit_event set at = %s", [datetime(2020, 1, 1, tzinfo=UTC)])
    retention.retain_all(timezone.now())
    second = queries.last_retention_run()
    assert second is not None and second.rows == {"event for live pages": 1} and second.at > first.at


def test_jobs_that_fail_stall_or_lie_still_are_told_apart() -> None:
    for _ in range(4):
        app.configure_task("tests.job", allow_unknown=True).defer()
    assert look() == queries.Jobs(None, {}, {}, {})
    assert look(timedelta(minutes=6)).late == {"tests.job": 4}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now()), (now() - interval '1 hour') returning id"
        )
        (alive,), (gone,) = cursor.fetchall()
        cursor.execute("select id from procrastinate_jobs order by id")
        first, second, third, _fourth = (number for (number,) in cursor.fetchall())
        running = "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s"
        cursor.execute(running, [alive, first])
        cursor.execute(running, [gone, second])
        cursor.execute("update procrastinate_jobs set status = 'failed' where id = %s", [third])
    seen = look()
    assert (seen.failed, seen.stalled, seen.late) == ({"tests.job": 1}, {"tests.job": 1}, {})
    assert seen.beat_at is not None and timezone.now() - seen.beat_at < SILENT
    assert look(timedelta(days=2)).failed == {}
