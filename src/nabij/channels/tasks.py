"""What the room does on a schedule."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.channels import actions
from nabij.channels.call_backs import tasks as call_backs

__all__ = ["call_backs"]


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="channels_hourly", name="channels.hourly")
def hourly(timestamp: int) -> None:
    """Sets receipts aside that nobody can place, and makes the partition of tomorrow."""
    now = timezone.now()
    actions.bury_receipts(now)
    actions.prepare_submission_days(now.date())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="channels_simulated", name="channels.simulated_receipts")
def simulated_receipts(timestamp: int) -> None:
    """Demo only: writes receipts that a stopped worker left; a running one writes its own within seconds."""
    if settings.NABIJ_SIMULATOR:
        actions.write_simulated_receipts()
