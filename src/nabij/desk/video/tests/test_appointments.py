"""An appointment by video has its link: on its page, open by the clock, moved along with it, dead with it."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from nabij.desk.appointments import actions
from nabij.desk.appointments.models import Appointment
from nabij.desk.appointments.tests.factories import make_appointment, next_monday
from nabij.desk.counters.models import Offer
from nabij.desk.counters.tests.factories import make_counter, make_offer
from nabij.desk.video.models import MeetingLink
from nabij.desk.video.tests.factories import NUMBER, SERVER, open_desk
from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports.told import Contact
from nabij.tenants.actor import PUBLIC

pytestmark = pytest.mark.django_db


def offer_by_video(**chosen: object) -> Offer:
    return make_offer(make_counter(open_desk(**chosen)), ways=["person", "video"])


def link_on(page: str, client: Client | None = None) -> str:
    shown = (client or Client()).get(page).content.decode()
    found = re.search(r'href="http://localhost:8000(/beeld/[^"]+)"', shown)
    return found[1] if found else ""


def test_the_link_stands_on_the_page_and_follows_the_appointment() -> None:
    offer = offer_by_video()
    booked = make_appointment(offer, way="video", contact=Contact("sms", NUMBER))
    page = f"/afspraak/code/{booked.code}/"
    link = link_on(page)
    assert link
    assert Client().get(link).status_code == 200, "not open yet"
    later = next_monday(10)
    actions.move(
        PUBLIC, appointment_id=booked.appointment_id, code=booked.code, counter_id=offer.counter_id, starts_at=later
    )
    assert link_on(page) == link
    with time_machine.travel(next_monday(9), tick=False):
        assert Client().get(link).status_code == 200, "the old hour opens nothing"
    with time_machine.travel(later - timedelta(minutes=9), tick=False):
        assert Client().get(link)["Location"].startswith(SERVER)
        staff = sign_in(Client(), make_staff(offer.tenant, "desk_clerk"))
        theirs = link_on(f"/loketten/afspraken/{booked.appointment_id}/", staff)
        assert theirs not in ("", link)
        assert urlsplit(staff.get(theirs)["Location"]).path == urlsplit(Client().get(link)["Location"]).path
    actions.cancel(PUBLIC, appointment_id=booked.appointment_id, code=booked.code)
    with time_machine.travel(later, tick=False):
        assert Client().get(link).status_code == 410


def test_an_appointment_at_the_counter_has_no_link() -> None:
    booked = make_appointment(offer_by_video())
    assert link_on(f"/afspraak/code/{booked.code}/") == ""
    assert not MeetingLink.objects.exists()


def test_without_a_meeting_server_no_link_is_promised_and_it_comes_with_the_server() -> None:
    offer = offer_by_video(server="")
    booked = make_appointment(offer, way="video")
    assert link_on(f"/afspraak/code/{booked.code}/") == ""
    open_desk(offer.tenant)
    assert link_on(f"/afspraak/code/{booked.code}/")
    assert Appointment.objects.get().way == "video"
