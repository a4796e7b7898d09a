"""Real providers in processes of their own: what they refuse moves weight, what comes back brings it back; limits hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from nabij.channels import routes
from nabij.channels.drivers import Answer, Message
from nabij.channels.models import Route, RouteChange
from nabij.channels.routing.queries import stands
from nabij.channels.routing.route_list import RouteList
from nabij.channels.routing.rules import Manners
from nabij.channels.smpp.tests.house import House, Teller, eventually, free_port
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)

HASTY = Manners(cooling_s=0.2, return_s=0.2, quiet_s=1.0, fade_s=0.5)


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch, closed_routes: None) -> None:
    monkeypatch.setattr("nabij.channels.routing.route_list.SYNC_S", 0.1)


class Relays:
    """Two mail servers with a mood each."""

    def __init__(self, house: House, folder: Path) -> None:
        self.moods = {name: folder / name for name in ("one", "two")}
        self.ports = {}
        for name, mood in self.moods.items():
            server = Teller("nabij.channels.carriers.tests.mailserver", 0, "--mood", str(mood))
            house.ends.append(server.end)
            self.ports[name] = server.port

    def configured(self) -> list[dict[str, Any]]:
        known = {"driver": "smtp", "host": "127.0.0.1", "sender": "nabij@zandekerke.example", "weight": 50}
        return [known | {"name": name, "port": port} for name, port in self.ports.items()]


def smpp(name: str, port: int, **more: Any) -> dict[str, Any]:
    bind = {
        "host": "127.0.0.1",
        "port": port,
        "system_id": "zone",
        "password": "p",
        "source": "Nabij",
        "connect_s": 1.0,
    }
    return {"driver": "smpp", "name": name, **bind, **more}


def with_manners(settings: Any, channel: str, configured: list[dict[str, Any]]) -> RouteList:
    settings.NABIJ_ROUTES = {channel: configured}
    listed = routes.driver_for(channel)
    listed._manners = HASTY
    return listed


def texts(count: int = 10, to: str = "+32460000001") -> list[Message]:
    return [Message(key=new_id(), to=to, text="hallo", subject="Let op") for _ in range(count)]


def weight_of(name: str) -> int:
    return Route.objects.get(provider=name).weight


def keep_sending(listed: RouteList, is_so: Callable[[], bool], to: str = "+32460000001") -> list[Answer]:
    """Windows until it is so; every answer."""
    answers: list[Answer] = []

    def send_and_look() -> bool:
        answers.extend(listed.send(texts(to=to)))
        return is_so()

    assert eventually(send_and_look, 20)
    return answers


def test_a_centre_that_refuses_loses_its_windows_step_by_step_and_gets_them_back(
    settings: Any, house: House, tmp_path: Path
) -> None:
    mood = tmp_path / "mood"
    moody, steady = house.centre("--mood", str(mood)), house.centre()
    listed = with_manners(
        settings, "sms", [smpp("moody", moody.port, weight=60), smpp("steady", steady.port, weight=40)]
    )
    keep_sending(listed, lambda: weight_of("moody") == 60)
    mood.write_text("58")
    answers = keep_sending(listed, lambda: weight_of("moody") == 5)
    assert {answer.state for answer in answers} == {"handed_over"}, "what one refused the other took in the same window"
    steps = RouteChange.objects.filter(provider="moody", why="errors").order_by("id")
    assert [step.after for step in steps] == [50, 40, 30, 20, 10, 5]
    assert {step.error for step in steps} == {"smpp.58"}
    moments = [step.at for step in steps]
    assert all((after - before).total_seconds() >= 0.2 for before, after in pairwise(moments))
    mood.unlink()
    keep_sending(listed, lambda: weight_of("moody") == 60)
    assert RouteChange.objects.filter(provider="moody", why="return").count() == 6


def test_a_centre_that_dies_is_away_at_once_and_back_when_it_answers_a_probe(settings: Any, house: House) -> None:
    port = free_port()
    first, second = house.centre(port=port), house.centre()
    listed = with_manners(settings, "sms", [smpp("first", port, weight=90), smpp("second", second.port, weight=10)])
    assert {answer.state for answer in listed.send(texts())} == {"handed_over"}
    first.end()
    assert eventually(lambda: any(answer.state == "handed_over" for answer in listed.send(texts())))
    keep_sending(listed, lambda: weight_of("first") == 5)
    assert "away" in Route.objects.get(provider="first").trouble
    began = time.monotonic()
    listed.send(texts())
    assert time.monotonic() - began < 0.9, "a route that is away is not waited for at each window"
    house.centre(port=port)

    def found_well() -> bool:
        listed.probe(every_s=0.1)
        return not stands(["first"])[0].away

    assert eventually(found_well, 20)
    keep_sending(listed, lambda: weight_of("first") == 90)


def test_a_mail_server_that_is_busy_gives_way_and_comes_back(settings: Any, house: House, tmp_path: Path) -> None:
    relays = Relays(house, tmp_path)
    listed = with_manners(settings, "email", relays.configured())
    relays.moods["one"].write_text("451 4.3.0 later")
    answers = keep_sending(listed, lambda: weight_of("one") == 5, to="an@example.be")
    assert {answer.state for answer in answers} == {"handed_over"}
    assert {answer.provider for answer in answers} == {"two"}
    relays.moods["one"].unlink()
    back = keep_sending(listed, lambda: weight_of("one") == 50, to="an@example.be")
    assert "one" in {answer.provider for answer in back}


def test_idle_links_are_probed_over_smpp_and_smtp(settings: Any, house: House, tmp_path: Path) -> None:
    relays, centre = Relays(house, tmp_path), house.centre()
    mail = with_manners(settings, "email", relays.configured())
    mail.sync(at_once=True)
    mail.probe(every_s=0.1)
    found = {route.provider: route for route in Route.objects.all()}
    assert {name: route.probe_trouble for name, route in found.items()} == {"one": "", "two": ""}
    assert all(route.probe_ms is not None and route.probed_at for route in found.values())
    settings.NABIJ_ROUTES = {"sms": [smpp("centre", centre.port)]}
    texting = routes.driver_for("sms")
    texting.sync(at_once=True)
    texting.probe(every_s=0.1)
    assert Route.objects.get(provider="centre").probe_trouble == ""
    assert centre.told_with("to") == [], "nobody got a message"


SENDER = """
import django, json, sys, time
django.setup()
from django.conf import settings
from nabij.channels import routes
from nabij.channels.drivers import Message
from nabij.tenants.keys import new_id
settings.NABIJ_ROUTES = json.loads(sys.argv[1])
listed = routes.driver_for("sms")
sent = []
end = time.time() + float(sys.argv[2])
while time.time() < end:
    window = [Message(key=new_id(), to="+32460000001", text="hallo") for _ in range(listed.window)]
    taken = sum(answer.state == "handed_over" for answer in listed.send(window))
    sent.append((time.time(), taken))
print(json.dumps(sent))
routes.close_drivers()
"""
PER_SECOND, SECONDS = 40, 4


def test_two_processes_together_keep_to_the_limit(house: House) -> None:
    centre = house.centre("--quiet")
    configured = {"sms": [smpp("metered", centre.port, window=10, per_second=PER_SECOND)]}
    command = [sys.executable, "-c", SENDER, json.dumps(configured), str(SECONDS)]
    settings_of_run = connection.settings_dict
    url = (
        f"postgres://{settings_of_run['USER']}:{settings_of_run['PASSWORD']}@{settings_of_run['HOST']}:{settings_of_run['PORT']}"
        f"/{settings_of_run['NAME']}"
    )
    environment = os.environ | {"DATABASE_URL": url}
    processes = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    sent = sorted(
        one for process in processes for one in json.loads(process.communicate(timeout=60)[0].splitlines()[-1])
    )
    total, span_s = sum(taken for _at, taken in sent), sent[-1][0] - sent[0][0]
    assert total - sent[0][1] <= PER_SECOND * span_s * 1.05 + 10
    assert total >= PER_SECOND * (SECONDS - 1) * 0.8, "the limit is used, not halved"
    for at, _taken in sent:
        within = sum(taken for moment, taken in sent if at <= moment < at + 1)
        assert within <= PER_SECOND + 10, "in any second a window more at most, for two that jostle"
