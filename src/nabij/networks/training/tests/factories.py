"""A meeting about a network and a member who registered, came and did the quiz, for the walks over every page and query."""

from __future__ import annotations

from typing import Any

from nabij.meetings import actions as meetings
from nabij.meetings.tests.factories import make_meeting
from nabij.networks.models import MemberPoint
from nabij.networks.tests.factories import make_member
from nabij.networks.training import actions
from nabij.people.models import ContactPoint


def things_of(zone: Any) -> dict[str, Any]:
    """A planned meeting with a seat of the first member of the network, who did the quiz; a member with an e-mail address."""
    first = MemberPoint.objects.filter(network=zone.network).first()
    person_id = ContactPoint.objects.get(id=first.contact_point_id).person_id  # type: ignore[union-attr]
    meeting = make_meeting(zone.tenant, zone.network.id, title="Verweg bijeen", with_registration=True, public=False)
    meetings.register(zone.system, meeting_id=meeting.id, person_id=person_id)
    actions.finish_quiz(zone.system, person_id=person_id)
    make_member(zone.network, kinds=("email",))
    return {"meeting_id": meeting.id, "thing_id": zone.network.id}
