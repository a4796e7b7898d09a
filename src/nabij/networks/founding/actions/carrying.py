"""What goes along when networks merge or split: with the network, with the place of a member, or it ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone

from nabij.meetings import actions as meetings
from nabij.networks.channel.models import (
    ChannelChoice,
    ChannelRules,
    GroupState,
    OpenGroup,
    Post,
    Trusted,
    WhatsAppGroup,
)
from nabij.networks.founding import areas
from nabij.networks.founding.models import Candidate, Interest, Poll, Sign
from nabij.networks.founding.queries.carrying import ShopSides
from nabij.networks.members.models import ExportState, Invited, ListExport, MemberList
from nabij.networks.models import LogEntry, MemberPoint, Membership, Network
from nabij.networks.shops.actions.changing import spread_hours
from nabij.networks.shops.models import Business, BusinessPerson, Invitation, Role, Tap
from nabij.networks.training.models import QuizDone
from nabij.networks.year.measures.models import Exclusion, Measure
from nabij.networks.year.measures.queries import in_force
from nabij.networks.year.resting.models import Dormancy, DormancyState
from nabij.networks.year.rounds.models import Round
from nabij.networks.year.wishes.models import Wish
from nabij.people import vault
from nabij.places.geometry import Shape, to_lambert
from nabij.tenants.actor import Actor

WITH_THE_NETWORK: Final[tuple[Any, ...]] = (
    LogEntry, Interest, Wish, Post, WhatsAppGroup, MemberList, Invited, Sign, Measure
)  # fmt: skip
"""Goes along whole. Documents, notices, steps, evaluations and figures stay: they tell what the old network was."""
BY_AUTHOR: Final[tuple[Any, ...]] = (Wish, Post)
BY_PERSON: Final[tuple[Any, ...]] = (Measure, Exclusion, Trusted, ChannelChoice, QuizDone)


def carry_into(actor: Actor, olds: Sequence[Network], found: Network, kept: dict[bytes, UUID]) -> None:
    """All that the old networks had, in the new one; the first of `olds` goes before where only one can stay."""
    ids, now = [one.id for one in olds], timezone.now()
    for model in WITH_THE_NETWORK:
        model.objects.filter(tenant_id=found.tenant_id, network_id__in=ids).update(network_id=found.id)
    for old in olds:
        _once(ChannelRules, old, found, "tenant_id").delete()
        _once(ChannelChoice, old, found, "person_key").delete()
        _once(QuizDone, old, found, "person_key").delete()
        _once(Trusted, old, found, "person_key", Q(ended_at__isnull=True)).update(ended_at=now)
        running = Q(state__in=[GroupState.ASKED, GroupState.OPEN])
        _once(OpenGroup, old, found, "tenant_id", running).update(state=GroupState.CLOSED, closed_at=now)
        _join_exclusions(old, found)
        for model in (ChannelRules, ChannelChoice, QuizDone, Trusted, OpenGroup, Exclusion):
            _of(model, old).update(network_id=found.id)
        _carry_shops(old, found)
        _end_open(actor, old, found)
    for row in _of(Trusted, found).filter(ended_at__isnull=True):
        row.membership_id = kept.get(bytes(row.person_key), row.membership_id)
        row.save(update_fields=["membership_id"])
    _keep_excluded(found)
    _spread(found)
    meetings.pass_on(actor, before=ids, after=found.id, shared=False)


def follow_double(tenant_id: UUID, ended: UUID, kept: UUID) -> None:
    """Who worked in a shop by the membership that ends works there by the one that is kept."""
    BusinessPerson.objects.filter(tenant_id=tenant_id, membership_id=ended).update(membership_id=kept)


def carry_part(
    actor: Actor, old: Network, found: Network, *, moving: Collection[UUID], shops: ShopSides, taken: Shape
) -> None:
    """What belongs to the members who move, and the shops and signs on the ground that was taken."""
    people = Membership.objects.filter(tenant_id=old.tenant_id, id__in=list(moving))
    keys = [bytes(one) for one in people.values_list("person_key", flat=True)]
    for model in BY_AUTHOR:
        _of(model, old).filter(author_key__in=keys).update(network_id=found.id)
    for model in BY_PERSON:
        _of(model, old).filter(person_key__in=keys).update(network_id=found.id)
    Business.objects.filter(tenant_id=old.tenant_id, id__in=shops.taken).update(network_id=found.id)
    for membership_id in shops.both:
        _also_there(found, membership_id, shops.taken)
    for rules in _of(ChannelRules, old):
        ChannelRules.objects.create(tenant_id=found.tenant_id, network_id=found.id, replies=rules.replies)
    _carry_signs(old, found, taken)
    _spread(old)
    _spread(found)
    meetings.pass_on(actor, before=[old.id], after=found.id, shared=True)


def _of(model: type[Model], found: Network) -> Any:
    return model._default_manager.filter(tenant_id=found.tenant_id, network_id=found.id)


def _once(model: type[Model], old: Network, found: Network, key: str, among: Q | None = None) -> Any:
    """The rows of the old network that the new one has already, of which there may be one."""
    among = among or Q()
    there = _of(model, found).filter(among).values(key)
    return _of(model, old).filter(among, **{f"{key}__in": there})


def _join_exclusions(old: Network, found: Network) -> None:
    """Who is excluded twice stays so by the first case, until the last day of both."""
    for row in _once(Exclusion, old, found, "person_key", Q(lifted_at__isnull=True)):
        first = _of(Exclusion, found).get(person_key=row.person_key, lifted_at__isnull=True)
        first.until = max(first.until, row.until) if first.until and row.until else None
        first.provisional = first.provisional and row.provisional
        first.points = [*first.points, *(point for point in row.points if point not in first.points)]
        first.save()
        row.lifted_at = timezone.now()
        row.save(update_fields=["lifted_at"])


def _keep_excluded(found: Network) -> None:
    """Who was excluded from one of them hears nothing of the new one either."""
    for row in in_force(found.id):
        members = _of(Membership, found).filter(person_key=row.person_key, left_at__isnull=True)
        points = _of(MemberPoint, found).filter(membership__in=members)
        row.points = [*row.points, *({"id": str(one.contact_point_id), "key": ""} for one in points)]
        row.save(update_fields=["points"])
        points.delete()
        if not row.provisional:
            members.update(left_at=timezone.now())


def _carry_shops(old: Network, found: Network) -> None:
    """The shops with who works there, who was asked in, and what was reported; one that was in both becomes one."""
    for shop in _of(Business, old).filter(retired_at__isnull=True):
        twin = _of(Business, found).filter(name=shop.name, address=shop.address, retired_at__isnull=True).first()
        if twin is None:
            continue
        for row in BusinessPerson.objects.filter(tenant_id=old.tenant_id, business_id=shop.id):
            _work_in(twin, row)
        for model in (Invitation, Tap):
            model.objects.filter(tenant_id=old.tenant_id, business_id=shop.id).update(business_id=twin.id)
        shop.retired_at = timezone.now()
        shop.save(update_fields=["retired_at"])
    _of(Business, old).update(network_id=found.id)


def _work_in(twin: Business, row: BusinessPerson) -> None:
    here = BusinessPerson.objects.filter(tenant_id=twin.tenant_id, business_id=twin.id, left_at__isnull=True)
    same = here.filter(membership_id=row.membership_id).first()
    if same is not None and row.left_at is None:
        same.role = Role.OWNER if Role.OWNER in (same.role, row.role) else same.role
        same.save(update_fields=["role"])
        row.left_at = timezone.now()
    row.business_id = twin.id
    row.save(update_fields=["business_id", "left_at"])


def _also_there(found: Network, membership_id: UUID, taken: Sequence[UUID]) -> None:
    """Somebody who works on both sides is a member of both networks from now on, over the same numbers."""
    one = Membership.objects.get(tenant_id=found.tenant_id, id=membership_id)
    twin = Membership(
        tenant_id=found.tenant_id, network_id=found.id, person_key=one.person_key, household_key=one.household_key,
        joined_at=one.joined_at, joined_by=one.joined_by, house_rules=one.house_rules, shown_by_name=one.shown_by_name,
    )  # fmt: skip
    twin.person = vault.seal_value("member", twin.id, vault.open_value("member", one.id, bytes(one.person)))
    twin.save(force_insert=True)
    for point in MemberPoint.objects.filter(tenant_id=found.tenant_id, membership_id=one.id):
        MemberPoint.objects.create(
            tenant_id=found.tenant_id, network_id=found.id, membership_id=twin.id, contact_point_id=point.contact_point_id
        )  # fmt: skip
    rows = BusinessPerson.objects.filter(tenant_id=found.tenant_id, membership_id=one.id, business_id__in=taken)
    rows.update(membership_id=twin.id)


def _carry_signs(old: Network, found: Network, taken: Shape) -> None:
    signs = list(_of(Sign, old))
    if signs:
        xs, ys = to_lambert([one.lon for one in signs], [one.lat for one in signs])
        inside = areas.which_lie_in(taken, list(zip(map(float, xs), map(float, ys), strict=True)))
        moved = [one.id for one, lies in zip(signs, inside, strict=True) if lies]
        Sign.objects.filter(tenant_id=old.tenant_id, id__in=moved).update(network_id=found.id)


def _spread(found: Network) -> None:
    """The hours of the shops on each member and point of a network, as after every change of a shop."""
    rows = BusinessPerson.objects.filter(
        tenant_id=found.tenant_id, business__network_id=found.id, left_at__isnull=True, membership__left_at__isnull=True
    )
    for membership_id in set(rows.values_list("membership_id", flat=True)):
        spread_hours(found.tenant_id, membership_id)


def _end_open(actor: Actor, old: Network, found: Network) -> None:
    """What only the old network could finish: it ends here, and nobody waits for it."""
    now, today = timezone.now(), timezone.localdate()
    _of(Poll, old).filter(closed_at__isnull=True).update(closed_at=now)
    _of(Candidate, old).filter(closed_at__isnull=True).update(closed_at=now)
    waiting = [ExportState.ASKED, ExportState.CONFIRMED]
    _of(ListExport, old).filter(state__in=waiting).update(state=ExportState.REFUSED, decided_at=now)
    _of(Dormancy, old).filter(ended_at__isnull=True).update(
        state=DormancyState.CLOSED, note=found.name, ended_at=now, ended_by=actor.id, due_at=None
    )
    _of(Round, old).filter(opens_on__gt=today).delete()
    _of(Round, old).filter(closes_on__gt=today).update(closes_on=today)
    _of(Round, old).filter(asked_all_at__isnull=True).update(asked_all_at=now)
