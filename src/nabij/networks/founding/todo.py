"""What is to do for start-ups, for the lists of the coordinator, the officer, the chief and the city."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nabij.networks.founding import queries
from nabij.networks.todo import Found, Owner, Todo


def steps_to_do(network_ids: Collection[UUID], now: datetime) -> Iterable[Todo]:
    """The steps that can be done now, each for its owner. One query."""
    for network_id, steps in queries.steps_of(network_ids).items():
        url = reverse("networks:start_up", args=[network_id])
        for one in steps:
            if one.is_next and one.since is not None:
                words = _("Start-up: %(step)s") % {"step": one.name}
                yield Todo(network_id, one.owner, words, f"{url}#{one.code}", one.since, one.due_at)  # type: ignore[arg-type]


def coordinators_to_find(found: Found, now: datetime) -> Iterable[Todo]:
    """What comes next where a network works without a coordinator. One query."""
    said: dict[str, tuple[Owner, str]] = {
        "find": ("prevention", _("Find a new coordinator")),
        "screen": ("officer", _("Screen who is proposed as coordinator")),
        "ask": ("prevention", _("Ask the members about the new coordinator")),
    }
    for network_id, need in queries.without_coordinator(found.values()).items():
        owner, words = said[need]
        yield Todo(network_id, owner, words, reverse("networks:coordinator", args=[network_id]), now)
