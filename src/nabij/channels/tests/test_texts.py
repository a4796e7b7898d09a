"""STOP stops every sender on that number; anything else is told where help is, once an hour."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nabij.channels import actions, routes, tasks
from nabij.channels.models import InboundMessage, SimulatedMessage
from nabij.channels.rules import wants_to_stop
from nabij.channels.smpp.receipts import InboundText
from nabij.people.models import ContactPoint, OptOut
from nabij.people.reach import reachable
from nabij.people.tests.factories import make_contact_point, make_resident, make_tenant

pytestmark = pytest.mark.django_db
NUMBER = "+32470112233"


@pytest.fixture(autouse=True)
def _simulated(settings: Any) -> Iterator[None]:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}]}
    yield
    routes.close_drivers()


def text(words: str, sender: str = NUMBER) -> None:
    actions.keep_delivered("telco", [InboundText(sender, "8850", words)])
    tasks.answer_texts.func(timestamp=0)


def answers() -> list[str]:
    return list(SimulatedMessage.objects.order_by("sent_at").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        ("STOP", True),
        (" stop. ", True),
        ("Stop aub!", True),
        ("STOP Zandekerke nu", True),
        ("arrêt", True),
        ("Stop die auto met twee mannen erin", False),
        ("Kunnen jullie stoppen?", False),
        ("stopcontact", False),
        ("", False),
        ("!!!", False),
    ],
)
def test_which_texts_ask_to_stop(words: str, stops: bool) -> None:
    assert wants_to_stop(words) is stops


def test_stop_reaches_every_sender_for_this_number_only() -> None:
    zone = make_tenant()
    city = make_tenant("municipality", zone=zone)
    person, neighbour = make_resident(), make_resident()
    point = make_contact_point(person, "sms", NUMBER)
    other = make_contact_point(neighbour, "sms", "+32470445566")
    text("STOP")
    for tenant in (zone, city):
        seen = reachable([point.id, other.id], tenant_id=tenant.id, message_kind="alert")
        assert (seen[point.id].stopped, seen[other.id].stopped) == (True, False)
    assert ContactPoint.objects.filter(retired_at=None).count() == 2
    assert len(answers()) == 1
    assert "geen berichten meer" in answers()[0]
    text("stop")
    assert OptOut.objects.count() == 2


def test_stop_of_a_number_that_we_do_not_know_is_answered_alike() -> None:
    make_tenant()
    text("STOP")
    assert "geen berichten meer" in answers()[0]
    assert not OptOut.objects.exists()


def test_who_writes_something_else_hears_where_help_is_once_an_hour() -> None:
    text("Ik zie de dader")
    text("Hallo?")
    text("Ik ook", sender="+32470445566")
    assert len(answers()) == 2
    assert all("101" in answer and "112" in answer for answer in answers())
    long_ago = timezone.now() - timedelta(hours=2)
    InboundMessage.objects.update(received_at=long_ago, handled_at=long_ago)
    text("Nog eens")
    assert len(answers()) == 3


def test_a_sender_that_is_no_number_gets_no_answer() -> None:
    text("Reclame", sender="Winkel")
    text("STOP", sender="Winkel")
    assert answers() == []
    assert InboundMessage.objects.filter(handled_at=None).count() == 0


@pytest.mark.parametrize("sender", ["+1234567", "Winkel", "", "8850"])
def test_no_sender_keeps_the_next_text_waiting(sender: str) -> None:
    text("STOP", sender=sender)
    text("Hallo?")
    assert any("101" in answer for answer in answers())
    assert InboundMessage.objects.filter(handled_at=None).count() == 0


def test_a_text_is_answered_once() -> None:
    text("STOP")
    tasks.answer_texts.func(timestamp=0)
    assert len(answers()) == 1
