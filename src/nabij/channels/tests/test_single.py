"""One code to one person: who asks learns whether a provider took it."""

from typing import Any

import pytest

from nabij.channels import actions, routes
from nabij.channels.models import ReceiptInbox, SimulatedMessage
from nabij.channels.single import send_single
from nabij.channels.smpp.tests.house import House, eventually, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _simulated(settings: Any, closed_routes: None) -> None:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}], "email": [{"driver": "simulator"}]}


def send(kind: str = "sms", to: str = "+32470112233") -> bool:
    return send_single(kind=kind, to=to, subject="Je code", text="482913 is je code.", language="nl")


@pytest.mark.parametrize(
    ("to", "taken"),
    [("+32470112233", True), ("+32460000002", False), ("+32460000003", False), ("+32460000004", True)],
)
def test_taken_means_that_it_left_or_may_have_left(to: str, taken: bool) -> None:
    assert send(to=to) is taken
    assert SimulatedMessage.objects.filter(recipient=to).exists() is taken


def test_no_receipt_comes_that_nobody_could_place() -> None:
    assert send()
    assert SimulatedMessage.objects.get().receipt_due_at is None
    assert actions.write_simulated_receipts() == 0
    assert not ReceiptInbox.objects.exists()


def test_a_channel_without_route_takes_nothing() -> None:
    assert send(kind="voice") is False


def test_a_provider_that_is_away_takes_nothing(settings: Any) -> None:
    account = {"host": "127.0.0.1", "port": free_port(), "system_id": "z", "password": "p", "connect_s": 0.2}
    settings.NABIJ_ROUTES = {"sms": [{"driver": "smpp", "source": "Nabij", **account}]}
    assert send() is False


def test_smpp_is_not_asked_for_a_receipt(settings: Any, house: House) -> None:
    centre = house.centre("--receipts")
    account = {"host": "127.0.0.1", "port": centre.port, "system_id": "z", "password": "p"}
    settings.NABIJ_ROUTES = {"sms": [{"driver": "smpp", "source": "Nabij", **account}]}
    assert send() is True
    assert eventually(lambda: len(centre.told_with("to")) == 1)
    routes.close_drivers()
    assert centre.told_with("receipt") == []
