"""A person's decision about deliveries in doubt, where no rule sends them once more."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from nabij.alerts.fanout.database import Cursor
from nabij.alerts.fanout.journal import CHUNK_NOTICE, tell_progress
from nabij.alerts.fanout.log import count, lock_plan, standings_of, write
from nabij.alerts.fanout.rules import Numbered, Standing, State, changes
from nabij.audit.actions import record
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

RIGHT = "alerts.approve"


@transaction.atomic
def settle_in_doubt(actor: Actor, *, alert_id: UUID, again: bool) -> int:
    """Sends what is in doubt once more (`again`), or leaves it as it is, decided. Returns how many deliveries that is.

    Raises Missing without the right to approve in the alert's tenant, Refused when nothing waits for a decision.
    """
    with connection.cursor() as asked:
        asked.execute("select id, part, tenant_id from fanout.plan where alert_id = %s", [alert_id])
        found = asked.fetchone()
    if found is None:
        raise Missing
    plan, part, tenant_id = found
    actor.require(RIGHT, tenant_id)
    cursor: Cursor = connection.connection.cursor()
    lock_plan(cursor, plan)
    waiting = _waiting(cursor, part, plan)
    if not waiting:
        raise Refused(_("Nothing of this alert waits for a decision any longer."))
    for channel, language, numbers in waiting:
        if again:
            _send_again(cursor, plan, channel, language, numbers)
        else:
            _leave(cursor, part, plan, channel, numbers)
    numbers_in_all = sum(len(numbers) for *_group, numbers in waiting)
    record(
        actor, tenant_id=tenant_id, verb="alerts.settle_in_doubt", target="alerts.alert", target_id=alert_id,
        detail={"again": again, "deliveries": numbers_in_all},
    )  # fmt: skip
    tell_progress(connection.connection, tenant_id, alert_id)
    return numbers_in_all


def _waiting(cursor: Cursor, part: int, plan: int) -> list[tuple[str, str, list[int]]]:
    """The numbers in doubt per channel and language, less those that go again by themselves."""
    cursor.execute(
        "select d.channel, d.language, array_agg(distinct o.n order by o.n) from fanout.outcome o"
        " join fanout.delivery d on d.part = o.part and d.plan = o.plan and d.n = o.n"
        " where o.part = %(part)s and o.plan = %(plan)s and o.state = 'in_doubt'"
        " and not exists (select from fanout.outcome later where later.part = o.part and later.plan = o.plan"
        "   and later.n = o.n and later.state > 'in_doubt')"
        " and not exists (select from fanout.chunk c where c.plan = o.plan and c.resend and c.finished_at is null"
        "   and o.n = any(c.numbers))"
        " group by d.channel, d.language order by d.channel, d.language",
        {"part": part, "plan": plan},
    )
    return cursor.fetchall()


def _send_again(cursor: Cursor, plan: int, channel: str, language: str, numbers: list[int]) -> None:
    cursor.execute(
        "insert into fanout.chunk (plan, channel, language, from_n, to_n, numbers, priority, resend, ready_at)"
        " values (%s, %s, %s, %s, %s, %s, 0, true, clock_timestamp())",
        [plan, channel, language, numbers[0], numbers[-1], numbers],
    )
    cursor.execute("select pg_notify(%s, '')", [CHUNK_NOTICE])


def _leave(cursor: Cursor, part: int, plan: int, channel: str, numbers: list[int]) -> None:
    before: dict[int, Standing] = standings_of(cursor, part, plan, numbers)
    left = [Numbered(n, State.LEFT_IN_DOUBT) for n in numbers]
    write(cursor, part=part, plan=plan, chunk=None, outcomes=left)
    count(cursor, plan, {channel: changes(before, left)})
