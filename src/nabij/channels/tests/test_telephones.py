"""The page of telephones: only in demo settings, newest first, two queries whatever the number of messages."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from nabij.channels import actions, queries
from nabij.channels.drivers import Message
from nabij.channels.models import SimulatedMessage
from nabij.people.demo import demo_codes
from nabij.tenants.keys import new_id

pytestmark = pytest.mark.django_db


def receive(recipient: str, text: str, minutes_ago: float, channel: str = "sms", **more: Any) -> None:
    SimulatedMessage.objects.create(
        provider="simulator",
        channel=channel,
        recipient=recipient,
        text=text,
        language="nl",
        sent_at=timezone.now() - timedelta(minutes=minutes_ago),
        **more,
    )


@pytest.fixture
def demo(settings: Any) -> None:
    settings.NABIJ_SIMULATOR = True


def test_outside_demo_settings_there_is_no_such_page(client: Client, settings: Any) -> None:
    settings.NABIJ_SIMULATOR = False
    assert client.get("/telefoons/").status_code == 404
    assert client.get("/telefoons/", headers={"HX-Request": "true"}).status_code == 404


@pytest.mark.usefixtures("demo")
def test_newest_first_per_telephone_and_between_telephones(client: Client) -> None:
    receive("+32470000001", "oud bericht", 30)
    receive("+32470000002", "tweede toestel", 10)
    receive("+32470000001", "nieuw bericht", 5, receipt_state="delivered")
    receive("an@zandekerke.example", "een mail", 20, channel="email", subject="Onderwerp")
    page = client.get("/telefoons/").content.decode()
    order = [page.index(text) for text in ("nieuw bericht", "oud bericht", "tweede toestel", "een mail")]
    assert order == sorted(order)
    assert "0470 00 00 01" in page
    assert "Onderwerp" in page


@pytest.mark.usefixtures("demo")
def test_a_message_is_ticked_once_its_receipt_was_written(client: Client) -> None:
    receive("+32470000001", "hallo", 1, receipt_state="delivered", receipt_due_at=timezone.now())
    assert "aangekomen" not in client.get("/telefoons/").content.decode()
    actions.write_simulated_receipts()
    assert "aangekomen" in client.get("/telefoons/").content.decode()


@pytest.mark.usefixtures("demo")
def test_htmx_gets_the_telephones_only(client: Client) -> None:
    receive("+32470000001", "hallo", 1)
    part = client.get("/telefoons/", headers={"HX-Request": "true"}).content.decode()
    assert "hallo" in part
    assert "<html" not in part


@pytest.mark.usefixtures("demo")
def test_a_text_cannot_write_in_the_page(client: Client) -> None:
    receive("+32470000001", "<script>alert(1)</script> https://x.example/a", 1)
    page = client.get("/telefoons/").content.decode()
    assert "<script>alert" not in page
    assert 'href="https://x.example/a"' in page


@pytest.mark.usefixtures("demo")
def test_an_empty_town_says_so(client: Client) -> None:
    assert client.get("/telefoons/").status_code == 200


@time_machine.travel("2026-11-21T12:00:05Z", tick=False)
def test_codes_of_staff_show_in_the_demo_only(client: Client, settings: Any) -> None:
    settings.NABIJ_SIMULATOR = settings.DEMO = True
    page = client.get("/telefoons/").content.decode()
    for _role, username, password, code, _left_s in demo_codes():
        assert username in page
        assert password in page
        assert code in page
    settings.DEMO = False
    page = client.get("/telefoons/").content.decode()
    assert demo_codes()[0][2] not in page


@pytest.mark.parametrize("count", [1, 40])
def test_two_queries_for_any_number(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        receive(f"+3247000{number % 10:04d}", f"bericht {number}", number)
    with django_assert_num_queries(2):
        shown = queries.telephones(count=4, messages=3)
    assert len(shown) == min(count, 4)
    assert all(len(telephone.messages) <= 3 for telephone in shown)


@pytest.mark.usefixtures("demo")
def test_a_browser_stands_there_by_name_and_two_of_them_apart(client: Client) -> None:
    """Its address and keys are of no use to who looks, and long."""
    keys = '"keys":{"auth":"YWFhYWFhYWFhYWFhYWFhYQ","p256dh":"BA"}'
    sent = [
        Message(new_id(), f'{{"endpoint":"https://fcm.googleapis.com/fcm/send/{device}",{keys}}}', "Let op.")
        for device in ("een", "twee")
    ]
    actions.keep_simulated("simulator-push", "push", sent, 60)
    page = client.get("/telefoons/").content.decode()
    assert page.count("Let op.") == 2 and page.count('class="nb-handset"') == 2
    assert "Chrome" in page and "googleapis" not in page and "p256dh" not in page
