"""What runs later for a list: its check, and taking it in."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nabij.networks.members.importing import actions

AGAIN = RetryStrategy(max_attempts=3, wait=5)


@app.task(name=actions.CHECK_TASK, retry=AGAIN)
def check_list(list_id: str) -> None:
    """Looks at every row of a list that was brought in."""
    actions.check_list(UUID(list_id))


@app.task(name=actions.TAKE_TASK, retry=AGAIN)
def take_list(list_id: str) -> None:
    """Takes in the good rows of a list."""
    actions.take_in(UUID(list_id))
