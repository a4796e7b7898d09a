"""Each window goes by weight; what one route cannot, another does at once; all processes see the same."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest
from django.db import connection, transaction

from nabij.channels.drivers import Answer, Message, RouteDown
from nabij.channels.models import Route, RouteChange, RouteMinute
from nabij.channels.routing import actions, route, route_list
from nabij.channels.routing.route import LocalRoute, Terms
from nabij.channels.routing.route_list import RouteList
from nabij.channels.routing.rules import Manners
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db(transaction=True)
HASTY = Manners(cooling_s=0, return_s=0, quiet_s=0, fade_s=0.2)


class Line:
    """A provider in memory that does what the test says: take, refuse with a code, be away, or break."""

    channel, window = "sms", 20

    def __init__(self, name: str) -> None:
        self.name = name
        self.away = self.breaks = False
        self.refuses = ""
        self.taken: list[Message] = []
        self.closed = self.made = self.probes = 0
        self.during: Callable[[], None] = lambda: None

    def made_again(self) -> Line:
        self.made += 1
        return self

    def send(self, window: Sequence[Message]) -> list[Answer]:
        self.during()
        if self.away:
            raise RouteDown(f"{self.name} is away")
        if self.breaks:
            raise ZeroDivisionError
        if self.refuses:
            return [Answer(message.key, "failed_now", error=self.refuses) for message in window]
        self.taken += window
        return [Answer(message.key, "handed_over", str(message.key)) for message in window]

    def probe(self) -> None:
        self.probes += 1
        if self.away:
            raise RouteDown(f"{self.name} is away")

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def _always_in_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route_list, "SYNC_S", 0.0)


def listed(
    *lines: Line, weights: Sequence[float | None] = (), manners: Manners = HASTY, per_second: float = 0
) -> RouteList:
    given = list(weights) or [None] * len(lines)
    return RouteList(
        [
            LocalRoute(Terms(line.name, weight, per_second), line.made_again)
            for line, weight in zip(lines, given, strict=True)
        ],
        manners,
    )


def window(count: int = 1) -> list[Message]:
    return [Message(key=new_id(), to="+32460000001", text="hallo") for _ in range(count)]


def weights() -> dict[str, int]:
    return dict(Route.objects.values_list("provider", "weight"))


def operator() -> Actor:
    return Actor("staff", uuid4(), rights={uuid4(): frozenset({"channels.operate", "channels.watch"})})


def test_windows_go_by_weight_and_answers_name_their_provider() -> None:
    big, small = Line("big"), Line("small")
    both = listed(big, small, weights=(75, 25))
    answers = [both.send(window(3)) for _ in range(20)]
    assert (len(big.taken), len(small.taken)) == (45, 15)
    assert Counter(answer.provider for one in answers for answer in one) == {"big": 45, "small": 15}


def test_without_weights_the_first_serves_and_the_second_takes_over() -> None:
    first, second = Line("first"), Line("second")
    both = listed(first, second, manners=Manners())
    assert both.send(window())[0].provider == "first"
    first.away = True
    assert [both.send(window())[0].provider for _ in range(3)] == ["second"] * 3
    down = Route.objects.exclude(down_since=None).get()
    assert (down.provider, down.channel, down.trouble) == ("first", "sms", "first is away")
    assert weights() == {"first": 90, "second": 10}, "one step; the next waits for the cooling time"
    changes = [(one.provider, one.why, one.before, one.after, one.reason) for one in RouteChange.objects.order_by("id")]
    assert changes[-3:] == [
        ("first", "left", None, None, "first is away"),
        ("first", "away", 100, 90, "first is away"),
        ("second", "away", 0, 10, "first"),
    ]


def test_a_route_that_rested_is_asked_again_and_is_seen_to_be_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "REST_S", 0.0)
    first, second = Line("first"), Line("second")
    both = listed(first, second, manners=Manners())
    first.away = True
    both.send(window())
    since = Route.objects.get(provider="first").down_since
    both.send(window())
    assert Route.objects.get(provider="first").down_since == since
    first.away = False
    assert "first" in {both.send(window())[0].provider for _ in range(10)}
    row = Route.objects.get(provider="first")
    assert (row.down_since, row.trouble) == (None, "")
    assert list(RouteChange.objects.order_by("id").values_list("provider", "why"))[-1] == ("first", "back")


def test_no_route_up_is_a_route_down_and_nothing_was_sent() -> None:
    first, second = Line("first"), Line("second")
    first.away = second.away = True
    with pytest.raises(RouteDown, match="second is away"):
        listed(first, second).send(window())
    assert first.taken == second.taken == []
    assert Route.objects.exclude(down_since=None).count() == 2


def test_what_a_provider_cannot_take_goes_to_another_in_the_same_window() -> None:
    first, second = Line("first"), Line("second")
    first.refuses = "smpp.58"
    sent = window(4)
    answers = listed(first, second).send(sent)
    assert [(answer.key, answer.state, answer.provider) for answer in answers] == [
        (message.key, "handed_over", "second") for message in sent
    ]
    assert second.taken == sent
    counted = RouteMinute.objects.values_list("provider", "what", "error", "count")
    listed(first, second).sync(at_once=True)
    assert set(counted) == set() or {("first", "failed_now", "smpp.58", 4), ("second", "handed_over", "", 4)} <= set(
        counted
    )


def test_a_number_that_does_not_exist_goes_nowhere_else_and_moves_no_weight() -> None:
    first, second = Line("first"), Line("second")
    first.refuses = "smpp.0b"
    both = listed(first, second)
    for _ in range(5):
        assert {answer.error for answer in both.send(window(10))} == {"smpp.0b"}
    both.sync(at_once=True)
    assert second.taken == [] and weights() == {"first": 100, "second": 0}


def test_a_driver_that_breaks_leaves_its_window_in_doubt_and_nobody_sends_it_again() -> None:
    first, second = Line("first"), Line("second")
    first.breaks = True
    answers = listed(first, second).send(window(3))
    assert {(answer.state, answer.provider) for answer in answers} == {("in_doubt", "first")}
    assert second.taken == []


def test_errors_move_weight_in_steps_and_quiet_brings_it_back() -> None:
    first, second = Line("first"), Line("second")
    both = listed(first, second, weights=(60, 40), manners=Manners(cooling_s=0))
    first.refuses = "smpp.58"
    for _ in range(12):
        both.send(window(10))
        both.sync(at_once=True)
    assert weights() == {"first": 5, "second": 95}, "the floor"
    steps = RouteChange.objects.filter(provider="first", why="errors").order_by("id").values_list("before", "after")
    assert list(steps) == [(60, 50), (50, 40), (40, 30), (30, 20), (20, 10), (10, 5)]
    why = RouteChange.objects.filter(provider="first", why="errors").order_by("id").first()
    assert why is not None and (why.error, why.before, why.after) == ("smpp.58", 60, 50) and why.bad >= 5
    later = listed(first, second, weights=(60, 40), manners=Manners(cooling_s=0, return_s=0, quiet_s=0.3, fade_s=0.1))
    first.refuses = ""
    assert _until(lambda: (later.sync(at_once=True), weights())[1] == {"first": 60, "second": 40})
    assert RouteChange.objects.filter(provider="first", why="return").count() == 6


def _until(is_so: Callable[[], bool], seconds: float = 8.0) -> bool:
    waiting = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if is_so():
            return True
        waiting.wait(0.05)
    return False


def test_two_processes_see_the_same_state() -> None:
    here, there = Line("first"), Line("first")
    other_here, other_there = Line("second"), Line("second")
    one, another = listed(here, other_here), listed(there, other_there)
    here.away = True
    one.send(window())
    another.send(window())
    assert there.taken == [] and len(other_there.taken) == 1, "it was told, not tried"


def test_a_drained_route_finishes_its_window_keeps_its_line_and_takes_no_new_one() -> None:
    first, second = Line("first"), Line("second")
    both = listed(first, second)
    first.during = lambda: actions.operate(operator(), provider="first", mode="draining", reason="Onderhoud")
    both.sync()
    assert both.send(window())[0].provider == "first"
    first.during = lambda: None
    assert {both.send(window())[0].provider for _ in range(5)} == {"second"}
    assert first.closed == 0
    actions.operate(operator(), provider="first", mode="open", reason="Klaar")
    assert both.send(window())[0].provider == "first"


def test_a_stopped_route_lets_go_of_its_provider_after_its_window_and_binds_again_when_resumed() -> None:
    first, second = Line("first"), Line("second")
    both = listed(first, second)
    both.sync()
    actions.operate(operator(), provider="first", mode="stopped", reason="Verkeerde afzender")
    assert both.send(window())[0].provider == "second"
    assert (first.closed, first.made) == (1, 1)
    both.probe(every_s=0)
    assert first.probes == 0
    actions.operate(operator(), provider="first", mode="open", reason="Hersteld")
    assert both.send(window())[0].provider == "first"
    assert (first.closed, first.made) == (1, 2)


def test_when_all_are_stopped_the_window_waits() -> None:
    first = Line("first")
    only = listed(first)
    only.sync()
    actions.operate(operator(), provider="first", mode="stopped", reason="Storing")
    with pytest.raises(RouteDown, match="drained or stopped"):
        only.send(window())
    assert Route.objects.get().down_since is None, "an operator is no fault of the provider"


def test_a_reason_and_the_right_are_needed_and_it_is_on_record() -> None:
    listed(Line("first")).sync()
    with pytest.raises(Missing):
        actions.operate(Actor("staff", uuid4(), rights={}), provider="first", mode="stopped", reason="x")
    with pytest.raises(Missing):
        actions.operate(operator(), provider="elsewhere", mode="stopped", reason="x")
    with pytest.raises(Refused):
        actions.operate(operator(), provider="first", mode="stopped", reason="  ")
    who = operator()
    actions.operate(who, provider="first", mode="stopped", reason="Storing  bij de aanbieder")
    with pytest.raises(Refused):
        actions.operate(who, provider="first", mode="stopped", reason="nog eens")
    change = RouteChange.objects.get(why="stopped")
    assert (change.reason, change.by) == ("Storing bij de aanbieder", who.id)
    with connection.cursor() as cursor:
        cursor.execute("select actor_id, tenant_id from audit_row where verb = 'channels.operate_route'")
        assert cursor.fetchall() == [(who.id, *who.rights)]


def test_an_idle_route_is_probed_by_one_process_and_is_back_when_the_probe_finds_it_well() -> None:
    first, second = Line("first"), Line("second")
    both, same = listed(first, second), listed(first, second)
    first.away = True
    both.send(window())
    both.probe(every_s=60)
    same.probe(every_s=60)
    assert (first.probes, second.probes) == (1, 0), "the second carried a window just now"
    row = Route.objects.get(provider="first")
    assert row.probe_trouble == "first is away" and row.probe_ms is not None
    first.away = False
    both.probe(every_s=0)
    row = Route.objects.get(provider="first")
    assert (row.down_since, row.probe_trouble) == (None, "")
    assert "first" in {same.send(window())[0].provider for _ in range(3)}, "others need not wait for the rest to end"


def test_a_callers_transaction_keeps_no_row_from_others() -> None:
    first = Line("first")
    only = listed(first)
    only.sync()
    with transaction.atomic():
        only.send(window())
        done = threading.Thread(target=_attend_elsewhere, args=(only,))
        done.start()
        done.join(3)
        assert not done.is_alive()
        assert not RouteMinute.objects.filter(what="handed_over").exists()
    assert RouteMinute.objects.get(what="handed_over").count == 1


def _attend_elsewhere(only: RouteList) -> None:
    actions.attend("sms", {"first": 100}, {}, Manners())
    connection.close()


def test_settings_that_change_bring_the_channel_home() -> None:
    listed(Line("first"), Line("second"), weights=(60, 40)).sync()
    assert weights() == {"first": 60, "second": 40}
    listed(Line("first"), Line("second"), weights=(20, 80)).sync()
    assert weights() == {"first": 20, "second": 80}
    assert RouteChange.objects.filter(why="configured", before=60, after=20).exists()


def test_a_window_is_no_larger_than_the_limit_of_a_second_lets_through() -> None:
    assert listed(Line("first"), per_second=7).window == 7
    assert listed(Line("first")).window == 20
