"""What people answer: STOP and START by number, kind, network and sender; what they saw becomes a report of the police."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from nabij.alerts.models import Alert, Reply
from nabij.alerts.replies import actions
from nabij.alerts.replies.queries import replies_to
from nabij.alerts.tests.factories import Zone, deliver, join, make_zone, neighbour_of, sent
from nabij.audit.models import AuditRow
from nabij.channels import actions as channels
from nabij.channels import routes
from nabij.channels.inbound.parts import Part
from nabij.channels.models import InboundMessage, Puzzle, SimulatedMessage
from nabij.channels.smpp.receipts import InboundText
from nabij.networks.models import MemberPoint
from nabij.people.models import ContactPoint, OptOut
from nabij.people.queries import value_of
from nabij.people.reach import reachable
from nabij.people.roles import roles
from nabij.people.tests.factories import make_contact_point, make_resident, make_tenant, staff_actor
from nabij.reports.models import Incident, Report
from nabij.reports.queries import source
from nabij.tenants.errors import Missing, Refused

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "+32470112233", "+32470445566"


@pytest.fixture(autouse=True)
def _simulated(settings: Any, closed_routes: None) -> None:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}]}


def text(words: str, sender: str = NUMBER, part: Part | None = None) -> None:
    channels.keep_delivered("telco", [InboundText(sender, "8850", words, part)])
    actions.answer_texts()


def answers() -> list[str]:
    return list(SimulatedMessage.objects.order_by("sent_at").values_list("text", flat=True))


@pytest.fixture
def zone() -> Zone:
    return make_zone(members=1)


@pytest.fixture
def warned(zone: Zone) -> tuple[Alert, ContactPoint]:
    """An alert that reached the telephone of one member."""
    alert = sent(zone)
    points = deliver(alert, "delivered", "delivered", "delivered", "delivered")
    return alert, ContactPoint.objects.get(id__in=points, kind="sms")


def number_of(point: ContactPoint) -> str:
    return value_of(point)


def test_stop_reaches_every_sender_for_this_number_only() -> None:
    zone = make_tenant()
    city = make_tenant("municipality", zone=zone)
    point, other = make_contact_point(make_resident(), "sms", NUMBER), make_contact_point(make_resident(), "sms", OTHER)
    text("STOP")
    for tenant in (zone, city):
        seen = reachable([point.id, other.id], tenant_id=tenant.id, message_kind="alert")
        assert (seen[point.id].stopped, seen[other.id].stopped) == (True, False)
    assert ContactPoint.objects.filter(retired_at=None).count() == 2
    assert len(answers()) == 1 and "geen berichten meer" in answers()[0]
    text("stop")
    assert OptOut.objects.count() == 2
    text("START")
    assert not OptOut.objects.exists() and "weer" in answers()[-1]


@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_everybody_is_answered_in_their_own_language(language: str) -> None:
    make_tenant()
    make_contact_point(make_resident(), "sms", NUMBER, language=language)
    text("Stop")
    (message,) = SimulatedMessage.objects.all()
    assert message.language == language
    assert ("geen berichten" in message.text) is (language == "nl")


def test_stop_of_a_kind_leaves_the_rest_and_start_brings_it_back() -> None:
    zone = make_tenant()
    point = make_contact_point(make_resident(), "sms", NUMBER)
    text("STOP preventie")
    assert list(OptOut.objects.values_list("message_kind", flat=True)) == ["prevention"]
    assert not reachable([point.id], tenant_id=zone.id, message_kind="urgent")[point.id].stopped
    assert "Preventietips" in answers()[0]
    text("Start tips")
    assert not OptOut.objects.exists()


def test_stop_of_a_network_is_about_that_network_and_this_number(zone: Zone) -> None:
    mine = zone.members[0]
    points = ContactPoint.objects.filter(id__in=MemberPoint.objects.filter(membership=mine).values("contact_point_id"))
    sms = points.get(kind="sms")
    text(f"STOP {zone.network.name}", sender=number_of(sms))
    left = set(MemberPoint.objects.filter(membership=mine).values_list("contact_point_id", flat=True))
    assert left == {point.id for point in points} - {sms.id} or left == {points.get(kind="email").id}
    assert not OptOut.objects.exists()
    assert zone.network.name in answers()[0]
    text(f"start {zone.network.name}", sender=number_of(sms))
    assert MemberPoint.objects.filter(membership=mine, contact_point_id=sms.id).count() == 1


def test_stop_of_a_sender_is_about_that_sender(zone: Zone) -> None:
    point = make_contact_point(make_resident(), "sms", NUMBER)
    text(f"STOP {zone.tenant.name.split()[-1]}")
    assert list(OptOut.objects.values_list("tenant_id", "contact_point_id")) == [(zone.tenant.id, point.id)]


def test_a_number_that_we_do_not_know_is_answered_alike() -> None:
    make_tenant()
    text("STOP")
    text("START", sender=OTHER)
    text("Ik zie de dader", sender="+32470778899")
    assert "geen berichten meer" in answers()[0] and "/mijn/" in answers()[1] and "101" in answers()[2]
    assert not OptOut.objects.exists() and not Report.objects.exists()


def test_an_answer_to_a_warning_becomes_a_report_of_its_incident(
    zone: Zone, warned: tuple[Alert, ContactPoint]
) -> None:
    alert, point = warned
    before = Report.objects.count()
    text("Ik zie een man met een koevoet bij nummer 12", sender=number_of(point))
    report = Report.objects.latest("id")
    assert Report.objects.count() == before + 1
    assert (report.incident_id, report.channel, report.category_id) == (alert.incident_id, "reply", "suspicious")
    assert "koevoet" in report.text
    incident = Incident.objects.get(id=alert.incident_id)
    assert (report.lon, report.lat, incident.report_count) == (incident.lon, incident.lat, 2), "never where they live"
    (said,) = answers()
    assert said.index("101") < 45 and incident.id.hex[-6:].upper() in said
    assert AuditRow.objects.filter(verb="alerts.take_reply", target_id=alert.id).count() == 1


def test_who_answered_is_for_the_police_with_a_reason(zone: Zone, warned: tuple[Alert, ContactPoint]) -> None:
    _alert, point = warned
    text("Ik zie iets", sender=number_of(point))
    report = Report.objects.latest("id")
    officer = staff_actor(
        zone.tenant, *(name for name, role in roles().items() if "reports.view_source" in role.rights.get("zone", ()))
    )
    assert source(officer.because("onderzoek"), report.id).contact.replace(" ", "").endswith(number_of(point)[-6:])
    with pytest.raises(Refused):
        source(officer, report.id)
    with pytest.raises(Missing):
        source(zone.town.city_clerk().because("nieuwsgierig"), report.id)
    assert number_of(point)[-8:] not in str(Report.objects.filter(id=report.id).values().get())
    assert number_of(point)[-8:] not in str(list(Reply.objects.values()))


def test_what_the_same_person_writes_next_joins_the_report_and_is_answered_once_an_hour(
    warned: tuple[Alert, ContactPoint],
) -> None:
    _alert, point = warned
    for words in ("Ik zie iets", "Hij loopt naar de markt", "Nu weg"):
        text(words, sender=number_of(point))
    report = Report.objects.latest("id")
    assert report.text.split("\n") == ["Ik zie iets", "Hij loopt naar de markt", "Nu weg"]
    assert Reply.objects.filter(report_id=report.id).count() == 3
    assert len(answers()) == 1
    long_ago = timezone.now() - timedelta(hours=2)
    InboundMessage.objects.update(received_at=long_ago, handled_at=long_ago)
    Reply.objects.update(at=long_ago)
    text("Nog iemand", sender=number_of(point))
    assert (len(answers()), Report.objects.filter(channel="reply").count()) == (2, 2)


def test_parts_are_one_answer_in_any_order(warned: tuple[Alert, ContactPoint]) -> None:
    _alert, point = warned
    for number, words in ((2, "met een rugzak"), (1, "Een man "), (1, "Een man ")):
        text(words, sender=number_of(point), part=Part(7, number, 2))
    assert Report.objects.latest("id").text == "Een man met een rugzak"
    assert len(answers()) == 1


def test_a_report_that_is_closed_stays_closed(zone: Zone, warned: tuple[Alert, ContactPoint]) -> None:
    alert, point = warned
    Incident.objects.filter(id=alert.incident_id).update(state="closed")
    text("Daar zijn ze weer", sender=number_of(point))
    report = Report.objects.latest("id")
    assert report.incident_id != alert.incident_id
    assert (report.incident.state, report.incident.tenant_id, report.channel) == ("new", zone.tenant.id, "reply")


def test_an_alert_without_incident_is_answered_where_it_was_sent(
    zone: Zone, warned: tuple[Alert, ContactPoint]
) -> None:
    alert, point = warned
    Alert.objects.filter(id=alert.id).update(incident_id=None)
    text("Ik zie iets", sender=number_of(point))
    report = Report.objects.latest("id")
    assert abs(report.lon - zone.place.lon) < 0.006 and abs(report.lat - zone.place.lat) < 0.006


def test_an_old_alert_and_one_that_did_not_arrive_are_not_answered(zone: Zone) -> None:
    alert = sent(zone)
    failed = ContactPoint.objects.get(id__in=deliver(alert, *["not_delivered"] * 4), kind="sms")
    text("Ik zie iets", sender=number_of(failed))
    with connection.cursor() as cursor:
        cursor.execute("update fanout.outcome set state = 'delivered'")
        cursor.execute("update fanout.plan set created_at = created_at - interval '4 days'")
    text("Ik zie iets anders", sender=number_of(failed))
    assert not Report.objects.filter(channel="reply").exists()


def test_the_page_reads_answers_as_far_as_it_may(zone: Zone, warned: tuple[Alert, ContactPoint]) -> None:
    alert, point = warned
    text("Ik zie iets", sender=number_of(point))
    seen = replies_to(zone.approving, alert.id)
    assert (seen.people, [row.text for row in seen.rows]) == (1, ["Ik zie iets"])
    with pytest.raises(Missing):
        replies_to(neighbour_of(zone).approving, alert.id)


@pytest.mark.parametrize("sender", ["+1234567", "Winkel", "", "8850"])
def test_no_sender_keeps_the_next_text_waiting(sender: str) -> None:
    make_tenant()
    text("STOP", sender=sender)
    text("Hallo?")
    assert any("101" in answer for answer in answers())
    assert not InboundMessage.objects.filter(handled_at=None).exists()


HOSTILE = [
    "<script>alert(1)</script>",
    "'; drop table reports_report; --", "\u202eomgekeerd", "a" * 9_000, "=cmd|'/c calc'!A0", "{{ 7*7 }}",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(warned: tuple[Alert, ContactPoint], words: str) -> None:
    _alert, point = warned
    text(words, sender=number_of(point))
    kept = Report.objects.filter(channel="reply").values_list("text", flat=True)
    assert list(kept) == [words[:5_000]]
    assert Puzzle.objects.count() == (len(words) > 5_000)
    assert "101" in answers()[0]


def test_an_answer_that_no_route_took_leaves_later(settings: Any) -> None:
    make_tenant()
    settings.NABIJ_ROUTES = {"sms": []}
    routes.close_drivers()
    text("Hallo")
    assert InboundMessage.objects.get().answered_at is None
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}]}
    actions.answer_texts()
    actions.answer_texts()
    assert len(answers()) == 1
    assert InboundMessage.objects.get().answered_at is not None


def test_the_words_and_the_answer_are_sealed(warned: tuple[Alert, ContactPoint]) -> None:
    _alert, point = warned
    text("Ik zie een koevoet", sender=number_of(point))
    row = InboundMessage.objects.get()
    assert b"koevoet" not in bytes(row.text) and b"101" not in bytes(row.answer or b"")


def test_two_members_are_two_people(zone: Zone) -> None:
    join(zone)
    alert = sent(zone)
    points = ContactPoint.objects.filter(id__in=deliver(alert, *["delivered"] * 4), kind="sms")
    for point in points:
        text("Ik zie iets", sender=number_of(point))
    assert (replies_to(zone.approving, alert.id).people, len(answers())) == (2, 2)
