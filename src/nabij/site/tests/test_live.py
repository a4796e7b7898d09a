"""The live stream with a real server, real notifications and real tickets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client

from nabij.alerts.fanout.journal import tell_progress
from nabij.audit.actions import record
from nabij.audit.events import newest_event
from nabij.people.tests import factories
from nabij.site import processes, serving
from nabij.tenants import live_tickets as tickets
from nabij.tenants.actor import system_actor

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNT, ZONE, OTHER_ZONE = uuid4(), uuid4(), uuid4()


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[str]:
    port = serving.free_port(0)
    command = processes.commands(0, port)["live"]
    process = subprocess.Popen(command, env=dict(os.environ))
    try:
        processes.Processes({}, {}, None).wait_until_ready(f"http://127.0.0.1:{port}/live/health")  # type: ignore[arg-type]
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


class Page:
    """A page with its stream open, keeping what it hears."""

    def __init__(self, server: str, tenants: set[UUID], after: int | None = None) -> None:
        self.heard: list[dict[str, str]] = []
        self.numbers: list[int] = []
        self.closed = threading.Event()
        self.open = threading.Event()
        ticket = tickets.issue(tickets.Ticket(ACCOUNT, "session", frozenset(tenants)))
        headers = {"Last-Event-ID": str(after)} if after is not None else {}
        arguments = (f"{server}/live/stream?ticket={ticket}", headers)
        threading.Thread(target=self._read, args=arguments, daemon=True).start()
        assert self.open.wait(10)

    def _read(self, url: str, headers: dict[str, str]) -> None:
        with suppress(httpx.RemoteProtocolError), httpx.stream("GET", url, headers=headers, timeout=30) as answer:
            for line in answer.iter_lines():
                self.open.set()
                if line.startswith("id: "):
                    self.numbers.append(int(line[4:]))
                if line.startswith("data: "):
                    self.heard.append(json.loads(line[6:]))
        self.closed.set()

    def hears(self, target_id: UUID) -> bool:
        return eventually(lambda: any(event["id"] == str(target_id) for event in self.heard))


def eventually(true: object, within_s: float = 5) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def happens(tenant: UUID, verb: str = "tests.change", target_id: UUID | None = None) -> UUID:
    target_id = target_id or uuid4()
    with transaction.atomic():
        record(
            system_actor(),
            tenant_id=tenant,
            verb=verb,
            target="tests.thing",
            target_id=target_id,
            detail={"text": "geheim"},
        )
    return target_id


def number_of(thing: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select seq from audit_event where target_id = %s", [thing])
        return int(cursor.fetchone()[0])


def test_a_page_hears_its_own_tenants_only_and_no_content(server: str) -> None:
    page = Page(server, {ZONE})
    foreign = happens(OTHER_ZONE)
    own = happens(ZONE)
    assert page.hears(own)
    assert {event["id"] for event in page.heard} == {str(own)}
    assert foreign not in {UUID(event["id"]) for event in page.heard}
    assert page.heard[0].keys() == {"tenant", "verb", "kind", "id"}


def test_a_page_that_was_away_hears_what_it_missed(server: str) -> None:
    first = happens(ZONE)
    seen = number_of(first)
    missed = happens(ZONE)
    page = Page(server, {ZONE}, after=seen)
    assert page.hears(missed)
    assert str(first) not in {event["id"] for event in page.heard}


def test_nothing_is_lost_between_a_page_and_its_stream(server: str) -> None:
    zone = factories.make_tenant()
    browser = factories.sign_in(Client(), factories.make_staff(zone, "dispatcher"))
    before = happens(zone.id)
    shown = browser.get("/incidenten/").content.decode()
    between = happens(zone.id)
    (after,) = re.findall(r'data-after="(\d+)"', shown)
    page = Page(server, {zone.id}, after=int(after))
    assert page.hears(between)
    assert page.hears(before), "it may have happened after the queries of the page ran"


def test_what_is_long_known_is_not_told_again(server: str) -> None:
    known = happens(ZONE)
    assert newest_event(older_than=timedelta(0)) == number_of(known)
    assert newest_event(older_than=timedelta(hours=1)) < number_of(known)


def test_losing_a_role_closes_the_stream(server: str) -> None:
    page = Page(server, {ZONE})
    happens(ZONE, verb="people.withdraw_role", target_id=uuid4())
    assert not page.closed.wait(0.3)
    happens(ZONE, verb="people.withdraw_role", target_id=ACCOUNT)
    assert page.closed.wait(5)


@pytest.mark.parametrize("ticket", ["", "forged", "a:b:c"])
def test_without_a_valid_ticket_there_is_no_stream(server: str, ticket: str) -> None:
    assert httpx.get(f"{server}/live/stream", params={"ticket": ticket}).status_code == 403


def test_an_undone_change_is_not_told(server: str) -> None:
    page = Page(server, {ZONE})
    with transaction.atomic():
        record(system_actor(), tenant_id=ZONE, verb="tests.change", target="tests.thing", target_id=uuid4())
        transaction.set_rollback(True)
    told = happens(ZONE)
    assert page.hears(told)
    assert len(page.heard) == 1


def test_the_live_process_is_started_anew_when_it_dies(tmp_path: object) -> None:
    port = serving.free_port(0)
    one = processes.Processes({"live": processes.commands(0, port)["live"]}, {}, tmp_path)  # type: ignore[arg-type]
    one.start()
    try:
        one.wait_until_ready(f"http://127.0.0.1:{port}/live/health")
        first = one.running["live"]
        first.kill()
        assert eventually(lambda: one.running["live"] is not first, within_s=10)
        one.wait_until_ready(f"http://127.0.0.1:{port}/live/health")
    finally:
        one.stop()
    assert sys.executable in one.commands["live"]


def test_progress_without_a_place_in_the_record_is_told_too(server: str) -> None:
    page, alert_id = Page(server, {ZONE}), uuid4()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as worker:
        tell_progress(worker, ZONE, alert_id)
    assert page.hears(alert_id)
    assert page.heard[0]["kind"] == "alerts.progress"
    assert page.numbers == []
