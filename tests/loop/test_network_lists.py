"""Every page of networks and meetings asks no more of the database with twenty things of each kind than with two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nabij.alerts.tests.factories import Zone
from nabij.meetings import actions as meetings
from nabij.meetings.tests.factories import make_meeting
from nabij.networks.channel.actions import moderating, talking, writing
from nabij.networks.channel.actions.whatsapp import Described, register_group
from nabij.networks.documents.models import FederalNotice
from nabij.networks.founding import actions as founding
from nabij.networks.members.models import ListExport
from nabij.networks.models import LogEntry, LogKind, Membership, Network
from nabij.networks.shops import actions as shops
from nabij.networks.shops.tests.factories import shop, worker
from nabij.networks.tests.factories import make_network
from nabij.networks.year.measures import actions as measures
from nabij.networks.year.tests.factories import settle
from nabij.networks.year.wishes import actions as wishes
from nabij.people.models import Account, Person
from nabij.people.queries import actor_for
from nabij.people.serving import HELPING
from nabij.people.tests.factories import make_contact_point, make_resident, sign_in
from nabij.tenants.actor import Actor
from nabij.tenants.keys import new_id
from tests.loop.test_network_rights import on_stage
from tests.pages import Address, addresses

pytestmark = pytest.mark.django_db

MOST: Final = 15
NO_LISTS: Final = {"networks:year": 40, "networks:year_evaluation": 23, "networks:start_up": 17}
"""What one network's whole year, its evaluation and its fifteen steps may ask: each gathers what many parts know of it."""
WHO: Final = ("officer", "coordinator", "zone.chief", "member", "helper")
NOTHING_YET: Final = 2
"""What a page does not ask of a list that is empty, such as the names of who stands on it."""
PAGES: Final = ("text/html", "application/json", "application/geo+json")
ROOMS: Final = ("networks:", "meetings:")


def test_no_list_asks_more_than_fifteen_times_however_long_it_is(
    zones: tuple[Zone, Zone], things: dict[str, UUID], settings: Any
) -> None:
    settings.NABIJ_MESSENGER = "nabij.people.tests.letterbox.take"
    who, given = on_stage(zones, things)
    given |= {"paper": "a4", "language": "nl"}
    few = _walk(who, given)
    assert len(few) > 120
    for n in range(18):
        _more(zones[1], who, given, n)
    many = _walk(who, given)
    grown = {page: (few[page], asked) for page, asked in many.items() if asked > few.get(page, asked) + NOTHING_YET}
    over = {page: asked for page, asked in many.items() if asked > NO_LISTS.get(page[0], MOST)}
    assert grown == {}
    assert over == {}


def _walk(who: Mapping[str, Actor], given: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """How many queries each page asks, by its name and who opens it."""
    here = [one for one in addresses() if one.name.startswith(ROOMS) and set(one.arguments) <= given.keys()]
    asked: dict[tuple[str, str], int] = {}
    for name in WHO:
        client = _client(who[name], given)
        asked |= {(one.name, name): n for one in here if (n := _asked(client, one, given)) is not None}
    return asked


def _client(actor: Actor, given: Mapping[str, Any]) -> Client:
    client = Client(raise_request_exception=False)
    if actor.id is not None:
        sign_in(client, Account.objects.get(id=actor.id))
        session = client.session
        session[HELPING] = {"person": str(given["person_id"]), "reason": "counter"}
        session["networks.members"] = {"network": str(given["network_id"]), "reason": "a reason", "until": 9e9}
        session.save()
    return client


def _asked(client: Client, address: Address, given: Mapping[str, Any]) -> int | None:
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address.path(**given))
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith(PAGES)
    return len(asked) if is_page else None


def _more(home: Zone, who: Mapping[str, Actor], given: Mapping[str, Any], n: int) -> None:
    """One more of each kind of thing that a list shows, all different."""
    network, now = home.network, timezone.now()
    person, membership = settle(network, name=f"Buur {n}")
    Membership.objects.filter(id=membership.id).update(willing=True)
    make_network(home.tenant, 5.3 + n / 100, 50.8, name=f"BIN-lijst {n}")
    LogEntry.objects.create(tenant=home.tenant, network=network, at=now, kind=LogKind.NOTE, text=f"Regel {n}")
    _of_the_year(network, who, person, membership, n)
    _of_the_channel(network, who, given, actor_for(person.account), n)
    _of_the_lists(home, given, n)
    _meetings(home, person, n)
    _shop(Network.objects.get(id=given["binz_id"]), home, n)


def _of_the_year(network: Network, who: Mapping[str, Actor], person: Person, member: Membership, n: int) -> None:
    for kind, writer in (("wish", who["coordinator"]), ("complaint", who["officer"])):
        wishes.write_wish(
            writer,
            network_id=network.id,
            person_id=None,
            kind=kind,
            category="other",
            text=f"Wens {n}",
            channel="phone",
        )
    case = measures.open_case(who["officer"], network_id=network.id, membership_id=member.id, ground_codes=["privacy"])
    measures.begin_step(who["officer"], measure_id=case.id, code="talk", reasons="Wat er gebeurde, en waarom.")


def _of_the_channel(
    network: Network, who: Mapping[str, Actor], given: Mapping[str, Any], writer: Actor, n: int
) -> None:
    posts = [
        writing.write_post(writer, network_id=network.id, kind="lost_found", text=f"Onze kat {one} {n} is weg.")
        for one in ("Mies", "Poes")
    ]
    moderating.decide_post(who["coordinator"], post_id=posts[0].id, deed="approve")
    writing.reply(writer, post_id=given["shown_id"], text=f"Gezien in de tuin, {n} keer.")
    talking.say(writer, network_id=network.id, text=f"Goed idee nummer {n}.")
    register_group(who["coordinator"], network_id=network.id, described=Described(f"Straat {n}", "Kerkstraat", 40))


def _of_the_lists(home: Zone, given: Mapping[str, Any], n: int) -> None:
    for model, known in ((ListExport, given["export_id"]), (FederalNotice, given["notice_id"])):
        row = model.objects.get(id=known)
        row.id = new_id()
        row.save(force_insert=True)
    if n < 8:  # a network asks twelve at most
        founding.place_signs(
            home.system, network_id=home.network.id, points=[(home.place.lon, home.place.lat + n / 9_000)]
        )


def _meetings(home: Zone, person: Person, n: int) -> None:
    coming, past = (make_meeting(home.tenant, about=home.network.id, with_registration=True) for _when in range(2))
    ended = timezone.now() - timedelta(days=3 + n)
    type(past).objects.filter(id=past.id).update(starts_at=ended, ends_at=ended + timedelta(hours=2))
    for meeting in (coming.id, _first(home)):
        meetings.register(home.system, meeting_id=meeting, person_id=person.id)


def _first(home: Zone) -> UUID:
    found = type(make_meeting(home.tenant)).objects
    return found.filter(about=[home.network.id], with_registration=True).order_by("id").values_list("id", flat=True)[0]


def _shop(binz: Network, home: Zone, n: int) -> None:
    keeper = make_resident(f"Winkelier {n}")
    shops.enrol_shop(
        home.system, network_id=binz.id, person_id=keeper.id, worker=worker(make_contact_point(keeper, "email")),
        shop=shop(home.place.lon, home.place.lat, name=f"Bakkerij {n}"),
    )  # fmt: skip
