"""Configuration makes drivers; a route that fails is written down and the next one serves."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from nabij.channels import routes
from nabij.channels.drivers import Answer, Message, RouteDown
from nabij.channels.models import InboundMessage, ReceiptInbox, Route
from nabij.channels.smpp.tests.house import House, eventually
from nabij.tenants.keys import new_id


class Fake:
    """A route that is up or down as the test says."""

    channel = "sms"
    window = 20

    def __init__(self, name: str) -> None:
        self.name = name
        self.up = True
        self.sent = 0

    def send(self, window: Sequence[Message]) -> list[Answer]:
        if not self.up:
            raise RouteDown(f"{self.name} is away")
        self.sent += len(window)
        return [Answer(message.key, "handed_over", "1", provider=self.name) for message in window]

    def close(self) -> None:
        self.up = False


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    routes.close_drivers()


def message() -> Message:
    return Message(key=new_id(), to="+32460000001", text="hallo")


@pytest.mark.django_db
def test_the_next_route_serves_and_the_failure_is_written_once() -> None:
    first, second = Fake("first"), Fake("second")
    listed = routes.RouteList("sms", [first, second])
    assert listed.send([message()])[0].provider == "first"
    first.up = False
    assert [listed.send([message()])[0].provider for _ in range(3)] == ["second"] * 3
    down = Route.objects.get()
    assert (down.provider, down.channel, down.trouble) == ("first", "sms", "first is away")
    assert down.down_since is not None


@pytest.mark.django_db
def test_a_route_that_rested_is_asked_again_and_is_seen_to_be_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "REST_S", 0.0)
    first, second = Fake("first"), Fake("second")
    listed = routes.RouteList("sms", [first, second])
    first.up = False
    listed.send([message()])
    since = Route.objects.get().down_since
    listed.send([message()])
    assert Route.objects.get().down_since == since
    first.up = True
    assert listed.send([message()])[0].provider == "first"
    assert (Route.objects.get().down_since, Route.objects.get().trouble) == (None, "")


@pytest.mark.django_db
def test_no_route_up_is_a_route_down_and_nothing_was_sent() -> None:
    first, second = Fake("first"), Fake("second")
    first.up = second.up = False
    with pytest.raises(RouteDown, match="second is away"):
        routes.RouteList("sms", [first, second]).send([message()])
    assert first.sent == second.sent == 0
    assert Route.objects.exclude(down_since=None).count() == 2


@pytest.mark.parametrize(
    ("configured", "simulator", "sentence"),
    [
        ({}, True, "names no route for sms"),
        ({"sms": []}, True, "names no route for sms"),
        ({"sms": [{"driver": "pigeon"}]}, True, "unknown driver 'pigeon'"),
        ({"sms": [{"driver": "simulator"}]}, False, "demo settings only"),
        ({"sms": [{"driver": "smtp", "host": "127.0.0.1", "sender": "a@b.be"}]}, True, "carries email, not sms"),
    ],
)
def test_wrong_settings_are_told(settings: Any, configured: dict[str, Any], simulator: bool, sentence: str) -> None:
    settings.NABIJ_ROUTES, settings.NABIJ_SIMULATOR = configured, simulator
    with pytest.raises(ImproperlyConfigured, match=sentence):
        routes.driver_for("sms")


def test_one_driver_per_channel_and_process(settings: Any) -> None:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}], "email": [{"driver": "simulator"}], "push": []}
    assert routes.driver_for("sms") is routes.driver_for("sms")
    assert routes.driver_for("sms") is not routes.driver_for("email")
    assert routes.served_channels() == ["email", "sms"]


@pytest.mark.django_db(transaction=True)
def test_smpp_by_configuration_keeps_its_receipts_in_the_inbox(settings: Any, house: House) -> None:
    centre = house.centre("--receipts", "--hex", "--text", "STOP")
    settings.NABIJ_ROUTES = {
        "sms": [
            {
                "driver": "smpp",
                "name": "telco",
                "host": "127.0.0.1",
                "port": centre.port,
                "system_id": "zone",
                "password": "p",
                "source": "Nabij",
                "answer_ids": "hex",
                "receipt_ids": "decimal",
            }
        ]
    }
    driver = routes.driver_for("sms")
    answers = driver.send([message() for _ in range(30)])
    assert driver.window == 50
    assert eventually(lambda: len(centre.acknowledged()) == 30)
    kept = set(
        ReceiptInbox.objects.filter(provider="telco", state="delivered").values_list("provider_message_id", flat=True)
    )
    assert kept == {answer.provider_message_id for answer in answers}
    assert InboundMessage.objects.count() == 1
