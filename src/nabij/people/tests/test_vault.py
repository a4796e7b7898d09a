from __future__ import annotations

import base64
import json
import os
from typing import Any
from uuid import UUID, uuid4

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.people import vault
from nabij.tenants.errors import Refused

kinds = st.sampled_from(["sms", "voice", "email", "push", "name", "box", "household"])
belgian_mobiles = st.integers(0, 9_999_999).map(lambda n: f"+3247{n:07d}")


@given(kinds, st.uuids(), st.text())
def test_what_is_sealed_opens_again(kind: str, row_id: UUID, plain: str) -> None:
    assert vault.open_value(kind, row_id, vault.seal_value(kind, row_id, plain)) == plain


@given(st.text(min_size=1), st.uuids(), st.uuids())
def test_a_value_opens_for_its_own_row_and_kind_only(plain: str, row_id: UUID, other: UUID) -> None:
    sealed = vault.seal_value("sms", row_id, plain)
    with pytest.raises(vault.CannotOpen):
        vault.open_value("voice", row_id, sealed)
    if other != row_id:
        with pytest.raises(vault.CannotOpen):
            vault.open_value("sms", other, sealed)


@given(st.text(), st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_octet_is_noticed(plain: str, position: int, change: int) -> None:
    row_id = uuid4()
    sealed = bytearray(vault.seal_value("email", row_id, plain))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(vault.CannotOpen):
        vault.open_value("email", row_id, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x00", b"\x011", b"\xff", b"\x011" + bytes(12)])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(vault.CannotOpen):
        vault.open_value("sms", uuid4(), sealed)


def test_the_same_value_is_sealed_differently_each_time() -> None:
    row_id = uuid4()
    assert vault.seal_value("sms", row_id, "+32470000000") != vault.seal_value("sms", row_id, "+32470000000")


def test_the_last_key_seals_and_the_older_ones_still_open(settings: Any) -> None:
    row_id = uuid4()
    old = vault.seal_value("sms", row_id, "one")
    keys = settings.SECRETS["contact_keys"] | {"2026-11": base64.b64encode(os.urandom(32)).decode()}
    settings.SECRETS = settings.SECRETS | {"contact_keys": keys}
    new = vault.seal_value("sms", row_id, "two")
    assert new[1:8] == b"2026-11"
    assert vault.open_values([("sms", row_id.bytes, old), ("sms", row_id.bytes, new)]) == ["one", "two"]
    settings.SECRETS = settings.SECRETS | {"contact_keys": {"2026-11": keys["2026-11"]}}
    with pytest.raises(vault.CannotOpen):
        vault.open_value("sms", row_id, old)


@given(
    belgian_mobiles, st.sampled_from(["E164", "INTERNATIONAL", "NATIONAL", "RFC3966"]), st.sampled_from(["", " ", "  "])
)
def test_every_notation_of_a_number_is_the_same_number(e164: str, form: str, margin: str) -> None:
    written = phonenumbers.format_number(phonenumbers.parse(e164), getattr(phonenumbers.PhoneNumberFormat, form))
    assert vault.normalise("sms", margin + written + margin) == e164
    assert vault.lookup("sms", written) == vault.lookup("voice", e164) == vault.lookup_of_normal("sms", e164)


@given(belgian_mobiles, belgian_mobiles)
def test_different_numbers_have_different_lookups(one: str, other: str) -> None:
    assert (vault.lookup("sms", one) == vault.lookup("sms", other)) == (one == other)


@pytest.mark.parametrize(
    "written", ["0470/12.34.56", "0470 12 34 56", "0032470123456", "+32 470 12 34 56", "470123456"]
)
def test_numbers_as_people_write_them(written: str) -> None:
    assert vault.normalise("sms", written) == "+32470123456"


def test_a_landline_is_called_and_takes_no_text() -> None:
    assert vault.normalise("voice", "016 12 34 56") == "+3216123456"
    assert [vault.kind_of_number(number) for number in ("016 12 34 56", "0470 12 34 56")] == ["voice", "sms"]
    with pytest.raises(Refused, match="landline"):
        vault.normalise("sms", "016 12 34 56")


@pytest.mark.parametrize(
    "raw", ["", "abc", "12", "0470 12 34", "0470 12 34 56 78 90", "+32 470 12 34 56 ext. 5", "0900 12 345", "١"]
)
def test_what_is_no_usable_number_is_refused_with_a_sentence(raw: str) -> None:
    with pytest.raises(Refused) as refused:
        vault.normalise("voice", raw)
    assert str(refused.value).endswith(".")


names = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789+-_", min_size=1, max_size=20)


@given(
    names,
    names.filter(
        lambda name: name.strip("-_+").isalnum() and name[0].isalnum() and name[-1].isalnum() and "+" not in name
    ),
)
def test_an_address_is_the_same_in_capitals(name: str, domain: str) -> None:
    written = f"{name}@{domain}.Be"
    normal = vault.normalise("email", f" {written.upper()} ")
    assert normal == written.lower() == vault.normalise("email", normal)
    assert vault.lookup("email", written) == vault.lookup("email", normal)


@pytest.mark.parametrize(
    "raw",
    ["", "an", "an@", "@b.be", "an@b", "a n@b.be", "an@@b.be", "an@b..be", "an@b.be,el@b.be", "a" * 250 + "@b.be"],
)
def test_what_is_no_address_is_refused(raw: str) -> None:
    with pytest.raises(Refused, match="e-mail"):
        vault.normalise("email", raw)


def test_a_subscription_is_kept_in_one_form_and_without_the_rest() -> None:
    given_one = {
        "keys": {"p256dh": "k", "auth": "a", "more": "x"},
        "endpoint": "https://push.example.org/1",
        "expirationTime": None,
    }
    normal = vault.normalise("push", json.dumps(given_one))
    assert json.loads(normal) == {"endpoint": "https://push.example.org/1", "keys": {"auth": "a", "p256dh": "k"}}
    assert vault.normalise("push", normal) == normal


@pytest.mark.parametrize("raw", ["", "{}", "[]", '{"endpoint": "http://a", "keys": {"auth": "a", "p256dh": "k"}}'])
def test_what_is_no_subscription_is_refused(raw: str) -> None:
    with pytest.raises(Refused, match="browser"):
        vault.normalise("push", raw)


def test_kinds_do_not_share_lookups_and_an_unknown_kind_is_an_error() -> None:
    assert vault.lookup_of_normal("email", "x") != vault.lookup_of_normal("push", "x")
    with pytest.raises(ValueError, match="telegram"):
        vault.normalise("telegram", "x")


def test_a_reminder_shows_no_more_than_an_end() -> None:
    assert vault.masked("sms", "+32470123456") == "•••• 56"
    assert vault.masked("email", "an.peeters@example.org") == "a•••@example.org"
    assert vault.readable("sms", "+32470123456") == "0470 12 34 56"
