"""Messages about meetings: in the language of the reader, once, again when a route was down, and never at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from nabij.channels.outbox.tests.routes import Routes
from nabij.meetings import actions, queries
from nabij.meetings.models import Notice
from nabij.meetings.tasks import deliver
from nabij.meetings.tests.factories import HALL, make_meeting, soon
from nabij.people.actions import opt_out
from nabij.people.models import Person
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_contact_point, make_resident, make_tenant, staff_actor
from nabij.tenants.working_days import BRUSSELS

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=BRUSSELS)


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Routes]:
    with time_machine.travel(NOON, tick=False):
        yield Routes.installed(monkeypatch)


def registered(language: str = "nl", *kinds: str, **fields: Any) -> tuple[Any, Person]:
    meeting = make_meeting(make_tenant(), with_registration=True, starts_at=soon(10))
    person = make_resident()
    for kind in kinds or ("email",):
        make_contact_point(person, kind, language=language, **fields)
    actions.register(actor_for(person.account), meeting_id=meeting.id, person_id=person.id)  # type: ignore[arg-type]
    return meeting, person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Je bent ingeschreven"),
        ("fr", "Vous êtes inscrit"),
        ("de", "Sie sind angemeldet"),
        ("en", "You are registered"),
    ],
)
def test_a_confirmation_comes_once_in_the_language_of_the_reader(routes: Routes, language: str, words: str) -> None:
    meeting, _person = registered(language)
    assert deliver(timezone.now()) == 1
    assert deliver(timezone.now()) == 0
    (sent,) = routes.sent
    assert words in sent.subject
    assert f"/bijeenkomsten/{meeting.id}/" in sent.text
    assert sent.language == language
    assert Notice.objects.get(kind="confirmation").state == "sent"


@pytest.mark.django_db
def test_a_reminder_comes_the_day_before_and_not_for_who_left(routes: Routes) -> None:
    meeting, _person = registered()
    deliver(timezone.now())
    assert deliver(meeting.starts_at - timedelta(days=1, hours=12)) == 0
    eve = (meeting.starts_at - timedelta(days=1)).astimezone(BRUSSELS).replace(hour=10, minute=1)
    assert deliver(eve) == 1
    assert routes.sent[-1].subject.startswith("Morgen")
    other, leaver = registered()
    seat = queries.seat(actor_for(leaver.account), leaver.id, other.id)  # type: ignore[arg-type]
    assert seat is not None
    actions.unregister(actor_for(leaver.account), registration_id=seat)  # type: ignore[arg-type]
    assert deliver(eve) == 0


@pytest.mark.django_db
def test_where_every_route_is_down_it_waits_goes_again_and_at_last_stands_as_failed(routes: Routes) -> None:
    registered("nl", "email", "sms")
    routes.down = True
    now = timezone.now()
    deliver(now)
    row = Notice.objects.get(kind="confirmation")
    assert (row.state, row.tries) == ("waiting", 1)
    routes.down = {"email"}
    assert deliver(now + timedelta(minutes=1)) == 0
    assert deliver(now + timedelta(minutes=3)) == 1
    row.refresh_from_db()
    assert (row.state, row.channel) == ("sent", "sms")


@pytest.mark.django_db
def test_what_never_finds_a_route_is_visible_and_can_be_sent_again_by_staff(routes: Routes) -> None:
    meeting, _person = registered()
    routes.down = True
    now = timezone.now()
    for hours in range(20):
        deliver(now + timedelta(hours=hours))
    officer = staff_actor(meeting.tenant, "mandated_officer")
    assert queries.notices(meeting)["confirmation"] == {"given_up": 1}
    routes.down = False
    assert actions.send_again(officer, meeting_id=meeting.id) == 1
    deliver(timezone.now())
    assert queries.notices(meeting)["confirmation"] == {"sent": 1}


@pytest.mark.django_db
def test_a_change_at_night_waits_for_the_morning_and_a_confirmation_does_not(routes: Routes) -> None:
    meeting, _person = registered()
    night = timezone.now().astimezone(BRUSSELS).replace(hour=23)
    assert deliver(night) == 1
    later = soon(12)
    actions.change_meeting(
        staff_actor(meeting.tenant, "mandated_officer"), meeting_id=meeting.id, title="Infoavond", starts_at=later,
        ends_at=later + timedelta(hours=2), place=HALL, public=True, with_registration=True,
    )  # fmt: skip
    assert deliver(night) == 0
    assert deliver(night + timedelta(hours=9, minutes=5)) == 1
    assert routes.sent[-1].subject.startswith("Nieuw uur")


@pytest.mark.django_db
def test_who_said_stop_hears_nothing_and_the_page_says_so(routes: Routes) -> None:
    meeting, person = registered()
    point = person.contact_points.get()
    opt_out(actor_for(person.account), contact_point_id=point.id, tenant_id=meeting.tenant_id)  # type: ignore[arg-type]
    deliver(timezone.now())
    assert routes.sent == []
    assert Notice.objects.get(kind="confirmation").state == "nowhere"
