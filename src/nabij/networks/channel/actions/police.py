"""What belongs to the police goes there as a report, and nowhere else: nothing of it is kept in the channel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nabij.networks.actions import note
from nabij.networks.channel.models import Post, PostState
from nabij.networks.channel.queries import posts as queries
from nabij.networks.channel.queries.neighbours import Neighbour, home_of, neighbour
from nabij.networks.queries import area_of
from nabij.people import queries as people
from nabij.places.geometry import to_wgs84
from nabij.reports import actions as reports
from nabij.reports.actions import Recorded
from nabij.reports.told import Contact, Told
from nabij.reports.where import Place
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Refused, Stale
from nabij.tenants.languages import spoken

CATEGORY = "suspicious"


@transaction.atomic
def tell_police(
    actor: Actor, *, network_id: UUID, text: str, place: Place | None, may_contact: bool = True,
    happened_at: datetime | None = None, person_id: UUID | None = None,
) -> Recorded:  # fmt: skip
    """A member tells something suspicious: a report with them as its source, whom only the police see.

    Neither coordinator nor neighbours learn of it. Raises Missing for who is no member, Refused without words or place.
    """
    who = neighbour(actor, network_id, person_id)
    return _report(actor, who, text, place or home_of(who), may_contact, happened_at)


@transaction.atomic
def answer_call(actor: Actor, *, post_id: UUID, agrees: bool) -> Recorded | None:
    """The writer of what should have been a call lets it go to the police as a report, or not; its words are gone here.

    The place of the report is that of the writer, else the middle of the network. Raises Missing, or Stale when answered before.
    """
    who, _row = queries.mine(actor, post_id)
    row = Post.objects.select_for_update().get(tenant_id=who.network.tenant_id, id=post_id)
    if row.state != PostState.CALL or not row.text:
        raise Stale(_("You answered this already."))
    recorded = _report(actor, who, row.text, home_of(who) or _middle(who), True, row.at) if agrees else None
    row.state = PostState.REPORTED if agrees else PostState.CALL
    row.text, row.photo, row.remark, row.waits = "", "", "", []
    row.author, row.author_key, row.shown_as = None, None, ""
    row.save()
    note(actor, who.network, "answer_call", {"post": str(row.id), "agrees": agrees})
    return recorded


def _report(
    actor: Actor, who: Neighbour, text: str, place: Place | None, may_contact: bool, at: datetime | None
) -> Recorded:
    if not text.strip():
        raise Refused(_("Write what you saw."))
    if place is None:
        raise Refused(_("Say where: choose an address of the list, or a place on the map."))
    told = Told(
        CATEGORY, place, text.strip(), happened_at=at, language=spoken(), name=people.name_of(who.person),
        contact=_contact(who) if may_contact else None, person_id=who.person.id,
    )  # fmt: skip
    return reports.submit_report(actor, told=told)


def _contact(who: Neighbour) -> Contact | None:
    """Where the police may ask more: the first checked number or address of the member."""
    points = people.contact_points(system_actor(), who.person.id)
    usable = (one for one in points if one.verified_at is not None and one.kind in ("sms", "voice", "email"))
    point = next(usable, None)
    return Contact(point.kind, people.value_of(point)) if point else None


def _middle(who: Neighbour) -> Place:
    middle = area_of(who.network).representative_point()
    lons, lats = to_wgs84([middle.x], [middle.y])
    return Place(float(lons[0]), float(lats[0]))
