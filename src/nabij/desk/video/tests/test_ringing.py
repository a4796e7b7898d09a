"""Rings from start to end: desks one after the other, one who answers, and nothing lost or left behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from nabij.audit.models import AuditRow
from nabij.desk.video import actions, queries
from nabij.desk.video.models import MeetingLink, Ring, RingBack, RingOffer, RingState, VideoDuty
from nabij.desk.video.tests.factories import NUMBER, offer_of, on_duty, open_desk, ring
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff, make_tenant
from nabij.tenants.actor import PUBLIC, Actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db
AT_ONCE = 8
BASIS = "Samenwerkingsakkoord onthaal 2026, art. 4"


def steps_of(partner: Tenant) -> dict[str, object]:
    return {
        "desks": {"antenne": {"name": "Antennepost", "municipality": "71022"}, "hoofd": {"name": "Hoofdcommissariaat"}},
        "steps": [
            {"desk": "own", "for_s": 30}, {"desk": "hoofd", "for_s": 30},
            {"zone": partner.slug, "for_s": 60, "basis": BASIS},
        ],
    }  # fmt: skip


def later(seconds: float, since: datetime) -> datetime:
    return since + timedelta(seconds=seconds)


def waiting_until(found: Ring, seconds: int) -> Ring:
    """The page of who waits asks every three seconds until then."""
    for at in range(3, seconds + 1, 3):
        found = actions.look_in(found.id, now=later(at, found.started_at))
    return found


def test_own_desk_then_main_station_then_partner_zone_then_a_ring_back() -> None:
    partner = open_desk()
    zone, now = open_desk(**steps_of(partner)), timezone.now()
    on_duty(zone, "antenne", now=later(60, now))
    on_duty(zone, "hoofd", now=later(60, now))
    on_duty(partner, now=later(60, now))
    found = ring(zone, now=now, municipality="71022")
    rung = [(one.tenant_id, one.desk) for one in RingOffer.objects.order_by("step")]
    assert rung == [(zone.id, "antenne")]
    found = waiting_until(found, 60)
    rung = [(one.tenant_id, one.desk) for one in RingOffer.objects.order_by("step")]
    assert rung == [(zone.id, "antenne"), (zone.id, "hoofd"), (partner.id, "")]
    assert (found.overflow_to, found.overflow_basis) == (partner.id, BASIS)
    verbs = {(row.tenant_id, row.verb) for row in AuditRow.objects.filter(target_id=found.id)}
    assert {(zone.id, "desk.hand_over_ring"), (partner.id, "desk.take_over_ring")} <= verbs
    found = waiting_until(found, 120)
    assert found.state == RingState.UNANSWERED
    assert not RingOffer.objects.filter(ended_at__isnull=True).exists()


def test_a_zone_that_nobody_mans_says_so_at_once_and_no_partner_hears_of_it() -> None:
    partner = open_desk()
    zone = open_desk(**steps_of(partner))
    found = ring(zone)
    assert found.state == RingState.UNANSWERED
    assert not RingOffer.objects.filter(tenant=partner).exists()
    assert Ring.objects.get(id=found.id).overflow_to is None


def test_a_partner_sees_only_what_was_handed_over_to_it() -> None:
    partner, stranger = open_desk(), open_desk()
    zone, now = open_desk(**steps_of(partner)), timezone.now()
    on_duty(zone, "hoofd", now=later(30, now))
    colleague = actor_for(on_duty(partner, now=later(30, now)))
    outsider = actor_for(on_duty(stranger, now=later(30, now)))
    found = ring(zone, now=now)
    assert queries.ringing(colleague, now) == []
    waiting_until(found, 33)
    at = later(33, now)
    (row,) = queries.ringing(colleague, at)
    assert (row.tenant_name, row.name, row.offer.basis) == (zone.name, "Rita Goossens", BASIS)
    assert queries.ringing(outsider, at) == []
    with pytest.raises(Missing):
        actions.answer(outsider, offer_id=row.offer.id, now=at)
    actions.answer(colleague, offer_id=row.offer.id, now=at)
    kept = Ring.objects.get(id=found.id)
    assert (kept.answered_tenant, kept.state) == (partner.id, RingState.ANSWERED)
    assert AuditRow.objects.filter(tenant_id=partner.id, verb="desk.answer_ring").count() == 1
    assert AuditRow.objects.filter(tenant_id=zone.id, verb="desk.answer_ring").count() == 1


def test_answering_opens_one_room_with_a_link_for_each() -> None:
    zone = open_desk()
    clerk = actor_for(on_duty(zone))
    found = ring(zone)
    offer = actions.answer(clerk, offer_id=offer_of(found).id)
    links = {one.for_staff: one for one in MeetingLink.objects.filter(about_id=found.id)}
    assert links.keys() == {False, True}
    assert links[False].room == links[True].room
    actions.end_talk(clerk, offer_id=offer.id)
    over = Ring.objects.get(id=found.id)
    assert (over.state, over.name) == (RingState.DONE, None)
    assert all(one.closes_at <= timezone.now() for one in MeetingLink.objects.all())


def test_a_closed_tab_stops_ringing_within_seconds() -> None:
    zone, now = open_desk(), timezone.now()
    clerk = actor_for(on_duty(zone))
    found = ring(zone, now=now)
    away = later(13, now)
    assert queries.ringing(clerk, away) == []
    with pytest.raises(Stale, match=r".+"):
        actions.answer(clerk, offer_id=offer_of(found).id, now=away)
    actions.sweep(away)
    assert Ring.objects.get(id=found.id).state == RingState.RINGING, "a telephone that locked comes back"
    actions.sweep(later(181, now))
    kept = Ring.objects.get(id=found.id)
    assert (kept.state, kept.name) == (RingState.GONE, None)


def test_who_comes_back_rings_on_where_it_was_and_at_no_desk_twice() -> None:
    """A telephone that locked, or our own server that was away: neither counts as time in which nobody answered."""
    zone, now = open_desk(**steps_of(open_desk())), timezone.now()
    clerk = actor_for(on_duty(zone, "antenne", now=later(100, now)))
    found = waiting_until(ring(zone, now=now, municipality="71022"), 9)
    actions.sweep(later(100, now))
    back = actions.look_in(found.id, now=later(100, now))
    assert (back.state, back.step) == (RingState.RINGING, 0)
    assert [one.ring.id for one in queries.ringing(clerk, later(100, now))] == [found.id]
    assert RingOffer.objects.filter(ring_id=found.id).count() == 1
    assert actions.look_in(found.id, now=later(112, now)).step == 0
    assert actions.look_in(found.id, now=later(122, now)).state == RingState.UNANSWERED


def test_two_desks_of_one_municipality_ring_together_and_one_without_a_desk_rings_none() -> None:
    zone = open_desk(
        desks={"noord": {"municipality": "71022"}, "zuid": {"municipality": "71022"}, "hoofd": {}},
        steps=[{"desk": "own", "for_s": 30}, {"desk": "hoofd", "for_s": 30}],
    )  # fmt: skip
    for desk in ("noord", "zuid", "hoofd"):
        on_duty(zone, desk)
    here, elsewhere = ring(zone, municipality="71022"), ring(zone, municipality="99999")
    rung = {one.desk for one in RingOffer.objects.filter(ring_id=here.id)}
    assert rung == {"noord", "zuid"}
    assert {one.desk for one in RingOffer.objects.filter(ring_id=elsewhere.id)} == {"hoofd"}


@pytest.mark.parametrize("how", ["nobody answers", "nobody is there", "the page is gone", "they never came in"])
def test_a_missed_ring_with_a_number_is_called_back_once_and_the_ring_forgets_it(how: str) -> None:
    zone, now = open_desk(talk_min=5), timezone.now()
    clerk = actor_for(on_duty(zone, now=later(120, now), available=how != "nobody is there"))
    found = ring(zone, now=now, number=NUMBER)
    if how == "nobody answers":
        waiting_until(found, 93)
    if how == "they never came in":
        actions.answer(clerk, offer_id=offer_of(found).id, now=later(3, now))
    for seconds in (400, 410):
        actions.sweep(later(seconds, now))
    row = RingBack.objects.get()
    assert (row.ring_id, row.state) == (found.id, "open")
    assert queries.ring_back(clerk.because("terugbellen"), row.id)[1:] == ("+32470123456", "Rita Goossens")
    kept = Ring.objects.get(id=found.id)
    assert kept.state in (RingState.UNANSWERED, RingState.GONE, RingState.DONE)
    assert (kept.name, kept.contact_value) == (None, None)
    assert actions.rather_back(PUBLIC, ring_id=found.id, number=NUMBER) == row, "asked twice it is one"


def test_who_talked_or_stopped_is_not_called_back() -> None:
    zone = open_desk()
    clerk = actor_for(on_duty(zone))
    talked = ring(zone, number=NUMBER)
    offer = actions.answer(clerk, offer_id=offer_of(talked).id)
    actions.follow_link(MeetingLink.objects.get(about_id=talked.id, for_staff=False).id, timezone.now())
    actions.end_talk(clerk, offer_id=offer.id)
    actions.cancel_ring(ring(zone, number=NUMBER).id)
    assert not RingBack.objects.exists()
    assert not Ring.objects.filter(contact_value__isnull=False).exists()


def test_what_is_no_number_is_said_before_anybody_is_rung() -> None:
    zone = open_desk()
    on_duty(zone)
    with pytest.raises(Refused, match=r".+"):
        ring(zone, number="12")
    assert not Ring.objects.exists()


def test_stopping_ends_it_and_an_answered_ring_cannot_be_stopped() -> None:
    zone = open_desk()
    clerk = actor_for(on_duty(zone))
    stopped = ring(zone)
    actions.cancel_ring(stopped.id)
    assert Ring.objects.get(id=stopped.id).state == RingState.CANCELLED
    answered = ring(zone)
    actions.answer(clerk, offer_id=offer_of(answered).id)
    with pytest.raises(Stale):
        actions.cancel_ring(answered.id)
    assert Ring.objects.get(id=answered.id).state == RingState.ANSWERED


def test_nothing_of_a_ring_lives_in_a_process() -> None:
    """A worker was killed, and no page asked for a while: whoever looks next finds the ring where time brought it."""
    zone, now = open_desk(**steps_of(open_desk())), timezone.now()
    on_duty(zone, "hoofd", now=now)
    found = ring(zone, now=now)
    Ring.objects.filter(id=found.id).update(seen_at=later(80, now))
    assert actions.sweep(later(81, now)) == 1
    assert Ring.objects.get(id=found.id).state == RingState.UNANSWERED
    assert actions.sweep(later(82, now)) == 0


def test_a_talk_that_nobody_ended_is_over_when_its_link_is() -> None:
    zone, now = open_desk(talk_min=30), timezone.now()
    clerk = actor_for(on_duty(zone))
    found = ring(zone, now=now)
    actions.answer(clerk, offer_id=offer_of(found).id, now=now)
    actions.sweep(later(29 * 60, now))
    assert Ring.objects.get(id=found.id).state == RingState.ANSWERED
    actions.sweep(later(30 * 60, now))
    assert Ring.objects.get(id=found.id).state == RingState.DONE


def test_who_is_not_available_not_on_duty_or_in_a_talk_is_not_rung() -> None:
    zone = open_desk()
    on_duty(zone, available=False)
    assert ring(zone).state == RingState.UNANSWERED
    clerk = on_duty(zone)
    first = ring(zone)
    actions.answer(actor_for(clerk), offer_id=offer_of(first).id)
    assert ring(zone).state == RingState.UNANSWERED
    actions.end_talk(actor_for(clerk), offer_id=offer_of(first).id)
    VideoDuty.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert ring(zone).state == RingState.UNANSWERED
    actions.be_available(actor_for(clerk), available=True)
    assert ring(zone).state == RingState.RINGING


def test_the_roster_is_for_who_manages_people_and_being_available_for_who_is_on_it() -> None:
    zone, now = open_desk(), timezone.now()
    manager, clerk = actor_for(make_staff(zone, "administrator")), make_staff(zone, "desk_clerk")
    span = {"from_at": now, "until_at": later(3600, now)}
    with pytest.raises(Missing):
        actions.put_on_duty(actor_for(clerk), tenant_id=zone.id, account_id=clerk.id, desk="", **span)
    with pytest.raises(Refused):
        actions.be_available(actor_for(clerk), available=True)
    with pytest.raises(Refused):
        actions.put_on_duty(manager, tenant_id=zone.id, account_id=clerk.id, desk="", from_at=now, until_at=now)
    with pytest.raises(Refused):
        elsewhere = make_staff(make_tenant(), "desk_clerk")
        actions.put_on_duty(manager, tenant_id=zone.id, account_id=elsewhere.id, desk="", **span)
    duty = actions.put_on_duty(manager, tenant_id=zone.id, account_id=clerk.id, desk="", **span)
    assert actions.be_available(actor_for(clerk), available=True) == 1
    with pytest.raises(Missing):
        actions.take_off_duty(actor_for(make_staff(open_desk(), "administrator")), duty_id=duty.id)
    actions.take_off_duty(manager, duty_id=duty.id, now=later(60, now))
    assert not queries.on_duty(actor_for(clerk), later(61, now)).exists()


@pytest.mark.parametrize("given", [{"topic_code": "danger"}, {"topic_code": "nonsense"}, {"language": "xx"}])
def test_what_cannot_be_asked_rings_nobody(given: dict[str, str]) -> None:
    zone = open_desk()
    on_duty(zone)
    with pytest.raises(Refused, match=r".+"):
        ring(zone, **given)
    assert not Ring.objects.exists()


def test_a_door_that_is_closed_is_not_there() -> None:
    with pytest.raises(Missing):
        ring(make_tenant())


def test_the_wait_is_said_as_measured_or_not_at_all() -> None:
    zone, now = open_desk(), timezone.now()
    assert queries.waiting(zone.id, now).median_s is None
    for seconds in (10, 20, 30, 40, 500):
        started = now - timedelta(days=3)
        Ring.objects.create(
            tenant=zone, topic="saw", state=RingState.DONE, started_at=started, seen_at=started, step_at=started,
            answered_at=later(seconds, started), ended_at=later(900, started),
        )  # fmt: skip
    on_duty(zone)
    first, second = ring(zone, now=now), ring(zone, now=later(1, now))
    assert queries.waiting(zone.id, now, first) == queries.Waiting(0, 30)
    assert queries.waiting(zone.id, now, second) == queries.Waiting(1, 30)


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_are_one() -> None:
    zone = open_desk()
    clerks = [actor_for(on_duty(zone)) for _ in range(AT_ONCE)]
    found = ring(zone)
    offer_id = offer_of(found).id
    start = Barrier(AT_ONCE)

    def take(clerk: Actor) -> UUID | None:
        start.wait(20)
        try:
            actions.answer(clerk, offer_id=offer_id)
        except Stale:
            return None
        finally:
            connections.close_all()
        return clerk.id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = [one for one in pool.map(take, clerks) if one]
    kept = Ring.objects.get(id=found.id)
    assert taken == [kept.answered_by]
    assert AuditRow.objects.filter(verb="desk.answer_ring").count() == 1
    assert MeetingLink.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_ring_that_is_stopped_and_answered_at_once_is_one_of_both() -> None:
    zone = open_desk()
    clerk = actor_for(on_duty(zone))
    found = ring(zone)
    offer_id, start = offer_of(found).id, Barrier(2)

    def deed(number: int) -> bool:
        start.wait(20)
        try:
            if number:
                actions.answer(clerk, offer_id=offer_id)
            else:
                actions.cancel_ring(found.id)
        except Stale:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(deed, range(2))) == [False, True]
    assert Ring.objects.get(id=found.id).state in (RingState.ANSWERED, RingState.CANCELLED)
