"""What runs by itself: each minute the messages about appointments that are due."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.desk.appointments import actions, posting, queries

QUEUE = "desk"
_log = structlog.get_logger("nabij.desk")


@app.periodic(cron="* * * * *")
@app.task(name="desk.send_appointment_notices", queue=QUEUE, queueing_lock="desk.send_appointment_notices")
def send_appointment_notices(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later, and shows in the agenda of the counter."""
    deliver(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    ids = actions.claim_notices(now)
    for notice_id in ids:
        notice = queries.notice_to_send(notice_id)
        if notice is not None:
            state, channel = posting.send(notice)
            actions.settle_notice(notice_id, state=state, channel=channel, now=timezone.now())
    if ids:
        _log.info("appointment_notices_sent", taken_up=len(ids))
    return len(ids)
