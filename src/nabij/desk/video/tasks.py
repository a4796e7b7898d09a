"""What runs by itself: every ten seconds rings go on, so that none waits for a page that is no longer open."""

from __future__ import annotations

from procrastinate.contrib.django import app

from nabij.desk.video import actions
from nabij.desk.video.actions.telling import TASK

QUEUE = "desk"


@app.periodic(cron="* * * * * */10")
@app.task(name="desk.move_rings", queue=QUEUE, queueing_lock="desk.move_rings")
def move_rings(timestamp: int) -> None:
    """Rings the next desks, and ends what nobody waits at any more. What a killed worker left is done by the next."""
    actions.sweep()
    actions.tell()


@app.task(name=TASK, queue=QUEUE)
def tell_of_rings() -> None:
    """Somebody just rang: who chose to be told by telephone is told now."""
    actions.tell()
