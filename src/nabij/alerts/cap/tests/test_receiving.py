"""The door for CAP messages of others: always a draft that waits for a person, and every refusal kept with its sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import shapely
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nabij.alerts import actions as alerts
from nabij.alerts import queries
from nabij.alerts.cap.message import Area, Circle, Message, Pair, Resource
from nabij.alerts.cap.models import CapMessage
from nabij.alerts.cap.parsing import LARGEST_BYTES
from nabij.alerts.cap.signing import certificate, fingerprint, sign
from nabij.alerts.cap.tests import samples
from nabij.alerts.cap.tests.sources import key_of
from nabij.alerts.cap.values import MOST_CORNERS
from nabij.alerts.cap.writer import write
from nabij.alerts.forms import draft_of
from nabij.alerts.models import Alert, SentCopy
from nabij.alerts.rules.whom import whom
from nabij.alerts.tests.factories import Zone, approve, make_zone, neighbour_of
from nabij.people.queries import actor_for
from nabij.people.tests.factories import make_staff, sign_in
from nabij.reports.tests.factories import HERE
from nabij.tenants.errors import Refused

pytestmark = pytest.mark.django_db
NEAR = tuple(
    (HERE.lat + lat, HERE.lon + lon) for lat, lon in ((-0.01, -0.01), (-0.01, 0.01), (0.01, 0.01), (-0.01, -0.01))
)


def near(*areas: Area, **changes: Any) -> Message:
    """A message about where the members of the zone live."""
    info = replace(samples.message().infos[0], areas=areas or (Area("Omgeving van de markt", (NEAR,)),), **changes)
    return samples.message(infos=(info,))


def post(key: str, content: bytes, query: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    return Client().post(f"/cap/in/{query}", content, content_type="application/cap+xml", headers=headers)


def drafted(answer: Any) -> Alert:
    assert answer.status_code == 201, answer.content
    return Alert.objects.get(id=CapMessage.objects.get(id=answer.json()["id"]).alert_id)


def refused(answer: Any) -> str:
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    row = CapMessage.objects.order_by("-id")[0]
    assert row.verdict == "refused" and row.sentence == answer.json()["detail"]
    return str(row.sentence)


def test_a_message_becomes_a_draft_with_its_texts_and_area_and_nothing_leaves() -> None:
    zone = make_zone()
    alert = drafted(post(key_of(zone), write(near())))
    assert (alert.state, alert.kind, alert.sent_at, alert.training) == ("draft", "crisis", None, False)
    assert alert.texts["nl"]["subject"] == "Brand met veel rook"
    assert "Sluit ramen en deuren." in alert.texts["nl"]["body"]
    assert queries.measure(alert).size.households == 3
    assert SentCopy.objects.count() == 0


def test_the_composer_shows_where_it_came_from() -> None:
    zone = make_zone(cap_trusted=[fingerprint(certificate())])
    remark = near(resources=(Resource("Plan", "application/pdf", uri="https://hvz.example/plan.pdf"),))
    alert = drafted(post(key_of(zone), sign(remark)))
    page = sign_in(Client(), zone.writer).get(reverse("alerts:edit", args=[alert.id])).content.decode()
    for said in (
        "Hulpverleningszone",
        "hvz@example.be",
        "Brand met veel rook",
        "https://hvz.example/plan.pdf",
        "brand-1",
    ):
        assert said in page
    assert CapMessage.objects.get().signature["state"] == "known"


def test_the_same_message_again_gives_the_same_answer_once() -> None:
    zone = make_zone()
    key, content = key_of(zone), write(near())
    first, again = post(key, content), post(key, content)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Alert.objects.count() == CapMessage.objects.count() == 1


def test_another_text_under_the_same_identifier_is_refused() -> None:
    zone = make_zone()
    key = key_of(zone)
    post(key, write(near()))
    refused(post(key, write(near(headline="Iets anders"))))
    refused(post(key_of(zone, name="Ander systeem"), write(near())))
    assert Alert.objects.count() == 1


def later(first: Message, msg_type: str, **changes: Any) -> Message:
    """What follows a message of the same sender."""
    values = {"identifier": f"{first.identifier}.{msg_type}", "references": (first.reference,), "msg_type": msg_type}
    return replace(first, **(values | changes))


@pytest.mark.parametrize("msg_type", ["Update", "Cancel"])
def test_what_follows_nothing_that_we_know_of_this_sender_is_refused(msg_type: str) -> None:
    zone, first = make_zone(), near()
    refused(post(key_of(zone), write(later(first, msg_type))))
    post(key_of(zone), write(first))
    other = replace(later(first, msg_type), sender="iemand@anders.be")
    refused(post(key_of(zone), write(other)))
    assert Alert.objects.count() == 1


def test_another_key_cannot_update_the_message_of_a_source() -> None:
    zone, first = make_zone(), near()
    post(key_of(zone), write(first))
    refused(post(key_of(zone, name="Ander systeem"), write(later(first, "Update"))))


def test_an_update_before_sending_is_a_newer_draft_and_the_older_one_says_so() -> None:
    zone, first = make_zone(), near()
    key = key_of(zone)
    older = drafted(post(key, write(first)))
    newer = drafted(post(key, write(later(first, "Update"))))
    assert newer.id != older.id and newer.message_type == "alert"
    page = sign_in(Client(), zone.writer).get(reverse("alerts:edit", args=[older.id])).content.decode()
    assert reverse("alerts:alert", args=[newer.id]) in page


def test_a_cancel_before_sending_needs_no_draft_and_the_draft_says_so() -> None:
    zone, first = make_zone(), near()
    key = key_of(zone)
    alert = drafted(post(key, write(first)))
    answer = post(key, write(later(first, "Cancel")))
    assert answer.status_code == 202 and answer.json()["verdict"] == "noted"
    assert Alert.objects.count() == 1
    page = sign_in(Client(), zone.writer).get(reverse("alerts:edit", args=[alert.id])).content.decode()
    assert "Verstuur deze tekst niet" in page


def send(zone: Zone, alert: Alert) -> Alert:
    """A person takes the draft over, a colleague approves it."""
    text = {
        "nl": replace(
            draft_of(alert).texts["nl"], body="Brand in de Stationsstraat, nu. Sluit ramen en deuren. Bel 112."
        )
    }
    draft = replace(draft_of(alert), texts=text)
    taken = alerts.edit_alert(zone.writing, alert_id=alert.id, version=alert.version, draft=draft)
    alerts.submit_for_approval(zone.writing, alert_id=taken.id, version=taken.version)
    taken.refresh_from_db()
    return approve(zone, taken, actor_for(make_staff(zone.tenant, "mayor")))


@pytest.mark.parametrize(("msg_type", "message_type"), [("Update", "update"), ("Cancel", "cancel")])
def test_after_sending_what_follows_is_a_draft_to_who_had_it(msg_type: str, message_type: str) -> None:
    zone, first = make_zone(), near()
    key = key_of(zone)
    sent = send(zone, drafted(post(key, write(first))))
    follow = drafted(post(key, write(later(first, msg_type))))
    assert (follow.state, follow.message_type, follow.follows_id) == ("draft", message_type, sent.id)


def test_an_exercise_and_a_key_that_only_tests_become_exercises() -> None:
    zone = make_zone()
    assert drafted(post(key_of(zone), write(replace(near(), status="Exercise")))).training
    assert drafted(post(key_of(zone, mode="test", name="Proef"), write(replace(near(), identifier="brand-2")))).training


@pytest.mark.parametrize(
    "changes",
    [{"status": "Test"}, {"status": "System"}, {"status": "Draft"}, {"msg_type": "Ack"}, {"msg_type": "Error"}],
    ids=str,
)
def test_what_asks_for_no_alert_is_kept_without_a_draft(changes: dict[str, str]) -> None:
    zone = make_zone()
    message = replace(near(), references=(near().reference,), identifier="brand-9", **changes)
    answer = post(key_of(zone), write(message))
    assert (answer.status_code, answer.json()["verdict"]) == (202, "noted")
    assert answer.json()["sentence"]
    assert Alert.objects.count() == 0


def test_what_expired_or_says_nothing_is_refused() -> None:
    zone = make_zone()
    past = timezone.now().replace(microsecond=0) - timedelta(minutes=1)
    refused(post(key_of(zone), write(near(expires=past))))
    refused(post(key_of(zone), write(samples.message(infos=()))))


def test_nothing_of_an_area_is_dropped_without_a_word() -> None:
    """Circles stay circles, codes of the zone's municipalities count, and whatever else is said gets a sentence."""
    zone = make_zone()
    area = Area(
        "Alles", (NEAR, ((10.0, 10.0), (10.0, 11.0), (11.0, 11.0), (10.0, 10.0))),
        (*(Circle(HERE.lat, HERE.lon, km) for km in (1.5, 0.0, 80.0)), Circle(0.0, 0.0, 1.0)),
        (Pair("NIS", "M1"), Pair("NIS", "99999"), Pair("SAME", "006109")),
    )  # fmt: skip
    answer = post(key_of(zone), write(near(area)))
    audience = drafted(answer).audience
    assert [one["radius_m"] for one in audience["shapes"] if one["type"] == "Circle"] == [1_500.0]
    assert audience["areas"] == [{"kind": "municipality", "code": "M1"}]
    assert len([one for one in audience["shapes"] if one["type"] != "Circle"]) == 2
    remarks = " ".join(answer.json()["remarks"])
    for word in ("buiten België", "punt zonder afstand", "grote cirkel", "99999", "006109"):
        assert word in remarks


def test_an_area_of_very_many_corners_is_simplified_with_a_sentence() -> None:
    zone = make_zone()
    round_ = shapely.Point(HERE.lon, HERE.lat).buffer(0.02, quad_segs=1_000).exterior.coords
    ring = tuple((lat, lon) for lon, lat in round_)
    answer = post(key_of(zone), write(near(Area("Rond", (ring,)))))
    alert = drafted(answer)
    assert shapely.get_num_coordinates(shapely.from_wkb(bytes(alert.area_lambert))) <= 1_000
    assert any("eenvoudiger" in one for one in answer.json()["remarks"])


def test_an_area_that_crosses_itself_or_costs_too_much_is_refused() -> None:
    zone, (lat, lon) = make_zone(), (HERE.lat, HERE.lon)
    bow = ((lat, lon), (lat + 0.01, lon + 0.01), (lat + 0.01, lon), (lat, lon + 0.01), (lat, lon))
    refused(post(key_of(zone), write(near(Area("Strik", (bow,))))))
    many = tuple(Area(str(n), (NEAR,) * 101) for n in range(2))
    refused(post(key_of(zone), write(near(*many))))
    huge = Area("Veel", (((50.9, 4.7),) * (MOST_CORNERS + 1),))
    refused(post(key_of(zone), write(near(huge))))


def test_a_message_in_another_language_asks_for_a_translation() -> None:
    zone = make_zone()
    info = near().infos[0]
    answer = post(key_of(zone), write(samples.message(infos=(replace(info, language="pl-PL"),))))
    assert any("Nederlands" in one for one in answer.json()["remarks"])
    assert "nl" in drafted(answer).texts


def test_a_signature_that_does_not_hold_is_refused_and_the_message_kept() -> None:
    zone = make_zone()
    refused(post(key_of(zone), sign(near()).replace(b"Sluit ramen", b"Open ramen")))
    assert b"Open ramen" in bytes(CapMessage.objects.get().content)


def test_rubbish_is_kept_with_its_sentence_and_cut() -> None:
    zone = make_zone()
    refused(post(key_of(zone), b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"))
    refused(post(key_of(zone), b"\x00" * 200_000))
    assert max(len(bytes(one.content)) for one in CapMessage.objects.all()) <= 64 * 1024
    assert post(key_of(zone), b"x" * (LARGEST_BYTES + 1)).status_code == 413


def test_only_a_key_of_a_source_comes_in_and_only_to_its_zone() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    assert post("nonsense", write(near())).status_code == 401
    assert Client().post("/cap/in/", write(near()), content_type="application/cap+xml").status_code == 401
    assert sign_in(Client(), zone.writer).post("/cap/in/", write(near()), content_type="text/xml").status_code == 401
    assert post(key_of(zone, role="alert_reader"), write(near())).status_code == 404
    assert post(key_of(zone), write(near()), f"?zone={other.tenant.slug}").status_code == 404
    assert CapMessage.objects.count() == 0


def test_a_key_that_posts_too_often_waits(settings: Any) -> None:
    settings.NABIJ_API_PER_MINUTE = 2
    zone = make_zone()
    key = key_of(zone)
    with time_machine.travel(timezone.now().replace(second=20, microsecond=0), tick=False):
        answers = [post(key, b"<x/>") for _ in range(3)]
    assert [one.status_code for one in answers] == [422, 422, 429]
    assert answers[2]["Retry-After"]


def test_the_listing_shows_what_came_in_and_not_that_of_another_zone() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    post(key_of(zone), write(near()))
    post(key_of(zone), b"<x/>")
    staff, stranger = sign_in(Client(), zone.writer), sign_in(Client(), other.writer)
    page = staff.get(reverse("alerts:cap_messages")).content.decode()
    assert "Brand met veel rook" in page and "CAP 1.0" in page
    assert "Brand met veel rook" not in staff.get(reverse("alerts:cap_messages"), {"only": "refused"}).content.decode()
    assert "Brand met veel rook" not in stranger.get(reverse("alerts:cap_messages")).content.decode()
    row = CapMessage.objects.order_by("id")[0]
    original = staff.get(reverse("alerts:cap_original", args=[row.id]))
    assert original.content == write(near()) and "attachment" in original["Content-Disposition"]
    assert stranger.get(reverse("alerts:cap_original", args=[row.id])).status_code == 404


def test_a_message_that_names_no_area_makes_a_draft_that_asks_for_one() -> None:
    zone = make_zone()
    answer = post(key_of(zone), write(near(Area("Ergens"))))
    assert drafted(answer).audience == whom().as_json()
    assert answer.json()["remarks"]


def test_the_console_says_what_waits_until_somebody_takes_it_over() -> None:
    zone = make_zone()
    key, url = key_of(zone), reverse("alerts:from_others")
    staff, stranger = sign_in(Client(), zone.writer), sign_in(Client(), neighbour_of(zone).writer)
    alert = drafted(post(key, write(near())))
    assert reverse("alerts:edit", args=[alert.id]) in staff.get(url).content.decode()
    assert "Brand" not in stranger.get(url).content.decode()
    newer = drafted(post(key, write(later(near(), "Update"))))
    shown = staff.get(url).content.decode()
    assert str(newer.id) in shown and str(alert.id) not in shown
    send(zone, newer)
    assert "Brand" not in staff.get(url).content.decode()


def test_who_submits_it_unchanged_cannot_approve_it_alone() -> None:
    zone = make_zone()
    text = "Brand in de Stationsstraat, nu. Sluit ramen en deuren. Bel 112."
    alert = drafted(post(key_of(zone), write(near(description=text, instruction=""))))
    both = actor_for(make_staff(zone.tenant, "mayor", "mandated_officer"))
    submitted = alerts.submit_for_approval(both, alert_id=alert.id, version=alert.version)
    with pytest.raises(Refused):
        approve(zone, submitted, both)
    assert approve(zone, submitted, actor_for(make_staff(zone.tenant, "mayor"))).state == "sent"
