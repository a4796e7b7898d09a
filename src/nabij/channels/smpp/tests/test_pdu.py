"""Our units read by the decoder of `smpp34`, and its units read by ours."""

import pytest
import smpp34
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.smpp import pdu
from nabij.channels.smpp.pdu import Frames, Pdu, ProtocolError, Submission

digits = st.text(alphabet="0123456789", min_size=4, max_size=15)
sequences = st.integers(min_value=1, max_value=0x7FFFFFFF)
octets = st.binary(max_size=160)


@given(digits, octets, sequences, st.booleans(), st.booleans())
def test_submit_is_read_back(to: str, body: bytes, sequence: int, has_header: bool, receipt: bool) -> None:
    submission = Submission("Nabij", f"+{to}", body, data_coding=8, has_header=has_header, wants_receipt=receipt)
    seen = smpp34.decode(submission.encoded(sequence))
    assert isinstance(seen, smpp34.SubmitSm)
    assert (seen.destination_addr, seen.short_message, seen.sequence_number) == (to, body, sequence)
    assert (seen.source_addr, seen.source_addr_ton, seen.dest_addr_ton, seen.data_coding) == ("Nabij", 5, 1, 8)
    assert (seen.esm_class, seen.registered_delivery) == (0x40 if has_header else 0, 1 if receipt else 0)


def test_a_number_as_sender_is_international() -> None:
    seen = smpp34.decode(Submission("+32460000001", "+32460000002", b"x", 0).encoded(1))
    assert isinstance(seen, smpp34.SubmitSm)
    assert (seen.source_addr, seen.source_addr_ton, seen.source_addr_npi) == ("32460000001", 1, 1)


@given(st.sampled_from([pdu.UNBIND, pdu.ENQUIRE_LINK_RESP, pdu.GENERIC_NACK]), sequences, st.integers(0, 0x4FF))
def test_frames_are_read_by_the_other_decoder(command: int, sequence: int, status: int) -> None:
    seen = smpp34.decode(pdu.frame(command, sequence, status))
    assert isinstance(seen, smpp34.RawPdu)
    assert (seen.command_id, seen.sequence_number, seen.command_status, seen.body) == (command, sequence, status, b"")


def test_bind_carries_names_and_version() -> None:
    seen = smpp34.decode(pdu.bind(pdu.BIND_TRANSCEIVER, 5, system_id="zone", password="geheim"))
    assert isinstance(seen, smpp34.RawPdu)
    assert (seen.command_id, seen.sequence_number) == (9, 5)
    assert seen.body == b"zone\0geheim\0\0\x34\0\0\0"


@given(st.lists(st.tuples(st.sampled_from([4, 5, 0x15]), sequences, octets), max_size=8), st.data())
def test_any_cut_of_the_stream_gives_the_same_units(units: list[tuple[int, int, bytes]], data: st.DataObject) -> None:
    stream = b"".join(pdu.frame(command, sequence, body=body) for command, sequence, body in units)
    frames, seen, position = Frames(), list[Pdu](), 0
    while position < len(stream):
        step = data.draw(st.integers(min_value=1, max_value=len(stream) - position))
        seen.extend(frames.feed(stream[position : position + step]))
        position += step
    assert [(unit.command, unit.sequence, unit.body) for unit in seen] == units


@pytest.mark.parametrize("length", [0, 15, 64 * 1024 + 1, 0xFFFFFFFF])
def test_an_impossible_length_ends_the_connection(length: int) -> None:
    with pytest.raises(ProtocolError):
        list(Frames().feed(length.to_bytes(4, "big") + bytes(12)))


def test_the_answer_to_a_submit_names_its_message() -> None:
    (unit,) = Frames().feed(pdu.frame(pdu.SUBMIT_SM_RESP, 9, body=b"00ab12\0"))
    assert (unit.message_id, unit.status, unit.sequence) == ("00ab12", 0, 9)
    (refusal,) = Frames().feed(pdu.frame(pdu.SUBMIT_SM_RESP, 10, 0x58))
    assert (refusal.message_id, refusal.status) == ("", 0x58)
