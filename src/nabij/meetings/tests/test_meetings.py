"""Calling, changing and cancelling; who may; who comes; and what stays of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from nabij.audit.retention import in_force, retain, rules
from nabij.meetings import actions, queries
from nabij.meetings.models import MeetingState, Notice, NoticeKind, Registration
from nabij.meetings.tests.factories import HALL, make_meeting, soon
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import make_member, make_network, mandate
from nabij.people import dossier
from nabij.people.models import AccountKind
from nabij.people.queries import actor_for
from nabij.people.tests.factories import (
    grant,
    make_account,
    make_contact_point,
    make_resident,
    make_tenant,
    staff_actor,
)
from nabij.places.queries import Chosen
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import TenantKind

pytestmark = pytest.mark.django_db


def coordinator_of(network: Any, role: MandateRole = MandateRole.COORDINATOR) -> Actor:
    account = make_account(AccountKind.RESIDENT)
    grant(account, network.tenant, "coordinator")
    mandate(network, role, account.id)
    return actor_for(account)


def resident(name: str = "") -> tuple[Actor, Any]:
    person = make_resident(name)
    make_contact_point(person, "email")
    return actor_for(person.account), person


def given(**changes: Any) -> dict[str, Any]:
    start = soon()
    return {
        "kind": "information", "title": "Infoavond", "starts_at": start, "ends_at": start + timedelta(hours=2),
        "place": HALL,
    } | changes  # fmt: skip


def test_staff_with_the_right_calls_a_meeting_and_others_find_nothing() -> None:
    zone = make_tenant()
    made = actions.call_meeting(
        staff_actor(zone, "prevention"), tenant_id=zone.id, **given(seats=40, with_registration=True)
    )
    assert queries.meeting(staff_actor(zone, "wijkagent"), made.id) == made
    for stranger in (staff_actor(make_tenant(), "chief"), staff_actor(zone, "dispatcher")):
        with pytest.raises(Missing):
            queries.meeting(stranger, made.id)
        with pytest.raises(Missing):
            actions.call_meeting(stranger, tenant_id=zone.id, **given())
        with pytest.raises(Missing):
            actions.cancel_meeting(stranger, meeting_id=made.id, reason="Ziek")


def test_a_coordinator_calls_one_for_the_own_network_and_no_other() -> None:
    zone = make_tenant()
    mine, theirs = make_network(zone), make_network(zone)
    coordinator = coordinator_of(mine)
    made = actions.call_meeting(coordinator, tenant_id=zone.id, about=mine.id, **given())
    assert queries.meetings_seen(coordinator, mine.id) == [made]
    for about in (theirs.id, None):
        with pytest.raises(Missing):
            actions.call_meeting(coordinator, tenant_id=zone.id, about=about, **given())
    with pytest.raises(Missing):
        actions.call_meeting(coordinator, tenant_id=make_tenant().id, about=mine.id, **given())
    with pytest.raises(Missing):
        queries.meeting(coordinator, make_meeting(zone, theirs.id).id)


def test_a_municipality_follows_the_meetings_about_networks_on_its_ground() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    here, elsewhere = make_network(zone, municipality_id=city.id), make_network(zone)
    prevention = staff_actor(city, "prevention")
    assert queries.meeting(prevention, make_meeting(zone, here.id).id)
    with pytest.raises(Missing):
        queries.meeting(prevention, make_meeting(zone, elsewhere.id).id)
    of_the_city = actions.call_meeting(prevention, tenant_id=city.id, about=here.id, **given())
    assert queries.meeting(staff_actor(zone, "mandated_officer"), of_the_city.id) == of_the_city


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"place": Chosen("", 5.3, 50.9)},
        {"starts_at": timezone.now() - timedelta(hours=1)},
        {"ends_at": soon() - timedelta(hours=1)},
        {"ends_at": soon() + timedelta(days=2)},
        {"seats": 10},
        {"seats": 0, "with_registration": True},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(changes: dict[str, Any]) -> None:
    zone = make_tenant()
    with pytest.raises(Refused, match=r"\w+"):
        actions.call_meeting(staff_actor(zone, "prevention"), tenant_id=zone.id, **given(**changes))
    assert queries.coming(staff_actor(zone, "prevention"), timezone.now()) == []


def test_somebody_registers_once_and_gives_the_seat_back() -> None:
    meeting = make_meeting(make_tenant(), with_registration=True, seats=1)
    actor, person = resident()
    first = actions.register(actor, meeting_id=meeting.id, person_id=person.id)
    assert actions.register(actor, meeting_id=meeting.id, person_id=person.id) == first
    other, somebody = resident()
    with pytest.raises(Refused):
        actions.register(other, meeting_id=meeting.id, person_id=somebody.id)
    with pytest.raises(Missing):
        actions.unregister(other, registration_id=first.id)
    actions.unregister(actor, registration_id=first.id)
    actions.register(other, meeting_id=meeting.id, person_id=somebody.id)
    assert [one.meeting for one in queries.seats_of(other, somebody.id)] == [meeting]
    with pytest.raises(Missing):
        queries.seats_of(other, person.id)


def test_a_closed_meeting_is_open_to_members_of_what_it_is_about() -> None:
    zone = make_tenant()
    network = make_network(zone)
    meeting = make_meeting(zone, network.id, public=False, with_registration=True)
    actor, person = resident()
    with pytest.raises(Missing):
        actions.register(actor, meeting_id=meeting.id, person_id=person.id)
    make_member(network, make_contact_point(person))
    assert actions.register(actor, meeting_id=meeting.id, person_id=person.id)
    assert queries.open_meeting(meeting.id, person.id) == meeting
    with pytest.raises(Missing):
        queries.open_meeting(meeting.id)


def test_staff_helps_who_calls_and_writes_down_a_name_that_stays_sealed() -> None:
    zone = make_tenant()
    meeting = make_meeting(zone, with_registration=True)
    clerk, person = staff_actor(zone, "desk_clerk"), make_resident("An Peeters")
    with pytest.raises(Missing):
        actions.register(clerk, meeting_id=meeting.id, person_id=person.id, registered_by="phone")
    actions.register(clerk.helping(person.id), meeting_id=meeting.id, person_id=person.id, registered_by="phone")
    row = actions.register_by_name(clerk, meeting_id=meeting.id, name=" Jef   Claes ", registered_by="paper")
    assert b"Jef" not in bytes(row.name or b"")
    assert [(one.name, one.registered_by) for one in queries.visitors(clerk, meeting.id)] == [
        ("An Peeters", "per telefoon"), ("Jef Claes", "op papier"),
    ]  # fmt: skip
    with pytest.raises(Refused):
        actions.register_by_name(clerk, meeting_id=meeting.id, name="  ", registered_by="paper")


def test_who_comes_to_a_closed_meeting_of_members_is_known_only_to_who_leads_the_network() -> None:
    zone = make_tenant()
    city = make_tenant(TenantKind.MUNICIPALITY, zone)
    network = make_network(zone, municipality_id=city.id)
    closed = make_meeting(zone, network.id, public=False, with_registration=True)
    actor, person = resident("An Peeters")
    make_member(network, make_contact_point(person))
    actions.register(actor, meeting_id=closed.id, person_id=person.id)
    coordinator = coordinator_of(network)
    assert [one.name for one in queries.visitors(coordinator, closed.id)] == ["An Peeters"]
    for other in (staff_actor(city, "prevention"), staff_actor(zone, "wijkagent"), staff_actor(zone, "chief")):
        assert queries.counts(queries.meeting(other, closed.id)).registered == 1
        with pytest.raises(Missing):
            queries.visitors(other, closed.id)


def test_who_came_is_noted_at_the_door_and_votes_never_exceed_who_was_there() -> None:
    zone = make_tenant()
    officer = staff_actor(zone, "mandated_officer")
    meeting = make_meeting(zone, kind="decision", with_registration=True)
    row = actions.register_by_name(officer, meeting_id=meeting.id, name="Jef", registered_by="paper")
    with pytest.raises(Refused):
        actions.mark_attendance(officer, meeting_id=meeting.id, came={row.id: True})
    with time_machine.travel(meeting.starts_at, tick=False):
        actions.mark_attendance(officer, meeting_id=meeting.id, came={row.id: True})
        votes = {"votes_for": 3, "votes_against": 1, "votes_abstained": 0}
        with pytest.raises(Refused):
            actions.count_present(officer, meeting_id=meeting.id, guests=2, **votes)
        with pytest.raises(Refused):
            actions.count_present(officer, meeting_id=meeting.id, guests=9, votes_for=3)
        held = actions.count_present(officer, meeting_id=meeting.id, guests=4, **votes)
        assert held.state == MeetingState.HELD
        assert queries.counts(queries.meeting(officer, meeting.id)).present == 5
        with pytest.raises(Refused):
            actions.cancel_meeting(officer, meeting_id=meeting.id, reason="Te laat")
        actions.write_report(officer, meeting_id=meeting.id, text="Er is gestemd.")
        actions.publish_report(officer, meeting_id=meeting.id, public=True)
        with pytest.raises(Refused):
            actions.write_report(officer, meeting_id=meeting.id, text="Anders.")


def test_another_meetings_registration_is_unknown_at_this_door() -> None:
    zone = make_tenant()
    officer = staff_actor(zone, "mandated_officer")
    here, there = (make_meeting(zone, with_registration=True) for _ in range(2))
    row = actions.register_by_name(officer, meeting_id=there.id, name="Jef", registered_by="paper")
    with time_machine.travel(here.starts_at, tick=False), pytest.raises(Missing):
        actions.mark_attendance(officer, meeting_id=here.id, came={row.id: True})


def test_who_registered_hears_of_a_new_hour_and_not_of_a_new_word() -> None:
    zone = make_tenant()
    officer = staff_actor(zone, "mandated_officer")
    meeting = make_meeting(zone, with_registration=True)
    actor, person = resident()
    actions.register(actor, meeting_id=meeting.id, person_id=person.id)
    same = {
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "place": HALL,
        "public": True,
        "with_registration": True,
    }
    actions.change_meeting(officer, meeting_id=meeting.id, title="Buurtavond", **same)
    assert not Notice.objects.filter(kind=NoticeKind.CHANGED).exists()
    later = same | {"starts_at": soon(30), "ends_at": soon(30) + timedelta(hours=2)}
    changed = actions.change_meeting(officer, meeting_id=meeting.id, title="Buurtavond", **later)
    assert Notice.objects.get(kind=NoticeKind.CHANGED).sequence == changed.sequence == 2
    reminders = Notice.objects.filter(kind=NoticeKind.REMINDER).order_by("due_at")
    assert [row.state for row in reminders] == ["dropped", "waiting"]
    actions.cancel_meeting(officer, meeting_id=meeting.id, reason="De zaal is stuk.")
    waiting = Notice.objects.filter(state="waiting").values_list("kind", flat=True)
    assert list(waiting) == [NoticeKind.CANCELLED]


def test_erasing_gives_the_seat_back_and_the_download_names_it() -> None:
    meeting = make_meeting(make_tenant(), with_registration=True)
    actor, person = resident()
    actions.register(actor, meeting_id=meeting.id, person_id=person.id)
    assert dossier.parts(person.id)["meetings"][0]["meeting"] == "Infoavond"
    assert dossier.erase(person.id) == []
    row = Registration.objects.get()
    assert (row.person, row.person_key, row.cancelled_at is not None) == (None, None, True)
    assert not Notice.objects.filter(state="waiting").exists()


def test_names_go_half_a_year_after_and_the_counts_stay() -> None:
    zone = make_tenant()
    officer = staff_actor(zone, "mandated_officer")
    meeting = make_meeting(zone, with_registration=True)
    row = actions.register_by_name(officer, meeting_id=meeting.id, name="Jef", registered_by="paper")
    with time_machine.travel(meeting.starts_at, tick=False):
        actions.mark_attendance(officer, meeting_id=meeting.id, came={row.id: True})
    late = meeting.ends_at + timedelta(days=184)
    for rule in in_force(rules(), late.date()):
        if rule.table in ("meetings_registration", "meetings_meeting"):
            retain(rule, late)
    row.refresh_from_db()
    assert row.name is None
    assert queries.counts(queries.meeting(officer, meeting.id)).came == 1
