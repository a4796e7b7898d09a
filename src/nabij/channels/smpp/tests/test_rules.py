"""Short messages held against a second implementation, and against what a handset does with the parts."""

import unicodedata

import pytest
import smsutil
from hypothesis import example, given
from hypothesis import strategies as st

from nabij.channels.smpp import alphabet
from nabij.channels.smpp.rules import LIMITS, backoff_s, normalised_id, sms_parts, sms_size, sms_text

GSM = "".join(alphabet.OCTETS)
gsm_texts = st.text(alphabet=st.sampled_from(GSM), max_size=700)
any_texts = st.text(max_size=400)


def as_a_handset_reads(text: str, reference: int = 7) -> str:
    return "".join(
        sms_text(part.octets, data_coding=part.data_coding, has_header=bool(part.header))
        for part in sms_parts(text, reference)
    )


@given(gsm_texts)
@example("€" * 80)
@example("a" * 152 + "€" + "b" * 10)
def test_default_alphabet_comes_back_whole(text: str) -> None:
    assert as_a_handset_reads(text) == text
    assert {part.data_coding for part in sms_parts(text)} == {0}


@given(any_texts)
@example("e\u0301én")
def test_any_text_comes_back_in_normal_form(text: str) -> None:
    assert as_a_handset_reads(text) == unicodedata.normalize("NFC", text)


@given(st.text(alphabet="a€😀ë", min_size=60, max_size=400))
def test_parts_fit_and_divide_no_character(text: str) -> None:
    parts = sms_parts(text, 200)
    for number, part in enumerate(parts, start=1):
        assert len(part.octets) <= (160 if part.data_coding == 0 else 140)
        if len(parts) > 1:
            assert part.header == bytes((5, 0, 3, 200, len(parts), number))
            assert len(part.body) <= (153 if part.data_coding == 0 else 134)
        assert "\ufffd" not in sms_text(part.octets, data_coding=part.data_coding, has_header=bool(part.header))


@given(st.one_of(gsm_texts, st.text(alphabet="abc ë€😀Ω", max_size=400)))
@example("x" * 160)
@example("x" * 161)
@example("😀" * 35)
@example("😀" * 36)
def test_same_parts_as_an_independent_splitter(text: str) -> None:
    theirs = smsutil.split(text)
    ours = sms_parts(text)
    assert [part.body for part in ours] == [
        smsutil.encode(part.content) if theirs.encoding == "gsm0338" else part.content.encode("utf-16-be")
        for part in theirs.parts
    ] or (text == "" and [part.body for part in ours] == [b""])


def test_alphabet_equals_an_independent_table() -> None:
    assert {character: smsutil.encode(character) for character in GSM} == dict(alphabet.OCTETS)
    assert len(GSM) == 127 + 10


@pytest.mark.parametrize(
    ("text", "encoding", "parts", "units", "left", "costly"),
    [
        ("", "gsm7", 1, 0, 160, ()),
        ("a" * 160, "gsm7", 1, 160, 0, ()),
        ("a" * 161, "gsm7", 2, 161, 145, ()),
        ("€" * 80, "gsm7", 1, 160, 0, ()),
        ("€" * 81, "gsm7", 2, 162, 143, ()),
        ("geïnformeerd", "ucs2", 1, 12, 58, ("ï",)),
        ("ë" * 71, "ucs2", 2, 71, 63, ("ë",)),
        ("😀" * 35, "ucs2", 1, 70, 0, ("😀",)),
    ],
)
def test_size(text: str, encoding: str, parts: int, units: int, left: int, costly: tuple[str, ...]) -> None:
    size = sms_size(text)
    assert (size.encoding, size.parts, size.units, size.units_left, size.costly) == (
        encoding,
        parts,
        units,
        left,
        costly,
    )


def test_a_text_beyond_255_parts_is_refused() -> None:
    assert len(sms_parts("a" * 153 * 255)) == 255
    with pytest.raises(ValueError, match="256 parts"):
        sms_parts("a" * (153 * 255 + 1))


@given(st.integers(min_value=0, max_value=2**64), st.booleans(), st.integers(min_value=0, max_value=6))
def test_hexadecimal_answer_and_decimal_receipt_meet(number: int, upper: bool, zeros: int) -> None:
    answer = f"{number:X}" if upper else f"{number:x}"
    assert normalised_id(answer, "hex") == normalised_id("0" * zeros + str(number), "decimal")


@given(st.text(alphabet="0123456789abcdefghij-", min_size=1, max_size=30))
def test_text_ids_stay_as_they_are(message_id: str) -> None:
    assert normalised_id(f" {message_id}\0", "text") == message_id


def test_an_id_that_is_no_number_stays_as_it_is() -> None:
    assert normalised_id("a1-b2", "decimal") == "a1-b2"


def test_backoff_doubles_to_its_cap() -> None:
    waits = [backoff_s(attempt) for attempt in range(1, 12)]
    assert waits[:4] == [0.25, 0.5, 1.0, 2.0]
    assert waits == sorted(waits)
    assert waits[-1] == 30.0 == backoff_s(10_000)


@given(st.binary(max_size=160), st.sampled_from([0, 1, 3, 8, 240]), st.booleans())
def test_no_inbound_octets_break_the_reader(octets: bytes, data_coding: int, has_header: bool) -> None:
    assert isinstance(sms_text(octets, data_coding=data_coding, has_header=has_header), str)


def test_limits_leave_room_for_the_header() -> None:
    assert 160 - LIMITS["gsm7"].joined == 7
    assert (70 - LIMITS["ucs2"].joined) * 2 == 6
