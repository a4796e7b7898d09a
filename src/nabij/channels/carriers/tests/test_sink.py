"""The benchmark's sink reads everything that a window holds."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from nabij.channels.carriers.sink import SinkDriver
from nabij.channels.drivers import Message, RouteDown
from nabij.channels.smpp.tests.house import free_port
from nabij.tenants.keys import new_id


@pytest.fixture
def sink() -> Iterator[tuple["subprocess.Popen[str]", int]]:
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sink"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process, int(process.stdout.readline())
    process.kill()
    process.wait()


def window(size: int) -> list[Message]:
    return [
        Message(key=new_id(), to=f"+324600{n:05d}", text="Eén bericht é€", subject="x" * (n % 3)) for n in range(size)
    ]


def test_every_message_is_handed_over(sink: tuple["subprocess.Popen[str]", int]) -> None:
    driver = SinkDriver("sms", "sink", {"port": sink[1]})
    for size in (1, 1000, 0, 37):
        messages = window(size)
        answers = driver.send(messages)
        assert [(answer.key, answer.state) for answer in answers] == [(one.key, "handed_over") for one in messages]
    driver.close()


def test_a_sink_that_dies_leaves_doubt_and_then_a_route_down(sink: tuple["subprocess.Popen[str]", int]) -> None:
    driver = SinkDriver("sms", "sink", {"port": sink[1]})
    driver.send(window(1))
    sink[0].kill()
    sink[0].wait()
    assert {answer.state for answer in driver.send(window(5))} == {"in_doubt"}
    with pytest.raises(RouteDown):
        driver.send(window(5))


def test_no_sink_is_a_route_down() -> None:
    with pytest.raises(RouteDown):
        SinkDriver("sms", "sink", {"port": free_port()}).send(window(1))
