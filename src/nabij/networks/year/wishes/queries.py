"""What may be asked about wishes.

The author is known to the officer, and to the coordinator unless the author asked not to be; to nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nabij.networks import queries as networks
from nabij.networks.members.queries import person_key
from nabij.networks.models import MandateRole, Membership, Network
from nabij.networks.year.wishes.models import Outcome, Wish, WishKind, WishOwner, WishStep, WishSupport
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

MANAGE, DISCIPLINE = "networks.manage", "networks.discipline"
PAGE_LENGTH = 30


@dataclass(frozen=True)
class StepView:
    """A step as its reader sees it."""

    at: datetime
    kind: str
    outcome: str
    owner: str
    text: str
    planned_on: date | None
    told: bool
    untold: str


@dataclass(frozen=True)
class WishView:
    """A wish with its words opened. `author` is empty for who may not know, or where nobody gave a name."""

    wish: Wish
    text: str
    author: str = ""
    supporters: int = 0
    mine: bool = False
    steps: Sequence[StepView] = field(default_factory=tuple)

    def is_late(self, now: datetime) -> bool:
        return self.wish.answered_at is None and self.wish.due_at < now


@dataclass(frozen=True)
class WishFigures:
    """How many wishes a stretch of time brought, by category, and what became of them."""

    by_category: dict[str, int]
    written: int
    answered: int
    in_time: int
    done: int
    open: int


def seen_by(network: Network, actor: Actor) -> QuerySet[Wish]:
    """The wishes of a network that the actor may read: complaints about the police only for the chief, a city only what its
    prevention service answers."""
    rows = Wish.objects.filter(tenant_id=network.tenant_id, network_id=network.id)
    about_police = Q(kind=WishKind.ABOUT_POLICE)
    wide = Q(pk__in=[])
    if networks.mandated(actor, network) or actor.may(MANAGE, network.tenant_id):
        wide |= ~about_police
    elif network.municipality_id is not None and actor.may(MANAGE, network.municipality_id):
        wide |= Q(owner=WishOwner.PREVENTION)
    if actor.may(DISCIPLINE, network.tenant_id):
        wide |= about_police
    return rows.filter(wide)


def wishes_of(
    actor: Actor, network: networks.Known, *, open_only: bool = False, after: UUID | None = None
) -> list[WishView]:
    """A page of wishes, the newest first; raises Missing for who may read none."""
    network = networks.network(actor, network)
    rows = seen_by(network, actor)
    if open_only:
        rows = rows.filter(settled_at__isnull=True)
    if after:
        rows = rows.filter(id__lt=after)
    found = list(rows.annotate(supporters=_supporters()).order_by("-id")[:PAGE_LENGTH])
    names = _names(actor, network, found)
    return [WishView(one, _open(one), names.get(one.id, ""), one.supporters) for one in found]


def wish(actor: Actor, wish_id: UUID) -> WishView:
    """One wish with its steps, for who may read it. Raises Missing."""
    found = readable(actor, wish_id)
    names = _names(actor, found.network, [found])
    return WishView(found, _open(found), names.get(found.id, ""), found.support.count(), steps=_steps(found))


def readable(actor: Actor, wish_id: UUID) -> Wish:
    """Raises Missing for one that is not there or may not be read."""
    rows = Wish.objects.select_related("network").filter(id=wish_id, network__in=networks.networks(actor))
    found = rows.first()
    if found is None or not seen_by(found.network, actor).filter(id=wish_id).exists():
        raise Missing
    return found


def may_answer(found: Wish, actor: Actor) -> bool:
    """The owner, the officer for everything but what is about the police, and who manages networks of the zone."""
    network = found.network
    if found.owner == WishOwner.CHIEF:
        return actor.may(DISCIPLINE, network.tenant_id)
    if networks.mandated(actor, network, MandateRole.OFFICER) or actor.may(MANAGE, network.tenant_id):
        return True
    if found.owner == WishOwner.COORDINATOR:
        return networks.mandated(actor, network, MandateRole.COORDINATOR)
    city = network.municipality_id
    return found.owner == WishOwner.PREVENTION and city is not None and actor.may(MANAGE, city)


def my_wishes(actor: Actor, person_id: UUID, network_id: UUID) -> list[WishView]:
    """What a person wrote in a network, with every step; for this person and who helps them. Two queries."""
    people.person(actor, person_id)
    rows = Wish.objects.filter(author_key=person_key(person_id), network_id=network_id).order_by("-id")
    found = rows.prefetch_related(Prefetch("steps", WishStep.objects.order_by("id")))
    return [WishView(one, _open(one), steps=_steps(one)) for one in found]


def neighbours_wishes(actor: Actor, person_id: UUID, network_id: UUID) -> list[WishView]:
    """What was answered and may be read by members, without who wrote it. Raises Missing for who is no member."""
    home = household_of(actor, person_id, network_id)
    rows = Wish.objects.filter(network_id=network_id, answered_at__isnull=False).exclude(public_text="")
    found = list(rows.annotate(supporters=_supporters()).order_by("-id")[:PAGE_LENGTH])
    keys = {one.id: support_key(one.id, home) for one in found}
    mine = set(
        WishSupport.objects.filter(wish__in=found, household_key__in=keys.values()).values_list("wish_id", flat=True)
    )
    return [WishView(one, one.public_text, supporters=one.supporters, mine=one.id in mine) for one in found]


def household_of(actor: Actor, person_id: UUID, network_id: UUID) -> bytes:
    """The keyed hash of the household of a member. Raises Missing for who is no member, and for who may not act for them."""
    people.person(actor, person_id)
    rows = Membership.objects.filter(
        person_key=person_key(person_id), network_id=network_id, left_at__isnull=True, network__state="active"
    )
    found = rows.values_list("household_key", flat=True).first()
    if found is None:
        raise Missing
    return bytes(found)


def support_key(wish_id: UUID, home: bytes) -> bytes:
    """Which household supports one wish; another one gives another key."""
    return vault.keyed_digest(b"wish-support", wish_id.bytes + home)


def author_of(found: Wish) -> UUID | None:
    """Who wrote a wish, for telling them. Never for a page."""
    return UUID(vault.open_value("wish-author", found.id, bytes(found.author))) if found.author else None


def figures(actor: Actor, network: networks.Known, since: datetime, until: datetime) -> WishFigures:
    """Counts, so for everybody who may see the network; what is about the police is counted for the chief alone."""
    network = networks.network(actor, network)
    rows = Wish.objects.filter(tenant_id=network.tenant_id, network_id=network.id, at__gte=since, at__lt=until)
    if not actor.may(DISCIPLINE, network.tenant_id):
        rows = rows.exclude(kind=WishKind.ABOUT_POLICE)
    found = list(rows.values_list("category", "answered_at", "due_at", "outcome", "settled_at"))
    return WishFigures(
        by_category=dict(Counter(category for category, *_rest in found).most_common()),
        written=len(found),
        answered=sum(answered is not None for _c, answered, *_rest in found),
        in_time=sum(answered is not None and answered <= due for _c, answered, due, *_rest in found),
        done=sum(outcome == Outcome.DONE for *_rest, outcome, _settled in found),
        open=sum(settled is None for *_rest, settled in found),
    )


def untold(limit: int = 200) -> list[UUID]:
    """Steps of which the author has to hear, the oldest first; for the job that tells them."""
    rows = WishStep.objects.filter(told_at__isnull=True, untold="").order_by("at")
    return list(rows.values_list("id", flat=True)[:limit])


def overdue(now: datetime, limit: int = 200) -> list[UUID]:
    """What waits for a coordinator past its term; for the job that gives it to the officer."""
    rows = Wish.objects.filter(answered_at__isnull=True, due_at__lt=now, owner=WishOwner.COORDINATOR)
    return list(rows.order_by("due_at").values_list("id", flat=True)[:limit])


def waiting(network_ids: Collection[UUID]) -> list[Wish]:
    """What is not answered yet in these networks, for the list of what is to do. One query."""
    rows = Wish.objects.filter(network_id__in=list(network_ids), answered_at__isnull=True)
    return list(rows.order_by("due_at").defer("text", "author"))


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """What a person wrote, for the download of their own data."""
    rows = Wish.objects.filter(author_key=person_key(person_id)).select_related("network").order_by("id")
    return [
        {
            "network": row.network.name, "written": row.at.isoformat(), "kind": row.kind, "category": row.category,
            "street": row.street, "text": _open(row), "steps": [(one.at.isoformat(), one.kind, one.text) for one in _steps(row)],
        }
        for row in rows.prefetch_related("steps")
    ]  # fmt: skip


def _supporters() -> Coalesce:
    here = WishSupport.objects.filter(tenant_id=OuterRef("tenant_id"), wish_id=OuterRef("id")).order_by()
    return Coalesce(Subquery(here.values("wish_id").annotate(n=Count("id")).values("n")), 0)


def _names(actor: Actor, network: Network, found: Iterable[Wish]) -> dict[UUID, str]:
    is_officer = networks.mandated(actor, network, MandateRole.OFFICER)
    is_coordinator = networks.mandated(actor, network, MandateRole.COORDINATOR)
    is_chief = actor.may(DISCIPLINE, network.tenant_id)
    shown = {
        one.id: author
        for one in found
        if (is_chief if one.kind == WishKind.ABOUT_POLICE else is_officer or (is_coordinator and not one.anonymous))
        and (author := author_of(one))
    }
    names = people.names_of(shown.values()) if shown else {}
    return {wish_id: names.get(author, "") for wish_id, author in shown.items()}


def _open(found: Wish) -> str:
    return vault.open_value("wish", found.id, bytes(found.text))


def _steps(found: Wish) -> list[StepView]:
    rows = sorted(found.steps.all(), key=lambda one: one.id)
    return [
        StepView(
            one.at, one.kind, one.outcome, one.owner, vault.open_value("wish-step", one.id, bytes(one.text)), one.planned_on,
            told=one.told_at is not None, untold=one.untold,
        )
        for one in rows
    ]  # fmt: skip
