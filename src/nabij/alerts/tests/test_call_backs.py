"""Systems that are told of changes: by a real server, signed so that somebody else's library agrees, again until answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from standardwebhooks.webhooks import Webhook

from nabij.alerts.tests.factories import Zone, drafted, make_zone, neighbour_of
from nabij.alerts.tests.test_api import call, read
from nabij.channels.call_backs import actions, tasks
from nabij.channels.call_backs import calling as call_backs
from nabij.channels.call_backs.models import CallBack
from nabij.people.tests.factories import key_for
from nabij.tenants.errors import Missing
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db
CALL_BACKS = "/api/v1/call-backs"


@dataclass
class Listener:
    """A system of somebody else: keeps what it is told, answers with the statuses in turn, then 204."""

    statuses: list[int] = field(default_factory=list)
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    settings.NABIJ_ROUTES = {**settings.NABIJ_ROUTES, "webhook": [{"driver": "webhook", "allow_private": True}]}
    call_backs._caller.cache_clear()
    found = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            found.told.append((dict(self.headers), content))
            self.send_response(found.statuses.pop(0) if found.statuses else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/nabij"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
    call_backs._caller.cache_clear()


def asked(zone: Zone, url: str, mode: str = "live") -> dict[str, Any]:
    key = key_for(zone.tenant, "alert_reader", mode)
    return read(call(key, "post", CALL_BACKS, {"url": url}, once=str(new_id())), 201) | {"key": key}  # type: ignore[no-any-return]


def waiting() -> list[dict[str, str]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="channels.call_back").order_by("id")]


def test_a_change_is_told_with_a_signature_that_others_accept(listener: Listener) -> None:
    zone = make_zone(members=1)
    made = asked(zone, listener.url)
    alert = drafted(zone)
    (job,) = waiting()
    tasks.call_back(**job)
    ((headers, content),) = listener.told
    said = Webhook(made["secret"]).verify(content, {name.lower(): value for name, value in headers.items()})
    assert said["type"] == "alert.changed"
    assert (said["data"]["alert_id"], said["data"]["state"]) == (str(alert.id), "draft")
    (row,) = read(call(made["key"], "get", CALL_BACKS))
    assert row["answered_at"] and not row["trouble"]
    assert "secret" not in row and "url" not in row


def test_what_is_not_answered_is_tried_again_under_the_same_id(listener: Listener) -> None:
    zone = make_zone(members=1)
    made, listener.statuses = asked(zone, listener.url), [503]
    drafted(zone)
    (job,) = waiting()
    with pytest.raises(call_backs.NotAnswered):
        tasks.call_back(**job)
    assert read(call(made["key"], "get", CALL_BACKS))[0]["trouble"] == "The system answered 503."
    tasks.call_back(**job)
    assert len({headers["webhook-id"] for headers, _content in listener.told}) == 1
    assert len(listener.told) == 2
    assert tasks.call_back.retry_strategy is not None


def test_a_system_that_is_gone_is_told_nothing_more(listener: Listener) -> None:
    zone = make_zone(members=1)
    made, listener.statuses = asked(zone, listener.url), [410]
    drafted(zone)
    for job in waiting():
        tasks.call_back(**job)
    assert read(call(made["key"], "get", CALL_BACKS)) == []
    drafted(zone)
    assert len(waiting()) == 1


def test_a_key_hears_of_what_it_may_see_only(listener: Listener) -> None:
    zone = make_zone(members=1)
    asked(zone, listener.url, mode="test")
    drafted(zone)
    drafted(neighbour_of(zone))
    exercise = drafted(zone, training=True)
    for job in waiting():
        tasks.call_back(**job)
    assert [json.loads(content)["data"]["alert_id"] for _headers, content in listener.told] == [str(exercise.id)]


def test_an_address_inside_our_own_network_is_not_called(listener: Listener, settings: Any) -> None:
    settings.NABIJ_ROUTES = {**settings.NABIJ_ROUTES, "webhook": [{"driver": "webhook"}]}
    call_backs._caller.cache_clear()
    zone = make_zone(members=1)
    asked(zone, listener.url)
    drafted(zone)
    for job in waiting():
        tasks.call_back(**job)
    assert listener.told == []
    assert CallBack.objects.get().ended_at is not None


def test_who_asked_ends_it_and_nobody_else(listener: Listener) -> None:
    zone = make_zone(members=1)
    made, stranger = asked(zone, listener.url), key_for(neighbour_of(zone).tenant, "alert_reader")
    for one in (made["id"], str(new_id())):
        assert call(stranger, "delete", f"{CALL_BACKS}/{one}").status_code == 404
    drafted(zone)
    assert call(made["key"], "delete", f"{CALL_BACKS}/{made['id']}").status_code == 204
    for job in waiting():
        tasks.call_back(**job)
    assert listener.told == []


@pytest.mark.parametrize("url", ["ftp://example.org/x", "https://", "https://me@example.org/", "//example.org/x"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    zone = make_zone(members=1)
    answer = call(key_for(zone.tenant, "alert_reader"), "post", CALL_BACKS, {"url": url}, once="u")
    assert answer.status_code == 422
    assert not CallBack.objects.exists()


def test_the_address_and_the_secret_are_sealed(listener: Listener) -> None:
    zone = make_zone(members=1)
    made = asked(zone, listener.url)
    kept = bytes(CallBack.objects.get().value)
    assert made["secret"].encode() not in kept
    assert b"127.0.0.1" not in kept


def test_only_keys_are_called_back(listener: Listener) -> None:
    zone = make_zone(members=1)
    with pytest.raises(Missing):
        actions.add_call_back(zone.writing, tenant_id=zone.tenant.id, url=listener.url)
    assert UUID(int=0) not in CallBack.objects.values_list("account_id", flat=True)
