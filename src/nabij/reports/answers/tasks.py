"""What runs by itself: each minute the messages to who reported that are due."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.reports.answers import actions, posting

QUEUE = "answers"
ROUNDS = 100
"""So many steps at most in one run: what is left goes in the next minute."""
_log = structlog.get_logger("nabij.reports")


@app.periodic(cron="* * * * *")
@app.task(name="reports.send_answers", queue=QUEUE, queueing_lock="reports.send_answers")
def send_answers(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later, and then stands as not arrived."""
    deliver(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    taken = 0
    for _round in range(ROUNDS):
        rows = actions.claim_messages(now)
        if not rows:
            break
        taken += len(rows)
        actions.settle_messages(posting.send(rows, now), timezone.now())
    if taken:
        _log.info("report_messages_sent", taken_up=taken)
    return taken
