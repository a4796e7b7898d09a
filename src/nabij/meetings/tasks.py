"""What runs by itself: each minute the messages about meetings that are due."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.channels.outbox import sending
from nabij.meetings.posting import Notices

QUEUE = "meetings"


@app.periodic(cron="* * * * *")
@app.task(name="meetings.send_notices", queue=QUEUE, queueing_lock="meetings.send_notices")
def send_notices(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later, and shows on the page of the meeting."""
    deliver(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    return sending.deliver(Notices(), now)
