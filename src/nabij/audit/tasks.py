"""What the house does on a schedule for every room: sealing, and picking up work that a killed worker left."""

from __future__ import annotations

import asyncio

import psycopg
from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from nabij.audit import retention, sealing

STALLED_AFTER_S = 30
"""Workers are heard of every ten seconds. An alert may be waiting for the job of one that was killed."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal", name="audit.seal")
def seal(timestamp: int) -> None:
    """Seals each minute what can be sealed."""
    key = sealing.signing_key(settings.SECRETS["audit_signing_key"])
    with psycopg.connect(settings.DATABASE_SEALER_URL) as connection:
        sealing.seal(connection, key=key, heads=settings.AUDIT_HEADS)


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="retain", name="audit.retain")
def retain(timestamp: int) -> None:
    """Deletes each night what may not be kept any longer."""
    retention.retain_all(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True, name="audit.retry_stalled")
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Gives back the jobs of workers that were killed; without this they would be called running for ever."""
    manager = context.app.job_manager
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S)
    await asyncio.gather(*(manager.retry_job(job) for job in stalled))
