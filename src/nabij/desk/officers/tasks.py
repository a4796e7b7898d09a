"""What runs by itself: each minute the messages about questions that are due."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.channels.outbox import sending
from nabij.desk.officers.posting import QuestionMessages

QUEUE = "desk"


@app.periodic(cron="* * * * *")
@app.task(name="desk.send_question_messages", queue=QUEUE, queueing_lock="desk.send_question_messages")
def send_question_messages(timestamp: int) -> None:
    """Sends what is due, each once; what no route takes goes again later."""
    deliver(timezone.now())


def deliver(now: datetime) -> int:
    """How many messages were taken up."""
    return sending.deliver(QuestionMessages(), now)
