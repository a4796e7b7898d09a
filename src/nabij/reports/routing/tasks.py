"""What runs by itself: each minute the messages to outside teams that are due, each hour their reminders."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.reports.routing import posting
from nabij.reports.routing.actions import putting

QUEUE = "routing"
ROUNDS = 20
_log = structlog.get_logger("nabij.reports")


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
    taken = 0
    for _round in range(ROUNDS):
        rows = putting.claim(now)
        if not rows:
            break
        for row in rows:
            state, error = posting.send(row)
            putting.settle(row.id, state=state, error=error, now=timezone.now())
        taken += len(rows)
    if taken:
        _log.info("errands_sent", taken_up=taken)
    return taken
