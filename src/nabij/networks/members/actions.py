"""Joining a network, choosing how it reaches somebody, leaving it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks import queries as networks
from nabij.networks import rules
from nabij.networks.actions import MANAGE, changed, locked, note
from nabij.networks.house_rules import current_version
from nabij.networks.members import queries
from nabij.networks.members.queries import of_household, person_key
from nabij.networks.models import (
    JoinedBy,
    Mandate,
    MandateRole,
    MemberPoint,
    Membership,
    Network,
    NetworkKind,
    NetworkState,
)
from nabij.networks.year.measures.queries import check_not_excluded
from nabij.people import actions as people_actions
from nabij.people import queries as people
from nabij.people import vault
from nabij.places.geometry import to_lambert
from nabij.places.queries import match_addresses
from nabij.places.rules import written
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused

MEMBERS = "networks.members"
MOST_PER_HOUSEHOLD = 9


@transaction.atomic
def join_network(
    actor: Actor, *, network_id: UUID, person_id: UUID, joined_by: str, contact_point_ids: Collection[UUID], lon: float,
    lat: float, is_adult: bool, house_rules: str,
) -> Membership:  # fmt: skip
    """A resident joins at an address in the area, or staff that helps them; the address becomes their place where they had none.

    Raises Refused outside the area, for who is no adult or did not accept the house rules of this version, and as `add_member`.
    """
    found = locked(network_id)
    people.person(actor, person_id)
    (x,), (y,) = to_lambert([lon], [lat])
    rules.check_may_join(
        inside=networks.lies_in(found, float(x), float(y)),
        is_adult=is_adult,
        accepts=house_rules == current_version(),
        has_points=bool(contact_point_ids),
    )
    if not any(point.x is not None for point in people.contact_points(actor, person_id)):
        people_actions.place_person(actor, person_id=person_id, lon=lon, lat=lat)
    return add_member(
        actor, network_id=network_id, person_id=person_id, joined_by=joined_by, contact_point_ids=contact_point_ids,
        house_rules=house_rules,
    )  # fmt: skip


@transaction.atomic
def add_member(
    actor: Actor,
    *,
    network_id: UUID,
    person_id: UUID,
    joined_by: str,
    contact_point_ids: Collection[UUID] | None = None,
    house_rules: str = "",
    shop_id: UUID | None = None,
) -> Membership:
    """Makes a person a member: the resident online, or staff that is helping this person (`Actor.helping`) on paper, by
    telephone or at the counter. Without `contact_point_ids` all checked contact points of the person count. In a shop
    (`shop_id`) several may join: the shop stands for their household.

    Raises Missing when the actor may not act for this person, Refused by the household rule of the network.
    """
    found = locked(network_id)
    if actor.kind not in ("resident", "system"):
        actor.require(MEMBERS if actor.may(MEMBERS, found.tenant_id) else "people.help", found.tenant_id)
    person = people.person(actor, person_id)
    if found.state != NetworkState.ACTIVE:
        raise Refused(_("This network does not take members now."))
    check_not_excluded(found, person_id)
    points = [point for point in people.contact_points(actor, person_id) if point.verified_at is not None]
    if contact_point_ids is not None:
        points = [point for point in points if point.id in set(contact_point_ids)]
    home = vault.keyed_digest(b"home", shop_id.bytes) if shop_id else queries.home_key(person)
    _check_may_join(found, person_id, home, [point.kind for point in points])
    member = _join(found, person_id, home, joined_by, house_rules, [point.id for point in points])
    note(actor, found, "add_member", {"membership": str(member.id), "joined_by": joined_by})
    return member


def _check_may_join(found: Network, person_id: UUID, home: bytes, kinds: Sequence[str]) -> None:
    there = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    if there.filter(person_key=person_key(person_id)).exists():
        raise Refused(_("This person is already a member of this network."))
    limit = 0 if found.kind == NetworkKind.BINZ else found.numbers_per_household
    members, telephones = of_household(found, home) if limit else (0, 0)
    rules.check_household(limit=limit, members=members, telephones=telephones, kinds=kinds)


def _join(
    found: Network, person_id: UUID, home: bytes, joined_by: str, house_rules: str, point_ids: Sequence[UUID]
) -> Membership:  # fmt: skip
    member = Membership(
        tenant_id=found.tenant_id, network_id=found.id, person_key=person_key(person_id), household_key=home,
        joined_at=timezone.now(), joined_by=joined_by, house_rules=house_rules,
    )  # fmt: skip
    member.person = vault.seal_value("member", member.id, str(person_id))
    member.save(force_insert=True)
    MemberPoint.objects.bulk_create(
        MemberPoint(tenant_id=found.tenant_id, network_id=found.id, membership_id=member.id, contact_point_id=point_id)
        for point_id in point_ids
    )
    return member


@transaction.atomic
def forget_person(person_id: UUID) -> list[str]:
    """Deletes what ties a person who is being erased to networks; nothing has to stay. Called by the room of people."""
    rows = Membership.objects.filter(person_key=person_key(person_id)).select_related("network")
    for member in rows:
        MemberPoint.objects.filter(tenant_id=member.tenant_id, membership_id=member.id).delete()
        note(system_actor([member.tenant_id]), member.network, "forget_member", {"membership": str(member.id)})
    rows.delete()
    account_id = people.account_id_of(person_id)
    if account_id is not None:
        Mandate.objects.filter(account_id=account_id).delete()
    return []


@transaction.atomic
def leave(actor: Actor, *, network_id: UUID, person_id: UUID) -> None:
    """Ends a membership, at any time and without a reason; by the resident, or staff that helps them. Raises Missing."""
    found = locked(network_id)
    member = _member(actor, found, person_id)
    end_membership(member)
    note(actor, found, "leave", {"membership": str(member.id)})


def end_membership(member: Membership) -> None:
    """Ends a membership in the caller's transaction; the caller checked the right, locked and writes the record."""
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
    MemberPoint.objects.filter(tenant_id=member.tenant_id, membership_id=member.id).delete()


@transaction.atomic
def choose_points(
    actor: Actor, *, network_id: UUID, person_id: UUID, contact_point_ids: Collection[UUID], wanted: bool
) -> None:
    """A member no longer hears from this network at these numbers or addresses, or does again; the membership stays.

    Raises Missing for who may not act for this person, and for who is no member.
    """
    found = locked(network_id)
    check_not_excluded(found, person_id)
    member = _member(actor, found, person_id)
    mine = MemberPoint.objects.filter(
        tenant_id=found.tenant_id, membership_id=member.id, contact_point_id__in=list(contact_point_ids)
    )
    there = set(mine.values_list("contact_point_id", flat=True))
    if not wanted:
        mine.delete()
    MemberPoint.objects.bulk_create(
        MemberPoint(
            tenant_id=found.tenant_id,
            network_id=found.id,
            membership_id=member.id,
            contact_point_id=point_id,
            hours=member.hours,
            beyond_hours=member.beyond_hours,
        )
        for point_id in contact_point_ids
        if wanted and point_id not in there
    )
    detail = {"membership": str(member.id), "points": [str(one) for one in contact_point_ids], "wanted": wanted}
    note(actor, found, "choose_points", detail)


@transaction.atomic
def join_on_paper(
    actor: Actor, *, network_id: UUID, name: str, address: str, mobile: str = "", phone: str = "", email: str = "",
    language: str = "nl", accepts: bool = False, is_adult: bool = False, shown: bool = True,
) -> Membership:  # fmt: skip
    """Takes somebody in whose signed form staff holds: person, home, numbers and membership at once, or nothing.

    Raises Missing without people.help in the zone or the right to see the network, Refused with what is wrong with the form.
    """
    found = networks.network(actor, network_id)
    if not actor.tenants_with("people.help"):
        raise Missing
    wanted = written(street=address)
    match = next(iter(match_addresses([wanted])[0]), None)
    if match is None:
        raise Refused(_("We do not find this address. Write it such as Kerkstraat 12 bus 3, 3500."))
    paper = actor.because("paper")
    person = people_actions.start_person(paper, language=language, name=name.strip())
    helping = paper.helping(person.id)
    people_actions.settle_household(helping, person_id=person.id, address_id=match.id, mark=wanted.box)
    points = [
        _vouched(helping, person.id, vault.kind_of_number(raw) if kind == "number" else kind, raw)
        for kind, raw in (("number", mobile), ("number", phone), ("email", email))
        if raw.strip()
    ]
    people_actions.place_person(helping, person_id=person.id, lon=match.lon, lat=match.lat)
    member = join_network(
        helping, network_id=found.id, person_id=person.id, joined_by=JoinedBy.PAPER, contact_point_ids=points, lon=match.lon,
        lat=match.lat, is_adult=is_adult, house_rules=current_version() if accepts else "",
    )  # fmt: skip
    Membership.objects.filter(tenant_id=member.tenant_id, id=member.id).update(shown_by_name=shown)
    return member


def _vouched(actor: Actor, person_id: UUID, kind: str, raw: str) -> UUID:
    point = people_actions.add_contact_point(actor, person_id=person_id, kind=kind, raw=raw)
    return people_actions.vouch_for_contact_point(actor, contact_point_id=point.id, how="paper").id


@transaction.atomic
def remove_member(actor: Actor, *, network_id: UUID, membership_id: UUID, why: str) -> None:
    """Takes somebody off the list who asked for it, by coordinator or officer. Against somebody's will only the ladder of
    measures does that. Raises Missing for anybody else, Refused without what they said.
    """
    found = queries.member(actor, network_id, membership_id)
    network = locked(network_id)
    if not why.strip():
        raise Refused(_("Write how this member asked it, and when."))
    Membership.objects.filter(tenant_id=network.tenant_id, id=found.membership_id).update(left_at=timezone.now())
    MemberPoint.objects.filter(tenant_id=network.tenant_id, membership_id=found.membership_id).delete()
    note(actor.because(why.strip()[:200]), network, "remove_member", {"membership": str(membership_id)})


@transaction.atomic
def show_name(actor: Actor, *, network_id: UUID, person_id: UUID, shown: bool) -> None:
    """A member lets the coordinator see their name, or no longer. Raises Missing for who may not act for this person."""
    found = locked(network_id)
    member = _member(actor, found, person_id)
    if member.shown_by_name != shown:
        member.shown_by_name = shown
        member.save(update_fields=["shown_by_name"])
        note(actor, found, "show_name", {"membership": str(member.id), "shown": shown})


@transaction.atomic
def accept_house_rules(actor: Actor, *, network_id: UUID, person_id: UUID, version: str) -> None:
    """A member agrees to the house rules as they are now; `version` is the one that was read. Again changes nothing.

    Raises Refused for another version than the one that counts, Missing for who may not act for this person or is no member.
    """
    found = locked(network_id)
    member = _member(actor, found, person_id)
    if version != current_version():
        raise Refused(_("The house rules changed meanwhile. Read them again."))
    if member.house_rules != version:
        accepted = {"from": member.house_rules, "version": version}
        member.house_rules = version
        member.save(update_fields=["house_rules"])
        note(actor, found, "accept_house_rules", {"membership": str(member.id)} | accepted)


def may_set_household_limit(actor: Actor, found: Network) -> bool:
    """The mandated officer or deputy, and staff that manages networks there."""
    return actor.may(MANAGE, found.tenant_id) or networks.mandated(actor, found, MandateRole.OFFICER)


@transaction.atomic
def set_household_limit(actor: Actor, *, network_id: UUID, numbers: int) -> Network:
    """How many members, and telephone numbers, a household may have; 0 for no limit. By its mandated officer or who manages
    networks. Who is a member already stays it. Raises Missing for anybody else, Refused for a number that is none.
    """
    networks.network(actor, network_id)
    found = locked(network_id)
    if not may_set_household_limit(actor, found):
        raise Missing
    if not 0 <= numbers <= MOST_PER_HOUSEHOLD:
        raise Refused(_("Choose a number from 0 to %(most)s.") % {"most": MOST_PER_HOUSEHOLD})
    found.numbers_per_household = numbers
    return changed(actor, found, "set_household_limit", {"numbers": numbers})


def _member(actor: Actor, found: Network, person_id: UUID) -> Membership:
    """The membership of a person for whom the actor may act. Raises Missing."""
    people.person(actor, person_id)
    there = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    member = there.filter(person_key=person_key(person_id)).first()
    if member is None:
        raise Missing
    return member
