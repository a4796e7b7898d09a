"""Links into the meeting server: open by the clock, for who they are meant for, and kind at any other moment."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client
from django.utils import timezone

from nabij.desk.video import actions
from nabij.desk.video.actions.links import address_of
from nabij.desk.video.models import MeetingLink
from nabij.desk.video.tests.factories import SERVER, offer_of, on_duty, open_desk, ring
from nabij.people.models import Account
from nabij.people.tests.factories import make_resident, make_staff, make_tenant, sign_in
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db
KEY = "a key of thirty-two characters!!"


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_server_that_went_away_after_the_answer_is_said_on_the_page_of_the_link() -> None:
    zone = open_desk()
    link = link_now(zone)
    open_desk(zone, server="", phone="101")
    answer = Client().get(link)
    assert answer.status_code == 503
    assert 'href="/beeld/terugbellen/"' in body(answer)


def link_now(zone: Tenant, *, for_staff: bool = False) -> str:
    now = timezone.now()
    found = actions.meeting_link(
        system_actor([zone.id]), tenant_id=zone.id, about_id=new_id(), starts_at=now, ends_at=now + timedelta(hours=1),
        for_staff=for_staff,
    )  # fmt: skip
    return urlsplit(found).path


@pytest.mark.parametrize("for_staff", [False, True])
def test_a_server_that_asks_for_a_token_gets_one_that_names_nobody_and_ends(settings: Any, for_staff: bool) -> None:
    settings.SECRETS = settings.SECRETS | {"providers": {"meet": KEY}}
    zone = open_desk(app="nabij", secret="meet")
    client = sign_in(Client(), make_staff(zone, "desk_clerk")) if for_staff else Client()
    to = urlsplit(client.get(link_now(zone, for_staff=for_staff))["Location"])
    claims = jwt.decode(parse_qs(to.query)["jwt"][0], KEY, algorithms=["HS256"], audience="jitsi", issuer="nabij")
    found = MeetingLink.objects.get(for_staff=for_staff)
    assert (claims["room"], claims["sub"], claims["exp"]) == (
        to.path.removeprefix("/"), "meet.example.be", int(found.closes_at.timestamp()),
    )  # fmt: skip
    assert claims["context"]["user"]["affiliation"] == ("owner" if for_staff else "member")
    assert claims["context"]["user"]["name"] == ""


def test_a_key_that_is_not_in_the_file_lets_nobody_in_without_one() -> None:
    zone = open_desk(secret="gone")
    assert Client().get(link_now(zone)).status_code == 503


def test_the_link_of_the_host_makes_no_host_of_who_finds_it() -> None:
    link = link_now(open_desk(), for_staff=True)
    assert "next=" in Client().get(link)["Location"]
    resident = sign_in(Client(), Account.objects.get(id=make_resident("Marc Wouters").account_id))
    assert SERVER not in resident.get(link)["Location"]


def test_the_page_of_a_link_says_what_to_do_whenever_one_comes() -> None:
    zone, about, now = open_desk(), new_id(), timezone.now()
    system = system_actor([zone.id])

    def page_at(minutes: float) -> str:
        starts = now + timedelta(minutes=minutes)
        made = actions.meeting_link(
            system, tenant_id=zone.id, about_id=about, starts_at=starts, ends_at=starts + timedelta(minutes=20)
        )  # fmt: skip
        return body(Client().get(urlsplit(made).path))

    assert "Je bent te vroeg" in page_at(200)
    assert 'http-equiv="refresh"' not in page_at(200)
    assert re.search(r'data-island="later" data-seconds="(59\d|60[01])"', page_at(20)), "it opens by itself"
    assert "werkte tot" in page_at(-60)
    page_at(200)
    actions.close_links(system, tenant_id=zone.id, about_id=about)
    link = address_of(MeetingLink.objects.get(about_id=about, for_staff=False).id)
    assert "geannuleerd" in body(Client().get(urlsplit(link).path))


def test_staff_sees_that_the_resident_came_in() -> None:
    zone = open_desk()
    clerk = sign_in(Client(), on_duty(zone))
    found = ring(zone)
    talk = clerk.post(f"/beeld/balie/{offer_of(found).id}/neem")["Location"]
    assert "nog niet geopend" in body(clerk.get(talk))
    link = address_of(MeetingLink.objects.get(about_id=found.id, for_staff=False).id)
    Client().get(urlsplit(link).path)
    assert "is in de kamer" in body(clerk.get(talk, headers={"HX-Request": "true"}))


def test_the_link_of_an_appointment_opens_and_dies_by_the_clock() -> None:
    zone, about, now = open_desk(), new_id(), timezone.now()
    system = system_actor([zone.id])

    def link_at(minutes: int) -> str:
        starts = now + timedelta(minutes=minutes)
        return actions.meeting_link(
            system, tenant_id=zone.id, about_id=about, starts_at=starts, ends_at=starts + timedelta(minutes=20)
        )  # fmt: skip

    address = link_at(11)
    assert Client().get(urlsplit(address).path).status_code == 200
    assert link_at(9) == address, "the same address, whatever the hour became"
    assert Client().get(urlsplit(address).path).status_code == 302
    link_at(-51)
    assert Client().get(urlsplit(address).path).status_code == 410
    link_at(0)
    actions.close_links(system, tenant_id=zone.id, about_id=about)
    assert Client().get(urlsplit(address).path).status_code == 410
    with pytest.raises(Missing):
        actions.meeting_link(
            system_actor([make_tenant().id]), tenant_id=zone.id, about_id=about, starts_at=now, ends_at=now
        )  # fmt: skip
    assert actions.meeting_link(
        system_actor([(bare := make_tenant()).id]), tenant_id=bare.id, about_id=about, starts_at=now, ends_at=now
    ) == ""  # fmt: skip


def test_the_stand_in_is_there_in_the_demo_only(settings: Any) -> None:
    zone = open_desk(server="")
    assert Client().get("/beeld/proef/kamer/").status_code == 404
    settings.DEMO = True
    link = link_now(zone)
    page = Client().get(link)["Location"]
    assert Client().get(page).status_code == 200
