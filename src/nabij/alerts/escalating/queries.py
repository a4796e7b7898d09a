"""Which alerts are to be followed by calls, and whom those go to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from psycopg import sql

from nabij.alerts import audience, contents
from nabij.alerts.escalating.models import CallRound
from nabij.alerts.fanout import rules
from nabij.alerts.fanout.plan import next_number
from nabij.alerts.models import Alert
from nabij.alerts.rules.transitions import LEAVES
from nabij.alerts.zone_rules import rules_of
from nabij.people.rules import NO_CALLS

CALLED_WITHIN: Final = timedelta(minutes=30)
"""After the term. Later a call wakes people for what they read long ago: a platform that was down lets it be."""

LONGEST_TERM: Final = timedelta(minutes=60)
_LEFT: Final = tuple(state for state in rules.State if state not in (rules.State.WAITING, rules.State.HELD))


def may_be_due(now: datetime) -> list[Alert]:
    """Urgent alerts that left lately with calls among their approved channels, in zones that call."""
    rows = Alert.objects.filter(
        kind="urgent", state__in=LEAVES, training=False, message_type__in=("alert", "update"), channels__contains=["voice"],
        window_until__gt=now, sent_at__gt=now - LONGEST_TERM - CALLED_WITHIN,
    )  # fmt: skip
    return [row for row in rows if is_due(row, now)]


def is_due(alert: Alert, now: datetime) -> bool:
    """Whether the term of its zone has passed, and not long ago, and nothing of it still waits to be planned."""
    term = term_of(alert)
    if not term or alert.sent_at is None or not term <= now - alert.sent_at < term + CALLED_WITHIN:
        return False
    last = rounds_of(alert)[-1:]
    return not last or next_number(alert.id, "escalation") > last[0].number


def term_of(alert: Alert) -> timedelta:
    """How long a receipt may stay away; nothing where the zone does not call."""
    return min(LONGEST_TERM, timedelta(minutes=rules_of(alert).call_after_minutes))


def rounds_of(alert: Alert) -> list[CallRound]:
    return list(CallRound.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id).order_by("number"))


def unconfirmed(alert: Alert, now: datetime) -> sql.Composable:
    """One telephone number of each person to whom the alert left a term ago and of whom no channel has a receipt, as an audience
    for `plan_again`. Only numbers that the alert was meant for; nobody who wants no calls, nobody twice, nobody who sleeps now.
    """
    return _UNCONFIRMED.format(
        alert=sql.Literal(alert.id), tenant=sql.Literal(alert.tenant_id), before=sql.Literal(now - term_of(alert)),
        refused=sql.Literal(["", alert.kind, NO_CALLS]), left=sql.Literal([str(state) for state in _LEFT]),
        not_before=audience.not_before(contents.aim_of(alert, now)),
    )  # fmt: skip


def count(calls: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select count(*) from ({}) calls").format(calls))
        return int(cursor.fetchone()[0])


_UNCONFIRMED: Final = sql.SQL(
    """
    with stood as materialized (
      select d.contact_point_id, p.purpose, latest.state, latest.at
      from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id left join lateral (
        select o.state, o.at from fanout.outcome o where o.part = d.part and o.plan = d.plan and o.n = d.n
        order by o.state desc, o.at limit 1
      ) latest on true
      where p.alert_id = {alert}
    ), persons as materialized (
      select home.person_id, min(at) filter (where state = any({left}::fanout.state[])) as left_at
      from stood join networks_homes home using (contact_point_id) group by home.person_id
      having not coalesce(bool_or(state = 'delivered'), false) and not bool_or(purpose = 'escalation')
    ), numbers as (
      select distinct on (home.person_id) point.contact_point_id, point.lookup, point.language, {not_before} as not_before
      from persons join networks_homes home using (person_id) join people_reachable point using (contact_point_id)
      where persons.left_at <= {before} and point.kind in ('sms', 'voice')
        and point.contact_point_id in (select contact_point_id from stood)
        and not exists (select from people_optout refusal where refusal.tenant_id = {tenant}
          and refusal.contact_point_id = point.contact_point_id and refusal.message_kind = any({refused}::text[]))
      order by home.person_id, point.kind, point.contact_point_id
    )
    select contact_point_id, lookup, 'voice' as channel, language::text, not_before from numbers where not_before is null
    """
)
