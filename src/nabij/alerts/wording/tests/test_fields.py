"""Fields in a text: found, guessed, checked and filled in, in every language at once."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.alerts.digest import Text
from nabij.alerts.rules.content import check
from nabij.alerts.wording.fields import (
    ALWAYS_KNOWN,
    TYPES,
    Field,
    check_fields,
    field_of,
    fields_for,
    filled,
    moment_in,
    names_in,
    put_in,
    values_of,
)
from nabij.alerts.wording.shipped import Wording, shipped, wording_of
from nabij.channels.smpp.rules import sms_size
from nabij.tenants.errors import Refused

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
TEXTS = {
    "nl": Text("Opgelet", "{wat} {straat}, {tijd}. {zone}"),
    "fr": Text("Attention", "{wat} {straat}, {tijd}. {zone}"),
}
NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=10).filter(lambda name: name != ALWAYS_KNOWN)


def test_names_are_found_once_in_reading_order_and_the_sender_is_none() -> None:
    assert names_in(TEXTS) == ["wat", "straat", "tijd"]
    assert [(one.name, one.type) for one in fields_for(TEXTS)] == [
        ("wat", "what"),
        ("straat", "street"),
        ("tijd", "time"),
    ]


def test_a_field_that_was_described_stays_as_described() -> None:
    described = Field("straat", "choice", "Waar?", ({"nl": "hier", "fr": "ici"}, {"nl": "daar", "fr": "la"}))
    assert fields_for(TEXTS, [described])[1] == described


def test_every_language_gets_its_own_words() -> None:
    values = values_of(fields_for(TEXTS), {"wat": "Rook", "straat": "Kerkstraat", "tijd": "2026-11-22T14:05"})
    done = filled(TEXTS, fields_for(TEXTS), values, zone="Politie Dijleland", now=NOW)
    assert done["nl"].body == "Rook in de omgeving van Kerkstraat, vandaag om 14:05. Politie Dijleland"
    assert done["fr"].body == "Rook près de Kerkstraat, aujourd'hui à 14:05. Politie Dijleland"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "op 3 maart om 09:30"),
        ("fr", "le 3 mars à 09:30"),
        ("en", "on 3 March at 09:30"),
        ("de", "am 3. März um 09:30 Uhr"),
    ],
)
def test_another_day_is_named_in_the_language(language: str, said: str) -> None:
    assert moment_in(datetime(2026, 3, 3, 8, 30, tzinfo=UTC), language, NOW) == said


def test_what_is_empty_stays_to_be_filled_in_or_leaves_no_gap() -> None:
    fields = fields_for(TEXTS)
    assert filled(TEXTS, fields, {}, zone="Z", now=NOW)["nl"].body == "{wat} {straat}, {tijd}. Z"
    assert filled(TEXTS, fields, {"wat": "Rook"}, zone="Z", now=NOW, gaps=False)["nl"].body == "Rook,. Z"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (Field("tijd", "time"), "straks"),
        (Field("k", "choice", choices=({"nl": "a"}, {"nl": "b"})), "7"),
        (Field("k", "choice"), "a"),
    ],
)
def test_what_is_no_moment_or_choice_is_refused(field: Field, typed: str) -> None:
    with pytest.raises(Refused):
        values_of([field], {field.name: typed})


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        ({"nl": Text("", "Zie {Straat}")}, []),
        ({"nl": Text("", "Zie {}")}, []),
        ({"nl": Text("", "Zie {straat}"), "fr": Text("", "Voir")}, []),
        ({"nl": Text("", "Zie {k}")}, [Field("k", "choice", choices=({"nl": "een"},))]),
        (
            {"nl": Text("", "{k}"), "fr": Text("", "{k}")},
            [Field("k", "choice", choices=({"nl": "a"}, {"nl": "b", "fr": "b"}))],
        ),
    ],
)
def test_a_template_that_could_not_be_filled_in_is_refused(texts: dict[str, Text], fields: list[Field]) -> None:
    with pytest.raises(Refused):
        check_fields(texts, fields)


@given(st.dictionaries(NAMES, st.text(max_size=20), max_size=5))
def test_a_value_never_becomes_a_field_of_another(values: dict[str, str]) -> None:
    """Values go in at the same time: braces that somebody typed are words."""
    text = "|".join(f"{{{name}}}" for name in values)
    braced = {name: "{" + next(iter(values)) + "}" for name in values}
    assert put_in(text, braced) == "|".join(braced.values())


@given(NAMES, st.sampled_from(TYPES), st.text(max_size=20))
def test_a_field_survives_being_kept(name: str, kind: str, label: str) -> None:
    field = Field(name, kind, label, ({"nl": "a"}, {"nl": "b"}))  # type: ignore[arg-type]
    assert field_of(field.as_json()) == field


def typical(field: Field) -> str:
    return {"time": "2026-11-22T14:05", "choice": "0", "street": "Stationsstraat"}.get(field.type, "Tuilt")


@pytest.mark.parametrize("given_one", shipped(), ids=lambda one: one.code)
def test_what_comes_with_nabij_is_complete_and_needs_no_answer(given_one: object) -> None:
    """In all four languages: nothing refused, nothing to be answered, and the cheap alphabet."""
    wording, code = given_one.wording, given_one.code  # type: ignore[attr-defined]
    assert set(wording.texts) == {"nl", "fr", "en", "de"}
    check_fields(wording.texts, wording.fields)
    values = values_of(wording.fields, {field.name: typical(field) for field in wording.fields})
    for language, text in filled(wording.texts, wording.fields, values, zone="Politie Dijleland", now=NOW).items():
        said = [one.sentence for one in check(f"{text.subject}.\n{text.body}", language=language, places=["Tuilt"])]
        lacking_is_fine = code == "evening"
        assert said == [] or lacking_is_fine, (language, said)
        assert sms_size(text.body).encoding == "gsm7", (language, sms_size(text.body).costly)


def test_what_a_template_says_survives_being_kept_and_has_one_digest() -> None:
    for one in shipped():
        again = wording_of(one.wording.as_json())
        assert again.as_json() == one.wording.as_json()
        assert again.digest == one.wording.digest
    changed = Wording({"nl": Text("Opgelet", "Anders.")})
    assert changed.digest != shipped()[0].wording.digest
