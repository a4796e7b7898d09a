"""A long text comes in parts: in any order and some twice, read as one."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import smpp34
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.inbound.parts import MISSING_PART, WAIT_FOR_PARTS, Part, Piece, is_ready, joined
from nabij.channels.smpp.receipts import InboundText, read_deliver
from nabij.channels.smpp.rules import sms_parts

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def piece(number: int, total: int, text: str, after_s: float = 0) -> Piece:
    return Piece(number, total, text, NOON + timedelta(seconds=after_s))


@given(st.data(), st.text(min_size=1, max_size=900))
def test_any_order_and_repetition_gives_the_text(data: st.DataObject, text: str) -> None:
    size = data.draw(st.integers(1, 153))
    cut = [text[at : at + size] for at in range(0, len(text), size)]
    pieces = [piece(number, len(cut), part) for number, part in enumerate(cut, start=1)]
    again = data.draw(st.lists(st.sampled_from(pieces), max_size=4))
    shuffled = data.draw(st.permutations(pieces + again))
    assert joined(shuffled) == text
    assert is_ready(shuffled, NOON)


def test_a_part_that_does_not_come_is_not_waited_for_for_ever() -> None:
    pieces = [piece(1, 3, "Ik zie "), piece(3, 3, " bij de kerk", after_s=1)]
    assert not is_ready(pieces, NOON + timedelta(seconds=2))
    assert is_ready(pieces, NOON + timedelta(seconds=1) + WAIT_FOR_PARTS)
    assert joined(pieces) == f"Ik zie {MISSING_PART} bij de kerk"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=200, max_size=700), st.integers(0, 255))
def test_what_was_divided_as_telephones_do_is_read_as_it_was_written(text: str, reference: int) -> None:
    text = unicodedata.normalize("NFC", text)
    parts = sms_parts(text, reference=reference)
    read = [read_deliver(_deliver(part.header + part.body, part.data_coding), receipt_ids="text") for part in parts]
    pieces = [
        Piece(one.part.number, one.part.total, one.text, NOON)
        for one in read
        if isinstance(one, InboundText) and one.part
    ]
    assert joined(pieces) == text
    assert {one.part.reference for one in read if isinstance(one, InboundText) and one.part} == {reference}


def test_parts_numbered_beside_the_text_count_too() -> None:
    tlvs = [smpp34.Tlv(0x020C, b"\x12\x34"), smpp34.Tlv(0x020E, b"\x03"), smpp34.Tlv(0x020F, b"\x02")]
    read = read_deliver(_deliver(b"midden", 0, esm_class=0, tlvs=tlvs), receipt_ids="text")
    assert isinstance(read, InboundText) and read.part == Part(0x1234, number=2, total=3)


def test_a_part_out_of_its_count_is_a_text_of_its_own() -> None:
    assert Part(1, 0, 2).is_whole and Part(1, 3, 2).is_whole and Part(1, 1, 1).is_whole
    assert not Part(1, 2, 2).is_whole


def _deliver(body: bytes, data_coding: int, *, esm_class: int = 0x40, tlvs: list[smpp34.Tlv] | None = None) -> bytes:
    unit = smpp34.DeliverSm("32470112233", "8850", body, esm_class=esm_class, data_coding=data_coding, tlvs=tlvs or [])
    return bytes(unit.encode())
