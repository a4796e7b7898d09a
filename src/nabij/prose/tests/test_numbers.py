"""Whoever writes a number in a text, in whatever form, is seen; a date, an hour or a price is none."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from nabij.prose.numbers import links, mail_addresses, telephone_numbers

SIGNS = st.sampled_from(["", " ", ".", "/", "-", " - ", "_", "\u00a0", "*"])
AROUND = st.sampled_from(["Bel {} vanavond.", "{}", "({})", "mijn nummer is {}!", "tel:{};", "An,{}"])
FORMS = (PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL)


@given(
    st.from_regex(r"\A4[5-9][0-9]{7}\Z"),
    st.sampled_from(["0", "+32 ", "0032", "+32"]),
    st.lists(SIGNS, min_size=8),
    AROUND,
)
def test_a_mobile_number_is_seen_with_any_signs_between(
    digits: str, prefix: str, signs: list[str], around: str
) -> None:
    spread = "".join(digit + sign for digit, sign in zip(digits, [*signs[:8], ""], strict=True))
    assert list(telephone_numbers(around.format(prefix + spread)))


@given(st.integers(10_000_000, 99_999_999), st.sampled_from(FORMS), AROUND)
def test_a_landline_is_seen_in_each_usual_form(national: int, form: int, around: str) -> None:
    number = phonenumbers.PhoneNumber(country_code=32, national_number=national)
    assume(phonenumbers.is_valid_number(number))
    assert list(telephone_numbers(around.format(phonenumbers.format_number(number, form))))


@pytest.mark.parametrize("text", ["nul vier zeven nul een twee drie vier vijf zes", "zero 4 7 0 1 2 3 4 5 6"])
def test_a_number_that_is_spoken_out_is_seen(text: str) -> None:
    assert list(telephone_numbers(f"Bel mij: {text}"))


@pytest.mark.parametrize(
    "text",
    [
        "Op 12/12/2026 van 09.00 tot 17.30 uur.", "Tussen 8 en 10 uur, kost 12,50 euro.", "Bel 101 of 112.",
        "Postcode 3500, 27 wijken.",
        "Van 1 tot 3 december 2026.", "Een, twee, drie: start!", "Kamer 12, 3de verdieping, 2026-12-01 om 20:00",
    ],
)  # fmt: skip
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert list(telephone_numbers(text)) == []


def test_mail_addresses_and_links_are_seen() -> None:
    assert list(mail_addresses("Mail an.peeters@voorbeeld.example of an (at) voorbeeld.example"))
    assert list(mail_addresses("Om 12 uur @ de kerk")) == []
    assert list(links("Zie www.voorbeeld.be/kat of https://wa.me/32470")) == [
        "www.voorbeeld.be/kat",
        "https://wa.me/32470",
    ]
    assert list(links("Breng de kat terug. De eigenaar wacht.")) == []
