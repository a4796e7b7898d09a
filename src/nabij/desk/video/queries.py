"""What is asked about the video desk. What staff sees goes by the tenant whose desk it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from nabij.audit.actions import consulted
from nabij.desk.video import rules, sealed
from nabij.desk.video.models import (
    MeetingLink,
    Ring,
    RingBack,
    RingBackState,
    RingOffer,
    RingState,
    RingTold,
    ToldState,
    VideoDuty,
    VideoReach,
)
from nabij.desk.video.rules import Step
from nabij.desk.video.server import has_room
from nabij.desk.video.zone_rules import VideoRules, rules_of
from nabij.people import vault
from nabij.people.queries import account_names, holders_of
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind

RIGHT: Final = "desk.video"
MEASURED_OVER: Final = timedelta(days=28)
MOST_SHOWN: Final = 100


@dataclass(frozen=True)
class Door:
    """A place where residents can ask for a person: the zone's video desk, and the city's own where it has one."""

    code: str
    name: str
    zone: Tenant | None
    city: Tenant | None

    def tenant_for(self, who: str) -> Tenant | None:
        return self.city if who == "city" else self.zone


@dataclass(frozen=True)
class Rung:
    """A step of a ring with its tenant, its desks ("" is every desk; none where it has none), and whether anybody is there."""

    step: Step
    tenant_id: UUID
    is_partner: bool
    desks: tuple[str, ...]
    is_there: bool


@dataclass(frozen=True)
class Waiting:
    """What a resident hears: how many are before them, and the measured median in seconds (None: too few to say)."""

    before: int
    median_s: int | None


@dataclass(frozen=True)
class Ringing:
    """An open offer with what staff must know of its ring. `name` is what the resident gave; `is_mine`: rung for this actor."""

    offer: RingOffer
    ring: Ring
    tenant_name: str
    name: str
    is_mine: bool


@dataclass(frozen=True)
class HourCount:
    """Rings that began in one hour: how many, answered, in time, and answered by a partner."""

    at: datetime
    rings: int
    answered: int
    in_time: int
    elsewhere: int


@dataclass(frozen=True)
class Overflow:
    """Rings that were given to a partner zone, and that were taken from others."""

    given: int
    taken: int


def video_tenant(tenant_id: UUID) -> Tenant:
    """Raises Missing where residents cannot ask for a person by video."""
    found = tenants.tenant(tenant_id)
    if not rules_of(found).open:
        raise Missing
    return found


def doors() -> list[Door]:
    """Where the door is open: each municipality of an open zone, and cities with a video desk of their own."""
    everybody = tenants.all_tenants()
    is_open = {one.id for one in everybody if rules_of(one).open}
    found: list[Door] = []
    for zone in (one for one in everybody if one.kind == TenantKind.ZONE):
        cities = [one for one in everybody if one.kind == TenantKind.MUNICIPALITY and one.zone_id == zone.id]
        own = zone if zone.id in is_open else None
        places = [Door(city.code, city.name, own, city if city.id in is_open else None) for city in cities]
        found += [one for one in places or [Door(zone.code, zone.name, own, None)] if one.zone or one.city]
    return sorted(found, key=lambda one: one.name)


def rung_at(ring: Ring, now: datetime) -> list[Rung]:
    """The steps of a ring as they stand now. Three queries."""
    chosen = rules_of(ring.tenant)
    steps = chosen.ring_steps()
    slugs = [step.zone for step in steps if step.zone]
    partners = {one.slug: one.id for one in tenants.all_tenants() if one.slug in slugs} if slugs else {}
    there = _there([ring.tenant_id, *partners.values()], now)
    return [_rung(step, chosen, ring, partners, there) for step in steps]


def _rung(step: Step, chosen: VideoRules, ring: Ring, partners: dict[str, UUID], there: set[tuple[UUID, str]]) -> Rung:
    if step.zone:
        partner = partners.get(step.zone)
        somebody = partner is not None and any(tenant_id == partner for tenant_id, _desk in there)
        return Rung(step, partner or ring.tenant_id, True, ("",), somebody)
    desks = chosen.desks_of(step, ring.municipality)
    own = {desk for tenant_id, desk in there if tenant_id == ring.tenant_id}
    return Rung(
        step, ring.tenant_id, False, ("",) if desks is None else desks, bool(own if desks is None else own & set(desks))
    )


def _there(tenant_ids: Iterable[UUID], now: datetime) -> set[tuple[UUID, str]]:
    """(tenant, desk) of who can be rung: their page is open, or they are told by telephone."""
    reached = VideoReach.objects.filter(tenant_id=OuterRef("tenant_id"), account_id=OuterRef("account_id"))
    found = free(tenant_ids, now).filter(Q(seen_at__gt=now - rules.PRESENT_FOR) | Exists(reached))
    return set(found.values_list("tenant_id", "desk"))


def free(tenant_ids: Iterable[UUID], now: datetime) -> QuerySet[VideoDuty]:
    """Duties of who said to be available and is not in a conversation."""
    busy = Ring.objects.filter(state=RingState.ANSWERED, answered_by__isnull=False).values("answered_by")
    found = VideoDuty.objects.filter(
        tenant_id__in=list(tenant_ids), from_at__lte=now, until_at__gt=now, available_since__isnull=False
    )  # fmt: skip
    return found.exclude(account_id__in=busy)


def reaches(actor: Actor) -> list[VideoReach]:
    """How this actor chose to be told of rings, per service."""
    if actor.id is None:
        return []
    held = VideoReach.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), account_id=actor.id)
    return list(held.order_by("tenant_id"))


def reach_to_tell(told_id: UUID, now: datetime) -> tuple[Ring, VideoReach] | None:
    """The ring and the way to tell of it, while it still rings and they still want to be told. For the platform."""
    told = RingTold.objects.filter(id=told_id).first()
    if told is None:
        return None
    ring = Ring.objects.filter(id=told.ring_id, state=RingState.RINGING, seen_at__gt=now - rules.AWAY_AFTER).first()
    reaches = VideoReach.objects.select_related("tenant")
    reach = reaches.filter(tenant_id=told.tenant_id, account_id=told.account_id).first()
    return (ring, reach) if ring and reach else None


def back_of(ring: Ring) -> RingBack | None:
    """The request to be called back that a ring became, for who holds the address of the ring."""
    return RingBack.objects.filter(tenant_id=ring.tenant_id, ring_id=ring.id).order_by("asked_at").last()


def is_somebody_there(tenant: Tenant, municipality: str, now: datetime) -> bool:
    """Whether a ring that starts now would reach anybody."""
    ring = Ring(tenant=tenant, municipality=municipality)
    return any(one.is_there for one in rung_at(ring, now))


def next_duty(tenant_id: UUID, now: datetime) -> datetime | None:
    """When the next duty begins, where none runs now."""
    coming = VideoDuty.objects.filter(tenant_id=tenant_id, from_at__gt=now).order_by("from_at")
    return coming.values_list("from_at", flat=True).first()


def waiting(tenant_id: UUID, now: datetime, ring: Ring | None = None) -> Waiting:
    """The place in the row and the median wait until an answer of the last four weeks, as measured."""
    alive = Ring.objects.filter(
        tenant_id=tenant_id, state=RingState.RINGING, seen_at__gt=now - rules.AWAY_AFTER
    )  # fmt: skip
    if ring is not None:
        alive = alive.filter(started_at__lt=ring.started_at).exclude(id=ring.id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), percentile_cont(0.5) within group (order by extract(epoch from answered_at - started_at))"
            " from desk_ring where tenant_id = %s and started_at > %s and answered_at is not null",
            [tenant_id, now - MEASURED_OVER],
        )
        count, median_s = cursor.fetchone()
    return Waiting(alive.count(), round(median_s) if count >= rules.LEAST_MEASURED else None)


def ring_by_id(ring_id: UUID) -> Ring:
    """For who holds the address of it. Raises Missing."""
    found = Ring.objects.select_related("tenant").filter(id=ring_id).first()
    if found is None:
        raise Missing
    return found


def ring_back_by_id(ring_back_id: UUID) -> RingBack:
    """For who holds the address of it. Raises Missing."""
    found = RingBack.objects.select_related("tenant").filter(id=ring_back_id).first()
    if found is None:
        raise Missing
    return found


def link_by_id(link_id: UUID) -> MeetingLink:
    """For who holds the address of it. Raises Missing."""
    found = MeetingLink.objects.select_related("tenant").filter(id=link_id).first()
    if found is None:
        raise Missing
    return found


def link_of_ring(ring: Ring, *, for_staff: bool) -> MeetingLink | None:
    return MeetingLink.objects.filter(tenant_id=ring.tenant_id, about_id=ring.id, for_staff=for_staff).first()


def has_come(ring: Ring) -> bool:
    """Whether the resident followed their link into the room."""
    link = link_of_ring(ring, for_staff=False)
    return bool(link and link.used_at)


def links_about(
    tenant: Tenant, about_ids: Iterable[UUID], now: datetime, *, for_staff: bool
) -> dict[UUID, MeetingLink]:
    """The links of appointments of a tenant that are not over, by appointment; none while it has no meeting server. One query.

    For who holds the appointments themselves.
    """
    if not has_room(rules_of(tenant)):
        return {}
    found = MeetingLink.objects.filter(
        tenant_id=tenant.id, about_id__in=list(about_ids), for_staff=for_staff, closes_at__gt=now
    )  # fmt: skip
    return {one.about_id: one for one in found}


def on_duty(actor: Actor, now: datetime) -> QuerySet[VideoDuty]:
    """The duties of the actor that run now."""
    found = VideoDuty.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), from_at__lte=now, until_at__gt=now)
    return found.filter(account_id=actor.id) if actor.id else found.none()


def who_may_take_rings(actor: Actor) -> list[tuple[str, str]]:
    """Id and name of the colleagues whom this actor may put on the roster, by name. Two queries."""
    held = holders_of([RIGHT], actor.tenants_with("people.manage"))[RIGHT]
    names = account_names(account_id for ids in held.values() for account_id in ids)
    return sorted(((str(account_id), name) for account_id, name in names.items()), key=lambda one: one[1])


def could_not_be_told(actor: Actor, now: datetime) -> int:
    """How often today this actor could not be told of a ring over what they chose."""
    if actor.id is None:
        return 0
    held = RingTold.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), account_id=actor.id, state=ToldState.FAILED)
    return held.filter(at__gt=now - timedelta(hours=12)).count()


def roster(actor: Actor, now: datetime) -> list[VideoDuty]:
    """Duties that run or come, for who takes rings or makes the roster."""
    seen = {*actor.tenants_with(RIGHT), *actor.tenants_with("people.manage")}
    found = VideoDuty.objects.filter(tenant_id__in=seen, until_at__gt=now).select_related("tenant")
    return list(found.order_by("from_at", "name")[:MOST_SHOWN])


def ringing(actor: Actor, now: datetime) -> list[Ringing]:
    """What rings at the desks of the actor, the longest waiting first; one row per ring. Needs desk.video. Three queries."""
    offers = list(RingOffer.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), ended_at__isnull=True))
    rings = Ring.objects.select_related("tenant").filter(
        id__in=[one.ring_id for one in offers], state=RingState.RINGING, seen_at__gt=now - rules.AWAY_AFTER
    )  # fmt: skip
    by_id = {one.id: one for one in rings}
    mine = {(one.tenant_id, one.desk) for one in on_duty(actor, now) if one.available_since}
    rows: dict[UUID, Ringing] = {}
    for offer in offers:
        ring = by_id.get(offer.ring_id)
        if ring is None:
            continue
        is_mine = any(offer.tenant_id == tenant and offer.desk in ("", desk) for tenant, desk in mine)
        if ring.id not in rows or is_mine:
            rows[ring.id] = Ringing(offer, ring, ring.tenant.name, _name_of(ring), is_mine)
    return sorted(rows.values(), key=lambda one: one.ring.started_at)


def talk(actor: Actor, offer_id: UUID) -> Ringing:
    """A ring that this actor or a colleague answered, by its offer. Raises Missing for one that was not answered by them."""
    offer = RingOffer.objects.filter(id=offer_id, tenant_id__in=actor.tenants_with(RIGHT)).first()
    ring = offer and Ring.objects.select_related("tenant").filter(id=offer.ring_id, tenant_id=offer.ring_tenant).first()
    if not offer or not ring or ring.answered_tenant != offer.tenant_id:
        raise Missing
    return Ringing(offer, ring, ring.tenant.name, _name_of(ring), ring.answered_by == actor.id)


def my_talks(actor: Actor) -> list[RingOffer]:
    """Conversations that the actor is in now."""
    rings = Ring.objects.filter(state=RingState.ANSWERED, answered_by=actor.id).values_list("id", flat=True)
    found = RingOffer.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), ring_id__in=list(rings))
    return list({one.ring_id: one for one in found.order_by("step")}.values())


def _name_of(ring: Ring) -> str:
    return vault.open_value(sealed.RING_NAME, ring.id, bytes(ring.name)) if ring.name else ""


def ring_backs(actor: Actor) -> list[RingBack]:
    """Requests that are open, the first due first; without numbers. Needs desk.video."""
    found = RingBack.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), state=RingBackState.OPEN)
    return list(found.select_related("tenant").order_by("due_at")[:MOST_SHOWN])


@transaction.atomic
def ring_back(actor: Actor, ring_back_id: UUID) -> tuple[RingBack, str, str]:
    """One request with number and name, put on record as looked at. Raises Missing."""
    found = RingBack.objects.select_related("tenant").filter(id=ring_back_id, tenant_id__in=actor.tenants_with(RIGHT))
    row = found.first()
    if row is None:
        raise Missing
    consulted(actor, tenant_id=row.tenant_id, target="desk.ring_back", target_id=row.id)
    number = vault.open_value(sealed.BACK_NUMBER, row.id, bytes(row.contact_value)) if row.contact_value else ""
    name = vault.open_value(sealed.BACK_NAME, row.id, bytes(row.name)) if row.name else ""
    return row, number, name


def hour_counts(actor: Actor, tenant_id: UUID, since: datetime, until: datetime) -> Sequence[HourCount]:
    """The rings of a tenant per hour in which they began, with its target. One query. Needs desk.video there."""
    actor.require(RIGHT, tenant_id)
    target_s = rules_of(tenants.tenant(tenant_id)).target_s
    with connection.cursor() as cursor:
        cursor.execute(
            "select date_trunc('hour', started_at), count(*), count(answered_at),"
            " count(*) filter (where answered_at <= started_at + make_interval(secs => %s)),"
            " count(*) filter (where answered_tenant <> tenant_id)"
            " from desk_ring where tenant_id = %s and started_at >= %s and started_at < %s and state <> 'ringing'"
            " group by 1 order by 1",
            [target_s, tenant_id, since, until],
        )
        return [HourCount(*row) for row in cursor.fetchall()]


def day_medians(actor: Actor, tenant_id: UUID, since: datetime, until: datetime) -> dict[date, float]:
    """The median wait in seconds of the rings of each day (in Brussels) that were answered. One query. Needs desk.video there."""
    actor.require(RIGHT, tenant_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select (started_at at time zone 'Europe/Brussels')::date,"
            " percentile_cont(0.5) within group (order by extract(epoch from answered_at - started_at))"
            " from desk_ring where tenant_id = %s and started_at >= %s and started_at < %s and answered_at is not null"
            " group by 1",
            [tenant_id, since, until],
        )
        return dict(cursor.fetchall())


def overflow(actor: Actor, tenant_id: UUID, since: datetime) -> Overflow:
    """How many rings went to a partner zone, and came from other zones. Needs desk.video there."""
    actor.require(RIGHT, tenant_id)
    given = Ring.objects.filter(tenant_id=tenant_id, overflow_at__gte=since)
    taken = RingOffer.objects.filter(tenant_id=tenant_id, began_at__gte=since).exclude(ring_tenant=tenant_id)
    return Overflow(given.count(), taken.count())
