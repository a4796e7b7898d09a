"""A process that has Django loaded and forks, on demand, what works at the video desk, so that a test can kill it.

Reads one JSON command a line on stdin and answers each with one JSON line: `make`, `start`, `state`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

WITNESS = os.environ["NABIJ_TEST_WITNESS"]
"""Each line is a telephone that rang: what happened outside, whatever the database says."""
STEP_S = 5


def make(rings: int) -> dict[str, Any]:
    """A zone with two desks one after the other, somebody at each who is told by telephone, and rings with a number."""
    from nabij.desk.video import actions
    from nabij.desk.video.tests import factories
    from nabij.people.queries import actor_for

    steps = [{"desk": desk, "for_s": STEP_S} for desk in ("antenne", "hoofd")]
    zone = factories.open_desk(desks={"antenne": {}, "hoofd": {}}, steps=steps)
    clerks = [factories.on_duty(zone, desk) for desk in ("antenne", "hoofd")]
    for number, clerk in enumerate(clerks):
        actions.choose_reach(actor_for(clerk), kind="voice", raw=f"050 12 34 5{number}")
    made = [factories.ring(zone, number=factories.NUMBER) for _ in range(rings)]
    return {"rings": [str(one.id) for one in made], "clerk": str(clerks[0].id)}


def start(what: str, ids: list[str], clerk: str = "") -> dict[str, Any]:
    """Forks a process that does one thing over and over, and tells its process id."""
    pid = os.fork()
    if pid:
        return {"pid": pid}
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    try:
        work: dict[str, Callable[[], None]] = {
            "job": _job, "page": lambda: _look([UUID(one) for one in ids]), "desk": lambda: _answer(UUID(clerk), ids),
        }  # fmt: skip
        while True:
            work[what]()
            time.sleep(0.01)
    finally:
        os._exit(1)


def _job() -> None:
    """What `desk.move_rings` does."""
    from nabij.desk.video import actions

    actions.sweep()
    actions.tell(send=_ring)


def _ring(**message: Any) -> bool:
    with open(WITNESS, "a") as witness:
        witness.write(f"{message['to']}\n")
    return True


def _look(ring_ids: list[UUID]) -> None:
    """The pages of those who wait."""
    from nabij.desk.video import actions

    for ring_id in ring_ids:
        actions.look_in(ring_id)


def _answer(account_id: UUID, ring_ids: list[str]) -> None:
    """Somebody at a desk, who takes these."""
    from django.utils import timezone

    from nabij.desk.video import actions, queries
    from nabij.people.models import Account
    from nabij.people.queries import actor_for
    from nabij.tenants.errors import Stale

    actor = actor_for(Account.objects.get(id=account_id))
    for one in queries.ringing(actor, timezone.now()):
        if str(one.ring.id) in ring_ids:
            try:
                actions.answer(actor, offer_id=one.offer.id)
            except Stale:
                continue


def state() -> dict[str, Any]:
    """What the database says of every ring."""
    from nabij.audit.models import AuditRow
    from nabij.desk.video.models import MeetingLink, Ring, RingBack, RingOffer

    def tally(rows: Any, column: str) -> dict[str, int]:
        return dict(Counter(str(value) for value in rows.values_list(column, flat=True)))

    verbs = {
        verb: tally(AuditRow.objects.filter(verb=f"desk.{verb}"), "target_id")
        for verb in ("ring_on", "answer_ring", "end_ring")
    }
    return {
        "states": {str(one.id): one.state for one in Ring.objects.all()}, "verbs": verbs,
        "offers": tally(RingOffer.objects.all(), "ring_id"), "backs": tally(RingBack.objects.all(), "ring_id"),
        "links": tally(MeetingLink.objects.all(), "about_id"),
        "open_offers": RingOffer.objects.filter(ended_at__isnull=True).count(),
        "numbers_kept": Ring.objects.exclude(state__in=("ringing", "answered")).filter(contact_value__isnull=False).count(),
    }  # fmt: skip


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    django.setup()
    from django.db import connections

    commands = {function.__name__: function for function in (make, start, state)}
    for line in sys.stdin:
        words = json.loads(line)
        connections.close_all()
        answer = commands[words.pop("do")](**words)
        connections.close_all()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
