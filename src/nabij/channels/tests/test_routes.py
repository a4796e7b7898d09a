"""Configuration makes drivers."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from nabij.channels import routes
from nabij.channels.drivers import Message
from nabij.channels.models import InboundMessage, ReceiptInbox
from nabij.channels.smpp.tests.house import House, eventually
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.usefixtures("closed_routes")


def message() -> Message:
    return Message(key=new_id(), to="+32460000001", text="hallo")


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
