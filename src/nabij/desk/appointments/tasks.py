"""What runs by itself: each minute the messages about appointments that are due."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.channels.outbox import sending
from nabij.desk.appointments.posting import AppointmentNotices

QUEUE = "desk"


@app.periodic(cron="* * * * *")
@app.task(name="desk.send_appointment_notices", queue=QUEUE, queueing_lock="desk.send_appointment_notices")
def send_appointment_notices(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later, and shows in the agenda of the counter."""
    deliver(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    return sending.deliver(AppointmentNotices(), now)
