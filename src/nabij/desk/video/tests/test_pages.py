"""The doors of the video desk, asked as a browser asks them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.audit.models import AuditDetail, AuditRow
from nabij.desk.video.actions.links import LINK
from nabij.desk.video.models import Ring, RingBack, RingBackState, RingState, VideoDuty
from nabij.desk.video.tests.factories import NUMBER, SERVER, offer_of, on_duty, open_desk, ring, to_ring_back
from nabij.desk.video.tokens import token_of
from nabij.desk.video.views import public
from nabij.desk.video.views.public import RING, RING_BACK
from nabij.people.models import Account
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_person, make_resident, make_staff, make_tenant, sign_in
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant, TenantKind

pytestmark = pytest.mark.django_db
KEY = "a key of thirty-two characters!!"
MOST_QUERIES = 15


def asked(zone: Tenant, **given: str) -> dict[str, str]:
    return {"where": zone.code, "topic": "saw", "language": "nl", "name": "Rita Goossens"} | given


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_resident_rings_waits_and_comes_into_the_room() -> None:
    zone, client = open_desk(), Client()
    clerk = sign_in(Client(), on_duty(zone))
    assert 'href="tel:101"' in body(client.get("/beeld/"))
    answer = client.post("/beeld/", asked(zone))
    assert answer.status_code == 302
    waiting = answer["Location"]
    assert "Je bent de eerste" in body(client.get(waiting))
    listed = body(clerk.get("/beeld/balie/nu"))
    assert "Rita Goossens" in listed
    found = Ring.objects.get()
    talk = clerk.post(f"/beeld/balie/{offer_of(found).id}/neem")["Location"]
    shown = body(client.get(f"{waiting}nu"))
    (link,) = re.findall(r'href="http://localhost:8000(/beeld/[^"]+)"', shown)
    entered = client.get(link)
    assert entered.status_code == 302
    assert entered["Location"].startswith(f"{SERVER}/nabij-")
    assert entered["Referrer-Policy"] == "no-referrer"
    (theirs,) = re.findall(r'href="http://localhost:8000(/beeld/[^"]+)"', body(clerk.get(talk)))
    assert clerk.get(theirs)["Location"] == entered["Location"]
    assert clerk.post(talk).status_code == 302
    assert client.get(link).status_code == 410
    assert "afgelopen" in body(client.get(waiting))


def test_who_is_in_danger_is_sent_to_the_telephone_and_nothing_is_stored() -> None:
    zone = open_desk()
    on_duty(zone)
    answer = Client().post("/beeld/", asked(zone, topic="danger"))
    assert answer.status_code == 200
    assert 'href="tel:101"' in body(answer)
    assert not Ring.objects.exists()


@pytest.mark.parametrize("wrong", [{"topic": "x"}, {"where": "x"}, {"language": "x"}, {"topic": "town_hall"}])
def test_a_wrong_answer_gets_a_sentence_and_rings_nobody(wrong: dict[str, str]) -> None:
    zone = open_desk()
    on_duty(zone)
    answer = Client().post("/beeld/", asked(zone, **wrong))
    assert answer.status_code == 422
    assert not Ring.objects.exists()


def test_a_city_with_its_own_video_desk_gets_its_own_questions() -> None:
    zone = open_desk()
    city = open_desk(make_tenant(TenantKind.MUNICIPALITY, zone))
    on_duty(city)
    on_duty(zone)
    client = Client()
    client.post("/beeld/", asked(city, topic="town_hall"))
    client.post("/beeld/", asked(city, topic="saw"))
    assert {(one.tenant_id, one.municipality) for one in Ring.objects.all()} == {
        (city.id, city.code),
        (zone.id, city.code),
    }


def test_without_a_meeting_server_the_door_says_so_and_offers_telephone_and_ring_back() -> None:
    zone = open_desk(server="", phone="+3250123456")
    shown = body(Client().get("/beeld/"))
    assert 'href="tel:+3250123456"' in shown
    assert "050 12 34 56" in shown
    assert 'href="/beeld/terugbellen/"' in shown
    assert 'name="topic"' not in shown
    assert Client().post("/beeld/", asked(zone)).status_code == 422
    assert not Ring.objects.exists()


def test_addresses_cannot_be_guessed_or_used_for_something_else() -> None:
    zone = open_desk()
    on_duty(zone)
    found = ring(zone)
    real = token_of(RING, found.id)
    for token in (
        "x" * 43,
        *(real[:-1] + other for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if other != real[-1]),
        token_of(LINK, found.id),
        "é",
        token_of(RING, new_id()),
    ):
        assert Client().get(f"/beeld/wacht/{token}/").status_code == 404
    for path in (f"/beeld/{real}/", f"/beeld/terugbellen/{real}/"):
        assert Client().get(path).status_code == 404
    assert Client().get(f"/beeld/wacht/{real}/").status_code == 200


def test_who_waits_can_stop_or_leave_a_number() -> None:
    zone, client = open_desk(), Client()
    on_duty(zone)
    first = client.post("/beeld/", asked(zone))["Location"]
    assert client.post(first).status_code == 302
    assert Ring.objects.get().state == RingState.CANCELLED
    second = client.post("/beeld/", asked(zone))["Location"]
    assert client.post(second, {"number": "12"}).status_code == 422
    assert Ring.objects.filter(state=RingState.RINGING).count() == 1
    page = client.post(second, {"number": NUMBER})["Location"]
    row = RingBack.objects.get()
    assert (row.ring_id, row.state) == (Ring.objects.latest("started_at").id, RingBackState.OPEN)
    assert not Ring.objects.filter(state=RingState.RINGING).exists()
    assert NUMBER.replace(" ", "") not in page
    assert "We bellen je terug" in body(client.get(page))
    client.post(page)
    row.refresh_from_db()
    assert (row.state, row.contact_value) == (RingBackState.WITHDRAWN, None)


def test_the_page_of_who_waits_ends_kindly_and_rings_again_with_one_tap() -> None:
    zone, client = open_desk(), Client()
    first = client.post("/beeld/", asked(zone, number=NUMBER))["Location"]
    assert "We bellen je terug op je nummer" in body(client.get(first)), "nobody is there"
    assert client.get(f"{first}nu")["HX-Refresh"] == "true"
    on_duty(zone)
    second = client.post(first, {"again": "1"})["Location"]
    assert second != first
    assert "We bellen nu" in body(client.get(second))
    assert Ring.objects.latest("started_at").topic == "saw"
    assert client.post("/beeld/", asked(zone, number="12")).status_code == 422


def test_without_scripts_a_number_is_typed_on_a_page_that_stays_as_it_is() -> None:
    zone, client = open_desk(), Client()
    on_duty(zone)
    page = client.post("/beeld/", asked(zone))["Location"]
    assert '<meta http-equiv="refresh"' in body(client.get(page))
    assert '<meta http-equiv="refresh"' not in body(client.get(f"{page}?nummer=1"))


def test_a_ring_back_is_a_task_with_a_term_and_late_ones_show() -> None:
    zone = open_desk()
    clerk = sign_in(Client(), make_staff(zone, "desk_clerk"))
    row = to_ring_back(zone)
    RingBack.objects.filter(id=row.id).update(due_at=timezone.now() - timedelta(minutes=1))
    assert "te laat" in body(clerk.get("/beeld/balie/"))
    page = f"/beeld/balie/terugbellen/{row.id}/"
    assert "0470 12 34 56" in body(clerk.get(page))
    assert AuditRow.objects.filter(verb="consult", target_id=row.id, reason__gt="").count() == 1
    assert clerk.post(page, {"outcome": "not_reached"}).status_code == 422
    for _try in range(3):
        clerk.post(page, {"outcome": "again"})
    assert clerk.post(page, {"outcome": "not_reached"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.tries) == (RingBackState.NOT_REACHED, 3)
    assert clerk.post(page, {"outcome": "reached"}).status_code == 422


def test_staff_has_a_caller_called_back() -> None:
    zone = open_desk()
    client = sign_in(Client(), make_staff(zone, "desk_clerk"))
    person = make_person(name="Greet De Smet")
    page = f"/hulp/{person.id}/terugbellen/"
    assert client.get(page).status_code == 404, "only who was looked up with a reason"
    session = client.session
    session[HELPING] = {"person": str(person.id), "reason": "phone"}
    session.save()
    assert client.get(page).status_code == 200
    given = {"where": zone.code, "topic": "case", "language": "fr", "number": NUMBER, "name": "Greet"}
    assert client.post(page, given | {"number": "1"}).status_code == 422
    assert client.post(page, given).status_code == 302
    assert RingBack.objects.get().asked_how == "phone"
    assert AuditRow.objects.get(verb="desk.ask_ring_back").on_behalf_of == person.id


def test_who_is_signed_in_asks_it_from_their_own_page() -> None:
    zone, person = open_desk(), make_resident("Marc Wouters")
    client = sign_in(Client(), Account.objects.get(id=person.account_id))
    assert "/mijn/terugbellen/" in body(client.get("/mijn/"))
    given = {"where": zone.code, "topic": "case", "language": "nl", "number": NUMBER, "name": ""}
    assert client.post("/mijn/terugbellen/", given).status_code == 302
    assert (RingBack.objects.get().asked_how, RingBack.objects.get().name) == ("online", None)


def test_another_zone_finds_nothing() -> None:
    zone = open_desk()
    on_duty(zone)
    found = ring(zone)
    offer, row = offer_of(found), to_ring_back(zone)
    duty = VideoDuty.objects.get()
    stranger = sign_in(Client(), make_staff(open_desk(), "desk_clerk", "administrator"))
    assert "Rita" not in body(stranger.get("/beeld/balie/nu"))
    assert zone.name not in body(stranger.get(f"/beeld/balie/cijfers?dienst={zone.slug}"))
    for path in (f"/beeld/balie/terugbellen/{row.id}/", f"/beeld/balie/{offer.id}/"):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, {"outcome": "reached"}).status_code == 404
    assert stranger.post(f"/beeld/balie/{offer.id}/neem").status_code == 404
    assert stranger.post(f"/beeld/balie/rooster/{duty.id}/weg").status_code == 404
    assert Ring.objects.get().state == RingState.RINGING


def test_nobody_has_the_police_call_somebody_else_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many addresses it comes from, and however the number is written."""
    monkeypatch.setattr(public, "MOST_CALLS_A_DAY", 2)
    zone = open_desk()
    typed = {"where": zone.code, "topic": "case", "language": "nl"}
    written = ("0479 11 22 33", "+32 479 11 22 33", "0479/11.22.33")
    answers = [
        Client(REMOTE_ADDR=f"203.0.113.{turn}").post("/beeld/terugbellen/", typed | {"number": number}).status_code
        for turn, number in enumerate(written)
    ]
    assert answers == [302, 302, 422]
    assert RingBack.objects.count() == 2


def test_nothing_on_record_names_who_rang() -> None:
    zone, client = open_desk(), Client()
    on_duty(zone)
    waiting = client.post("/beeld/", asked(zone))["Location"]
    client.post(waiting, {"number": NUMBER})
    written = json.dumps([row.payload for row in AuditDetail.objects.all()])
    assert written != "[]"
    assert "Rita" not in written
    assert "470123456" not in written
    assert b"Rita" not in bytes(RingBack.objects.get().contact_value)


def test_the_figures_say_how_many_were_answered_and_how_fast() -> None:
    zone = open_desk(target_s=60, target_share=80)
    started = timezone.now() - timedelta(days=1)
    for number in range(10):
        answered = started + timedelta(seconds=20 if number < 6 else 200) if number < 8 else None
        Ring.objects.create(
            tenant=zone, topic="saw", started_at=started, seen_at=started, step_at=started, ended_at=started,
            state=RingState.DONE if answered else RingState.UNANSWERED, answered_at=answered, answered_tenant=zone.id,
        )  # fmt: skip
    clerk = sign_in(Client(), make_staff(zone, "desk_clerk"))
    with CaptureQueriesContext(
        connection,
    ) as asked_queries:
        shown = body(clerk.get("/beeld/balie/cijfers"))
    assert len(asked_queries) <= MOST_QUERIES
    assert "80 %" in shown
    assert "60 %" in shown
    assert "Het doel is niet gehaald" in shown
    assert shown.count("20 seconden") == 2, "the median of the day, and of four weeks"


def test_the_page_of_rings_takes_as_many_queries_for_one_as_for_twenty() -> None:
    zone = open_desk()
    clerk = sign_in(Client(), on_duty(zone))
    clerk.get("/beeld/balie/")
    counts = []
    for more in (1, 19):
        for _number in range(more):
            ring(zone)
            to_ring_back(zone)
        with CaptureQueriesContext(connection) as asked_queries:
            assert clerk.get("/beeld/balie/").status_code == 200
        counts.append(len(asked_queries))
    assert counts[0] == counts[1] <= MOST_QUERIES
    found = Ring.objects.first()
    assert found is not None
    with CaptureQueriesContext(connection) as asked_queries:
        Client().get(f"/beeld/wacht/{token_of(RING, found.id)}/nu")
    assert len(asked_queries) <= MOST_QUERIES


def test_an_address_of_a_ring_back_is_its_own() -> None:
    row = to_ring_back(open_desk())
    assert Client().get(f"/beeld/terugbellen/{token_of(RING_BACK, row.id)}/").status_code == 200
    assert Client().get(f"/beeld/terugbellen/{token_of(RING, row.id)}/").status_code == 404


def test_the_same_address_may_not_ring_without_end() -> None:
    zone = open_desk()
    client = Client(REMOTE_ADDR="192.0.2.7")
    answers = [client.post("/beeld/", asked(zone)).status_code for _number in range(11)]
    assert answers == [302] * 10 + [422]
