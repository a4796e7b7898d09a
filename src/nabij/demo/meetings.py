"""Meetings of the demo town: an information evening to come, a training that is going on, and a closed steering group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils import timezone

from nabij.meetings import actions, queries
from nabij.networks import queries as networks
from nabij.networks.year.evenings import queries as evenings
from nabij.places.queries import Chosen, address, addresses_within
from nabij.tenants.actor import Actor
from nabij.tenants.working_days import BRUSSELS

if TYPE_CHECKING:
    from nabij.networks.models import Network

HALL: Final = "Buurthuis"
COMING: Final = ("Rita Goossens", "Marc Wouters", "Familie El Amrani", "Greet De Smet")
EXPLANATION: Final = """Inspecteur Peeters toont hoe inbrekers kijken, en wat je er zelf tegen doet.
De coördinator vertelt wat het netwerk dit jaar meemaakte. Daarna is er koffie en tijd voor vragen."""


def call_meetings(system: Actor, tell: Callable[[str], None]) -> None:
    """For the first network, once; again where it was done before changes nothing."""
    found = next((one for one in networks.networks(system) if one.kind == "bin"), None)
    if found is None or queries.meetings_about([found.id]):
        return
    place = _hall(found)
    _evening(system, found, place)
    _training(system, found, place)
    starts_at = _evening_in(12)
    actions.call_meeting(
        system, tenant_id=found.tenant_id, kind="steering", title=f"Stuurgroep {found.name}", starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1, minutes=30), place=place, about=found.id, public=False,
        with_registration=True,
    )  # fmt: skip
    tell(f"{found.name}: an information evening, a training and a steering group")


def _evening(system: Actor, found: Network, place: Chosen) -> None:
    starts_at = _evening_in(20)
    evening = actions.call_meeting(
        system, tenant_id=found.tenant_id, kind="information", title=f"Infoavond {found.name}", starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2), place=place, about=found.id, explanation=EXPLANATION,
        speakers="Inspecteur Peeters en de coördinator", with_registration=True, seats=60,
    )  # fmt: skip
    for name in COMING:
        _come(system, evening.id, name)
    actions.invite(system, meeting_id=evening.id, contact_point_ids=evenings.addresses_to_invite(system, found.id))


def _training(system: Actor, found: Network, place: Chosen) -> None:
    """It begins in a few minutes, so the list at the door is open and what was counted stands there."""
    starts_at = timezone.now() + timedelta(minutes=5)
    training = actions.call_meeting(
        system, tenant_id=found.tenant_id, kind="training", title="Vorming: kijken en melden", starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2), place=place, about=found.id, with_registration=True,
    )  # fmt: skip
    rows = [_come(system, training.id, name) for name in COMING]
    actions.mark_attendance(system, meeting_id=training.id, came={row: at != 1 for at, row in enumerate(rows)})
    actions.count_present(system, meeting_id=training.id, guests=9)
    text = "Wat je ziet, aan wie je het zegt en wat je laat. Twaalf mensen oefenden een oproep naar 101."
    actions.write_report(system, meeting_id=training.id, text=text)
    actions.publish_report(system, meeting_id=training.id, public=True)


def _come(system: Actor, meeting_id: UUID, name: str) -> UUID:
    return actions.register_by_name(system, meeting_id=meeting_id, name=name, registered_by="phone").id


def _hall(found: Network) -> Chosen:
    home = address(sorted(addresses_within(networks.area_of(found)))[0])
    return Chosen(f"{HALL}, {home.label}", home.lon, home.lat)


def _evening_in(days: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 19, 30, tzinfo=BRUSSELS)
