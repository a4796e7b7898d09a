"""Things of this part, for the tests that walk every page and every query."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nabij.networks.members.exporting.actions import ask_export
from nabij.networks.members.importing.actions import bring_list
from nabij.networks.members.tests.lists import csv_of, row
from nabij.networks.models import MandateRole, Membership
from nabij.networks.tests.factories import mandate
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff


def things_of(zone: Any) -> dict[str, UUID]:
    """A list on its way in, one on its way out, and a member, of the network of a zone."""
    account = make_staff(zone.tenant, "mandated_officer")
    mandate(zone.network, MandateRole.OFFICER, account.id)
    actor = actor_for(account)
    brought = bring_list(actor, network_id=zone.network.id, content=csv_of([row(1)]), source="Jan")
    asked = ask_export(
        actor, network_id=zone.network.id, format="spreadsheet", purpose="letter", reason="Brief over de infoavond"
    )
    member = Membership.objects.filter(network=zone.network).order_by("id").first()
    assert member is not None
    return {"list_id": brought.id, "export_id": asked.id, "membership_id": member.id}
