"""Every page of networks and meetings in a zone with 300 networks and 120,000 members, as everybody who opens it."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import Result, at_most, crowd, furnished, multiplying
from nabij.people.second_factor import PROVEN
from nabij.people.serving import HELPING

ROUNDS: Final = 3
THINGS: Final = "benchmark_things"
MILLISECONDS_GOAL: Final = 200.0
QUERIES_GOAL: Final = 15
ROOMS: Final = ("networks:", "meetings:")
PAGES: Final = ("text/html", "application/json", "application/geo+json")
"""What counts as a page; what is printed or downloaded does not."""
NO_LISTS: Final = frozenset({"networks:year", "networks:year_evaluation", "networks:start_up"})
"""No lists, so they may ask more; how much stands in tests/loop/test_network_lists.py. One network's whole year with what is to
do, two years of figures side by side, fifteen steps of a start-up: each gathers what many parts know of one network."""
EVERYBODY: Final = ("officier", "korpschef", "preventie", "burgemeester", "loket", "coordinator", "member", "")


@dataclass(frozen=True)
class Walked:
    """A page as somebody opened it: how long it took (median), and how many queries it asked."""

    name: str
    who: str
    milliseconds: float
    queries: int


def seed() -> None:
    """The demo town with its people, the crowd, and something of each kind that a page can be about in every network."""
    from nabij.demo import world
    from nabij.networks.overview.actions import recount
    from nabij.tenants.actions import change_settings
    from nabij.tenants.actor import system_actor
    from nabij.tenants.queries import all_tenants

    settings.DEMO, settings.NABIJ_MESSENGER = True, "nabij.people.tests.letterbox.take"
    made = world.build(lambda _sentence: None)
    city = next(one for one in all_tenants() if one.zone_id == made.zone.id)
    ids = crowd.settle(made.zone.id, city.id, made.zone.code)
    with transaction.atomic():
        things = furnished.furnish_one(made.zone, city, ids)
    multiplying.multiply(things["network_id"])
    system = system_actor([made.zone.id])
    change_settings(system, tenant_id=made.zone.id, changes={THINGS: multiplying.kept(things)})
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute("vacuum analyze")
    recount(system, tenant_id=made.zone.id)


def measure() -> Iterator[Result]:
    """The slowest median of all pages and everybody who may open them; the most queries of any of them."""
    settings.DEMO = False
    walked = sorted(_walk(), key=lambda one: -one.milliseconds)
    reference = _median_ms(Client(), "/gezondheid/")
    for one in walked[:12]:
        print(f"  {one.milliseconds:7.1f} ms {one.queries:3} queries  {one.name} as {one.who or 'nobody'}")
    for name, asked in sorted({(one.name, one.queries) for one in walked if one.queries > QUERIES_GOAL}):
        print(f"  {asked:3} queries  {name}")
    names = len({one.name for one in walked})
    slowest, most = walked[0], max((one for one in walked if one.name not in NO_LISTS), key=lambda one: one.queries)
    about = f"{names} pages, {crowd.NETWORKS} networks, {crowd.MEMBERS} members"
    yield Result(
        name="networks_page_ms", value=slowest.milliseconds, unit="ms",
        reference="a page that only asks the database for 1 (/gezondheid/)", reference_value=reference,
        ratio=slowest.milliseconds / reference, goal=f"slowest page ({slowest.name}) < {MILLISECONDS_GOAL:.0f} ms: {about}",
        met=at_most(slowest.milliseconds, MILLISECONDS_GOAL),
    )  # fmt: skip
    yield Result(
        name="networks_queries", value=most.queries, unit="queries", reference="the goal", reference_value=QUERIES_GOAL,
        ratio=most.queries / QUERIES_GOAL, goal=f"any list ({most.name} has most) <= {QUERIES_GOAL}",
        met=most.queries <= QUERIES_GOAL,
    )  # fmt: skip


def _walk() -> Iterator[Walked]:
    from tests.pages import addresses

    things = _things()
    here = [one for one in addresses() if one.name.startswith(ROOMS)]
    for who in EVERYBODY:
        client = _signed_in(who, things)
        for address in here:
            print(f"\r{who or 'nobody'}: {address.name:<40}", end="", file=sys.stderr, flush=True)
            if set(address.arguments) <= things.keys():
                yield from _opened(client, who, address.name, address.path(**things))


def _things() -> dict[str, Any]:
    from nabij.tenants.queries import all_tenants

    return next(one.settings[THINGS] for one in all_tenants() if THINGS in one.settings)


def _opened(client: Client, who: str, name: str, path: str) -> Iterator[Walked]:
    answer = client.get(path)
    if answer.status_code != 200 or not answer["Content-Type"].startswith(PAGES):
        return
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
        queries = len(asked)
    yield Walked(name, who, _median_ms(client, path), queries)


def _signed_in(who: str, things: Mapping[str, Any]) -> Client:
    from nabij.people.queries import account, account_named

    client = Client()
    client.raise_request_exception = False
    if not who:
        return client
    found = account(things[f"{who}_account"]) if f"{who}_account" in things else account_named(who)
    client.force_login(found, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[PROVEN] = str(found.pk)
    session[HELPING] = {"person": str(things["person_id"]), "reason": "counter"}
    session.save()
    return client


def _median_ms(client: Client, page: str) -> float:
    def once() -> float:
        began = time.perf_counter()
        client.get(page)
        return (time.perf_counter() - began) * 1_000

    return statistics.median(once() for _ in range(ROUNDS))
