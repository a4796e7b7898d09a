"""Who takes rings is told over a telephone too, where they chose that: once, at the moment, and only while it still rings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from nabij.channels.models import SimulatedMessage
from nabij.desk.video import actions
from nabij.desk.video.models import Ring, RingState, RingTold, ToldState, VideoDuty, VideoReach
from nabij.desk.video.tests.factories import NUMBER, offer_of, on_duty, open_desk, ring
from nabij.people.models import Account
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff, sign_in
from nabij.tenants.errors import Refused
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db
AT_ONCE = 6


def told_by_call(zone: Tenant, desk: str = "") -> Account:
    who = on_duty(zone, desk)
    actions.choose_reach(actor_for(who), kind="voice", raw=NUMBER)
    return who


class Calls:
    """Stands where a provider is, and keeps what it was asked."""

    def __init__(self, *, takes: bool = True) -> None:
        self.asked: list[dict[str, Any]] = []
        self.takes = takes

    def __call__(self, **message: Any) -> bool:
        self.asked.append(message)
        return self.takes


def test_who_chose_it_is_called_once_and_hears_nothing_of_who_rings() -> None:
    zone, calls = open_desk(), Calls()
    told_by_call(zone)
    on_duty(zone)
    ring(zone)
    assert (actions.tell(send=calls), actions.tell(send=calls)) == (1, 0)
    (message,) = calls.asked
    assert (message["kind"], message["to"]) == ("voice", "+32470123456")
    assert "Rita" not in message["text"]
    assert "iets gezien" in message["text"]


def test_a_real_route_takes_the_call(settings: Any, closed_routes: None) -> None:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {"voice": [{"driver": "simulator"}]}
    zone = open_desk()
    told_by_call(zone)
    ring(zone)
    assert actions.tell() == 1
    assert RingTold.objects.get().state == ToldState.SENT
    assert SimulatedMessage.objects.filter(channel="voice").count() == 1


def test_who_is_told_by_telephone_is_rung_with_the_page_closed_too() -> None:
    zone = open_desk()
    who = told_by_call(zone)
    VideoDuty.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    found = ring(zone)
    assert found.state == RingState.RINGING
    actions.answer(actor_for(who), offer_id=offer_of(found).id)
    assert ring(zone).state == RingState.UNANSWERED, "in a talk"
    assert RingTold.objects.count() == 1


@pytest.mark.parametrize("end", ["answered", "stopped", "away", "off"])
def test_nobody_is_called_for_a_ring_that_needs_nobody_any_more(end: str) -> None:
    zone, calls = open_desk(), Calls()
    who = told_by_call(zone)
    found = ring(zone)
    if end == "answered":
        actions.answer(actor_for(who), offer_id=offer_of(found).id)
    if end == "stopped":
        actions.cancel_ring(found.id)
    if end == "off":
        actions.choose_reach(actor_for(who), kind="")
    Ring.objects.filter(id=found.id).update(seen_at=timezone.now() - timedelta(seconds=20 * (end == "away")))
    assert actions.tell(send=calls) == 0
    assert (calls.asked, RingTold.objects.get().state) == ([], ToldState.NOT_NEEDED)


def test_a_later_step_calls_its_own_people_and_nobody_a_second_time() -> None:
    zone = open_desk(
        desks={"noord": {}, "hoofd": {}}, steps=[{"desk": "noord", "for_s": 10}, {"desk": "hoofd", "for_s": 30}]
    )  # fmt: skip
    first = told_by_call(zone, "noord")
    on_duty(zone, "hoofd", account=first)
    second = told_by_call(zone, "hoofd")
    calls, found = Calls(), ring(zone)
    actions.tell(send=calls)
    for seconds in (5, 10, 15):
        actions.look_in(found.id, now=found.started_at + timedelta(seconds=seconds))
    actions.tell(send=calls)
    assert {one.account_id for one in RingTold.objects.all()} == {first.id, second.id}
    assert len(calls.asked) == 2


def test_a_call_that_no_route_took_shows_at_the_desk() -> None:
    zone = open_desk()
    who = told_by_call(zone)
    ring(zone)
    actions.tell(send=Calls(takes=False))
    assert "kon niet aan jou gemeld" in sign_in(Client(), who).get("/beeld/balie/nu").content.decode()


def test_the_number_is_sealed_shown_in_part_and_gone_when_no_longer_wanted() -> None:
    zone = open_desk()
    who = on_duty(zone)
    client = sign_in(Client(), who)
    assert client.post("/beeld/balie/bereik", {"kind": "voice", "value": "12"}).status_code == 302
    assert not VideoReach.objects.exists()
    client.post("/beeld/balie/bereik", {"kind": "voice", "value": NUMBER})
    assert b"470123456" not in bytes(VideoReach.objects.get().value)
    shown = client.get("/beeld/balie/").content.decode()
    assert "470123456" not in shown
    assert "56" in shown
    client.post("/beeld/balie/bereik", {"kind": ""})
    assert not VideoReach.objects.exists()


def test_who_is_on_no_roster_has_nothing_to_choose() -> None:
    zone = open_desk()
    with pytest.raises(Refused):
        actions.choose_reach(actor_for(make_staff(zone, "desk_clerk")), kind="voice", raw=NUMBER)


@pytest.mark.django_db(transaction=True)
def test_workers_that_tell_at_once_call_everybody_once() -> None:
    zone = open_desk()
    for _number in range(5):
        told_by_call(zone)
    ring(zone)
    calls, start = Calls(), Barrier(AT_ONCE)

    def work(_number: int) -> int:
        start.wait(20)
        try:
            return actions.tell(send=calls)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = sum(pool.map(work, range(AT_ONCE)))
    assert (told, len(calls.asked)) == (5, 5)
