"""What runs by itself: each minute the messages to outside teams that are due, each hour their reminders."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.channels.outbox import sending
from nabij.reports.routing.actions import putting
from nabij.reports.routing.posting import TaskDeliveries

QUEUE = "routing"


@app.periodic(cron="* * * * *")
@app.task(name="reports.send_errands", queue=QUEUE, queueing_lock="reports.send_errands")
def send_errands(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later, and then stands as not arrived."""
    deliver(timezone.now())


@app.periodic(cron="7 8-16 * * 1-5")
@app.task(name="reports.remind_errands", queue=QUEUE, queueing_lock="reports.remind_errands")
def remind_errands(timestamp: int) -> None:
    """Reminds outside teams of what they did not take on, once for each task."""
    putting.remind(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    return sending.deliver(TaskDeliveries(), now)
