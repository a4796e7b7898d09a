"""How people recognise our messages: a page, a card that telephones read, and the square that holds it."""

from __future__ import annotations

import io

import pytest
import segno
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.sender import Sender, senders, vcard
from nabij.people.tests.factories import make_tenant
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db

CARD = {"name": "Politie Zandekerke", "number": "+32470112233", "email": "nabij@zandekerke.example"}


@pytest.fixture
def zone() -> Tenant:
    zone = make_tenant()
    zone.settings = {"sender": CARD}
    zone.save()
    return zone


def test_the_page_shows_number_name_and_link(client: Client, zone: Tenant) -> None:
    page = client.get(f"/afzender/{zone.slug}/").content.decode()
    for word in ("Zo herken je onze berichten", "Politie Zandekerke", "0470 11 22 33", "nabij@zandekerke.example"):
        assert word in page
    assert f"/afzender/{zone.slug}/contact.vcf" in page and f"/afzender/{zone.slug}/qr.svg" in page


def test_a_telephone_keeps_the_card(client: Client, zone: Tenant) -> None:
    answer = client.get(f"/afzender/{zone.slug}/contact.vcf")
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{zone.slug}.vcf"'
    lines = answer.content.decode().split("\r\n")
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:3.0", "FN:Politie Zandekerke"]
    assert "TEL;TYPE=WORK,MSG:+32470112233" in lines and lines[-2:] == ["END:VCARD", ""]


def test_the_square_is_the_card(client: Client, zone: Tenant) -> None:
    answer = client.get(f"/afzender/{zone.slug}/qr.svg")
    expected = io.BytesIO()
    card = client.get(f"/afzender/{zone.slug}/contact.vcf").content.decode()
    segno.make(card, error="m", encoding="utf-8").save(expected, kind="svg", scale=4, border=2, light="#fff")
    assert answer["Content-Type"] == "image/svg+xml" and answer.content == expected.getvalue()


def test_who_published_nothing_has_no_page(client: Client, zone: Tenant) -> None:
    other = make_tenant()
    for path in ("", "contact.vcf", "qr.svg"):
        assert client.get(f"/afzender/{other.slug}/{path}").status_code == 404
        assert client.get(f"/afzender/bestaat-niet/{path}").status_code == 404
    assert [one.slug for one in senders()] == [zone.slug]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_breaks_out_of_its_line(name: str, email: str) -> None:
    card = vcard(Sender("z", name, "", email, "https://x.example/"))
    names = [line.partition(":")[0] for line in card.split("\r\n") if line]
    assert names[0] == "BEGIN" and names[-1] == "END" and {"FN", "N", "ORG", "URL", "VERSION"} <= set(names)
    assert set(names) <= {"BEGIN", "VERSION", "FN", "N", "ORG", "EMAIL;TYPE=INTERNET", "URL", "END"}
