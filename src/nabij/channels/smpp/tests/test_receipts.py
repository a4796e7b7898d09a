"""Receipts as providers write them, in text and in optional parameters, and texts from people."""

from dataclasses import replace

import pytest
import smpp34
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.drivers import Receipt
from nabij.channels.smpp.receipts import STATES, InboundText, read_deliver
from nabij.channels.smpp.rules import IdForm

TEXT = "id:{id} sub:001 dlvrd:001 submit date:2611212300 done date:2611212301 stat:{stat} err:{err} text:hallo"


def deliver(body: bytes, *, esm_class: int = 0, data_coding: int = 0, tlvs: list[smpp34.Tlv] | None = None) -> bytes:
    encoded: bytes = smpp34.DeliverSm(
        "32460000001", "8850", body, esm_class=esm_class, data_coding=data_coding, tlvs=tlvs or []
    ).encode()
    return encoded


@pytest.mark.parametrize(
    ("message_id", "stat", "err", "form", "receipt"),
    [
        ("12", "DELIVRD", "000", "text", Receipt("12", "delivered")),
        ("0012", "DELIVRD", "000", "decimal", Receipt("12", "delivered")),
        ("1f", "DELIVRD", "000", "hex", Receipt("31", "delivered")),
        ("a-1", "UNDELIV", "012", "text", Receipt("a-1", "not_delivered", "receipt.undeliv.12")),
        ("a-1", "EXPIRED", "000", "text", Receipt("a-1", "not_delivered", "receipt.expired")),
        ("a-1", "rejectd", "", "text", Receipt("a-1", "not_delivered", "receipt.rejectd")),
        ("a-1", "ACCEPTD", "000", "text", Receipt("a-1", "on_its_way")),
    ],
)
def test_receipt_in_text(message_id: str, stat: str, err: str, form: IdForm, receipt: Receipt) -> None:
    body = TEXT.format(id=message_id, stat=stat, err=err).encode()
    assert read_deliver(deliver(body, esm_class=4), receipt_ids=form) == replace(receipt, about="+32460000001")


def test_receipt_in_optional_parameters_only() -> None:
    tlvs = [
        smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, b"00ff\0"),
        smpp34.Tlv(smpp34.TLV_MESSAGE_STATE, b"\x05"),
    ]
    seen = read_deliver(deliver(b"", esm_class=4, tlvs=tlvs), receipt_ids="hex")
    assert seen == Receipt("255", "not_delivered", "receipt.undeliv", "+32460000001")


def test_every_state_of_the_standard_is_known_both_ways() -> None:
    for word, state in STATES.items():
        seen = read_deliver(deliver(f"id:1 stat:{word} err:000".encode(), esm_class=4), receipt_ids="text")
        assert isinstance(seen, Receipt)
        assert seen.state == state
    for number in range(1, 9):
        tlvs = [smpp34.Tlv(smpp34.TLV_MESSAGE_STATE, bytes([number]))]
        assert isinstance(read_deliver(deliver(b"id:1", esm_class=4, tlvs=tlvs), receipt_ids="text"), Receipt)


@pytest.mark.parametrize(
    ("body", "data_coding", "esm_class", "text"),
    [
        (b"STOP", 0, 0, "STOP"),
        (b"\x1be 5", 0, 0, "€ 5"),
        ("één 😀".encode("utf-16-be"), 8, 0, "één 😀"),
        (b"\x05\x00\x03\x07\x02\x01deel 1", 0, 0x40, "deel 1"),
        ("café".encode("latin-1"), 3, 0, "café"),
    ],
)
def test_text_of_a_person(body: bytes, data_coding: int, esm_class: int, text: str) -> None:
    seen = read_deliver(deliver(body, data_coding=data_coding, esm_class=esm_class), receipt_ids="text")
    assert isinstance(seen, InboundText)
    assert (seen.sender, seen.to, seen.text) == ("+32460000001", "8850", text)


@pytest.mark.parametrize("body", [b"", b"id: stat:DELIVRD", b"id:5 stat:WELLICHT", b"id:5"])
def test_a_receipt_that_says_nothing_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="receipt"):
        read_deliver(deliver(body, esm_class=4), receipt_ids="text")


@given(st.binary(max_size=300))
def test_only_value_errors_on_any_octets(octets: bytes) -> None:
    raw = (16 + len(octets)).to_bytes(4, "big") + (5).to_bytes(4, "big") + bytes(4) + b"\0\0\0\1" + octets
    try:
        read_deliver(raw, receipt_ids="text")
    except ValueError as error:
        assert str(error)


tags = st.sampled_from([0x001E, 0x0424, 0x0427, 0x1400])


@given(st.binary(max_size=80), st.lists(st.tuples(tags, st.binary(max_size=20)), max_size=4), st.integers(0, 255))
def test_only_value_errors_on_any_parameters(body: bytes, parameters: list[tuple[int, bytes]], esm_class: int) -> None:
    tlvs = [smpp34.Tlv(tag, value) for tag, value in parameters]
    try:
        read_deliver(deliver(body, esm_class=esm_class, tlvs=tlvs), receipt_ids="hex")
    except ValueError as error:
        assert str(error)
