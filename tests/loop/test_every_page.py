"""Rights walked over every address: who is not signed in, who is not staff, and who works in another zone."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nabij.alerts.tests.factories import Zone
from nabij.networks.models import MandateRole
from nabij.networks.tests.factories import mandate
from nabij.people.models import Account
from nabij.people.roles import roles
from nabij.people.serving import HELPING
from nabij.people.tests.factories import (
    make_contact_point,
    make_resident,
    make_staff,
    sign_in,
)
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind
from tests.loop.two_zones import undone
from tests.pages import Address, addresses

pytestmark = pytest.mark.django_db

# Open to everybody, each for its own reason: public pages, signing in, and doors that check a signature, code or key themselves.
OPEN = {
    "desk:officers_find", "desk:officers_area", "desk:area_ask", "desk:question_look_up", "desk:question_sent",
    "desk:question_page", "desk:officer_public", "desk:officer_photo", "desk:officer_ask", "desk:news_list",
    "desk:news_rss", "desk:news_subscribe", "desk:news_confirm", "desk:news_stop", "desk:news_item", "desk:news_photo",
    "reports:open311_discovery", "reports:open311_services", "reports:open311_service", "reports:open311_requests",
    "reports:open311_request", "reports:open311_token",
    "alerts:in_force", "alerts:banner", "alerts:cap_in", "alerts:cap_certificate", "alerts:atom", "alerts:rss",
    "alerts:json_feed", "alerts:cap_document", "alerts:sign_up", "alerts:sign_up_area", "alerts:sign_up_onward",
    "easy", "easy_page", "easy_switch",
    "home", "privacy", "accessibility", "health", "set_language", "telephones", "places:search_addresses",
    "places:neighbourhoods", "places:base_map", "places:place", "people:sign_in", "people:sign_in_code",
    "people:accept_invitation", "people:after_sign_in", "reports:first", "reports:meant", "reports:near_known",
    "reports:me_too",
    "reports:later", "reports:token", "reports:offline", "app_manifest", "app_icon", "reports:what", "reports:now",
    "reports:call", "reports:where",
    "reports:more", "reports:who", "reports:sent", "reports:follow", "reports:followed",
    "reports:rate", "reports:not_solved", "reports:tell_more", "reports:stop_messages",
    "meetings:public_list", "meetings:feed", "meetings:public", "meetings:calendar", "networks:quiz",
    "networks:quiz_question",
    "networks:quiz_finish", "networks:everywhere", "networks:here", "networks:public", "networks:wanted",
    "networks:starting", "networks:poster", "networks:counter_manifest", "networks:came_by",
    "networks:invitation_code", "networks:survey_paper", "networks:invitation",
    "networks:public_rules", "networks:public_charter",
    "reports:outward", "reports:outward_map", "reports:outward_rss", "reports:outward_geojson", "reports:outward_csv",
    "alerts:in_force_shapes", "alerts:open_geojson", "alerts:open_csv",
    "desk:counters", "desk:counters_geojson", "desk:counter", "desk:book", "desk:book_day", "desk:book_who",
    "desk:appointment_ask", "desk:appointment", "desk:move", "desk:appointment_calendar",
    "desk:ticket", "desk:take", "desk:screen", "desk:screen_live",
    "live_ticket", "metrics", "service_worker", "callback", "unsubscribe", "senders",
    "sender", "sender_card", "sender_qr",
    "reports:errand", "reports:errand_photo",
    "desk:video_door", "desk:video_wait", "desk:video_wait_now", "desk:video_ask_ring_back", "desk:video_asked",
    "desk:video_stand_in", "desk:video_link", "desk:victims",
}  # fmt: skip
ACCOUNT = re.compile(r"^(account|mfa)_")
STYLE = re.compile(r"^stijl/|^styleguide$")
# Doors for machines, walked with keys by test_every_door.py.
DOOR = re.compile(r"^api:")
# Says what is wrong with an empty form before it looks whose team it is; the answer is the same for every id.
FORM_FIRST: set[tuple[str, str]] = set()
METHODS = ("get", "post")
CHOICES = {"paper", "language"}
"""Arguments that choose a form, the same for everybody; they name no thing."""
SIGN_IN = ("/aanmelden/", "/mijn/aanmelden/")
STAFF_ONLY = [address for address in addresses() if address.right not in (None, "resident")]
FOR_RESIDENTS = [address for address in addresses() if address.right == "resident"]
NAMED = [address for address in STAFF_ONLY if address.arguments]

OF_THE_MOMENT = {"Set-Cookie", "Content-Length", "Expires"}
"""Headers that differ from one second to the next."""


def is_open(address: Address) -> bool:
    return address.name in OPEN or any(pattern.match(address.name) for pattern in (ACCOUNT, STYLE, DOOR))


def test_every_address_asks_for_a_right_or_is_open_for_a_reason() -> None:
    without = {address.name for address in addresses() if address.right is None and not is_open(address)}
    assert without == set()
    assert {address.name for address in addresses()} >= OPEN, "an address in OPEN that is gone"


@pytest.mark.parametrize("address", STAFF_ONLY + FOR_RESIDENTS, ids=lambda address: address.name)
def test_who_is_not_signed_in_goes_to_sign_in(address: Address) -> None:
    path = address.path(**dict.fromkeys(address.arguments, new_id()))
    for method in METHODS:
        answer = getattr(Client(), method)(path)
        if answer.status_code == 405:
            continue
        assert answer.status_code == 302, f"{method} {path}"
        assert answer["Location"].startswith(SIGN_IN), f"{method} {path}"


def test_a_resident_finds_nothing_of_the_back_office(zones: tuple[Zone, Zone], things: dict[str, UUID]) -> None:
    resident = make_resident()
    client = sign_in(Client(), Account.objects.get(id=resident.account_id))
    for address in STAFF_ONLY:
        for method in METHODS:
            answer = getattr(client, method)(address.path(**{name: things[name] for name in address.arguments}))
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)
            assert answer.status_code in (404, 405) or to_sign_in, f"{method} {address.route}: {answer.status_code}"


def test_what_is_of_another_zone_does_not_exist(zones: tuple[Zone, Zone], things: dict[str, UUID]) -> None:
    client = signed_in_everywhere(zones[0])
    told = [leak for address in NAMED for method in METHODS for leak in leaks(client, address, method, things)]
    assert told == []


def test_what_is_of_another_zone_is_not_counted_or_listed(zones: tuple[Zone, Zone], things: dict[str, UUID]) -> None:
    client, told = signed_in_everywhere(zones[0]), []
    foreign = {str(value) for value in things.values() if isinstance(value, UUID)} | {zones[1].network.name, "Verweg 9"}
    for address in STAFF_ONLY:
        if address.arguments:
            continue
        answer = client.get(address.path())
        if answer.status_code != 405:
            shown = body(answer)
            told += [f"{address.route} shows {word}" for word in foreign if word in shown]
    assert told == []


def test_the_walk_uses_things_that_are_there(zones: tuple[Zone, Zone], things: dict[str, UUID]) -> None:
    """At home each of those ids is found; otherwise the test above would prove nothing."""
    client = signed_in_everywhere(zones[1])
    session = client.session
    mandate(zones[1].network, MandateRole.OFFICER, UUID(session["_auth_user_id"]), deputy=True)
    session[HELPING] = {"person": str(things["person_id"]), "reason": "counter"}
    session.save()
    lost = []
    for address in NAMED:
        for method in METHODS:
            at_home = {"tenant": zones[1].tenant.id, "incident": str(things["incident_id"])}
            filled = filled_in(address, method) | (at_home if method == "post" else {})
            with undone():
                path = address.path(**{name: things[name] for name in address.arguments})
                if getattr(client, method)(path, filled).status_code == 404:
                    lost.append(f"{method} {address.route}")
    assert lost == []


def test_a_resident_sees_no_contact_point_of_another(zones: tuple[Zone, Zone]) -> None:
    mine, other = make_resident(), make_contact_point(make_resident())
    client = sign_in(Client(), Account.objects.get(id=mine.account_id))
    here = [address for address in FOR_RESIDENTS if "contact_point_id" in address.arguments]
    told = [
        leak
        for address in here
        for method in METHODS
        for leak in leaks(client, address, method, {"contact_point_id": other.id})
    ]
    assert here and told == []


def leaks(client: Client, address: Address, method: str, things: dict[str, UUID]) -> list[str]:
    """By what a thing of somebody else could be told from one that does not exist."""
    foreign, unknown = (
        {name: thing(name) for name in address.arguments}
        for thing in (things.__getitem__, lambda name: things[name] if name in CHOICES else new_id())
    )
    seen = [_answer(client, address, method, values) for values in (foreign, unknown)]
    if seen[0][0] == 405 == seen[1][0]:
        return []
    parts = ("status", "headers", "body", "number of queries")
    found = [part for part, theirs, nobodys in zip(parts, *seen, strict=True) if theirs != nobodys]
    missed = [] if seen[0][0] == 404 or (method, address.name) in FORM_FIRST else [f"status {seen[0][0]}"]
    return [f"{method} {address.route}: {part}" for part in found + missed]


def _answer(client: Client, address: Address, method: str, values: dict[str, UUID]) -> tuple[Any, ...]:
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(address.path(**values), filled_in(address, method))
    shown = body(answer)
    for name, value in values.items():
        shown = shown if name in CHOICES else shown.replace(str(value), "ID")
    headers = {name: value for name, value in answer.items() if name not in OF_THE_MOMENT}
    return answer.status_code, headers, re.sub(r'csrfmiddlewaretoken" value="\w+"', "", shown), len(queries)


def body(answer: Any) -> str:
    if answer.streaming:
        return str(b"".join(answer.streaming_content), errors="replace")
    return str(answer.content.decode(errors="replace"))


def filled_in(address: Address, method: str) -> dict[str, str]:
    """Enough of a form for a view to come to the thing itself."""
    deeds = {
        "people:change_grant": "refuse",
        "networks:change": "log",
        "networks:year_do": "round",
        "networks:year_wish": "give",
        "networks:year_evaluation": "conclude",
        "networks:year_measure": "hear",
        "alerts:step": "submit",
        "meetings:step": "again",
        "networks:shops_change": "plan",
        "networks:helped_shop_change": "hours",
        "desk:officer_step": "change",
        "desk:officer_question": "answer",
        "desk:news_edit": "publish",
        "desk:counter_hours": "week",
        "desk:queue": "next",
        "reports:change_team": "default",
    }
    typed = {
        "recipient": "be-alert",
        "agree": "1",
        "deed": deeds.get(address.name, ""),
        "reason": "Klacht",
        "incident": str(UUID(int=0)),
    }
    if address.name.endswith("follow_places"):
        typed["name"] = "news"
    return typed if method == "post" else {}


def signed_in_everywhere(zone: Zone) -> Client:
    """Staff with every role of a zone."""
    names = [role.name for role in roles().values() if role.holder == "staff" and TenantKind.ZONE in role.rights]
    client = Client()
    client.raise_request_exception = False
    return sign_in(client, make_staff(zone.tenant, *names))
