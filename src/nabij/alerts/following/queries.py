"""What is asked about an alert that left: where it arrived, to whom it could go once more, what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import Max
from psycopg import sql

from nabij.alerts import queries as alerts
from nabij.alerts.audience import Size
from nabij.alerts.fanout import progress, rules
from nabij.alerts.fanout.progress import GIVEN_UP, Progress
from nabij.alerts.following.models import Resend, Spread
from nabij.alerts.following.outcomes import Counted, Outcome
from nabij.alerts.following.spread import FINE_M, Homes, Shown, Square, from_rows, gathered, shown
from nabij.alerts.models import Alert, AlertVersion, Approval, FeedbackDuty, Handover, SentCopy
from nabij.alerts.replies.queries import replies_to
from nabij.alerts.zone_rules import from_settings
from nabij.audit.actions import consulted
from nabij.audit.queries import history
from nabij.channels.errors import Policy, failure
from nabij.channels.queries import sms_size
from nabij.networks import queries as networks
from nabij.people import queries as people
from nabij.places import queries as places
from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.audit.models import AuditRow
    from nabij.networks.models import Network
    from nabij.places.geometry import Shape

LOCATED_M: Final = 20
"""Homes are counted in squares of this side before their neighbourhood is looked up: a city has some 10,000 of them, a street
is told from the next, and a million homes cost no more than a hundred."""
COUNTED_AT_ONCE: Final = 20_000
"""Deliveries up to which a page counts for itself; for more a job counts once a minute."""
LOOKED_BACK_AT_MOST: Final = 200
OUTLINE_M: Final = 12.0
"""Corners of a neighbourhood that matter less are left out of its drawing."""
FOLLOWED_FOR: Final = timedelta(days=1)

_SQUARES: Final = sql.SQL(
    """
    with ended as (
      select d.contact_point_id, latest.state
      from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id
      left join (
        select o.part, o.plan, o.n, max(o.state) as state from fanout.plan mine
        join fanout.outcome o on o.part = mine.part and o.plan = mine.id where mine.alert_id = {alert} group by 1, 2, 3
      ) latest on latest.part = d.part and latest.plan = d.plan and latest.n = d.n
      where p.alert_id = {alert}
    ), homes as (
      select coalesce(home.household, uuid_send(ended.contact_point_id)) as home, min(point.x) as x, min(point.y) as y,
        coalesce(bool_or(state = 'delivered'), false) as delivered, coalesce(bool_or(state = any({reached})), false) as reached,
        coalesce(bool_and(coalesce(state = any({given_up}), false)), false) as failed
      from ended left join people_reachable point using (contact_point_id)
      left join networks_homes home using (contact_point_id) group by 1
    )
    select floor(x / {side})::int, floor(y / {side})::int, count(*)::int, (count(*) filter (where delivered))::int,
      (count(*) filter (where reached))::int, (count(*) filter (where failed and not reached))::int
    from homes group by 1, 2
    """
)


def counted_squares(alert_id: UUID) -> list[Square]:
    """Homes per square of 100 m and neighbourhood, counted now (two queries); those of no known place in square 0, 0 of ""."""
    values = {"reached": _states(rules.REACHED), "given_up": _states(GIVEN_UP), "side": sql.Literal(LOCATED_M)}
    with connection.cursor() as cursor:
        cursor.execute(_SQUARES.format(alert=sql.Literal(alert_id), **values))
        rows = cursor.fetchall()
    placed = [row for row in rows if row[0] is not None]
    nowhere = [Square("", 0, 0, Homes(*counted)) for column, _row, *counted in rows if column is None]
    codes = _neighbourhoods(placed)
    per_square = FINE_M // LOCATED_M
    found = [
        Square(code, column // per_square, row // per_square, Homes(*counted))
        for code, (column, row, *counted) in zip(codes, placed, strict=True)
    ]
    return gathered([*found, *nowhere])


def _states(states: tuple[rules.State, ...]) -> sql.Composable:
    return sql.SQL("{}::fanout.state[]").format(sql.Literal([str(state) for state in states]))


def _neighbourhoods(rows: list[tuple[Any, ...]]) -> list[str]:
    if not rows:
        return []
    middles = (np.array([row[:2] for row in rows], dtype=float) + 0.5) * LOCATED_M
    return places.locate_many(middles[:, 0], middles[:, 1]).neighbourhoods


def squares_of(alert: Alert) -> tuple[list[Square], datetime | None]:
    """Where an alert arrived: counted now, or as a job counted a large one, with that moment (at most three queries)."""
    kept = Spread.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id).first()
    if kept is not None:
        return from_rows(kept.squares), kept.at
    return ([], None) if deliveries_of(alert.id) > COUNTED_AT_ONCE else (counted_squares(alert.id), None)


def deliveries_of(alert_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(planned_to), 0) from fanout.plan where alert_id = %s", [alert_id])
        return int(cursor.fetchone()[0])


def large_and_moving(now: datetime) -> list[Alert]:
    """Large alerts that left in the last day and of which something changed since their homes were counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select alert_id from (select p.alert_id, sum(p.planned_to) as planned, max(t.at) as moved from fanout.plan p"
            " left join lateral (select max(at) as at from fanout.tally where plan = p.id) t on true"
            " where p.created_at > %s group by p.alert_id) recent"
            " where planned > %s and not exists"
            " (select from alerts_spread s where s.alert_id = recent.alert_id and s.at > moved)",
            [now - FOLLOWED_FOR, COUNTED_AT_ONCE],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return list(Alert.objects.filter(id__in=ids))


def may_see_homes(actor: Actor, alert: Alert) -> bool:
    """Whether the actor may see who the members are of every network that was warned; then squares need no blur."""
    if not alert.networks or not actor.may("networks.members", alert.tenant_id):
        return False
    return set(alert.networks) <= networks.mandates_of(actor)


def resends_of(alert: Alert) -> list[Resend]:
    """How often it was sent again to those whom it did not reach, the first time first."""
    return list(Resend.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id).order_by("number"))


def next_resend(alert: Alert) -> int:
    rows = Resend.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id)
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def hopeless(found: Progress) -> list[str]:
    """The error codes in it that say that the number or address does not exist: sending again is of no use."""
    codes = {error for (state, error) in found.failures if state in GIVEN_UP and error}
    return sorted(code for code in codes if failure(code).policy is Policy.STOP_CONTACT)


def failed_for_now(found: Progress, resends: list[Resend]) -> int:
    """How many deliveries are worth sending again, read from the counts: given up, not yet repeated, and of a contact that is."""
    useless = hopeless(found)
    given_up = sum(n for (state, error), n in found.failures.items() if state in GIVEN_UP and error not in useless)
    return max(0, given_up - sum(one.deliveries for one in resends))


def worth_resending(alert: Alert, useless: list[str]) -> sql.Composable:
    """The deliveries that failed, as an audience for `plan_again`: without contact values that do not exist, were retired, or
    refused this sender since."""
    return sql.SQL(
        "select failed.* from ({failed}) failed join people_reachable point using (contact_point_id)"
        " where not exists (select from people_optout refusal where refusal.tenant_id = {tenant}"
        "   and refusal.contact_point_id = failed.contact_point_id and refusal.message_kind in ('', {kind}))"
        " and not exists (select from fanout.plan p join fanout.delivery d on d.part = p.part and d.plan = p.id"
        "   join fanout.outcome o on o.part = d.part and o.plan = d.plan and o.n = d.n where p.alert_id = {alert}"
        "   and d.lookup = failed.lookup and d.channel = failed.channel and o.error = any({useless}::text[]))"
    ).format(
        failed=progress.failed(alert.id), tenant=sql.Literal(alert.tenant_id), kind=sql.Literal(alert.kind),
        alert=sql.Literal(alert.id), useless=sql.Literal(useless),
    )  # fmt: skip


def count(audience: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select count(*) from ({}) audience").format(audience))
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Plans:
    """When an alert was first planned, and how many deliveries per channel and language, whatever for."""

    first_at: datetime | None
    spoken: Mapping[str, Mapping[str, int]]

    def waited_s(self, alert: Alert) -> float:
        """Seconds between leaving and the moment from which the fan-out counts; 0 while it has not planned."""
        return (self.first_at - alert.sent_at).total_seconds() if self.first_at and alert.sent_at else 0.0


def plans_of(alert: Alert) -> Plans:
    """The plans of an alert (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select min(p.created_at), c.channel, c.language, sum(c.to_n - c.from_n + 1)::int"
            " from fanout.plan p left join fanout.chunk c on c.plan = p.id and c.numbers is null"
            " where p.alert_id = %s group by 2, 3",
            [alert.id],
        )
        rows = cursor.fetchall()
    spoken: dict[str, dict[str, int]] = {}
    for _at, channel, language, count in rows:
        if channel:
            spoken.setdefault(channel, {})[language] = count
    return Plans(min((row[0] for row in rows), default=None), spoken)


def cost_cents(alert: Alert, copy: SentCopy, found: Progress, plans: Plans) -> int:
    """What was handed over so far costs, in whole cents: each channel's messages with the parts of the text in each language, in
    the proportion in which languages were planned. The alert comes with its tenant; no query."""
    prices = from_settings(alert.tenant.settings.get("alerts", {})).prices_cents
    total = 0.0
    for channel, states in found.counts.items():
        gone = sum(n for state, n in states.items() if state in (*rules.REACHED, *GIVEN_UP))
        average = _average_parts(channel, copy.content["texts"], plans.spoken.get(channel, {}))
        total += gone * average * prices.get(channel, 0)
    return round(total)


def _average_parts(channel: str, texts: dict[str, dict[str, str]], spoken: Mapping[str, int]) -> float:
    if channel != "sms" or not spoken:
        return 1
    first = texts.get("nl") or next(iter(texts.values()))
    parts = {language: sms_size((texts.get(language) or first)["body"]).parts for language in spoken}
    return sum(parts[language] * n for language, n in spoken.items()) / sum(spoken.values())


@dataclass(frozen=True)
class Dossier:
    """Everything that the report of an alert says; names are those of accounts of staff."""

    alert: Alert
    zone: str
    made_by: str
    networks: Sequence[Network]
    size: Size
    sent_texts: Mapping[str, Mapping[str, str]]
    digest: str
    versions: Sequence[AlertVersion]
    approvals: Sequence[Approval]
    resends: Sequence[Resend]
    progress: Progress
    replies: int
    useless: Sequence[str]
    first_s: float | None
    p95_s: float | None
    planned_cents: int
    real_cents: int
    seen: Shown
    outlines: Sequence[tuple[str, str, Shape]]
    handover: Handover | None
    feedbacks: Sequence[Alert]
    duty: FeedbackDuty | None
    record: Sequence[AuditRow]
    names: Mapping[UUID, str]

    def name(self, account_id: UUID | None) -> str:
        return self.names.get(account_id, "") if account_id else ""


@transaction.atomic
def dossier(actor: Actor, alert_id: UUID) -> Dossier:
    """Everything about an alert, for its report; that somebody took it is on record with their reason.

    Raises Missing for one that is not there or not theirs.
    """
    alert = alerts.alert(actor, alert_id)
    copy = alerts.sent_copy(alert)
    consulted(actor, tenant_id=alert.tenant_id, target="alerts.report", target_id=alert.id)
    found, versions = progress.progress(alert.id), alerts.versions(alert)
    seen, record = _seen(alert), history(alert.tenant_id, alert.id)
    approvals = list(Approval.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id).order_by("at"))
    first, plans = found.first_handed_over, plans_of(alert)
    persons = {row.actor_id for row in record} | {one.editor_id for one in versions}
    return Dossier(
        alert=alert, zone=alert.tenant.name, made_by=actor.name,
        networks=networks.networks_of(alert.tenant_id, alert.networks), size=size_of(copy),
        sent_texts=copy.content["texts"] if copy else {}, digest=copy.digest if copy else "", versions=versions,
        approvals=approvals, resends=resends_of(alert), progress=found,
        replies=replies_to(actor, alert.id).people, useless=hopeless(found),
        first_s=(first - alert.sent_at).total_seconds() if first and alert.sent_at else None,
        p95_s=None if found.p95_s is None else found.p95_s + plans.waited_s(alert),
        planned_cents=next((one.cost_cents for one in reversed(approvals) if not one.voided_at), 0),
        real_cents=cost_cents(alert, copy, found, plans) if copy else 0, seen=seen,
        outlines=places.outlines("neighbourhood", [code for code in seen.areas if code], OUTLINE_M),
        handover=alerts.handover_of(alert), feedbacks=alerts.feedbacks_of(alert), duty=alerts.duty_of(alert), record=record,
        names=people.account_names([one for one in persons | _persons(alert, approvals) if one]),
    )  # fmt: skip


def _seen(alert: Alert) -> Shown:
    """Always blurred: the report leaves the house."""
    return shown(squares_of(alert)[0], exact=False)


def _persons(alert: Alert, approvals: Sequence[Approval]) -> set[UUID | None]:
    return {alert.created_by, alert.sent_by, alert.reviewed_by, *(one.approver_id for one in approvals)}


def size_of(copy: SentCopy | None) -> Size:
    """The audience as it was counted when the alert left."""
    kept = copy.size if copy else {}
    return Size(
        households=kept.get("households", 0), by_channel=kept.get("by_channel", {}), asleep=kept.get("asleep", 0),
        asleep_until=None, opted_out=kept.get("opted_out", 0), handed_households=kept.get("handed_households", 0),
        handed_points=kept.get("handed_points", 0),
    )  # fmt: skip


@dataclass(frozen=True)
class LookedBack:
    """Outcomes of a time, newest first; there are `more` than shown."""

    rows: Sequence[Outcome]
    more: bool


def looked_back(actor: Actor, since: datetime, now: datetime) -> LookedBack:
    """How the alerts that left since then ended; exercises and feedback left out (five queries, whatever their number)."""
    rows = alerts.alerts(actor).filter(sent_at__gte=since, training=False).exclude(kind="feedback")
    found = list(
        rows.order_by("-sent_at", "-id").prefetch_related("duties", "handovers", "sent_copies")[
            : LOOKED_BACK_AT_MOST + 1
        ]
    )
    counted = _counted_of([one.id for one in found[:LOOKED_BACK_AT_MOST]])
    outcomes = []
    for one in found[:LOOKED_BACK_AT_MOST]:
        duty, handover = next(iter(one.duties.all()), None), next(iter(one.handovers.all()), None)
        copy = next(iter(one.sent_copies.all()), None)
        households = size_of(copy).households
        outcomes.append(Outcome(one, counted.get(one.id, Counted({}, None)), households, duty, handover, now))
    return LookedBack(outcomes, len(found) > LOOKED_BACK_AT_MOST)


def _counted_of(ids: Sequence[UUID]) -> dict[UUID, Counted]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.alert_id, t.state, sum(t.change)::int, min(t.at) filter (where t.state = 'handed_over' and t.change > 0)"
            " from fanout.plan p join fanout.tally t on t.plan = p.id where p.alert_id = any(%s) and p.purpose = 'first'"
            " group by 1, 2",
            [list(ids)],
        )
        rows = cursor.fetchall()
    states: dict[UUID, dict[rules.State, int]] = {}
    first: dict[UUID, datetime] = {}
    for alert_id, state, count, at in rows:
        states.setdefault(alert_id, {})[rules.State(state)] = count
        if at:
            first[alert_id] = min(at, first.get(alert_id, at))
    return {alert_id: Counted(found, first.get(alert_id)) for alert_id, found in states.items()}
