"""The pages: written, approved, followed and answered by real requests, and nothing for another zone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nabij.alerts import queries
from nabij.alerts.models import Alert, Handover
from nabij.alerts.tests.factories import (
    GOOD_TEXT,
    Zone,
    deliver,
    drafted,
    make_incident,
    make_zone,
    neighbour_of,
    sent,
    submitted,
)
from nabij.networks.actions import set_route
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import mandate
from nabij.people.models import AccountKind
from nabij.people.tests.factories import grant, make_account, make_staff, sign_in
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db


def signed_in(account: Any) -> Client:
    return sign_in(Client(), account)


def typed(zone: Zone, **changes: Any) -> dict[str, Any]:
    values = {
        "kind": "urgent", "ground": "threat", "subject_nl": "Inbraak in je buurt", "body_nl": GOOD_TEXT,
        "networks": [str(zone.network.id)],
        "channels": ["sms", "email"], "caught_in_act": "on", "area": "", "step": "keep",
    }  # fmt: skip
    return values | changes


def content(response: Any) -> str:
    return str(response.content.decode())


def test_from_an_incident_to_a_sent_alert_in_six_deeds() -> None:
    zone = make_zone(members=3)
    incident = make_incident(zone)
    officer = signed_in(zone.second)
    panel = content(officer.get(reverse("alerts:incident_panel", args=[incident.id])))
    assert zone.network.name in panel
    assert "(3)" in panel
    page = officer.get(reverse("alerts:new"), {"incident": str(incident.id)})
    filled = {name: value for name, value in page.context["form"].initial.items() if value not in (None, False)}
    officer.post(reverse("alerts:new"), {**filled, "incident": str(incident.id), "step": "submit"})
    alert = Alert.objects.get()
    assert alert.state == "submitted"
    second = signed_in(zone.officer)
    page = second.get(reverse("alerts:alert", args=[alert.id]))
    tick = {
        "deed": "approve",
        "agreed": "1",
        "digest": alert.digest,
        "households": 3,
        "cost_cents": page.context["cost_cents"],
    }
    answer = second.post(reverse("alerts:step", args=[alert.id]), tick)
    assert answer.status_code == 302
    alert.refresh_from_db()
    assert alert.state == "sent"
    assert "Stationsstraat 12" not in alert.texts["nl"]["body"]


def test_the_tick_is_asked_for_and_a_stale_page_is_told() -> None:
    zone = make_zone()
    alert = submitted(zone)
    officer = signed_in(zone.officer)
    url = reverse("alerts:step", args=[alert.id])
    tick = {"deed": "approve", "digest": alert.digest, "households": 3, "cost_cents": 0}
    assert officer.post(url, tick).status_code == 422
    assert officer.post(url, tick | {"agreed": "1", "digest": "0" * 64}).status_code == 409
    assert Alert.objects.get().state == "submitted"


def test_who_wrote_it_is_not_offered_the_tick() -> None:
    zone = make_zone()
    alert = submitted(zone)
    writer = signed_in(zone.writer)
    assert "id_agreed" not in content(writer.get(reverse("alerts:alert", args=[alert.id])))
    assert "id_agreed" in content(signed_in(zone.officer).get(reverse("alerts:alert", args=[alert.id])))


def test_caught_in_the_act_takes_a_tick_and_at_night_a_name(settings: Any) -> None:
    zone = make_zone(caught_in_act_allowed=True, night_from="00:00", night_until="23:59")
    alert = drafted(zone)
    officer = signed_in(zone.officer)
    url = reverse("alerts:step", args=[alert.id])
    assert "with_whom" in content(officer.get(reverse("alerts:alert", args=[alert.id])))
    deed = {"deed": "send_now", "digest": alert.digest}
    assert officer.post(url, deed).status_code == 422
    assert officer.post(url, deed | {"agreed": "1"}).status_code == 422
    assert officer.post(url, deed | {"agreed": "1", "with_whom": "Janssens"}).status_code == 302
    reviewer = signed_in(zone.second)
    assert reviewer.post(url, {"deed": "review", "remark": "In orde"}).status_code == 302
    assert Alert.objects.get().reviewed_by == zone.second.id


def test_the_composer_keeps_and_shows_what_stands_in_the_way() -> None:
    zone = make_zone()
    writer = signed_in(zone.writer)
    incident = make_incident(zone)
    refused = writer.post(
        reverse("alerts:new"), typed(zone, incident=str(incident.id), body_nl="Plaat 1-ABC-123", step="submit")
    )
    assert refused.status_code == 422
    assert "1-ABC-123" in content(refused)
    kept = Alert.objects.get()
    answer = writer.post(reverse("alerts:edit", args=[kept.id]), typed(zone, version=kept.version, step="submit"))
    assert answer.status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.version) == ("submitted", 2)
    stale = writer.post(reverse("alerts:edit", args=[kept.id]), typed(zone, version=1))
    assert stale.status_code == 422
    page = content(signed_in(zone.officer).get(reverse("alerts:alert", args=[kept.id])))
    assert "<ins>" in page


def test_the_audience_follows_what_stands_on_the_page() -> None:
    zone = make_zone(members=2)
    writer = signed_in(zone.writer)
    url = reverse("alerts:measure")
    assert ">2 " in content(writer.post(url, typed(zone))).replace("</svg>", ">")
    by_area = content(writer.post(url, typed(zone, networks=[], area=json.dumps(zone.network.area))))
    assert "2 " in by_area
    assert "GeoJSON" not in content(writer.post(url, typed(zone, networks=[], area="{")))
    assert writer.post(url, typed(zone, body_nl="")).status_code == 200
    assert writer.get(url).status_code == 405


def test_progress_feedback_and_what_is_owed() -> None:
    zone = make_zone(members=2)
    alert = sent(zone)
    deliver(alert, "delivered", "handed_over", "failed_for_good", "waiting")
    officer = signed_in(zone.officer)
    assert officer.get(reverse("alerts:alert", args=[alert.id])).status_code == 200
    part = officer.get(reverse("alerts:progress", args=[alert.id]))
    assert part.status_code == 200
    assert (
        sum(area.counted.reached for area in officer.get(reverse("alerts:spread", args=[alert.id])).context["areas"])
        == 2
    )
    listing = content(officer.get(reverse("alerts:list")))
    assert reverse("alerts:feedback", args=[alert.id]) in listing
    url = reverse("alerts:feedback", args=[alert.id])
    assert officer.get(url).context["reached"].told == 2
    assert officer.post(url, {"template": "no_more_now", "review_on": ""}).status_code == 422
    assert officer.post(url, {"template": "", "body_nl": ""}).status_code == 422
    assert officer.post(url, {"template": "caught"}).status_code == 302
    assert Alert.objects.get(kind="feedback").state == "sent"
    assert reverse("alerts:feedback", args=[alert.id]) not in content(officer.get(reverse("alerts:list")))


def test_own_words_go_to_a_colleague_who_can_return_them() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "delivered")
    writer, officer = signed_in(zone.writer), signed_in(zone.officer)
    answer = writer.post(
        reverse("alerts:feedback", args=[alert.id]), {"template": "", "body_nl": "Vals alarm. Dank je."}
    )
    feedback = Alert.objects.get(kind="feedback")
    assert answer["Location"] == reverse("alerts:alert", args=[feedback.id])
    officer.post(reverse("alerts:step", args=[feedback.id]), {"deed": "return", "reason": "Zeg het wanneer."})
    page = writer.get(reverse("alerts:edit", args=[feedback.id]))
    assert page.status_code == 200
    changed = {
        "kind": "feedback",
        "channels": ["sms"],
        "body_nl": "Gisteren vals alarm. Dank je.",
        "version": 1,
        "step": "submit",
    }
    assert writer.post(reverse("alerts:edit", args=[feedback.id]), changed).status_code == 302
    feedback.refresh_from_db()
    assert (feedback.state, feedback.feedback_on_id) == ("submitted", alert.id)


def test_the_hand_over_page_from_file_to_confirmation() -> None:
    zone = make_zone(members=1)
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    handover = Handover.objects.get(alert_id=sent(zone).id)
    officer = signed_in(zone.officer)
    page = officer.get(reverse("alerts:handover", args=[handover.id]))
    assert zone.network.be_alert_group in content(page)
    file = officer.get(reverse("alerts:handover_file", args=[handover.id]))
    assert file["Content-Type"].startswith("text/csv")
    confirm = reverse("alerts:confirm", args=[handover.id])
    assert officer.post(confirm, {"sent_at": "", "count": ""}).status_code == 422
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    assert officer.post(confirm, {"sent_at": now, "count": "1"}).status_code == 302
    results = reverse("alerts:results", args=[handover.id])
    assert officer.post(results).status_code == 422
    assert officer.post(results, {"file": SimpleUploadedFile("x.csv", b"a;b\n1;2\n")}).status_code == 422
    read = officer.post(results, {"file": SimpleUploadedFile("x.csv", b"Kanaal;Status\nSMS;Afgeleverd\n")})
    assert read.context["reading"]["delivered"] == 1
    keep = reverse("alerts:keep_results", args=[handover.id])
    assert officer.post(keep, {"signed": read.context["signed"]}).status_code == 302
    handover.refresh_from_db()
    assert (handover.state, handover.result["delivered"]) == ("confirmed", 1)


def test_what_is_of_another_zone_is_as_unknown_as_what_does_not_exist() -> None:
    zone = make_zone()
    other = neighbour_of(zone)
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    alert = sent(zone)
    handover = Handover.objects.get()
    stranger = signed_in(other.officer)
    pages = ("alert", "edit", "progress", "feedback", "measure_again", "step")
    for name, mine in [
        *((name, alert.id) for name in pages),
        ("handover", handover.id),
        ("handover_file", handover.id),
        ("confirm", handover.id),
    ]:
        ask = stranger.post if name in ("measure_again", "step", "confirm") else stranger.get
        for unknown in (mine, new_id()):
            assert ask(reverse(f"alerts:{name}", args=[unknown])).status_code == 404, name
    assert str(alert.id) not in content(stranger.get(reverse("alerts:list")))
    assert stranger.get(reverse("alerts:geojson")).json()["features"] == []
    assert stranger.get(reverse("alerts:new"), {"incident": str(alert.incident_id)}).status_code == 404
    assert stranger.get(reverse("alerts:new"), {"incident": "x"}).status_code == 404
    assert stranger.post(reverse("alerts:new"), typed(zone)).status_code == 422
    assert Alert.objects.count() == 1


def test_visitors_sign_in_first_and_others_find_nothing() -> None:
    zone = make_zone(members=1)
    guard = signed_in(make_staff(zone.tenant, "guard"))
    for name in ("list", "new", "geojson"):
        assert Client().get(reverse(f"alerts:{name}")).status_code == 302
        assert guard.get(reverse(f"alerts:{name}")).status_code == 404


def test_a_coordinator_writes_for_their_own_network() -> None:
    zone = make_zone(members=2)
    account = make_account(AccountKind.RESIDENT)
    grant(account, zone.tenant, "coordinator")
    mandate(zone.network, MandateRole.COORDINATOR, account.id)
    coordinator = signed_in(account)
    page = coordinator.get(reverse("alerts:new"))
    assert [code for code, _name in page.context["form"].fields["kind"].choices] == ["non_urgent"]
    values = typed(zone, kind="non_urgent", caught_in_act="", step="submit")
    assert coordinator.post(reverse("alerts:new"), values).status_code == 302
    alert = Alert.objects.get()
    assert alert.state == "submitted"
    assert coordinator.get(reverse("alerts:list")).status_code == 200
    assert coordinator.get(reverse("alerts:alert", args=[alert.id])).status_code == 200


def test_a_person_in_a_crisis_is_not_offered_for_warning() -> None:
    zone = make_zone()
    incident = make_incident(zone)
    incident.never_alert = True
    incident.save()
    officer = signed_in(zone.officer)
    assert reverse("alerts:new") not in content(officer.get(reverse("alerts:incident_panel", args=[incident.id])))


def test_the_page_measures_what_is_sent() -> None:
    zone = make_zone(members=2)
    alert = submitted(zone)
    page = signed_in(zone.officer).get(reverse("alerts:alert", args=[alert.id]))
    assert page.context["size"] == queries.measure(alert).size


def test_the_map_costs_the_same_however_many_alerts(django_assert_num_queries: Any) -> None:
    zone = make_zone(members=1)
    sent(zone)
    with CaptureQueriesContext(connection) as one:
        queries.geojson(zone.writing)
    for _ in range(3):
        sent(zone)
    with django_assert_num_queries(len(one)):
        shown = queries.geojson(zone.writing)
    assert len(shown["features"]) == 4
