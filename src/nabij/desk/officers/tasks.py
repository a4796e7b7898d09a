"""What runs by itself: each minute the messages about questions that are due."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.desk.officers import actions, posting, queries

QUEUE = "desk"
_log = structlog.get_logger("nabij.desk")


@app.periodic(cron="* * * * *")
@app.task(name="desk.send_question_messages", queue=QUEUE, queueing_lock="desk.send_question_messages")
def send_question_messages(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later."""
    deliver(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    ids = actions.claim_messages(now)
    for message_id in ids:
        row = queries.message_to_send(message_id)
        if row is not None:
            outcome = posting.send(row)
            actions.settle_message(message_id, state=outcome.state, channel=outcome.channel, now=timezone.now())
    if ids:
        _log.info("question_messages_sent", taken_up=len(ids))
    return len(ids)
