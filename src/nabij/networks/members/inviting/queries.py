"""Who is asked, how far the answers are, and the one invitation that a code opens."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from nabij.networks import queries as networks
from nabij.networks.members.importing.actions import code_key
from nabij.networks.members.importing.queries import network_to_fill, source_of
from nabij.networks.members.inviting.texts import Said
from nabij.networks.members.models import CodeTry, Invited, InvitedBy, InvitedState
from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

TRIES: Final = ((10, timedelta(minutes=15)), (60, timedelta(days=1)))
"""Wrong codes from one network address before it has to wait."""


@dataclass(frozen=True)
class Answers:
    """How many said what, without names. `by_way` is how those who were not asked yet can be reached, `reminders` the letters
    that remind and are not printed, `ends` when the first who does not answer is deleted."""

    yes: int
    no: int
    silent: int
    waiting: int
    failed: int
    by_way: Mapping[str, int] = field(default_factory=dict)
    reminders: int = 0
    printed_last: int = 0
    ends: date | None = None

    @property
    def total(self) -> int:
        return self.yes + self.no + self.silent + self.waiting

    @property
    def to_ask(self) -> int:
        return sum(self.by_way.values())


def answers(actor: Actor, network: networks.Known) -> Answers:
    """Counts for who may bring lists in; Missing for anybody else. Four queries."""
    found = network_to_fill(actor, network)
    rows = Invited.objects.filter(tenant_id=found.tenant_id, network_id=found.id)
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    waiting = rows.filter(state=InvitedState.WAITING)
    ways = Counter(way_of(content_of(row)) for row in waiting.filter(invited_at__isnull=True))
    told = waiting.aggregate(
        last=Max("invited_at", filter=Q(invited_by=InvitedBy.LETTER)),
        failed=Count("id", filter=Q(failed_at__isnull=False)),
    )
    letters = waiting.filter(invited_by=InvitedBy.LETTER)
    first = waiting.filter(invited_at__isnull=False).order_by("invited_at").values_list("invited_at", flat=True).first()
    yes, no, silent, waits = (states.get(state, 0) for state in ("yes", "no", "silent", "waiting"))
    return Answers(
        yes, no, silent, waits, told["failed"], ways,
        reminders=due_reminders(found, timezone.now()).filter(invited_by=InvitedBy.LETTER).count(),
        printed_last=letters.filter(invited_at=told["last"]).count() if told["last"] else 0,
        ends=until(found, first) if first else None,
    )  # fmt: skip


def due_reminders(found: Network, now: datetime) -> QuerySet[Invited]:
    """Who was asked so long ago that they are asked once more."""
    before = now - timedelta(days=rules_of(found).consent_reminder_days)
    rows = Invited.objects.filter(tenant_id=found.tenant_id, network_id=found.id, state=InvitedState.WAITING)
    return rows.filter(invited_at__lt=before, reminded_at__isnull=True)


def until(found: Network, asked_at: datetime) -> date:
    """The last day on which an answer counts."""
    return timezone.localdate(asked_at) + timedelta(days=rules_of(found).consent_days)


def content_of(row: Invited) -> dict[str, Any]:
    """What the list said of somebody. Raises Missing when it is gone."""
    if row.content is None:
        raise Missing
    content: dict[str, Any] = json.loads(vault.open_value("invited", row.id, bytes(row.content)))
    return content


def way_of(content: Mapping[str, Any]) -> str:
    """How somebody is asked best: by mail, else by text message, else by letter."""
    kinds = {kind for kind, _value in content["points"]}
    return InvitedBy.EMAIL if "email" in kinds else InvitedBy.SMS if "sms" in kinds else InvitedBy.LETTER


def said_of(row: Invited, content: Mapping[str, Any], now: datetime) -> Said:
    """What the message to somebody says; `row` comes with its list and network. A reminder names the day of the first."""
    asked = timezone.localdate(row.invited_at) if row.reminded_at and row.invited_at else None
    name, code = str(content["name"]), str(content["code"])
    return Said(name, code, source_of(row.of_list), until(row.network, row.invited_at or now), asked)


def invited_by_code(code: str) -> Invited | None:
    """The invitation that waits for the answer of who holds this code."""
    return _waiting().filter(code_key=code_key(code)).first() if code.strip() else None


def invited(invited_id: UUID) -> Invited:
    """One that waits; for who opened it with a code, or staff that looked it up. Raises Missing."""
    found = _waiting().filter(id=invited_id).first()
    if found is None or found.content is None:
        raise Missing
    return found


def invited_with(actor: Actor, kind: str, raw: str) -> Invited | None:
    """The invitation of who gave this number or address, in the tenants where the actor helps people. Raises Refused for none."""
    lookup = vault.lookup(kind, raw)
    rows = _waiting().filter(tenant_id__in=actor.tenants_with("people.help"), lookups__contains=[lookup])
    return rows.order_by("-made_at").first()


def _waiting() -> QuerySet[Invited]:
    rows = Invited.objects.select_related("of_list", "network__tenant", "tenant")
    return rows.filter(state=InvitedState.WAITING, content__isnull=False)


def tries_since(origin: bytes, since: datetime) -> list[datetime]:
    return list(CodeTry.objects.filter(origin=origin, at__gt=since).values_list("at", flat=True))


def of_person(person_id: UUID) -> list[Invited]:
    """The invitations that wait at a number or address that a person showed to hold."""
    lookups = people.lookups_of(person_id)
    return list(_waiting().filter(lookups__overlap=lookups)) if lookups else []


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """The same for the download of their own data: what an older list said of them."""
    return [
        {"network": row.network.name, "list of": source_of(row.of_list), "since": row.made_at.isoformat()}
        | {name: content_of(row)[name] for name in ("name", "points")}
        for row in of_person(person_id)
    ]


@dataclass(frozen=True)
class Unasked:
    """How many of a network's older lists were not asked yet, since when, and until when that can be done."""

    network_id: UUID
    people: int
    since: datetime
    until: datetime


def unasked(found: Mapping[UUID, Network]) -> list[Unasked]:
    """Of these networks, for what is to do. One query."""
    rows = Invited.objects.filter(network_id__in=list(found), state=InvitedState.WAITING, invited_at__isnull=True)
    counted = rows.values_list("network_id").annotate(n=Count("id"), since=Min("made_at")).order_by("network_id")
    return [
        Unasked(network_id, n, since, since + timedelta(days=rules_of(found[network_id]).ask_within_days))
        for network_id, n, since in counted
    ]
