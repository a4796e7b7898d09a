"""What goes on by itself: an order for so many incidents that nobody waits for it."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nabij.people.queries import account, actor_for
from nabij.reports.backlog.actions import carry_out

QUEUE = "reports"


@app.task(name="reports.carry_out_bulk", queue=QUEUE, retry=RetryStrategy(max_attempts=5, wait=10))
def carry_out_bulk(bulk_id: str, account_id: str) -> None:
    """Does the rest, with the rights that the person has at this moment; begun again, it goes on where it was."""
    carry_out(actor_for(account(UUID(account_id))), bulk_id=UUID(bulk_id))
