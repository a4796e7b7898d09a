"""Inviting the members of a network to a meeting about it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nabij.meetings import actions as meetings
from nabij.meetings import queries as meeting_queries
from nabij.networks.year.evenings import queries
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def invite_members(actor: Actor, *, network_id: UUID, meeting_id: UUID) -> int:
    """Invites each member who has an e-mail address, once; gives how many are new. They get it as any message of a meeting: by
    day, in their language, again when a route was down.

    Raises Missing for who leads neither, or for a meeting about something else; Refused for one that is over or cancelled.
    """
    found = meeting_queries.meeting(actor, meeting_id)
    if network_id not in found.about:
        raise Missing
    if found.state != "planned":
        raise Refused(_("This meeting was held or cancelled: there is nothing to invite to."))
    points = queries.addresses_to_invite(actor, network_id)
    if not points:
        raise Refused(_("No member has an e-mail address. The letter reaches them at home."))
    return meetings.invite(actor, meeting_id=meeting_id, contact_point_ids=points)
