"""What may be asked about shops: people of a shop about their own, who follows a BIN-Z about all of it, nobody about a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from nabij.networks import queries as networks
from nabij.networks.members.queries import person_key
from nabij.networks.models import Membership, Network, NetworkKind
from nabij.networks.rules import planned_for
from nabij.networks.shops import hours, kinds, rules
from nabij.networks.shops.models import Business, BusinessPerson, Invitation, Role, Tap
from nabij.people import queries as people
from nabij.people import vault
from nabij.reports import queries as reports
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.working_days import BRUSSELS

RECENT = 5


@dataclass(frozen=True)
class Mine:
    """A shop as somebody who works there sees it."""

    business: Business
    row: BusinessPerson

    @property
    def is_owner(self) -> bool:
        return self.row.role == Role.OWNER

    @property
    def week(self) -> hours.Week:
        """When they may be warned for this shop."""
        found: hours.Week = self.business.hours if self.row.hours is None else self.row.hours
        return found


@dataclass(frozen=True)
class Colleague:
    """Somebody of a shop, for its owner."""

    id: UUID
    name: str
    is_owner: bool
    is_me: bool


@dataclass(frozen=True)
class Followed:
    """A tap of a shop with what came of it. `code` opens the page on which one follows it."""

    tap: Tap
    code: str
    label: str
    sentence: str
    ended: bool


@dataclass(frozen=True)
class Standing:
    """A shop of a BIN-Z for who follows it: how many work there, whether anybody could be warned now. No names."""

    business: Business
    people: int
    is_open: bool
    is_reached: bool


@dataclass(frozen=True)
class Month:
    """How often the shops of a network reported a kind of fact in a month (its first day)."""

    month: date
    category: str
    count: int


def my_shops(actor: Actor, person_id: UUID) -> list[Mine]:
    """The shops of a person that take part, for this person and who helps them, oldest first. Raises Missing. Two queries."""
    people.person(actor, person_id)
    rows = BusinessPerson.objects.filter(
        membership__person_key=person_key(person_id), left_at__isnull=True, membership__left_at__isnull=True,
        business__retired_at__isnull=True,
    )  # fmt: skip
    rows = rows.select_related("business__network").order_by("added_at", "id")
    return [Mine(row.business, row) for row in rows]


def my_shop(actor: Actor, person_id: UUID, business_id: UUID) -> Mine:
    """Raises Missing for a shop where this person does not work."""
    found = next((one for one in my_shops(actor, person_id) if one.business.id == business_id), None)
    if found is None:
        raise Missing
    return found


def colleagues(actor: Actor, person_id: UUID, business_id: UUID) -> list[Colleague]:
    """Who works in a shop, by name, for its owner; for anybody else only themselves. Raises Missing."""
    mine = my_shop(actor, person_id, business_id)
    rows = BusinessPerson.objects.select_related("membership").filter(
        tenant_id=mine.business.tenant_id, business_id=business_id, left_at__isnull=True,
        membership__left_at__isnull=True,
    )  # fmt: skip
    shown = [row for row in rows.order_by("added_at", "id") if mine.is_owner or row.id == mine.row.id]
    who = {row.id: _person_id(row.membership) for row in shown}
    names = people.names_of(who.values())
    return [
        Colleague(row.id, names.get(who[row.id], ""), row.role == Role.OWNER, row.id == mine.row.id) for row in shown
    ]


def telephone_of(actor: Actor, person_id: UUID, business_id: UUID) -> str:
    """The telephone of a shop as people write it, for who works there. Raises Missing."""
    found = my_shop(actor, person_id, business_id).business
    if not found.telephone:
        return ""
    plain = vault.open_value(found.telephone_kind, found.id, bytes(found.telephone))
    return vault.readable(found.telephone_kind, plain)


def invitation(invitation_id: UUID) -> Invitation:
    """One that was not used and is not over, with its shop; whoever comes in by it gives the code. Raises Missing."""
    rows = Invitation.objects.select_related("business__network").filter(
        used_at__isnull=True, expires_at__gt=timezone.now(), business__retired_at__isnull=True
    )
    found = rows.filter(id=invitation_id).first()
    if found is None:
        raise Missing
    return found


def tap(actor: Actor, person_id: UUID, tap_id: UUID) -> Tap:
    """A tap of a shop where this person works, with its shop. Raises Missing."""
    mine = [one.business.id for one in my_shops(actor, person_id)]
    found = Tap.objects.select_related("business").filter(id=tap_id, business_id__in=mine).first()
    if found is None:
        raise Missing
    return found


def followed(actor: Actor, person_id: UUID, business_id: UUID) -> list[Followed]:
    """The last reports of a shop and what came of them, newest first, for who works there. Raises Missing."""
    found = my_shop(actor, person_id, business_id).business
    rows = Tap.objects.filter(tenant_id=found.tenant_id, business_id=found.id, code__isnull=False)
    return [_followed(row) for row in rows.order_by("-tapped_at")[:RECENT]]


def follow(row: Tap) -> Followed | None:
    """What came of a tap that was reached through a query with rights; None where it can no longer be followed."""
    return _followed(row) if row.code else None


def _followed(row: Tap) -> Followed:
    code = vault.open_value("tracking", row.id, bytes(row.code or b""))
    tracked = reports.track(code)
    sentence = tracked.lines[0][1] if tracked.lines else ""
    return Followed(row, code, kinds.fact(row.category).button, sentence, tracked.ended)


def sector_of_incident(tenant_id: UUID, incident_id: UUID) -> str:
    """The sector of the shop that told of an incident, empty where no shop did; for choosing whom to warn, not for a page."""
    rows = Tap.objects.filter(tenant_id=tenant_id, incident_id=incident_id)
    return rows.values_list("business__sector", flat=True).first() or ""


def concerned(found: Iterable[Network], category: str, tenant_id: UUID, incident_id: UUID) -> list[Network]:
    """Which of the networks at the place of an incident it concerns (`rules.concerned`); one query for facts of shops."""
    sector = sector_of_incident(tenant_id, incident_id) if kinds.is_of_shops(category) else ""
    return rules.concerned(found, category, sector)


def without_slower(found: Iterable[Network], category: str) -> list[Network]:
    """These networks, with their plans loaded, less each BIN-Z that would have the neighbours wait (`rules.without_slower`)."""
    return rules.without_slower((one, planned_for(one.plan.all(), category).priority) for one in found)


def binz(actor: Actor, binz_id: networks.Known) -> Network:
    """A BIN-Z, for staff of its own zone and who leads or follows it up; a municipality sees counts elsewhere. Raises Missing."""
    found = networks.network(actor, binz_id)
    may = actor.may(networks.VIEW, found.tenant_id) or networks.mandated(actor, found)
    if found.kind != NetworkKind.BINZ or not may:
        raise Missing
    return found


def standings(actor: Actor, binz_id: networks.Known, now: datetime) -> list[Standing]:
    """The shops of a BIN-Z by name, as `binz` allows. Two queries however many, and what `binz` asks."""
    found = binz(actor, binz_id)
    rows = list(Business.objects.filter(tenant_id=found.tenant_id, network_id=found.id, retired_at__isnull=True))
    minute = hours.minute_of(now)
    counted = _workers(found, minute)
    return [
        Standing(row, people_there, hours.is_within(row.hours, minute), reached > 0)
        for row in sorted(rows, key=lambda one: one.name.casefold())
        for people_there, reached in [counted.get(row.id, (0, 0))]
    ]


_WORKERS = """
select worker.business_id, count(distinct worker.id),
       count(distinct worker.id) filter (where coalesce(worker.hours, business.hours) @> %s and exists (
         select 1 from networks_memberpoint point join people_reachable using (contact_point_id)
         where point.tenant_id = member.tenant_id and point.network_id = member.network_id and point.membership_id = member.id))
from networks_businessperson worker
join networks_business business on business.tenant_id = worker.tenant_id and business.id = worker.business_id
join networks_membership member on member.tenant_id = worker.tenant_id and member.id = worker.membership_id
where business.tenant_id = %s and business.network_id = %s and business.retired_at is null
  and worker.left_at is null and member.left_at is null
group by worker.business_id
"""


def _workers(found: Network, minute: int) -> dict[UUID, tuple[int, int]]:
    """Of each shop how many work there, and how many of them could be warned at this minute of the week."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKERS, [minute, found.tenant_id, found.id])
        return {business_id: (people_there, reached) for business_id, people_there, reached in cursor.fetchall()}


def months(actor: Actor, binz_id: networks.Known, since: datetime) -> list[Month]:
    """What the shops of a BIN-Z reported with one tap, per kind and month; what was taken back does not count."""
    found = binz(actor, binz_id)
    rows = Tap.objects.filter(
        tenant_id=found.tenant_id, business__network_id=found.id, taken_back_at__isnull=True, tapped_at__gte=since
    )
    per_month = rows.annotate(month=TruncMonth("tapped_at", tzinfo=BRUSSELS)).values_list("month", "category")
    counted = per_month.annotate(n=Count("id")).order_by("month", "category")
    return [Month(month.date(), category, n) for month, category, n in counted]


def dossier_of(person_id: UUID) -> list[dict[str, str]]:
    """The shops of a person, for the download of their own data."""
    rows = BusinessPerson.objects.filter(membership__person_key=person_key(person_id)).select_related("business")
    return [
        {
            "shop": row.business.name,
            "role": row.role,
            "added": row.added_at.isoformat(),
            "left": row.left_at.isoformat() if row.left_at else "",
        }
        for row in rows.order_by("added_at")
    ]


def _person_id(member: Membership) -> UUID:
    return UUID(vault.open_value("member", member.id, bytes(member.person)))
