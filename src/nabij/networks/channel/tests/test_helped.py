"""The channel by telephone and at the counter: staff reads to a member, writes, tells the police and chooses for them."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from nabij.audit.models import AuditRow
from nabij.networks.channel.actions import moderating
from nabij.networks.channel.models import ChannelChoice, GroupMessage, Objection, Post, PostState, Reply
from nabij.networks.channel.tests.factories import (
    PRACTICAL,
    SUSPICIOUS,
    Member,
    Street,
    make_neighbour,
    make_photo,
    make_post,
    make_street,
    open_group,
)
from nabij.networks.members.queries import person_key
from nabij.networks.tests.factories import make_network
from nabij.people.models import Person
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_staff, make_tenant, sign_in
from nabij.reports.models import Report
from nabij.reports.queries.following import track
from nabij.reports.tests.factories import HERE, make_town
from nabij.tenants.models import Tenant

pytestmark = pytest.mark.django_db
PAGES = ("posts", "post_question", "post_call", "post_police", "post_write")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def street() -> Street:
    return make_street()


def clerk_of(tenant: Tenant, person: Person | None, role: str = "desk_clerk") -> Client:
    client = sign_in(Client(), make_staff(tenant, role))
    if person is not None:
        session = client.session
        session[HELPING] = {"person": str(person.id), "reason": "phone"}
        session.save()
    return client


def helping(street: Street, member: Member | None = None) -> Client:
    return clerk_of(street.network.tenant, (member or street.an).person)


def url(name: str, street: Street, person: Person | None = None) -> str:
    return reverse(f"networks:helped_{name}", args=[(person or street.an.person).id, street.network.id])


def post_url(post_id: UUID, person: Person) -> str:
    return reverse("networks:helped_post", args=[person.id, post_id])


def shown(street: Street, **fields: Any) -> Post:
    post = make_post(street.an, **fields)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve", photo_looked=True)
    return post


def test_the_desk_comes_there_from_the_page_of_the_person_and_every_link_stays_there(street: Street) -> None:
    desk, base = helping(street), f"/hulp/{street.an.person.id}/"
    assert url("posts", street) in desk.get(f"{base}buurten/").content.decode()
    for name in PAGES:
        page = desk.get(url(name, street))
        assert page.status_code == 200, name
        assert "/mijn/" not in page.content.decode(), name


def test_the_desk_reads_messages_to_a_member_with_the_photo(street: Street) -> None:
    post = shown(street, photo=make_photo(), only_things=True)
    desk = helping(street, street.bo)
    page = desk.get(url("posts", street, street.bo.person)).content.decode()
    assert PRACTICAL in page and post_url(post.id, street.bo.person) in page
    one = desk.get(post_url(post.id, street.bo.person)).content.decode()
    assert PRACTICAL in one and "/mijn/" not in one
    photo = desk.get(reverse("networks:helped_post_photo", args=[street.bo.person.id, post.id]))
    assert photo.headers["Content-Type"] == "image/jpeg"


def test_the_desk_writes_in_the_name_of_the_member_and_it_stands_on_record(street: Street) -> None:
    given = {"kind": "lost_found", "text": PRACTICAL, "shown_as": "An"}
    answer = helping(street).post(url("post_write", street), given)
    assert answer.headers["Location"] == url("posts", street)
    post = Post.objects.get()
    assert bytes(post.author_key or b"") == person_key(street.an.person.id)
    assert (post.shown_as, post.state) == ("An", PostState.WAITING)
    row = AuditRow.objects.get(verb="networks.write_post")
    assert (row.on_behalf_of, row.reason) == (street.an.person.id, "phone")


def test_a_suspicion_on_the_telephone_goes_to_the_police_only() -> None:
    make_town()
    street = make_street()
    desk, path = helping(street), url("post_police", street)
    stopped = desk.post(url("post_write", street), {"kind": "other", "text": SUSPICIOUS, "shown_as": "An"})
    assert stopped.status_code == 422 and path in stopped.content.decode()
    carried = desk.post(path, {"text": SUSPICIOUS, "carry": "1"})
    assert SUSPICIOUS in carried.content.decode() and not Report.objects.exists()
    told = {"text": SUSPICIOUS, "lon": HERE.lon, "lat": HERE.lat, "may_contact": "on"}
    answer = desk.post(path, told, follow=True)
    assert answer.redirect_chain == [(url("posts", street), 302)]
    report = Report.objects.get()
    assert (report.reporter_person, report.channel) == (street.an.person.id, "call")
    code = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){2}", answer.content.decode())
    assert code and track(code[0]), "to read out to who calls"
    assert not Post.objects.exists()
    nothing = desk.post(path, {"text": ""})
    assert nothing.status_code == 422 and Report.objects.count() == 1


def test_the_desk_reads_and_speaks_in_the_open_group_for_a_member(street: Street) -> None:
    open_group(street)
    desk, path = helping(street), url("group", street)
    assert path in desk.get(url("posts", street)).content.decode()
    assert desk.post(path, {"deed": "say", "text": "Ze vraagt wanneer de lamp brandt."}).headers["Location"] == path
    said = GroupMessage.objects.get()
    assert (bytes(said.author_key or b""), said.role, said.account_id) == (person_key(street.an.person.id), "", None)
    page = desk.get(path).content.decode()
    assert "Ze vraagt wanneer de lamp brandt." in page and "Lees het voor" in page
    assert "Ze vraagt" in desk.get(f"{path}nieuw/").content.decode()
    stopped = desk.post(path, {"deed": "say", "text": SUSPICIOUS})
    assert stopped.status_code == 422 and url("post_police", street) in stopped.content.decode()
    assert desk.post(path, {"deed": "leave"}).status_code == 302
    assert ChannelChoice.objects.get().group_left
    row = AuditRow.objects.get(verb="networks.say_in_group")
    assert (row.on_behalf_of, row.reason) == (street.an.person.id, "phone")
    stranger = make_neighbour(make_network(street.network.tenant, 5.5, name="BIN elders"), "Eva Smet")
    assert helping(street, stranger).get(path).status_code == 404
    assert (
        clerk_of(street.network.tenant, stranger.person).get(url("group", street, stranger.person)).status_code == 404
    )


def test_the_desk_keeps_how_a_member_hears_of_messages(street: Street) -> None:
    helping(street).post(url("posts", street), {"digest": "off", "shown_as": "Een buur"})
    choice = ChannelChoice.objects.get()
    assert (bytes(choice.person_key), choice.digest, choice.shown_as) == (
        person_key(street.an.person.id), "off", "Een buur",
    )  # fmt: skip


def test_the_desk_replies_objects_and_takes_back(street: Street) -> None:
    post = shown(street)
    path, desk = post_url(post.id, street.bo.person), helping(street, street.bo)
    assert desk.post(path, {"deed": "reply", "text": "Die is van ons!"}).headers["Location"] == path
    assert bytes(Reply.objects.get().author_key or b"") == person_key(street.bo.person.id)
    assert desk.post(path, {"deed": "reply", "text": "Bel 0470 12 34 56"}).status_code == 422
    assert desk.post(path, {"deed": "object"}).headers["Location"] == url("posts", street, street.bo.person)
    assert bytes(Objection.objects.get().by_key) == person_key(street.bo.person.id)
    assert desk.post(path, {"deed": "withdraw"}).status_code == 404, "not theirs"
    helping(street).post(post_url(post.id, street.an.person), {"deed": "withdraw"})
    assert Post.objects.get().state == PostState.WITHDRAWN


def test_without_helping_exactly_this_member_nothing_is_there(street: Street) -> None:
    post = shown(street)
    stranger = make_neighbour(make_network(make_tenant()), "Cis Wouters")
    nobody, other = clerk_of(street.network.tenant, None), helping(street, street.bo)
    for client in (nobody, other, clerk_of(street.network.tenant, stranger.person)):
        for path in (*(url(name, street) for name in PAGES), post_url(post.id, street.an.person)):
            assert client.get(path).status_code == 404, path
            assert client.post(path, {"deed": "withdraw", "text": PRACTICAL}).status_code in (404, 405), path
    assert Post.objects.get().state == PostState.SHOWN


def test_who_is_helped_and_no_member_reads_nothing(street: Street) -> None:
    post = shown(street)
    stranger = make_neighbour(make_network(make_tenant()), "Cis Wouters").person
    desk = clerk_of(street.network.tenant, stranger)
    assert [desk.get(url(name, street, stranger)).status_code for name in PAGES] == [404] * len(PAGES)
    assert desk.get(post_url(post.id, stranger)).status_code == 404


def test_staff_of_another_zone_or_without_the_right_finds_nothing(street: Street) -> None:
    post = shown(street)
    away, officer = (
        clerk_of(make_tenant(), street.an.person),
        clerk_of(street.network.tenant, street.an.person, "dispatcher"),
    )
    for path in (url("posts", street), url("post_write", street), post_url(post.id, street.an.person)):
        assert officer.get(path).status_code == 404, path
        assert away.get(path).status_code == 404, path
