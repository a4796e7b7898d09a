"""Taking back, updating and giving the all-clear from the page of an alert, by real requests."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from nabij.alerts.models import Alert, Handover
from nabij.alerts.rules.chain import FOLLOW_UPS
from nabij.alerts.tests.factories import deliver, drafted, make_zone, neighbour_of, sent
from nabij.alerts.tests.test_pages import content, signed_in, typed
from nabij.networks.actions import set_route
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
PRESSES_OF_THE_URGENT_PATH = 4
"""Warn, on to sending, the tick, send now."""


def follow_url(alert: Alert, message_type: str) -> str:
    return f"{reverse('alerts:follow_up', args=[alert.id])}?soort={message_type}"


def test_a_mistake_is_taken_back_with_no_more_presses_than_the_urgent_path() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over", "delivered")
    officer, presses = signed_in(zone.officer), []
    page = content(officer.get(reverse("alerts:alert", args=[alert.id])))
    assert follow_url(alert, "cancel") in page
    presses.append("this was a mistake")
    page = content(officer.get(follow_url(alert, "cancel")))
    assert 'value="mistake" checked' in page
    presses += ["the tick", "send now"]
    answer = officer.post(follow_url(alert, "cancel"), {"template": "mistake", "agreed": "1"})
    cancel = Alert.objects.get(follows_id=alert.id)
    assert answer.headers["Location"] == reverse("alerts:alert", args=[cancel.id])
    assert cancel.state == "sent"
    assert len(presses) < PRESSES_OF_THE_URGENT_PATH


def test_without_the_tick_nothing_leaves() -> None:
    zone = make_zone()
    alert = sent(zone)
    answer = signed_in(zone.officer).post(follow_url(alert, "cancel"), {"template": "mistake"})
    assert answer.status_code == 422
    assert not Alert.objects.filter(follows_id=alert.id).exists()
    assert Alert.objects.get(id=alert.id).state == "sent"


def test_a_dispatcher_writes_it_for_a_colleague() -> None:
    zone = make_zone()
    alert = sent(zone)
    deliver(alert, "handed_over")
    writer = signed_in(zone.writer)
    assert 'value="mistake"' not in content(writer.get(follow_url(alert, "cancel")))
    answer = writer.post(follow_url(alert, "update"), {"template": "own", "soort": "update"})
    update = Alert.objects.get(follows_id=alert.id)
    assert answer.headers["Location"] == reverse("alerts:edit", args=[update.id])
    said = typed(zone, body_nl="De daders liepen naar de Kerkstraat, nu. Blijf binnen. Bel 101.", version=1)
    writer.post(answer.headers["Location"], said | {"step": "submit"})
    update.refresh_from_db()
    assert (update.state, update.message_type) == ("submitted", "update")
    page = content(signed_in(zone.officer).get(reverse("alerts:alert", args=[update.id])))
    assert reverse("alerts:alert", args=[alert.id]) in page
    assert 'aria-current="true"' in page


def test_what_follows_is_measured_while_it_is_written() -> None:
    zone = make_zone(members=3)
    alert = sent(zone)
    deliver(alert, *["handed_over"] * 2)
    writer = signed_in(zone.writer)
    writer.post(follow_url(alert, "cancel"), {"template": "own"})
    cancel = Alert.objects.get(follows_id=alert.id)
    measured = writer.post(
        reverse("alerts:measure_again", args=[cancel.id]), typed(zone, body_nl="Vergissing. Bel 101.")
    )
    assert "2 huishoudens" in content(measured)


def test_after_a_withdrawal_the_page_offers_nothing_more() -> None:
    zone = make_zone()
    alert = sent(zone)
    officer = signed_in(zone.officer)
    officer.post(follow_url(alert, "cancel"), {"template": "mistake", "agreed": "1"})
    page = content(officer.get(reverse("alerts:alert", args=[alert.id])))
    assert reverse("alerts:follow_up", args=[alert.id]) not in page
    again = officer.post(follow_url(alert, "cancel"), {"template": "mistake", "agreed": "1"})
    assert again.status_code == 422
    assert Alert.objects.filter(follows_id__isnull=False).count() == 1


def test_what_was_never_sent_and_what_is_no_message_type() -> None:
    zone = make_zone()
    officer = signed_in(zone.officer)
    assert officer.post(follow_url(drafted(zone), "update"), {"template": "own"}).status_code == 422
    assert officer.get(follow_url(sent(zone), "whatever")).status_code == 404


@pytest.mark.parametrize("message_type", FOLLOW_UPS)
def test_another_zone_sees_and_follows_nothing(message_type: str) -> None:
    zone = make_zone()
    alert, stranger = sent(zone), signed_in(neighbour_of(zone).officer)
    for id_ in (alert.id, new_id()):
        url = f"{reverse('alerts:follow_up', args=[id_])}?soort={message_type}"
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, {"template": "mistake", "agreed": "1"}).status_code == 404
    assert Client().get(follow_url(alert, message_type)).status_code == 302
    assert Alert.objects.count() == 1


def test_the_audience_does_not_go_to_be_alert_once_the_alert_may_not_leave() -> None:
    zone = make_zone(members=2)
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    alert = sent(zone)
    handover = Handover.objects.get(alert_id=alert.id)
    officer = signed_in(zone.officer)
    url = reverse("alerts:handover_file", args=[handover.id])
    assert officer.get(url).headers["Content-Type"].startswith("text/csv")
    officer.post(follow_url(alert, "cancel"), {"template": "mistake", "agreed": "1"})
    refused = officer.get(url)
    assert (refused.status_code, refused.headers["Content-Type"]) == (422, "text/html; charset=utf-8")
