"""Which networks seem asleep, and how far who is asked about it has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from nabij.networks import queries as networks
from nabij.networks.models import LogEntry, Mandate, MandateRole, Network, NetworkState
from nabij.networks.todo import todo_of
from nabij.networks.year import ring
from nabij.networks.year.resting import rules
from nabij.networks.year.resting.models import Dormancy
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.tenants.actor import Actor


def dormancy_of(actor: Actor, network: networks.Known) -> Dormancy | None:
    """The sleep of a network that goes on now. Raises Missing for who may not see the network."""
    found = networks.network(actor, network)
    return Dormancy.objects.filter(tenant_id=found.tenant_id, network_id=found.id, ended_at__isnull=True).first()


def open_ones(network_ids: Collection[UUID]) -> list[Dormancy]:
    """The sleeps that go on in these networks, for the list of what is to do. One query."""
    return list(Dormancy.objects.filter(network_id__in=list(network_ids), ended_at__isnull=True))


def due(now: datetime) -> list[UUID]:
    """Sleeps in which somebody did not answer in time, for the job that asks the next one."""
    rows = Dormancy.objects.filter(ended_at__isnull=True, due_at__lt=now)
    return list(rows.order_by("due_at").values_list("id", flat=True))


def asleep(now: datetime) -> list[tuple[Network, list[str]]]:
    """Active networks that seem asleep and of which nobody was asked yet, with the signals. A fixed number of queries."""
    asked = Dormancy.objects.filter(tenant_id=OuterRef("tenant_id"), network_id=OuterRef("id"), ended_at__isnull=True)
    awake = Network.objects.filter(~Exists(asked), state=NetworkState.ACTIVE)
    found = list(awake.select_related("tenant"))
    seen = seen_of(found, now)
    signs = [(one, _signals(one, seen[one.id], now)) for one in found]
    return [(one, said) for one, said in signs if rules.is_dormant(said, rules_of(one).dormant_signals)]


def seen_of(found: Collection[Network], now: datetime) -> dict[UUID, rules.Seen]:
    """What is known of these networks that tells whether they sleep. A fixed number of queries however many they are."""
    ids = [one.id for one in found]
    leads: dict[UUID, set[UUID]] = {one: set() for one in ids}
    for network_id, account_id in _leads(ids):
        leads[network_id].add(account_id)
    signed_in = people.last_sign_ins({account for accounts in leads.values() for account in accounts})
    entries = LogEntry.objects.filter(network_id__in=ids).order_by()
    logged = dict(entries.values("network_id").annotate(at=Max("at")).values_list("network_id", "at"))
    wrote = dict(
        entries.filter(author_id__in=list(signed_in))
        .values("author_id")
        .annotate(at=Max("at"))
        .values_list("author_id", "at")
    )
    late: dict[UUID, int] = {}
    for todo in todo_of(found, now):
        if todo.owner == "coordinator" and todo.is_late(now):
            late[todo.network_id] = late.get(todo.network_id, 0) + 1
    evenings = ring.evenings_missing(found, now)
    return {
        one.id: rules.Seen(
            has_coordinator=bool(leads[one.id]),
            coordinator_at=_latest(
                at for account in leads[one.id] for at in (signed_in.get(account), wrote.get(account))
            ),
            waiting_late=late.get(one.id, 0),
            log_at=logged.get(one.id),
            evening_due=one.id in evenings,
            since=rules.founded_at(one.id),
        )
        for one in found
    }


def _leads(ids: Collection[UUID]) -> Iterable[tuple[UUID, UUID]]:
    rows = Mandate.objects.filter(network_id__in=list(ids), role=MandateRole.COORDINATOR)
    return list(rows.values_list("network_id", "account_id"))


def _signals(found: Network, seen: rules.Seen, now: datetime) -> list[str]:
    chosen = rules_of(found)
    return rules.signals(
        seen, now, weeks=chosen.dormant_weeks, waiting=chosen.dormant_waiting, log_months=chosen.dormant_log_months
    )


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in moments if at), default=None)
