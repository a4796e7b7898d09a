"""What a result file says is shown first; nothing is kept half, and no line of it ever."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from nabij.alerts.be_alert_results import read_results
from nabij.alerts.models import Handover
from nabij.alerts.tests.factories import Zone, make_zone, neighbour_of, sent
from nabij.alerts.zone_rules import ZoneRules, from_settings
from nabij.audit.models import AuditRow
from nabij.networks.actions import set_route
from nabij.people.tests.factories import sign_in
from nabij.tenants.errors import Refused
from nabij.tenants.sheets import MOST_UNPACKED

CSV = b"Kanaal;Nummer;Status\r\nSMS;0032470123456;Afgeleverd\r\nSMS;0032470123457;Mislukt\r\nStem;003216123456;Ontvangen\r\n"


def handover_of(zone: Zone) -> Handover:
    set_route(zone.approving, network_id=zone.network.id, alert_kind="urgent", route="be_alert")
    return Handover.objects.get(alert_id=sent(zone).id)


def test_rows_that_are_not_understood_are_told_by_line() -> None:
    content = CSV + b"SMS;1;\r\nSMS\r\nSMS;2;OK;meer;nog\r\n;;\r\n"
    found = read_results(content, ZoneRules())
    assert (found.total, found.delivered, found.bad_total) == (3, 2, 3)
    assert [line for line, _why in found.bad] == [5, 6, 7]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_any_usual_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    text = delimiter.join(["STATUS ", "Prénom", "kanaal"]) + "\n" + delimiter.join(["afgeleverd", "Zoë", "SMS"]) + "\n"
    found = read_results(text.encode(encoding), ZoneRules())
    assert found.as_json()["rows"] == [{"channel": "SMS", "state": "afgeleverd", "count": 1}]


def spreadsheet(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_spreadsheet_is_read_too() -> None:
    content = spreadsheet(("Kanaal", "Status"), ("SMS", "OK"), ("SMS", None), (None, None), (3, "Weg"))
    found = read_results(content, ZoneRules())
    assert (found.total, found.delivered, found.bad_total) == (2, 1, 1)


def test_what_cannot_be_a_result_file_is_refused_in_words() -> None:
    for content in (b"", b"a;b\r\n1;2\r\n", b"PK\x03\x04rubbish", b"Status\r\n", b"Status;x\r\n;1\r\n"):
        with pytest.raises(Refused):
            read_results(content, ZoneRules())
    with pytest.raises(Refused, match="a, b"):
        read_results(b"a;b\r\n1;2\r\n", ZoneRules())


def test_a_spreadsheet_that_unpacks_without_end_is_refused() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (MOST_UNPACKED + 1))
    assert len(out.getvalue()) < 5_000_000
    with pytest.raises(Refused):
        read_results(out.getvalue(), ZoneRules())


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: b"Status;x\r\n" + text.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = read_results(content, ZoneRules())
    except Refused:
        return
    assert found.delivered <= found.total


def test_columns_and_words_are_a_setting() -> None:
    chosen = from_settings({"result_columns": {"state": "Statut", "channel": "Canal"}, "result_delivered": ["Remis"]})
    found = read_results(b"Canal;Statut\nSMS;REMIS\nSMS;\xc9chec\n", chosen)
    assert (found.total, found.delivered) == (2, 1)


@pytest.mark.django_db
def test_nothing_is_kept_before_somebody_saw_it() -> None:
    zone = make_zone(members=1)
    handover = handover_of(zone)
    officer = sign_in(Client(), zone.officer)
    url = reverse("alerts:results", args=[handover.id])
    page = officer.post(url, {"file": SimpleUploadedFile("r.csv", CSV + b"SMS;1;\r\n")})
    said = page.content.decode()
    assert page.status_code == 200
    assert "regel 5" in said
    assert "0032470123456" not in said
    handover.refresh_from_db()
    assert handover.result == {}
    keep = reverse("alerts:keep_results", args=[handover.id])
    assert officer.post(keep, {"signed": page.context["signed"] + "x"}).status_code == 422
    assert officer.post(keep, {"signed": page.context["signed"]}).status_code == 302
    handover.refresh_from_db()
    assert (handover.result["total"], handover.result["delivered"], handover.result["left_out"]) == (3, 2, 1)
    assert "0032470123456" not in str(handover.result)
    assert AuditRow.objects.filter(verb="alerts.import_results").count() == 1


@pytest.mark.django_db
def test_counts_of_one_hand_over_are_not_kept_for_another() -> None:
    zone = make_zone(members=1)
    other = neighbour_of(zone)
    mine, theirs = handover_of(zone), handover_of(other)
    officer, stranger = sign_in(Client(), zone.officer), sign_in(Client(), other.officer)
    page = officer.post(reverse("alerts:results", args=[mine.id]), {"file": SimpleUploadedFile("r.csv", CSV)})
    signed = {"signed": page.context["signed"]}
    assert stranger.post(reverse("alerts:keep_results", args=[mine.id]), signed).status_code == 404
    assert stranger.post(reverse("alerts:keep_results", args=[theirs.id]), signed).status_code == 422
    theirs.refresh_from_db()
    assert theirs.result == {}
