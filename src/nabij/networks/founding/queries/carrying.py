"""Who and what goes along with a merge or a split, asked alike by the preview and by the deed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.meetings import queries as meetings
from nabij.networks.channel.models import Post, WhatsAppGroup
from nabij.networks.founding import areas
from nabij.networks.members.models import Invited, InvitedState
from nabij.networks.models import Membership, Network, NetworkKind
from nabij.networks.shops.models import Business, BusinessPerson
from nabij.networks.year.measures.models import Measure
from nabij.networks.year.wishes.models import Wish
from nabij.places.geometry import Shape, to_lambert
from nabij.tenants.errors import Refused


@dataclass
class Stays:
    """Who is in one network of several. `kept` is the membership of each person, `double` the ones of the same person that end,
    with the one that is kept; `fallen` those for whom their household has no room.
    """

    kept: dict[bytes, UUID] = field(default_factory=dict)
    double: list[tuple[UUID, UUID]] = field(default_factory=list)
    fallen: list[UUID] = field(default_factory=list)
    moved: dict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class ShopSides:
    """The shops in a part that is taken, and the members who work on one side or on both."""

    taken: list[UUID] = field(default_factory=list)
    moving: set[UUID] = field(default_factory=set)
    staying: set[UUID] = field(default_factory=set)
    both: set[UUID] = field(default_factory=set)


def household_limit(olds: Sequence[Network]) -> int:
    """How many numbers a household may have: as in the most generous of them; 0 is no limit, as for shops."""
    known = [one.numbers_per_household for one in olds]
    return 0 if 0 in known else max(known)


def who_stays(olds: Sequence[Network]) -> Stays:
    """Of a person or household that was in two the first membership stays, up to as many of a home as the new one takes."""
    rows = Membership.objects.filter(
        tenant_id=olds[0].tenant_id, network_id__in=[one.id for one in olds], left_at__isnull=True
    ).order_by("joined_at", "id")
    limit = 0 if olds[0].kind == NetworkKind.BINZ else household_limit(olds)
    found, homes = Stays(), Counter[bytes]()
    for row in rows:
        person, home = bytes(row.person_key), bytes(row.household_key)
        if person in found.kept:
            found.double.append((row.id, row.id if limit else found.kept[person]))
        elif limit and homes[home] >= limit:
            found.fallen.append(row.id)
        else:
            found.kept[person] = row.id
            found.moved[row.network_id].append(row.id)
            homes[home] += 1
    return found


def check_cases(olds: Sequence[Network]) -> None:
    """Raises Refused where one person has an open case in two of these networks: two ladders cannot be one."""
    rows = Measure.objects.filter(
        tenant_id=olds[0].tenant_id, network_id__in=[one.id for one in olds], ended_at__isnull=True
    )
    if rows.values("person_key", "subject").annotate(cases=Count("id")).filter(cases__gt=1).exists():
        raise Refused(_("Somebody has an open case in more than one of these networks. Settle one of them first."))


def goes_along(olds: Sequence[Network]) -> list[str]:
    """What else these networks have that the new one gets, in words, without who."""
    ids = [one.id for one in olds]
    here = {"tenant_id": olds[0].tenant_id, "network_id__in": ids}
    now = timezone.now()
    ahead = sum(one.ends_at >= now for one in meetings.meetings_about(ids))
    invited = Invited.objects.filter(**here, state=InvitedState.WAITING).count()
    counted = [
        (Business.objects.filter(**here, retired_at__isnull=True).count(), _("businesses: %(n)s")),
        (Wish.objects.filter(**here, settled_at__isnull=True).count(), _("open wishes: %(n)s")),
        (Post.objects.filter(**here).count(), _("messages of neighbours: %(n)s")),
        (WhatsAppGroup.objects.filter(**here, ended_at__isnull=True).count(), _("WhatsApp groups: %(n)s")),
        (invited, _("people who were invited: %(n)s")),
        (ahead, _("meetings to come: %(n)s")),
    ]  # fmt: skip
    return [words % {"n": count} for count, words in counted if count]


def shop_sides(found: Network, taken: Shape) -> ShopSides:
    """By where each shop lies. Whoever works there goes with it, wherever they live."""
    shops = list(Business.objects.filter(tenant_id=found.tenant_id, network_id=found.id))
    if not shops:
        return ShopSides()
    xs, ys = to_lambert([one.lon for one in shops], [one.lat for one in shops])
    inside = areas.which_lie_in(taken, list(zip(map(float, xs), map(float, ys), strict=True)))
    moves = {one.id for one, lies in zip(shops, inside, strict=True) if lies}
    rows = BusinessPerson.objects.filter(
        tenant_id=found.tenant_id, business__in=[one.id for one in shops if one.retired_at is None],
        left_at__isnull=True, membership__left_at__isnull=True,
    )  # fmt: skip
    sides: dict[UUID, set[bool]] = defaultdict(set)
    for business_id, membership_id in rows.values_list("business_id", "membership_id"):
        sides[membership_id].add(business_id in moves)
    return ShopSides(
        taken=sorted(moves),
        moving={one for one, where in sides.items() if where == {True}},
        staying={one for one, where in sides.items() if where == {False}},
        both={one for one, where in sides.items() if len(where) == 2},
    )
