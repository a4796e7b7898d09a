"""What may be asked about training: counts for who leads a network, their own for a member."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Max

from nabij.meetings import queries as meetings
from nabij.networks import queries as networks
from nabij.networks.members.queries import networks_with, person_key
from nabij.networks.models import Network
from nabij.networks.training.models import QuizDone
from nabij.networks.training.rules import refresh_on
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting

TRAINING, CANCELLED = "training", "cancelled"


@dataclass(frozen=True)
class Mine:
    """The training of one person: sessions followed, when they last did the quiz, and when to refresh it."""

    sessions: list[Meeting]
    quiz_on: date | None
    refresh_on: date | None


def quiz_count(actor: Actor, network: networks.Known, since: date) -> int:
    """How many members did the quiz since a day. Raises Missing for a network that is not theirs."""
    found = networks.network(actor, network)
    return QuizDone.objects.filter(tenant_id=found.tenant_id, network_id=found.id, done_on__gte=since).count()


def my_training(actor: Actor, person_id: UUID) -> Mine:
    """For the person, and who helps them. Raises Missing for anybody else."""
    people.person(actor, person_id)
    sessions = meetings.followed(person_id, TRAINING)
    quiz_on = QuizDone.objects.filter(person_key=person_key(person_id)).aggregate(last=Max("done_on"))["last"]
    last = max([one for one in (quiz_on, *(one.starts_at.date() for one in sessions)) if one], default=None)
    terms = [rules_of(one).refresher_months for one in networks_with(person_id)]
    return Mine(sessions, quiz_on, refresh_on(last, min(terms)) if terms else None)


def last_trained(network_ids: Collection[UUID], now: datetime) -> dict[UUID, tuple[datetime | None, bool]]:
    """Network to the start of its last training that was held, and whether one is planned; rights are checked by who asks.

    One query.
    """
    found: dict[UUID, tuple[datetime | None, bool]] = dict.fromkeys(network_ids, (None, False))
    for one in meetings.meetings_about(network_ids):
        if one.kind != TRAINING or one.state == CANCELLED:
            continue
        for network_id in set(one.about) & found.keys():
            last, planned = found[network_id]
            held = one.starts_at if one.ends_at < now and (last is None or last < one.starts_at) else last
            found[network_id] = (held, planned or one.ends_at >= now)
    return found


def done_for(person_id: UUID) -> list[Network]:
    """The networks for which it counts that this person does the quiz: those of which they are a member."""
    return networks_with(person_id)


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """When a person did the quiz, for the download of their own data."""
    rows = QuizDone.objects.filter(person_key=person_key(person_id)).select_related("network").order_by("done_on")
    return [{"network": row.network.name, "quiz": row.done_on.isoformat()} for row in rows]
