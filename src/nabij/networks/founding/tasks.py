"""What a start-up does by itself: neighbours are told, owners of steps reminded once in a term, polls settled at their end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from nabij.networks.founding import actions, queries, telling
from nabij.networks.founding.models import StartStep
from nabij.networks.owners import owners_of
from nabij.people import queries as people
from nabij.tenants.actor import system_actor

REMIND_BEFORE: Final = timedelta(days=3)
"""So long before the end of its term the owner of a step is reminded."""
FIND: Final[Mapping[str, Callable[[UUID], UUID | None]]] = {
    "interest": queries.interested_person,
    "membership": queries.member_person,
    "former": queries.former_person,
}

_log = structlog.get_logger("nabij.networks")


@app.task(name=telling.TASK)
def tell_neighbour(source: str, row_id: str, code: str, values: dict[str, str]) -> None:
    """Tells one neighbour one thing; nothing where they withdrew since."""
    person_id = FIND[source](UUID(row_id))
    if person_id is not None and not telling.tell(person_id, code, values):
        _log.info("neighbour_not_told", source=source, code=code)


@app.periodic(cron="20 8 * * *")
@app.task(queueing_lock="networks.start_up_steps", name="networks.start_up_steps")
def watch_steps(timestamp: int) -> None:
    """Once a morning: reminds whose step is nearly due, and marks what is past its term."""
    now = timezone.now()
    for row in queries.due_before(now + REMIND_BEFORE):
        if actions.mark_step_reminded(system_actor([row.tenant_id]), step_id=row.id):
            _remind(row)
    for row in queries.past_term(now):
        actions.mark_step_stalled(system_actor([row.tenant_id]), step_id=row.id)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="networks.close_polls", name="networks.close_polls")
def close_polls(timestamp: int) -> None:
    """Settles the polls whose last day has passed."""
    for poll_id in queries.due_polls(timezone.now()):
        actions.close_poll(system_actor(), poll_id=poll_id)


def _remind(row: StartStep) -> None:
    """By a message to whoever owns the step; staff that gave no address sees it on their desk and in the live stream."""
    if row.due_at is None:
        return
    until = timezone.localtime(row.due_at).date().isoformat()
    said = {"network": row.network.name, "step": row.code, "until": until, "id": str(row.network_id)}
    for account_id in _owners(row):
        person_id = people.person_id_of(account_id)
        if person_id is not None:
            telling.tell(person_id, "reminder", said)
        else:
            telling.tell_at_work(account_id, "reminder", said)


def _owners(row: StartStep) -> list[UUID]:
    """Whoever took the step upon them, else everybody who may."""
    if row.owner_id:
        return [row.owner_id]
    return [account for account, owned in owners_of([row.network])[row.network_id].items() if row.owner_role in owned]
