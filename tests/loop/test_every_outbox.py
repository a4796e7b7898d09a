"""Every room that sends messages to one person keeps the same promises: once, again after a route was down, never after STOP."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from nabij.channels.drivers import Answer, Message
from nabij.channels.errors import NO_CONTACT
from nabij.channels.outbox import actions as outbox
from nabij.channels.outbox.box import Outbox
from nabij.channels.outbox.models import MessageState, Outgoing
from nabij.channels.outbox.sending import deliver
from nabij.channels.outbox.tests.routes import Routes
from nabij.desk.appointments.models import Appointment
from nabij.desk.appointments.posting import AppointmentNotices
from nabij.desk.appointments.tests.factories import make_appointment
from nabij.desk.counters.tests.factories import make_counter, make_offer
from nabij.desk.news import actions as news
from nabij.desk.news.models import NewsMail
from nabij.desk.news.posting import NewsMails
from nabij.desk.news.tests.factories import make_item
from nabij.desk.officers.models import Question
from nabij.desk.officers.posting import QuestionMessages
from nabij.desk.officers.tests.factories import ask, make_officer
from nabij.meetings import actions as meetings
from nabij.meetings.posting import Notices
from nabij.meetings.tests.factories import make_meeting, soon
from nabij.people.actions import opt_out
from nabij.people.models import ContactPoint
from nabij.people.queries import actor_for, contact_point_of
from nabij.people.tests.factories import make_contact_point, make_resident, make_tenant, staff_actor
from nabij.reports import actions as reports
from nabij.reports.answers.posting import ReporterMessages
from nabij.reports.answers.tests.factories import by_mail
from nabij.reports.models import Report, Team
from nabij.reports.routing.actions import teams
from nabij.reports.routing.posting import TaskDeliveries
from nabij.reports.routing.tests.factories import make_team
from nabij.reports.tests.factories import Town, make_town, report, told
from nabij.reports.told import Contact
from nabij.tenants.actor import system_actor
from nabij.tenants.working_days import BRUSSELS

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=BRUSSELS)
QUITE_DEAD = timedelta(minutes=16)
_numbers = count()


@dataclass(frozen=True)
class Room:
    """A user of the outbox: `put` makes one message to an address, due now; `forget` takes away what reaches its person."""

    box: Callable[[], Outbox[Any]]
    put: Callable[[Town, str], None]
    forget: Callable[[], object]
    can_be_stopped: bool = True

    @property
    def row(self) -> Any:
        """The message that is due first."""
        return self.box().model._default_manager.order_by("due_at", "id").first()


def resident(address: str, kind: str = "email", **fields: Any) -> Any:
    person = make_resident()
    make_contact_point(person, kind, address, **fields)
    return person


def to_visitor(town: Town, address: str) -> None:
    register(town, resident(address))


def register(town: Town, person: Any) -> None:
    meeting = make_meeting(town.zone, with_registration=True, starts_at=soon(10))
    meetings.register(actor_for(person.account), meeting_id=meeting.id, person_id=person.id)


def to_who_comes(town: Town, address: str) -> None:
    make_appointment(make_offer(make_counter(make_tenant())), contact=Contact("email", address))


def to_who_asks(town: Town, address: str) -> None:
    ask(make_officer(town.zone), contact=address)


def to_subscriber(town: Town, address: str) -> None:
    person = resident(address)
    found = news.subscribe_person(
        system_actor(), person_id=person.id, zone_id=town.zone.id, codes=[], wanted=[], often="weekly"
    )
    items = [make_item(town.zone).id]
    NewsMail.objects.create(tenant_id=found.tenant_id, subscription=found, items=items, due_at=timezone.now())


def to_reporter(town: Town, address: str) -> None:
    by_mail(contact=Contact("email", address))


def to_outside_team(town: Town, address: str, how: str = "email") -> None:
    team = make_team(town.city, f"Ploeg {next(_numbers)}")
    teams.set_outside(staff_actor(town.city, "prevention"), team_id=team.id, how=how, address=address)
    made, clerk = report(category="litter"), town.city_clerk()
    reports.judge_incident(clerk, incident_id=made.incident_id, version=1, outcome="task_only", reason="Vuil")
    reports.give_task(clerk, incident_id=made.incident_id, team_id=team.id, what="Ruim het zwerfvuil op.")


def retire_points() -> None:
    ContactPoint.objects.update(retired_at=timezone.now())


ROOMS = {
    "meetings": Room(Notices, to_visitor, retire_points),
    "appointments": Room(AppointmentNotices, to_who_comes, lambda: Appointment.objects.update(contact_value=None)),
    "officers": Room(QuestionMessages, to_who_asks, lambda: Question.objects.update(contact_value=None)),
    "news": Room(NewsMails, to_subscriber, retire_points),
    "answers": Room(ReporterMessages, to_reporter, lambda: Report.objects.update(contact_value=b"not sealed by us")),
    "routing": Room(
        TaskDeliveries, to_outside_team, lambda: Team.objects.update(contact_value=b"not sealed by us"), False
    ),
}
every_room = pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)


def address() -> str:
    return f"an{next(_numbers)}@example.org"


@pytest.fixture
def town(db: None) -> Town:
    cache.clear()
    return make_town()


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Routes]:
    with time_machine.travel(NOON, tick=False):
        yield Routes.installed(monkeypatch)


def test_every_table_of_messages_is_in_this_table() -> None:
    assert {room.box().model for room in ROOMS.values()} == set(Outgoing.__subclasses__())


@every_room
def test_a_message_leaves_once_and_a_refused_one_stands_with_its_code(room: Room, town: Town, routes: Routes) -> None:
    to = address()
    room.put(town, to)
    assert [deliver(room.box(), NOON), deliver(room.box(), NOON)] == [1, 0]
    assert ([one.to for one in routes.sent], routes.channels) == ([to], ["email"])
    assert (room.row.state, room.row.channel, room.row.settled_at) == (MessageState.SENT, "email", NOON)
    room.put(town, address())
    routes.error = "smtp.550.5.1.1"
    deliver(room.box(), NOON)
    later = NOON + timedelta(hours=12)
    assert deliver(room.box(), later) == 0
    refused = room.box().model._default_manager.get(state=MessageState.FAILED)
    assert (refused.error, refused.tries) == ("smtp.550.5.1.1", 1)


@every_room
def test_where_the_route_is_down_it_goes_again_and_at_last_waits_for_a_person(
    room: Room, town: Town, routes: Routes
) -> None:
    room.put(town, address())
    routes.down, waits = True, room.box().waits
    for n, wait in enumerate(waits, 1):
        before = room.row.due_at
        assert deliver(room.box(), before) == 1
        row = room.row
        assert (row.state, row.error, row.tries, row.due_at) == ("waiting", "route.down", n, before + wait)
        assert deliver(room.box(), before + wait - timedelta(seconds=1)) == 0
    deliver(room.box(), room.row.due_at)
    assert room.row.state == MessageState.GIVEN_UP and room.row.did_not_arrive
    routes.down = False
    rows = room.box().model._default_manager.filter(id=room.row.id)
    assert outbox.send_again(rows, NOON) == 1
    deliver(room.box(), NOON)
    assert len(routes.sent) == 1 and room.row.state == MessageState.SENT


@every_room
def test_what_is_in_doubt_does_not_go_again_by_itself(room: Room, town: Town, routes: Routes) -> None:
    """In doubt because the provider cannot say, or because who took it up died before it was settled."""
    room.put(town, address())
    routes.state = "in_doubt"
    deliver(room.box(), NOON)
    room.put(town, address())
    (taken,) = outbox.claim(room.box(), NOON)
    assert deliver(room.box(), NOON + timedelta(minutes=5)) == 0
    deliver(room.box(), NOON + QUITE_DEAD)
    assert len(routes.sent) == 1
    states = room.box().model._default_manager.filter(due_at__lte=NOON).values_list("state", flat=True)
    assert list(states) == [MessageState.DOUBT] * 2
    outbox.settle(room.box(), [outbox.Became(taken, MessageState.SENT, "email")], NOON + QUITE_DEAD)
    taken.refresh_from_db()
    assert taken.state == MessageState.DOUBT, "who comes back after the lease settles nothing"


@every_room
def test_who_cannot_be_reached_or_stopped_gets_nothing_and_it_shows(room: Room, town: Town, routes: Routes) -> None:
    to = address()
    room.put(town, to)
    if room.can_be_stopped:
        point = contact_point_of("email", to) or make_contact_point(make_resident(), "email", to)
        tenant_id = room.row.tenant_id
        opt_out(system_actor([tenant_id]), contact_point_id=point.id, tenant_id=tenant_id)
    else:
        room.forget()
    deliver(room.box(), NOON)
    assert (room.row.state, room.row.error, routes.sent) == (MessageState.NOWHERE, NO_CONTACT, [])
    room.put(town, address())
    room.forget()
    deliver(room.box(), NOON)
    assert room.box().model._default_manager.filter(state=MessageState.NOWHERE).count() == 2 and routes.sent == []


def by_registration(town: Town, person: Any) -> None:
    register(town, person)


def by_report(town: Town, person: Any) -> None:
    reports.submit_report(actor_for(person.account), told=told("dumping", person_id=person.id))
    Report.objects.update(received_at=NOON - timedelta(hours=3))


@pytest.mark.parametrize(("name", "put"), [("meetings", by_registration), ("answers", by_report)])
def test_who_wants_it_quiet_hears_it_afterwards(
    name: str, put: Callable[[Town, Any], None], town: Town, routes: Routes
) -> None:
    """It is no try that failed; and where they also have a mailbox, which makes no sound, it does not wait."""
    box, quiet = ROOMS[name].box, {"quiet_from": time(11), "quiet_until": time(13)}
    person = resident("+32470123456", "sms", **quiet)
    put(town, person)
    assert deliver(box(), NOON) == 1 and routes.sent == []
    row = ROOMS[name].row
    assert (row.state, row.tries, row.due_at) == (MessageState.WAITING, 0, NOON + timedelta(hours=1))
    assert deliver(box(), row.due_at) == 1 and routes.channels == ["sms"]
    make_contact_point(person, "email", address())
    put(town, person)
    deliver(box(), NOON)
    assert routes.channels == ["sms", "email"]


def test_what_one_way_refuses_goes_over_the_next_and_a_row_that_cannot_be_written_stops_no_other(
    town: Town, routes: Routes, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = resident(address())
    make_contact_point(person, "sms", "+32470123456")
    register(town, person)
    routes.down = {"email"}
    deliver(Notices(), NOON)
    assert routes.channels == ["sms"]
    said = ReporterMessages.words

    def words(self: ReporterMessages, row: Any, way: Any) -> Any:
        if way.to.startswith("kapot"):
            raise KeyError("field")
        return said(self, row, way)

    monkeypatch.setattr(ReporterMessages, "words", words)
    routes.down = False
    for to in ("kapot@example.org", address()):
        to_reporter(town, to)
    deliver(ReporterMessages(), NOON)
    assert routes.channels == ["sms", "email"]
    states = ReporterMessages.model.objects.order_by("id").values_list("state", "error")
    assert list(states) == [(MessageState.FAILED, "message.malformed"), (MessageState.SENT, "")]


def test_a_system_that_counts_one_id_once_is_told_again_after_a_sender_died(town: Town, routes: Routes) -> None:
    to_outside_team(town, "https://ploeg.example/haken", "webhook")
    routes.state = "in_doubt"
    deliver(TaskDeliveries(), NOON)
    row = ROOMS["routing"].row
    assert row.state == MessageState.WAITING
    outbox.claim(TaskDeliveries(), row.due_at)
    routes.state = "handed_over"
    deliver(TaskDeliveries(), row.due_at + QUITE_DEAD)
    deliver(TaskDeliveries(), row.due_at + QUITE_DEAD + timedelta(hours=1))
    assert [one.key for one in routes.sent] == [row.id, row.id] and ROOMS["routing"].row.state == MessageState.SENT


class Mailbox:
    """A route that writes each message to a file, so that other processes see it; `dies_at` is when it kills its process."""

    def __init__(self, path: Path) -> None:
        self.path, self.dies_at = path, -1

    def __call__(self, channel: str) -> Mailbox:
        return self

    def send(self, window: Sequence[Message]) -> list[Answer]:
        for one in window:
            if len(self.sent) == self.dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
            with self.path.open("a") as file:
                file.write(f"{one.key}\n")
        return [Answer(one.key, "handed_over", "x") for one in window]

    @property
    def sent(self) -> list[str]:
        return self.path.read_text().split() if self.path.exists() else []


def killed(mailbox: Mailbox, box: Outbox[Any], now: datetime) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        mailbox.dies_at = 2
        try:
            deliver(box, now)
        finally:
            os._exit(1)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


@every_room
@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_killed_and_three_at_once_send_nothing_twice(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    town, mailbox = make_town(), Mailbox(tmp_path / "sent")
    monkeypatch.setattr("nabij.channels.handing.driver_for", mailbox)
    for _ in range(5):
        room.put(town, address())
    now, window = timezone.now(), room.box().window
    killed(mailbox, room.box(), now)
    assert len(mailbox.sent) == 2

    def work(_n: int) -> int:
        try:
            return deliver(room.box(), now + QUITE_DEAD)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == (2 if window == 1 else 0)
    assert len(mailbox.sent) == len(set(mailbox.sent)) == (4 if window == 1 else 2)
    doubtful = room.box().model._default_manager.filter(state=MessageState.DOUBT).count()
    assert doubtful == min(window, 5), "what went together stands in doubt together, and nothing else does"
