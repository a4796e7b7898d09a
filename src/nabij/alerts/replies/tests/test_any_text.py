"""Whatever somebody sends to our number is stored, handled and answered; nothing of it stops the next one or is lost."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import smpp34
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.alerts.replies import actions
from nabij.alerts.tests.factories import Zone, deliver, make_zone, sent
from nabij.channels import actions as channels
from nabij.channels.inbound.parts import Part
from nabij.channels.models import InboundMessage, Puzzle, SimulatedMessage
from nabij.channels.smpp import pdu
from nabij.channels.smpp.desk import Desk
from nabij.channels.smpp.receipts import InboundText, Unread, read_deliver
from nabij.people.models import ContactPoint
from nabij.people.queries import value_of
from nabij.reports.models import Report

pytestmark = pytest.mark.django_db
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.one_of(
    st.text(st.characters(codec=None), max_size=300),
    st.sampled_from(
        ["STOP", "START", "stop preventie", "STOP BIN", "", " ", "\0", "STOP\0", "\ud800", "ＳＴＯＰ", "stop\u200b"]
    ),
)


@pytest.fixture(autouse=True)
def _simulated(settings: Any, closed_routes: None) -> None:
    settings.NABIJ_SIMULATOR = True
    settings.NABIJ_ROUTES = {"sms": [{"driver": "simulator"}]}


@pytest.fixture
def warned() -> tuple[Zone, str]:
    zone = make_zone(members=1)
    points = deliver(sent(zone), *["delivered"] * 2)
    return zone, value_of(ContactPoint.objects.get(id__in=points, kind="sms"))


@QUIET
@given(words=WORDS, part=st.none() | st.builds(Part, st.integers(0, 65_535), st.integers(0, 3), st.integers(0, 2)))
def test_any_answer_to_a_warning_is_kept_as_it_was_written(
    warned: tuple[Zone, str], words: str, part: Part | None
) -> None:
    _zone, number = warned
    with transaction.atomic():
        channels.keep_delivered("telco", [InboundText(number, "8850", words, part)])
        actions.answer_texts()
        whole = part is None or part.is_whole
        assert InboundMessage.objects.filter(handled_at=None).exists() is not whole
        if whole:
            assert SimulatedMessage.objects.count() == 1
        kept = list(Report.objects.filter(channel="reply").values_list("text", flat=True))
        plain = words.encode("utf-8", "replace").decode().replace("\0", "").strip()
        assert kept in ([], [plain]) or not whole
        transaction.set_rollback(True)


@QUIET
@given(
    sender=st.text(st.characters(codec=None), max_size=25) | st.from_regex(r"\+\d{1,16}", fullmatch=True), words=WORDS
)
def test_any_sender_is_handled(sender: str, words: str) -> None:
    with transaction.atomic():
        channels.keep_delivered("telco", [InboundText(sender, "8850", words)])
        actions.answer_texts()
        assert not InboundMessage.objects.filter(handled_at=None).exists()
        transaction.set_rollback(True)


@given(st.binary(max_size=120), st.integers(0, 255), st.integers(0, 255))
def test_any_octets_are_a_text_a_receipt_or_a_refusal(octets: bytes, esm_class: int, data_coding: int) -> None:
    raw = smpp34.DeliverSm("32470112233", "8850", octets, esm_class=esm_class, data_coding=data_coding).encode()
    try:
        read_deliver(bytes(raw), receipt_ids="hex")
    except ValueError as refusal:
        assert str(refusal)


def test_what_a_provider_delivers_unreadably_is_kept_for_a_person_and_acknowledged() -> None:
    class Session:
        answered: list[int] = []

        def answer_deliveries(self, _sequences: list[int], status: int) -> None:
            self.answered.append(status)

    raw = bytes(smpp34.DeliverSm("32470112233", "8850", b"id:5 stat:WELLICHT", esm_class=4).encode())
    stored: list[Any] = []
    session = Session()

    async def one_batch() -> None:
        desk = Desk(lambda rows: stored.extend(rows), receipt_ids="text")
        desk.arrive(session, pdu.Pdu(pdu.DELIVER_SM, 0, 1, raw))  # type: ignore[arg-type]
        working = asyncio.create_task(desk.work())
        while not session.answered:
            await asyncio.sleep(0.01)
        working.cancel()
        desk.close()

    with ThreadPoolExecutor(1) as thread:  # a browser test before this one leaves its loop running here
        thread.submit(asyncio.run, one_batch()).result()
    ((unread,),) = (stored,)
    assert isinstance(unread, Unread) and unread.content == raw
    assert session.answered == [pdu.OK]
    channels.keep_delivered("telco", [unread, unread])
    assert list(Puzzle.objects.values_list("door", "provider", "times")) == [("sms", "telco", 2)]
