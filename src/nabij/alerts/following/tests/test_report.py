"""The report says what happened, in words that an archive keeps; taking it is on record."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from nabij.alerts import actions
from nabij.alerts.digest import Text
from nabij.alerts.following.actions import resend_failed
from nabij.alerts.following.tests.houses import FULL, carried, numbers_of
from nabij.alerts.tests.factories import GOOD_TEXT, approve, draft, drafted, make_zone, neighbour_of, sent, submitted
from nabij.audit.models import AuditRow
from nabij.people.tests.factories import make_staff, sign_in
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)


def words(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages).replace("- ", "-")


def taken(account: Any, alert_id: Any) -> Any:
    return sign_in(Client(), account).get(reverse("alerts:report", args=[alert_id]))


def test_everything_of_an_alert_stands_in_it() -> None:
    zone = make_zone(members=6)
    numbers = numbers_of(zone)
    alert, _provider = carried(zone, {numbers[0]: FULL})
    resend_failed(zone.approving, alert_id=alert.id, number=1)
    actions.send_feedback(zone.writing, alert_id=alert.id, template="caught")
    answer = taken(zone.officer, alert.id)
    said = words(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    fingerprint = f"{alert.digest[:8]} {alert.digest[8:16]}"
    for expected in (
        alert.texts["nl"]["subject"], GOOD_TEXT, alert.texts["en"]["body"], zone.network.name, zone.writer.name,
        zone.officer.name, "Versie 1 geschreven", "Versie 1 goedgekeurd", "6 huishoudens", "niet op tijd", "1 mislukte",
        fingerprint,
    ):  # fmt: skip
        assert expected in said, expected
    assert not [number for number in numbers if number in said]
    about = pypdf.PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in about


def test_what_changed_between_versions_is_marked() -> None:
    zone = make_zone()
    alert = drafted(zone)
    changed = draft(zone, texts={"nl": Text("Inbraak", GOOD_TEXT + " Blijf binnen.")})
    alert = actions.edit_alert(zone.writing, alert_id=alert.id, version=alert.version, draft=changed)
    alert = actions.submit_for_approval(zone.writing, alert_id=alert.id, version=alert.version)
    approve(zone, alert)
    said = words(taken(zone.officer, alert.id).content)
    assert "Van versie 1 naar 2" in said
    assert "Blijf binnen." in said


def test_taking_it_is_on_record_with_its_reason() -> None:
    zone = make_zone()
    alert = sent(zone)
    taken(zone.officer, alert.id)
    row = AuditRow.objects.get(verb="consult", target="alerts.report")
    assert (row.target_id, row.actor_id) == (alert.id, zone.officer.id)
    assert row.reason


def test_what_never_left_is_not_said_to_have_and_strangers_find_none() -> None:
    zone = make_zone()
    waiting = submitted(zone)
    left = sent(zone)
    other = neighbour_of(zone)
    assert GOOD_TEXT not in words(taken(zone.officer, waiting.id).content)
    assert taken(zone.officer, new_id()).status_code == 404
    assert taken(other.officer, left.id).status_code == 404
    assert taken(make_staff(zone.tenant, "guard"), left.id).status_code == 404
    assert AuditRow.objects.filter(verb="consult").count() == 1


def test_an_exercise_says_that_nothing_left() -> None:
    zone = make_zone()
    assert "oefening" in words(taken(zone.officer, sent(zone, training=True).id).content)
