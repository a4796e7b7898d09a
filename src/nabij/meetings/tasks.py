"""What runs by itself: each minute the messages about meetings that are due."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.meetings import actions, posting, queries

QUEUE = "meetings"
_log = structlog.get_logger("nabij.meetings")


@app.periodic(cron="* * * * *")
@app.task(name="meetings.send_notices", queue=QUEUE, queueing_lock="meetings.send_notices")
def send_notices(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later, and shows on the page of the meeting."""
    deliver(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    ids = actions.claim_notices(now)
    for notice_id in ids:
        notice = queries.notice_to_send(notice_id)
        if notice is not None:
            outcome = posting.send(notice, now)
            actions.settle_notice(notice_id, state=outcome.state, channel=outcome.channel, now=timezone.now())
    if ids:
        _log.info("meeting_notices_sent", taken_up=len(ids))
    return len(ids)
