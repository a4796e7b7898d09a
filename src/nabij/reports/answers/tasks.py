"""What runs by itself: each minute the messages to who reported that are due."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.channels.outbox import sending
from nabij.reports.answers.posting import ReporterMessages

QUEUE = "answers"


@app.periodic(cron="* * * * *")
@app.task(name="reports.send_answers", queue=QUEUE, queueing_lock="reports.send_answers")
def send_answers(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later, and then stands as not arrived."""
    deliver(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    return sending.deliver(ReporterMessages(), now)
