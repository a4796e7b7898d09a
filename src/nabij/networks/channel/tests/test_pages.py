"""The doors of the channel, as a browser without scripts uses them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from nabij.networks.channel.actions import moderating
from nabij.networks.channel.models import ChannelChoice, GroupMessage, Post, PostState, Reply
from nabij.networks.channel.tests.factories import (
    PRACTICAL,
    SUSPICIOUS,
    Street,
    make_photo,
    make_post,
    make_street,
    open_group,
)
from nabij.people.dossier import parts
from nabij.people.tests.factories import sign_in
from nabij.reports.models import Report
from nabij.reports.tests.factories import HERE, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def street() -> Street:
    return make_street()


def url(name: str, street: Street) -> str:
    return reverse(f"networks:{name}", args=[street.network.id])


def test_the_first_question_comes_before_anything_else(street: Street) -> None:
    client = street.an.signed_in()
    assert url("post_question", street) in client.get(url("posts", street)).content.decode()
    asked = client.get(url("post_question", street)).content.decode()
    assert "Is het dringend of verdacht?" in asked
    assert all(url(name, street) in asked for name in ("post_call", "post_police", "post_write"))
    called = client.get(url("post_call", street)).content.decode()
    assert "tel:101" in called and "tel:112" in called


def test_a_message_with_a_photo_is_sent_and_shown_by_the_coordinator(street: Street) -> None:
    given = {"kind": "lost_found", "text": PRACTICAL, "photo": make_photo(), "only_things": "on", "shown_as": "An"}
    answer = street.an.signed_in().post(url("post_write", street), given, follow=True)
    assert "binnen 24 uur" in answer.content.decode()
    post, desk = Post.objects.get(), street.coordinator.signed_in()
    page = desk.get(url("messages", street)).content.decode()
    assert PRACTICAL in page and reverse("networks:messages_photo", args=[post.id]) in page
    assert desk.get(reverse("networks:messages_photo", args=[post.id])).headers["Content-Type"] == "image/jpeg"
    refused = desk.post(url("messages", street), {"deed": "approve", "post": str(post.id)})
    assert refused.status_code == 422 and "Bekijk de foto" in refused.content.decode()
    desk.post(url("messages", street), {"deed": "approve", "post": str(post.id), "photo_looked": "on"})
    assert PRACTICAL in street.bo.signed_in().get(url("posts", street)).content.decode()


def test_a_suspicion_is_stopped_and_carried_to_the_police() -> None:
    make_town()
    street = make_street()
    client = street.an.signed_in()
    stopped = client.post(url("post_write", street), {"kind": "other", "text": SUSPICIOUS, "shown_as": "An"})
    page = stopped.content.decode()
    assert stopped.status_code == 422 and "Dit hoort bij de politie" in page and url("post_police", street) in page
    carried = client.post(url("post_police", street), {"text": SUSPICIOUS, "carry": "1"})
    assert carried.status_code == 200 and SUSPICIOUS in carried.content.decode() and Report.objects.count() == 0
    sent = client.post(
        url("post_police", street), {"text": SUSPICIOUS, "lon": HERE.lon, "lat": HERE.lat, "may_contact": "on"}
    )
    assert sent.headers["Location"] == reverse("reports:sent")
    assert Report.objects.get().reporter_person == street.an.person.id
    assert Post.objects.count() == 0
    assert SUSPICIOUS not in street.coordinator.signed_in().get(url("messages", street)).content.decode()


def test_replies_objections_and_withdrawing(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    path, bo = reverse("networks:post", args=[post.id]), street.bo.signed_in()
    assert (
        "wacht op de coördinator"
        in bo.post(path, {"deed": "reply", "text": "Die is van ons!"}, follow=True).content.decode()
    )
    assert bo.post(path, {"deed": "reply", "text": "Bel 0470 12 34 56"}).status_code == 422
    desk, reply = street.coordinator.signed_in(), Reply.objects.get()
    desk.post(url("messages", street), {"deed": "approve_reply", "reply": str(reply.id)})
    assert "Die is van ons!" in street.an.signed_in().get(path).content.decode()
    bo.post(path, {"deed": "object", "network": str(street.network.id)})
    assert Post.objects.get().objections == 1
    assert bo.post(path, {"deed": "withdraw"}).status_code == 404, "not theirs"
    street.an.signed_in().post(path, {"deed": "withdraw", "network": str(street.network.id)})
    assert Post.objects.get().state == PostState.WITHDRAWN


def test_the_writer_answers_what_should_have_been_a_call() -> None:
    make_town()
    street = make_street()
    post = make_post(street.an)
    street.coordinator.signed_in().post(url("messages", street), {"deed": "call", "post": str(post.id)})
    client, path = street.an.signed_in(), reverse("networks:post", args=[post.id])
    assert "Mag de politie het hebben?" in client.get(path).content.decode()
    answer = client.post(path, {"deed": "agree", "network": str(street.network.id)}, follow=True)
    assert "De politie heeft het nu" in answer.content.decode() and Report.objects.count() == 1


def test_choices_are_kept(street: Street) -> None:
    street.an.signed_in().post(url("posts", street), {"digest": "off", "shown_as": "Een buur"})
    choice = ChannelChoice.objects.get()
    assert (choice.digest, choice.shown_as) == ("off", "Een buur")


def test_the_group_is_asked_opened_and_used(street: Street) -> None:
    coordinator, officer = street.coordinator.signed_in(), sign_in(Client(), street.officer)
    coordinator.post(url("messages", street), {"deed": "ask_group", "ground": "Stemming van 3 november."})
    assert "Stemming van 3 november." in officer.get(url("messages", street)).content.decode()
    officer.post(url("messages", street), {"deed": "open_group", "hours": "op werkdagen tussen 9 en 17 uur"})
    member = street.an.signed_in()
    member.post(url("group", street), {"deed": "say", "text": "Wanneer is er zitdag?"})
    officer.post(url("office_group", street), {"deed": "say", "text": "Donderdag om 14 uur."})
    said = member.get(url("group_new", street)).content.decode()
    assert "Wanneer is er zitdag?" in said and "Donderdag om 14 uur." in said
    assert member.post(url("group", street), {"deed": "say", "text": SUSPICIOUS}).status_code == 422
    assert GroupMessage.objects.count() == 2


def test_the_dossier_holds_what_somebody_wrote(street: Street) -> None:
    make_post(street.an)
    open_group(street)
    street.an.signed_in().post(url("group", street), {"deed": "say", "text": "Dag allemaal."})
    kept = parts(street.an.person.id)["channel"]
    assert [one["text"] for one in kept["messages"]] == [PRACTICAL]
    assert [one["text"] for one in kept["in the open group"]] == ["Dag allemaal."]


def test_a_page_of_messages_goes_on(street: Street) -> None:
    for number in range(5):
        post = make_post(street.an, f"Bericht nummer {number} van de straat.")
        shown = moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    rows = [
        Post(**{field.attname: getattr(shown, field.attname) for field in Post._meta.concrete_fields})
        for _ in range(20)
    ]
    for row in rows:
        row.id = Post._meta.pk.get_default()
    Post.objects.bulk_create(rows)
    first = street.bo.signed_in().get(url("posts", street)).content.decode()
    link = next(part for part in first.split('"') if part.startswith("?after="))
    rest = street.bo.signed_in().get(url("posts", street) + link).content.decode()
    assert first.count("<article") == 20 and rest.count("<article") == 5
    assert parse_qs(urlsplit(link).query)["after"]


def test_the_list_takes_as_many_queries_for_one_as_for_many(street: Street, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        post = make_post(street.an, f"Bericht nummer {number} van de straat.")
        moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    client, desk = street.bo.signed_in(), street.coordinator.signed_in()
    with django_assert_max_num_queries(15):
        client.get(url("posts", street))
    with django_assert_max_num_queries(25):
        desk.get(url("messages", street))
