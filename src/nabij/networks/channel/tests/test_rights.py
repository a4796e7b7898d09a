"""No number, no address, no stranger: who is no member finds nothing, and who left loses it at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nabij.networks.channel.actions import moderating, writing
from nabij.networks.channel.actions import talking as talk
from nabij.networks.channel.queries import posts, talking
from nabij.networks.channel.tests.factories import (
    Street,
    make_neighbour,
    make_photo,
    make_post,
    make_street,
    open_group,
)
from nabij.networks.members import actions as members
from nabij.networks.tests.factories import make_network
from nabij.people import vault
from nabij.people.queries import value_of
from nabij.people.tests.factories import make_staff, sign_in
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
PAGES = ("posts", "post_question", "post_call", "post_police", "post_write", "group")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def street() -> Street:
    found = make_street()
    open_group(found)
    return found


def addresses(street: Street) -> list[str]:
    return [reverse(f"networks:{name}", args=[street.network.id]) for name in PAGES]


def test_a_member_of_another_network_finds_nothing(street: Street) -> None:
    stranger = make_neighbour(make_network(street.network.tenant), "Vera Vreemd")
    post = make_post(street.an, photo=make_photo(), only_things=True)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve", photo_looked=True)
    client = stranger.signed_in()
    paths = [
        *addresses(street),
        reverse("networks:post", args=[post.id]),
        reverse("networks:post_photo", args=[post.id]),
    ]
    assert {client.get(path).status_code for path in paths} == {404}
    assert {client.post(path, {"text": "Hallo", "deed": "reply"}).status_code for path in paths} <= {404, 405}
    at_home = street.bo.signed_in()
    assert {at_home.get(path).status_code for path in paths} == {200}


def test_an_unknown_message_and_a_foreign_one_cost_the_same(street: Street) -> None:
    post, stranger = make_post(street.an), make_neighbour(make_network(street.network.tenant), "Vera Vreemd")
    seen = []
    for post_id in (post.id, new_id()):
        with CaptureQueriesContext(connection) as queries, pytest.raises(Missing):
            posts.talk(stranger.actor, post_id)
        seen.append(len(queries))
    assert seen[0] == seen[1]


def test_who_left_loses_everything_at_once(street: Street) -> None:
    post, client = make_post(street.an), street.an.signed_in()
    assert client.get(reverse("networks:post", args=[post.id])).status_code == 200
    members.leave(street.an.actor, network_id=street.network.id, person_id=street.an.person.id)
    paths = [*addresses(street), reverse("networks:post", args=[post.id])]
    assert {client.get(path).status_code for path in paths} == {404}
    with pytest.raises(Missing):
        writing.withdraw_post(street.an.actor, post_id=post.id)
    with pytest.raises(Missing):
        talk.say(street.an.actor, network_id=street.network.id, text="Hallo")


def test_no_page_holds_a_number_address_or_surname_of_anybody(street: Street) -> None:
    post = make_post(street.an)
    moderating.decide_post(street.leading, post_id=post.id, deed="approve")
    writing.reply(street.coordinator.actor, post_id=post.id, text="Die is van de bakker.")
    talk.say(street.an.actor, network_id=street.network.id, text="Dag buren, wanneer is de zitdag?")
    talk.say(street.policing, network_id=street.network.id, text="Donderdag om 14 uur in het buurthuis.")
    everybody = (street.an, street.bo, street.coordinator)
    values = [value_of(point) for one in everybody for point in one.points]
    secrets = [
        *values,
        *(vault.readable("sms", one) for one in values if one.startswith("+")),
        "Peeters",
        "Maes",
        "Claes",
    ]
    shown = "".join(
        body(street.bo.signed_in(), path) for path in [*addresses(street), reverse("networks:post", args=[post.id])]
    )
    desk = "".join(
        body(client, reverse(f"networks:{name}", args=[street.network.id]))
        for client in (street.coordinator.signed_in(), sign_in_staff(street))
        for name in ("messages", "whatsapp", "share")
    )
    assert post.text in shown and post.text in desk
    assert [secret for secret in secrets if secret in shown or secret in desk] == []


def body(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def sign_in_staff(street: Street) -> Any:
    from django.test import Client

    return sign_in(Client(), street.officer)


def test_staff_of_the_zone_sees_numbers_and_no_words(street: Street) -> None:
    from django.test import Client

    post = make_post(street.an)
    client = sign_in(Client(), make_staff(street.network.tenant, "chief"))
    shown = body(client, reverse("networks:messages", args=[street.network.id]))
    assert post.text not in shown and "Cijfers van het voorbije jaar" in shown
    assert client.get(reverse("networks:messages_photo", args=[post.id])).status_code == 404


def test_the_officer_is_marked_and_the_group_says_whom_to_call(street: Street) -> None:
    talk.say(street.policing, network_id=street.network.id, text="Donderdag om 14 uur in het buurthuis.")
    shown = body(street.bo.signed_in(), reverse("networks:group", args=[street.network.id]))
    assert "nw-said--officer" in shown and "tel:101" in shown and "Niet permanent gelezen" in shown
    assert [one.role for one in talking.said(street.bo.actor, street.network.id)] == ["officer"]
