"""The video desk of the demo town: open, with a roster, ten days of rings, and two who want to be called back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils import timezone

from nabij.desk.video import actions, queries
from nabij.desk.video.models import RingState
from nabij.people.queries import actor_for
from nabij.tenants.actions import change_settings
from nabij.tenants.actor import PUBLIC

if TYPE_CHECKING:
    from nabij.demo.world import Tell
    from nabij.people.models import Account
    from nabij.tenants.actor import Actor
    from nabij.tenants.models import Tenant

MAIN: Final = "hoofd"
PHONE: Final = "+3250123456"
DAYS: Final = 10
RINGS: Final = ((10, 2, 15, "case"), (14, 20, 40, "saw"), (20, 5, 25, "neighbourhood"), (23, 40, 0, "victim"))
"""Of a day: hour, minute, seconds until the answer (0: nobody is there), topic."""
TALK: Final = timedelta(minutes=6)
WAITING: Final = (("case", "0470 00 02 01", 0), ("neighbourhood", "0470 00 02 02", 5))
"""Topic and number of who wants to be called, and how many days ago they asked."""
HELP: Final = [
    {
        "name": "Slachtofferbejegening Zandekerke", "number": "+3250123457",
        "about": "Iemand van de politie die naar je luistert, ook in de weken erna.",
    }
]  # fmt: skip


def open_desk(system: Actor, zone: Tenant, cities: list[Tenant], accounts: Mapping[str, Account], tell: Tell) -> None:
    """With the stand-in page of the demo for a meeting server."""
    now = timezone.now()
    change_settings(system, tenant_id=zone.id, changes={"video": _chosen(cities), "help_lines": HELP})
    for name, desk in (("loket", cities[0].code), ("wijkagent", cities[0].code), ("dispatcher", MAIN)):
        actions.put_on_duty(
            system, tenant_id=zone.id, account_id=accounts[name].id, desk=desk, from_at=now - timedelta(days=DAYS + 1),
            until_at=now + timedelta(days=2),
        )  # fmt: skip
    clerk = actor_for(accounts["loket"])
    rung = sum(_day(clerk, zone, cities[0], now - timedelta(days=ago)) for ago in range(DAYS, 0, -1))
    for topic, number, ago in WAITING:
        actions.ask_ring_back(
            PUBLIC, tenant_id=zone.id, topic_code=topic, language="nl", number=number, now=now - timedelta(days=ago)
        )  # fmt: skip
    tell(f"{rung} rings at the video desk, two who want to be called back")


def _chosen(cities: list[Tenant]) -> dict[str, Any]:
    own = {city.code: {"name": f"Antennepost {city.name}", "municipality": city.code} for city in cities}
    return {
        "open": True, "phone": PHONE, "desks": own | {MAIN: {"name": "Hoofdcommissariaat"}},
        "steps": [{"desk": "own", "for_s": 90}, {"desk": MAIN, "for_s": 60}],
    }  # fmt: skip


def _day(clerk: Actor, zone: Tenant, city: Tenant, day: datetime) -> int:
    """The rings of one day, through the same actions as real ones."""
    for hour, minute, wait_s, topic in RINGS:
        at = timezone.localtime(day).replace(hour=hour, minute=minute, second=day.day)
        if wait_s and not queries.on_duty(clerk, at).filter(available_since__isnull=False):
            actions.be_available(clerk, available=True, now=at)
        elif wait_s:
            actions.seen_at_desk(clerk, now=at)
        ring = actions.start_ring(
            PUBLIC, tenant_id=zone.id, topic_code=topic, language="nl", municipality=city.code, now=at
        )  # fmt: skip
        if ring.state == RingState.RINGING:
            _answer(clerk, ring.id, at, wait_s + day.day)
    return len(RINGS)


def _answer(clerk: Actor, ring_id: UUID, at: datetime, wait_s: int) -> None:
    for seconds in range(10, wait_s, 10):
        actions.look_in(ring_id, now=at + timedelta(seconds=seconds))
    answered = at + timedelta(seconds=wait_s)
    offers = queries.ringing(clerk, answered)
    if offers:
        actions.answer(clerk, offer_id=offers[0].offer.id, now=answered)
        actions.end_talk(clerk, offer_id=offers[0].offer.id, now=answered + TALK)
