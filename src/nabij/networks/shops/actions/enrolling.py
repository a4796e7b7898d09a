"""A shop joins a BIN-Z, changes its data, or stops; an officer says for which sectors a BIN-Z is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks import actions as network_actions
from nabij.networks import queries as networks
from nabij.networks import rules as network_rules
from nabij.networks.house_rules import current_version
from nabij.networks.members import actions as members
from nabij.networks.members.queries import person_key
from nabij.networks.models import Membership, Network, NetworkState
from nabij.networks.shops import kinds, plan, rules
from nabij.networks.shops.actions.changing import locked, owned, spread_hours, write
from nabij.networks.shops.hours import Week
from nabij.networks.shops.models import Business, BusinessPerson, Role
from nabij.people import queries as people
from nabij.people import vault
from nabij.places.geometry import to_lambert
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@dataclass(frozen=True)
class Shop:
    """What somebody tells of a shop. `hours` in minutes of the week; `telephone` as typed, empty for none."""

    name: str
    sector: str
    address: str
    lon: float
    lat: float
    hours: Week
    telephone: str = field(default="", repr=False)


@dataclass(frozen=True)
class Worker:
    """How somebody who works in a shop joins: where and when they may be warned (None: when the shop is open), and what they
    accept. `house_rules` is the version that was read."""

    joined_by: str
    contact_point_ids: Collection[UUID]
    is_adult: bool
    house_rules: str
    hours: Week | None = None
    beyond_hours: bool = False


@transaction.atomic
def enrol_shop(actor: Actor, *, network_id: UUID, person_id: UUID, shop: Shop, worker: Worker) -> Business:
    """A shop joins with its first person, who is its owner or manager; by themselves, or staff that helps them.

    Raises Missing for who may not act for this person, Refused outside the area or sector, and as `add_worker`.
    """
    found = network_actions.locked(network_id)
    people.person(actor, person_id)
    _check(found, shop)
    taken = Business.objects.filter(tenant_id=found.tenant_id, network_id=found.id, retired_at__isnull=True)
    if taken.filter(name__iexact=shop.name.strip(), address__iexact=shop.address.strip()).exists():
        raise Refused(_("This business already takes part. Ask its owner to invite you."))
    business = Business(tenant_id=found.tenant_id, network=found, joined_at=timezone.now(), **_columns(shop))
    _seal_telephone(business, shop.telephone)
    business.save(force_insert=True)
    add_worker(actor, business, person_id, Role.OWNER, worker)
    write(actor, business, "enrol_shop", {"sector": business.sector})
    return business


def add_worker(actor: Actor, business: Business, person_id: UUID, role: str, worker: Worker) -> BusinessPerson:
    """Makes a person of a locked shop a member with hours; the caller checked that they may.

    Raises Refused for who is no adult, did not accept the house rules, gives nowhere to be warned, or works there already.
    """
    accepts = worker.house_rules == current_version()
    points = bool(worker.contact_point_ids)
    network_rules.check_may_join(inside=True, is_adult=worker.is_adult, accepts=accepts, has_points=points)
    member = _membership(actor, business, person_id, worker)
    here = BusinessPerson.objects.filter(tenant_id=business.tenant_id, business=business, membership=member)
    if here.filter(left_at__isnull=True).exists():
        raise Refused(_("You already take part for this business."))
    row = BusinessPerson.objects.create(
        tenant_id=business.tenant_id, business=business, membership=member, role=role, hours=worker.hours,
        beyond_hours=worker.beyond_hours, added_at=timezone.now(),
    )  # fmt: skip
    spread_hours(business.tenant_id, member.id)
    return row


def _membership(actor: Actor, business: Business, person_id: UUID, worker: Worker) -> Membership:
    there = Membership.objects.filter(tenant_id=business.tenant_id, network_id=business.network_id)
    member = there.filter(left_at__isnull=True, person_key=person_key(person_id)).first()
    return member or members.add_member(
        actor, network_id=business.network_id, person_id=person_id, joined_by=worker.joined_by,
        contact_point_ids=worker.contact_point_ids, house_rules=worker.house_rules, shop_id=business.id,
    )  # fmt: skip


@transaction.atomic
def change_shop(actor: Actor, *, business_id: UUID, person_id: UUID, shop: Shop) -> Business:
    """The owner changes name, sector, place, hours and telephone. Raises Missing for anybody else, Refused as `enrol_shop`."""
    found = owned(actor, business_id, person_id)
    _check(found.network, shop)
    before = found.hours
    for name, value in _columns(shop).items():
        setattr(found, name, value)
    _seal_telephone(found, shop.telephone)
    found.save()
    if found.hours != before:
        _spread_to_all(found)
    write(actor, found, "change_shop")
    return found


@transaction.atomic
def retire_shop(actor: Actor, *, business_id: UUID, person_id: UUID | None = None) -> Business:
    """A shop stops: at the word of its owner (`person_id`), of who leads its network, or of who manages networks.

    Who worked only there is no member any longer. Raises Missing for anybody else.
    """
    found = locked(business_id) if person_id is None else owned(actor, business_id, person_id)
    may = networks.mandated(actor, found.network) or actor.may(network_actions.MANAGE, found.tenant_id)
    if person_id is None and not may:
        raise Missing
    for row in _here(found):
        leave_shop(row)
    found.retired_at = timezone.now()
    found.save(update_fields=["retired_at"])
    write(actor, found, "retire_shop")
    return found


def leave_shop(row: BusinessPerson) -> None:
    """Somebody works there no longer; without any other shop in this network their membership ends at once."""
    row.left_at = timezone.now()
    row.save(update_fields=["left_at"])
    rows = BusinessPerson.objects.filter(tenant_id=row.tenant_id, membership_id=row.membership_id)
    if rows.filter(left_at__isnull=True).exists():
        spread_hours(row.tenant_id, row.membership_id)
    else:
        members.end_membership(row.membership)


@transaction.atomic
def set_sectors(actor: Actor, *, network_id: UUID, sectors: Collection[str]) -> Network:
    """Says for which sectors a BIN-Z is; none: for every shop in its streets. Shops that take part stay.

    Raises Missing without networks.manage, Refused for another kind of network or an unknown sector.
    """
    found = network_actions.managed(actor, network_id)
    known = [one.code for one in kinds.sectors(timezone.localdate())]
    if found.kind != rules.BINZ or not set(sectors) <= set(known):
        raise Refused(_("Choose what kind of business it is."))
    found.sectors = [code for code in known if code in sectors]
    return network_actions.changed(actor, found, "set_sectors", {"sectors": found.sectors})


@transaction.atomic
def write_usual_plan(actor: Actor, *, network_id: UUID) -> None:
    """Writes the usual communication plan of a BIN-Z (data/plan.toml); lines that are there are overwritten. Raises Missing."""
    for line in plan.usual():
        network_actions.set_plan(
            actor, network_id=network_id, category=line.category, priority=line.priority, channels=line.channels,
            from_time=line.from_time, until_time=line.until_time, night=line.night,
        )  # fmt: skip


def _check(found: Network, shop: Shop) -> None:
    if found.state != NetworkState.ACTIVE:
        raise Refused(_("This network does not take members now."))
    if not shop.name.strip() or not shop.address.strip():
        raise Refused(_("Give the business its name and address."))
    (x,), (y,) = to_lambert([shop.lon], [shop.lat])
    known = [one.code for one in kinds.sectors(timezone.localdate())]
    inside = networks.lies_in(found, float(x), float(y))
    rules.check_takes(kind=found.kind, wanted=found.sectors, sector=shop.sector, known=known, inside=inside)


def _columns(shop: Shop) -> dict[str, object]:
    return {
        "name": shop.name.strip()[:80], "sector": shop.sector, "address": shop.address.strip()[:200], "lon": shop.lon,
        "lat": shop.lat, "hours": shop.hours,
    }  # fmt: skip


def _seal_telephone(business: Business, typed: str) -> None:
    if not typed.strip():
        business.telephone_kind, business.telephone = "", None
        return
    kind = vault.kind_of_number(typed)
    business.telephone_kind = kind
    business.telephone = vault.seal_value(kind, business.id, vault.normalise(kind, typed))


def _here(found: Business) -> list[BusinessPerson]:
    rows = BusinessPerson.objects.filter(tenant_id=found.tenant_id, business_id=found.id, left_at__isnull=True)
    return list(rows.select_related("membership"))


def _spread_to_all(found: Business) -> None:
    for row in _here(found):
        spread_hours(found.tenant_id, row.membership_id)
