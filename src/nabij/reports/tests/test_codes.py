from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nabij.reports import codes

letters = st.text(codes.ALPHABET, min_size=12, max_size=12)


@given(letters, st.sampled_from(["", " ", "-", " - "]), st.booleans())
def test_a_code_is_read_however_it_is_typed(code: str, between: str, small: bool) -> None:
    typed = between.join(code[at : at + 4] for at in (0, 4, 8))
    typed = f"  {typed.lower() if small else typed} "
    assert codes.plain(typed) == code
    assert codes.code_hash(typed) == codes.code_hash(codes.written(code))


@given(st.text(max_size=20))
def test_what_is_no_code_is_nothing(typed: str) -> None:
    read = codes.plain(typed)
    assert read == "" or (len(read) == 12 and set(read) <= set(codes.ALPHABET))


def test_codes_do_not_repeat_and_hashes_do_not_hold_them() -> None:
    made = {codes.new_code() for _ in range(2_000)}
    assert len(made) == 2_000
    code = made.pop()
    assert code.encode() not in codes.code_hash(code)
    assert len(codes.code_hash(code)) == 32
