"""The pages that follow an alert: what they show, how few questions they ask, and nothing for strangers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nabij.alerts import actions
from nabij.alerts.following import queries, tasks
from nabij.alerts.following.outcomes import middle
from nabij.alerts.following.tests.houses import FULL, GONE, carried, carry, numbers_of
from nabij.alerts.models import Alert, FeedbackDuty, Spread
from nabij.alerts.tests.factories import Zone, deliver, join, make_zone, neighbour_of, sent
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import mandate
from nabij.people.tests.factories import make_staff, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
MOST_QUERIES = 15


def asked(client: Client, url: str, data: Any = None) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url, data)
    return answer, len(seen)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_progress_per_channel_with_failures_and_the_way_to_send_again() -> None:
    zone = make_zone(members=6)
    numbers = numbers_of(zone)
    alert, _provider = carried(zone, {numbers[0]: FULL, numbers[1]: FULL, numbers[2]: GONE})
    officer, writer = sign_in(Client(), zone.officer), sign_in(Client(), zone.writer)
    officer.get("/")
    url = reverse("alerts:progress", args=[alert.id])
    page, count = asked(officer, url)
    (bar,) = page.context["bars"]
    assert (bar.total, bar.done, bar.failed) == (6, 3, 3)
    assert page.context["to_resend"] == 2
    assert sorted(reason.count for reason in page.context["failures"]) == [1, 2]
    assert "opnieuw sturen helpt niet" in text(page)
    assert "Opnieuw naar mislukte" in text(page)
    assert count <= MOST_QUERIES
    assert "Opnieuw naar mislukte" not in text(writer.get(url))
    resend = reverse("alerts:resend", args=[alert.id])
    assert writer.post(resend, {"number": "1"}).status_code == 404
    assert officer.post(resend, {"number": "1"}).status_code == 302
    assert officer.post(resend, {"number": "1"}).status_code == 302
    assert sign_in(Client(), zone.second).post(resend, {"number": "1"}).status_code == 409
    tasks.plan_resend(alert_id=str(alert.id), number=1)
    carry(alert, {})
    page = officer.get(url)
    (bar,) = page.context["bars"]
    assert (bar.total, bar.done, bar.again, bar.arrived) == (6, 3, 2, 2)
    assert page.context["to_resend"] == 0
    assert officer.post(resend, {"number": "2"}).status_code == 422


def test_the_whole_page_and_its_parts_ask_a_bounded_number_of_questions() -> None:
    zone = make_zone(members=2)
    small, _provider = carried(zone)
    for _ in range(8):
        zone.members.append(join(zone))
    large, _provider = carried(zone, dict.fromkeys(numbers_of(zone)[:4], FULL))
    officer = sign_in(Client(), zone.officer)
    officer.get("/")
    for name in ("alert", "progress", "spread"):
        counts = {alert.id: asked(officer, reverse(f"alerts:{name}", args=[alert.id]))[1] for alert in (small, large)}
        assert len(set(counts.values())) == 1, name
        assert max(counts.values()) <= MOST_QUERIES * (3 if name == "alert" else 1), (name, counts)


def test_a_single_house_shows_only_to_who_may_see_the_members() -> None:
    zone = make_zone(members=2)
    alert = sent(zone)
    deliver(alert, "delivered", "failed_for_good", "delivered", "failed_for_good")
    url = reverse("alerts:spread", args=[alert.id])
    blurred = sign_in(Client(), zone.second).get(url)
    assert blurred.context["spread_exact"] is False
    assert "al-map__reached" not in text(blurred)
    assert [area.name for area in blurred.context["areas"]] == ["Elders, of te weinig om te noemen"]
    exact = sign_in(Client(), zone.officer).get(url)
    assert exact.context["spread_exact"] is True
    assert "al-map__reached" in text(exact)
    assert "neighbourhood" in exact.context["areas"][0].name


def test_more_homes_show_in_squares_of_300_metres() -> None:
    zone = make_zone(members=6)
    alert, _provider = carried(zone)
    page = sign_in(Client(), zone.second).get(reverse("alerts:spread", args=[alert.id]))
    assert page.context["spread_exact"] is False
    assert text(page).count("al-map__square") == 1
    assert page.context["areas"][0].counted.reached == 6


def test_a_large_alert_is_counted_by_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNTED_AT_ONCE", 3)
    zone = make_zone(members=6)
    alert, _provider = carried(zone)
    officer = sign_in(Client(), zone.officer)
    url = reverse("alerts:spread", args=[alert.id])
    assert officer.get(url).context["spread_pending"]
    tasks.count_squares(timestamp=0)
    page = officer.get(url)
    assert sum(area.counted.reached for area in page.context["areas"]) == 6
    kept = Spread.objects.get()
    tasks.count_squares(timestamp=0)
    assert Spread.objects.get().at == kept.at
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert queries.large_and_moving(timezone.now()) == []


def test_nothing_for_strangers() -> None:
    zone = make_zone(members=1)
    other = neighbour_of(zone)
    alert, _provider = carried(zone, {numbers_of(zone)[0]: FULL})
    for stranger in (other.officer, make_staff(zone.tenant, "guard")):
        client = sign_in(Client(), stranger)
        for name in ("progress", "spread", "report"):
            assert client.get(reverse(f"alerts:{name}", args=[alert.id])).status_code == 404
        assert client.post(reverse("alerts:resend", args=[alert.id]), {"number": "1"}).status_code == 404


def test_an_exercise_shows_who_would_have_had_it() -> None:
    zone = make_zone(members=3)
    alert = sent(zone, training=True)
    page = text(sign_in(Client(), zone.officer).get(reverse("alerts:alert", args=[alert.id])))
    assert "3 huishoudens" in page
    assert "er is niets vertrokken" in page


def test_looking_back_tells_how_alerts_ended() -> None:
    zone = make_zone(members=3)
    numbers = numbers_of(zone)
    answered, _provider = carried(zone, {numbers[0]: FULL})
    actions.send_feedback(zone.writing, alert_id=answered.id, template="caught")
    owed, _provider = carried(zone)
    FeedbackDuty.objects.filter(alert_id=owed.id).update(due_at=timezone.now() - timedelta(hours=1))
    sent(zone, training=True)
    chief = sign_in(Client(), make_staff(zone.tenant, "chief"))
    chief.get("/")
    url = reverse("alerts:look_back")
    page, count = asked(chief, url)
    rows = page.context["rows"]
    assert [row["alert"].id for row in rows] == [owed.id, answered.id]
    assert [row["feedback"][1] for row in rows] == ["danger", "success"]
    assert [row["failed"] for row in rows] == [0, 1]
    figures = dict(page.context["figures"])
    assert figures["terugkoppeling op tijd"] == "50 %"
    assert re.match(r"^\d", figures["tot het eerste bericht, de helft sneller"])
    for _ in range(3):
        carried(zone)
    _page, more = asked(chief, url)
    assert more == count
    assert str(owed.id) not in text(sign_in(Client(), neighbour_of(zone).officer).get(url))
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        client = sign_in(Client(), zone.officer)
        assert client.get(url).context["rows"] == []
        assert len(client.get(url, {"dagen": "365"}).context["rows"]) == 5


@pytest.mark.parametrize(("values", "expected"), [([], None), ([3], 3), ([1, 9, 2], 2), ([1, 2, 3, 10], 2.5)])
def test_the_middle_is_the_median(values: list[float], expected: float | None) -> None:
    assert middle(values) == expected


def test_the_exact_squares_take_a_mandate_for_every_network() -> None:
    zone: Zone = make_zone(members=1)
    alert: Alert = sent(zone)
    assert queries.may_see_homes(zone.approving, alert)
    assert not queries.may_see_homes(zone.reviewing, alert)
    mandate(zone.network, MandateRole.OFFICER, zone.second.id, deputy=True)
    assert queries.may_see_homes(zone.reviewing, alert)
    assert not queries.may_see_homes(zone.writing, alert)
