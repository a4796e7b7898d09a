"""The pages of meetings by real requests: staff, a coordinator, residents, visitors, and nobody of another zone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from nabij.audit.models import AuditRow
from nabij.meetings import actions, queries
from nabij.meetings.models import Meeting, Registration
from nabij.meetings.tests.factories import HALL, make_meeting, soon
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import make_network, mandate
from nabij.people.models import AccountKind
from nabij.people.serving import HELPING
from nabij.people.tests.factories import grant, make_account, make_resident, make_staff, make_tenant, sign_in
from nabij.tenants.actor import system_actor
from nabij.tenants.keys import new_id
from nabij.tenants.working_days import BRUSSELS

pytestmark = pytest.mark.django_db


def staff(tenant: Any, role: str = "mandated_officer") -> Client:
    return sign_in(Client(), make_staff(tenant, role))


def content(response: Any) -> str:
    return str(response.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"meetings:{name}", args=args)


def typed(**changes: Any) -> dict[str, Any]:
    start = soon().astimezone(BRUSSELS)
    return {
        "kind": "information", "title": "Infoavond inbraak", "explanation": "Iedereen welkom",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "hall": "Buurthuis", "address": HALL.address, "lon": HALL.lon, "lat": HALL.lat, "public": "on",
        "with_registration": "on", "seats": "40",
    } | changes  # fmt: skip


def test_staff_calls_a_meeting_about_a_network_and_changes_it() -> None:
    zone = make_tenant()
    network = make_network(zone)
    officer = staff(zone)
    assert officer.get(url("new")).status_code == 200
    answer = officer.post(url("new"), typed(about=[str(network.id)]))
    meeting = Meeting.objects.get()
    assert answer["Location"] == url("meeting", meeting.id)
    assert (meeting.about, meeting.address) == (
        [network.id],
        f"Buurthuis, {HALL.address}" if "Buurthuis" not in HALL.address else HALL.address,
    )
    assert network.name in content(officer.get(url("meeting", meeting.id)))
    assert officer.post(url("change", meeting.id), typed(title="Anders")).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.sequence) == ("Anders", 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": "2027-03-28T02:30"}, "bestaat niet"),
        ({"starts_at": "2027-10-31T02:30"}, "twee keer"),
        ({"starts_at": "2020-01-01T10:00"}, "eindigen nadat|voorbij|zestien"),
        ({"starts_at": "straks"}, "dag en een uur"),
        ({"address": "", "lon": "", "lat": ""}, "adres uit de lijst"),
        ({"title": ""}, "titel"),
        ({"seats": "10", "with_registration": ""}, "vraagt inschrijving"),
    ],
)
def test_what_is_wrong_stands_on_the_form(changes: dict[str, str], words: str) -> None:
    answer = staff(make_tenant()).post(url("new"), typed(**changes))
    assert answer.status_code == 422
    assert any(word in content(answer) for word in words.split("|"))
    assert not Meeting.objects.exists()


def test_a_coordinator_calls_one_and_finds_only_the_own() -> None:
    zone = make_tenant()
    mine, theirs = make_network(zone), make_network(zone)
    account = make_account(AccountKind.RESIDENT)
    grant(account, zone, "coordinator")
    mandate(mine, MandateRole.COORDINATOR, account.id)
    coordinator = sign_in(Client(), account)
    assert coordinator.post(url("new"), typed()).status_code == 422
    assert coordinator.post(url("new"), typed(about=[str(theirs.id)])).status_code == 422
    assert coordinator.post(url("new"), typed(about=[str(mine.id)])).status_code == 302
    make_meeting(zone, theirs.id, title="Van een ander")
    page = content(coordinator.get(url("list")))
    assert "Infoavond inbraak" in page
    assert "Van een ander" not in page


def test_at_the_door_the_list_is_ticked_the_evening_counted_and_its_report_made_public() -> None:
    zone = make_tenant()
    officer, meeting = staff(zone), make_meeting(zone, with_registration=True, kind="decision")
    step = url("step", meeting.id)
    assert officer.post(step, {"deed": "name", "name-name": "", "name-registered_by": "paper"}).status_code == 422
    for name in ("Jef Claes", "Ria Maes"):
        assert officer.post(step, {"deed": "name", "name-name": name, "name-registered_by": "paper"}).status_code == 302
    rows = list(Registration.objects.order_by("id"))
    assert officer.post(step, {"deed": "came", "listed": [str(rows[0].id)]}).status_code == 422
    with time_machine.travel(meeting.starts_at, tick=False):
        officer = staff(zone)
        page = content(officer.get(url("meeting", meeting.id)))
        assert "Jef Claes" in page
        listed = {"deed": "came", "listed": [str(row.id) for row in rows], "came": [str(rows[0].id)]}
        assert officer.post(step, listed).status_code == 302
        held = {
            "deed": "hold",
            "held-guests": "12",
            "held-votes_for": "9",
            "held-votes_against": "1",
            "held-votes_abstained": "2",
        }
        assert officer.post(step, held | {"held-votes_for": "90"}).status_code == 422
        assert officer.post(step, held).status_code == 302
        assert officer.post(step, {"deed": "publish"}).status_code == 422
        assert officer.post(step, {"deed": "report", "report-report": "Het netwerk begint."}).status_code == 302
        assert "Het netwerk begint." not in content(Client().get(url("public", meeting.id)))
        assert officer.post(step, {"deed": "publish"}).status_code == 302
        assert "Het netwerk begint." in content(Client().get(url("public", meeting.id)))
        assert "13" in content(officer.get(url("meeting", meeting.id)))
    assert officer.post(step, {"deed": "nothing"}).status_code in (302, 404)


@pytest.mark.django_db(transaction=True)
def test_who_opens_the_list_at_the_door_is_on_record() -> None:
    zone = make_tenant()
    meeting = make_meeting(zone, with_registration=True)
    actions.register_by_name(system_actor([zone.id]), meeting_id=meeting.id, name="Jef Claes", registered_by="paper")
    assert "Jef Claes" in content(staff(zone).get(url("meeting", meeting.id)))
    row = AuditRow.objects.get(verb="consult")
    assert (row.target, row.target_id, row.reason) == ("meetings.visitors", meeting.id, "lijst aan de deur")


def test_a_cancelled_meeting_says_why_on_its_page() -> None:
    zone = make_tenant()
    meeting = make_meeting(zone)
    officer = staff(zone)
    assert officer.post(url("step", meeting.id), {"deed": "cancel", "cancel-reason": " "}).status_code == 422
    assert (
        officer.post(url("step", meeting.id), {"deed": "cancel", "cancel-reason": "De zaal lekt."}).status_code == 302
    )
    assert "De zaal lekt." in content(Client().get(url("public", meeting.id)))
    assert officer.post(url("change", meeting.id), typed()).status_code == 422


def test_a_visitor_signs_in_and_registers_in_one_tap() -> None:
    meeting = make_meeting(make_tenant(), with_registration=True, seats=1)
    seat = url("seat", meeting.id)
    assert seat in content(Client().get(url("public", meeting.id)))
    answer = Client().post(seat)
    assert answer["Location"].startswith("/mijn/aanmelden/")
    person = make_resident("An")
    resident = sign_in(Client(), person.account)  # type: ignore[arg-type]
    assert resident.post(seat).status_code == 302
    assert "Infoavond" in content(resident.get(url("mine")))
    other = sign_in(Client(), make_resident().account)  # type: ignore[arg-type]
    full = other.post(seat)
    assert (full.status_code, "bezet" in content(full)) == (422, True)
    assert other.post(seat, {"deed": "leave"}).status_code == 404
    assert resident.post(seat, {"deed": "leave"}).status_code == 302
    assert other.post(seat).status_code == 302


def test_staff_registers_somebody_whom_it_helps_and_nobody_else() -> None:
    zone = make_tenant()
    meeting, person = make_meeting(zone, with_registration=True), make_resident("An")
    clerk = staff(zone, "desk_clerk")
    seat = url("helped_seat", person.id, meeting.id)
    assert clerk.post(seat).status_code == 404
    session = clerk.session
    session[HELPING] = {"person": str(person.id), "reason": "phone"}
    session.save()
    assert clerk.get(url("helped_mine", person.id)).status_code == 200
    assert clerk.post(seat).status_code == 302
    assert Registration.objects.get().registered_by == "phone"


def test_a_closed_meeting_is_on_no_public_page() -> None:
    closed = make_meeting(make_tenant(), public=False, title="Stuurgroep")
    assert Client().get(url("public", closed.id)).status_code == 404
    assert "Stuurgroep" not in content(Client().get(url("public_list")))


def test_what_is_of_another_zone_is_as_unknown_as_what_does_not_exist() -> None:
    meeting = make_meeting(make_tenant())
    stranger = staff(make_tenant())
    for unknown in (meeting.id, new_id()):
        for path in (
            url("meeting", unknown), url("change", unknown), url("letter", unknown, "nl"),
            url("poster", unknown, "a4", "nl"), url("report", unknown, "nl"),
        ):  # fmt: skip
            assert stranger.get(path).status_code == 404
        assert stranger.post(url("step", unknown), {"deed": "cancel"}).status_code == 404
    assert "Infoavond" not in content(stranger.get(url("list")))


def test_paper_is_only_for_languages_and_sizes_that_there_are() -> None:
    zone = make_tenant()
    meeting, officer = make_meeting(zone), staff(zone)
    assert officer.get(url("poster", meeting.id, "a4", "fr")).content.startswith(b"%PDF")
    assert officer.get(url("letter", meeting.id, "de")).content.startswith(b"%PDF")
    assert officer.get(url("poster", meeting.id, "a9", "fr")).status_code == 404
    assert officer.get(url("letter", meeting.id, "xx")).status_code == 404
    assert officer.get(url("letter", meeting.id, "nl") + "?wijk=nergens").status_code == 404


def test_lists_ask_the_same_number_of_questions_whatever_their_length(django_assert_max_num_queries: Any) -> None:
    zone = make_tenant()
    for _ in range(12):
        actions.register_by_name(
            system_actor([zone.id]),
            meeting_id=make_meeting(zone, with_registration=True).id,
            name="Jef",
            registered_by="paper",
        )
    officer = staff(zone)
    one = queries.public_meetings(soon(-1))[0]
    for path, most in ((url("list"), 15), (url("public_list"), 15), (url("meeting", one.id), 18)):
        with django_assert_max_num_queries(most):
            assert officer.get(path).status_code == 200
