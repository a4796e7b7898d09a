"""Calls that are due, as soon as something changes."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nabij.channels.call_backs import actions, calling, queries
from nabij.tenants.actor import system_actor


@app.task(name=actions.CALL_TASK, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def call_back(call_back_id: str, about: str, thing_id: str, call_id: str, verb: str, at: str) -> None:
    """Calls one system about one change; a call that is not answered is made again for about an hour and a half."""
    found = queries.call_back(UUID(call_back_id))
    if found is None:
        return
    note = partial(actions.note_call, system_actor([found.tenant_id]), call_back_id=found.id)
    when = datetime.fromisoformat(at)
    try:
        was_called = calling.call(found, about=about, thing_id=UUID(thing_id), call_id=call_id, verb=verb, at=when)
    except calling.NotAnswered as trouble:
        note(trouble=str(trouble), is_gone=trouble.is_gone)
        if not trouble.is_gone:
            raise
    else:
        if was_called:
            note(trouble="", is_gone=False)
