"""What runs by itself: each minute the mails with news, each night the addresses that nobody confirmed."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.channels.outbox import sending
from nabij.desk.news import actions
from nabij.desk.news.posting import NewsMails

QUEUE = "desk"
_log = structlog.get_logger("nabij.desk")


@app.periodic(cron="* * * * *")
@app.task(name="desk.send_news", queue=QUEUE, queueing_lock="desk.send_news")
def send_news(timestamp: int) -> None:
    """Gathers what is new per subscription and sends it, each mail once."""
    now = timezone.now()
    actions.gather_mails(now)
    deliver(now)


@app.periodic(cron="17 3 * * *")
@app.task(name="desk.drop_unconfirmed_news", queue=QUEUE, queueing_lock="desk.drop_unconfirmed_news")
def drop_unconfirmed_news(timestamp: int) -> None:
    gone = actions.drop_unconfirmed(timezone.now())
    if gone:
        _log.info("news_unconfirmed_dropped", addresses=gone)


def deliver(now: datetime) -> int:
    """How many mails were taken up."""
    return sending.deliver(NewsMails(), now)
