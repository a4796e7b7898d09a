"""Texts that came in: handled as soon as they are there, and each minute whatever is left."""

from __future__ import annotations

from procrastinate.contrib.django import app

from nabij.alerts.replies import actions
from nabij.channels.inbound.actions import TEXTS_TASK


@app.periodic(cron="* * * * *")
@app.task(queueing_lock=TEXTS_TASK, name=TEXTS_TASK)
def answer_texts(timestamp: int) -> None:
    """STOP and START are done, what answers a warning becomes a report, and each is answered."""
    actions.answer_texts()
