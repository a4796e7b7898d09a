"""What runs later for invitations: sending, the one reminder, and deleting who did not answer."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nabij.networks.members.inviting import actions


@app.task(name=actions.SEND_TASK, retry=RetryStrategy(max_attempts=5, wait=30))
def send_invitations(network_id: str) -> None:
    """Hands over every invitation of a network that waits for it, one by one."""
    while actions.send_next(UUID(network_id)):
        continue


@app.periodic(cron="12 9 * * *")
@app.task(name="networks.after_asking", queueing_lock="networks.after_asking")
def after_asking(timestamp: int) -> None:
    """Each morning: the reminder of who did not answer, and the deletion of who did not answer in time."""
    actions.remind_everybody()
    actions.delete_silent()
