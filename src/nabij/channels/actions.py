"""What the room writes: receipts as they come, which delivery they are about, and what the simulated provider keeps.

These are deeds of providers and of the platform, not of people: deliveries and their audit rows are those of the alert.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from nabij.channels.drivers import Message, Receipt, ReceiptState
from nabij.channels.inbound.actions import keep_puzzle, keep_text
from nabij.channels.magic import behaviour_of
from nabij.channels.models import ReceiptInbox, SimulatedMessage
from nabij.channels.smpp.receipts import InboundText, Unread
from nabij.people import vault
from nabij.tenants.bulk import array, bytea_array, copied, copied_again

DEAD_AFTER: Final = timedelta(hours=72)
"""A receipt whose submission did not come within this time waits for a person."""

SUBMISSIONS_LOOKED_AT: Final = timedelta(days=8)
"""A receipt comes within the validity of a message (at most 72 h) and its redelivery; older partitions are not read."""


class Cursor(Protocol):
    """A cursor of psycopg or of Django over it."""

    def execute(self, query: Any, params: Any = None) -> Any: ...
    def copy(self, statement: Any) -> Any: ...


class Submitted(NamedTuple):
    """A message that a provider accepted under an id of its own. `delivery_id` may be text."""

    provider: str
    provider_message_id: str
    delivery_id: UUID | str
    alert_id: UUID
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """What a receipt says about a delivery."""

    delivery_id: UUID
    alert_id: UUID
    state: ReceiptState
    error: str
    received_at: datetime
    provider: str
    provider_message_id: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A delivery of which nobody knows whether it left. `lookup` is the keyed hash of the recipient."""

    delivery_id: UUID
    alert_id: UUID
    provider: str
    lookup: bytes
    since: datetime


@transaction.atomic
def store_receipts(provider: str, rows: Sequence[Receipt]) -> int:
    """Keeps receipts of `provider`, and counts them; the same receipt twice is kept once. Returns how many were new.

    Sorted, so that two processes that store the same receipts wait for each other and never lock each other out.
    """
    in_order = sorted(rows, key=attrgetter("provider_message_id", "state"))
    with connection.cursor() as cursor:
        cursor.execute(
            "with new as (insert into channels_receiptinbox"
            "   (provider, provider_message_id, state, error, recipient_lookup, received_at)"
            "   select %(provider)s, left(id, 120), state, left(error, 60), lookup, clock_timestamp()"
            "   from unnest(%(ids)s::text[], %(states)s::text[], %(errors)s::text[], %(lookups)s::bytea[])"
            "   as arrived (id, state, error, lookup)"
            "   on conflict (provider, provider_message_id, state) do nothing returning state, error),"
            " counted as (insert into channels_routeminute as kept (provider, minute, what, error, count)"
            "   select %(provider)s, date_trunc('minute', clock_timestamp()), state, error, count(*) from new"
            "   where state <> 'on_its_way' group by state, error order by state, error"
            "   on conflict (provider, minute, what, error) do update set count = kept.count + excluded.count)"
            " select count(*) from new",
            {
                "provider": provider,
                "ids": array(row.provider_message_id for row in in_order),
                "states": array(row.state for row in in_order),
                "errors": array(row.error for row in in_order),
                "lookups": bytea_array(_lookup(row.about) if row.about else None for row in in_order),
            },
        )
        new: int = cursor.fetchone()[0]
        return new


@transaction.atomic
def keep_delivered(provider: str, rows: Sequence[Receipt | InboundText | Unread]) -> None:
    """Keeps what a provider delivered to us, receipts, texts of people and what nobody could read, all or nothing."""
    receipts = [row for row in rows if isinstance(row, Receipt)]
    if receipts:
        store_receipts(provider, receipts)
    for row in rows:
        if isinstance(row, InboundText):
            keep_text(provider, row)
        elif isinstance(row, Unread):
            keep_puzzle(door="sms", provider=provider, reason=row.reason, content=row.content)


def copy_submissions(cursor: Cursor, rows: Iterable[Submitted]) -> int:
    """Appends which provider ids stand for which deliveries, in the caller's transaction. Returns how many."""
    named = [row for row in rows if row.provider_message_id]
    moments = {moment: moment.isoformat() for moment in {row.submitted_at for row in named}}
    for day in sorted({moment.astimezone(UTC).date() for moment in moments}):
        ensure_submission_partition(cursor, day)
    with cursor.copy(
        "copy channels_submission (provider, provider_message_id, delivery_id, alert_id, submitted_at) from stdin"
    ) as copy:
        copy.write(
            "".join(
                [
                    f"{copied_again(provider)}\t{copied(message_id)}\t{delivery_id}\t{alert_id}\t{moments[submitted_at]}\n"
                    for provider, message_id, delivery_id, alert_id, submitted_at in named
                ]
            )
        )
    return len(named)


def ensure_submission_partition(cursor: Cursor, day: date) -> None:
    """Makes the partition of `day` (UTC) unless it is there. Readers are not blocked."""
    cursor.execute("select channels_ensure_submission_partition(%s)", [day])


@transaction.atomic
def prepare_submission_days(today: date) -> None:
    """Makes the partitions of today and tomorrow, and takes away days older than a week that retention emptied."""
    with connection.cursor() as cursor:
        for day in (today, today + timedelta(days=1)):
            ensure_submission_partition(cursor, day)
        cursor.execute("select channels_drop_empty_submission_days(%s)", [today - timedelta(days=7)])


def match_receipts(limit: int = 5000) -> int:
    """Takes receipts out of the inbox whose submission is known, oldest first, into the table `receipt_match` (see `matches`).

    Runs in the caller's transaction, so that receipt and delivery change together; raises RuntimeError outside one.
    Two callers never get the same receipt. Returns how many were taken.
    """
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_MATCHES)
        cursor.execute(_MATCH, {"since": timezone.now() - SUBMISSIONS_LOOKED_AT, "limit": limit})
        return int(cursor.rowcount)


def matches() -> list[Match]:
    """What this transaction took out of the inbox, as it stands in the temporary table `receipt_match`, in order of arrival."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {_MATCH_FIELDS} from pg_temp.receipt_match order by received_at")
        return [Match(*row) for row in cursor.fetchall()]


_MATCH_FIELDS: Final = "delivery_id, alert_id, state, error, received_at, provider, provider_message_id"
_EMPTY_MATCHES: Final = """
    create temporary table if not exists receipt_match (
      delivery_id uuid, alert_id uuid, state text, error text, received_at timestamptz, provider text, provider_message_id text
    ) on commit delete rows;
    delete from pg_temp.receipt_match;
"""

# The lateral join with "offset 0" asks the index of submissions once per receipt. Left to itself the planner, which knows nothing
# yet of today's partition, reads all of it each time.
_MATCH: Final = f"""
    with ready as materialized (
      select inbox.id, submission.delivery_id, submission.alert_id
      from channels_receiptinbox inbox cross join lateral (
        select found.delivery_id, found.alert_id from channels_submission found
        where found.provider = inbox.provider and found.provider_message_id = inbox.provider_message_id
          and found.submitted_at > %(since)s offset 0
      ) submission
      where inbox.dead_letter_at is null order by inbox.id limit %(limit)s for update of inbox skip locked
    ), taken as (
      delete from channels_receiptinbox inbox using ready where inbox.id = ready.id
      returning ready.delivery_id, ready.alert_id, inbox.state, inbox.error, inbox.received_at, inbox.provider,
        inbox.provider_message_id
    )
    insert into pg_temp.receipt_match ({_MATCH_FIELDS}) select {_MATCH_FIELDS} from taken
"""


def match_in_doubt(doubts: Sequence[InDoubt]) -> list[Match]:
    """Settles deliveries in doubt by waiting receipts about the same recipient, where that leaves no choice; after
    `match_receipts` in the same transaction, and into the same table.

    A receipt settles a doubt when it came after `since` from the same provider, is the only unmatched message to this
    recipient, and the recipient has one doubt only.
    """
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCH_IN_DOUBT,
            [
                [doubt.delivery_id for doubt in doubts],
                [doubt.alert_id for doubt in doubts],
                [doubt.provider for doubt in doubts],
                [doubt.lookup for doubt in doubts],
                [doubt.since for doubt in doubts],
            ],
        )
        return sorted((Match(*row) for row in cursor.fetchall()), key=attrgetter("received_at"))


_MATCH_IN_DOUBT: Final = f"""
    with doubt as (
      select *, count(*) over (partition by provider, lookup) as doubts
      from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[], %s::timestamptz[])
        as row (delivery_id, alert_id, provider, lookup, since)
    ), found as (
      select doubt.delivery_id, doubt.alert_id, min(inbox.provider_message_id) as message_id, doubt.provider
      from doubt join channels_receiptinbox inbox on inbox.recipient_lookup = doubt.lookup
        and inbox.provider = doubt.provider and inbox.received_at >= doubt.since
      where doubt.doubts = 1 and inbox.dead_letter_at is null
      group by 1, 2, 4 having count(distinct inbox.provider_message_id) = 1
    ), taken as (
      delete from channels_receiptinbox inbox using found
      where inbox.provider = found.provider and inbox.provider_message_id = found.message_id
      returning found.delivery_id, found.alert_id, inbox.state, inbox.error, inbox.received_at, inbox.provider,
        inbox.provider_message_id
    )
    insert into pg_temp.receipt_match ({_MATCH_FIELDS}) select {_MATCH_FIELDS} from taken returning {_MATCH_FIELDS}
"""


@transaction.atomic
def bury_receipts(now: datetime) -> int:
    """Sets receipts aside that waited 72 hours for their submission; they show as dead letters. Returns how many."""
    waiting = ReceiptInbox.objects.filter(dead_letter_at=None, received_at__lt=now - DEAD_AFTER)
    return waiting.update(dead_letter_at=now)


@transaction.atomic
def keep_simulated(provider: str, channel: str, messages: Sequence[Message], receipt_delay_s: float) -> None:
    """Puts messages on the simulated telephones, and plans the receipts that the magic table gives them."""
    now = timezone.now()
    SimulatedMessage.objects.bulk_create(
        [_simulated(provider, channel, message, now, receipt_delay_s) for message in messages], ignore_conflicts=True
    )


@transaction.atomic
def write_simulated_receipts() -> int:
    """Writes the receipts that are due in the inbox, as a provider's receipts come in. Returns how many."""
    due = SimulatedMessage.objects.select_for_update(skip_locked=True).filter(receipt_due_at__lte=timezone.now())
    messages = list(due.order_by("receipt_due_at")[:1000])
    for provider in {message.provider for message in messages}:
        store_receipts(provider, [_receipt(message) for message in messages if message.provider == provider])
    SimulatedMessage.objects.filter(id__in=[message.id for message in messages]).update(receipt_due_at=None)
    return len(messages)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("Receipts are matched in the transaction that changes their deliveries.")


def _lookup(about: str) -> bytes | None:
    if "@" in about:
        return vault.lookup_of_normal("email", about.lower())
    return vault.lookup_of_normal("sms", about) if about.startswith("+") else None


def _simulated(provider: str, channel: str, message: Message, now: datetime, delay_s: float) -> SimulatedMessage:
    behaviour = behaviour_of(message.to)
    receipt = behaviour.receipt if message.wants_receipt else None
    return SimulatedMessage(
        id=message.key,
        provider=provider,
        channel=channel,
        recipient=_shown_as(channel, message.to)[:254],
        subject=_storable(message.subject)[:300],
        text=_storable(message.text),
        language=message.language,
        sent_at=now,
        receipt_state=receipt or "",
        receipt_error=behaviour.receipt_error,
        receipt_due_at=now + timedelta(seconds=delay_s) if receipt else None,
    )


def _shown_as(channel: str, to: str) -> str:
    """A telephone or mailbox as it is; a browser or system by its name, with a mark that tells two of them apart."""
    if channel not in ("push", "webhook") or not to.startswith("{"):
        return to
    return f"{vault.readable(channel, to)} {vault.lookup_of_normal(channel, to).hex()[:4]}"


def _storable(text: str) -> str:
    """PostgreSQL holds no NUL in text."""
    return text.replace("\0", "")


def _receipt(message: SimulatedMessage) -> Receipt:
    state: Any = message.receipt_state
    return Receipt(f"sim-{message.id.hex}", state, message.receipt_error, message.recipient)
