"""What a text asks: to stop or start, everything or something; or it is a message like any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.inbound.wishes import KINDS, START_WORDS, STOP_WORDS, names, wish_of
from nabij.people.rules import MESSAGE_KINDS, NO_CALLS


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        ("STOP", True),
        (" stop. ", True),
        ("Stop aub!", True),
        ("STOP Zandekerke nu", True),
        ("arrêt", True),
        ("Abmelden bitte", True),
        ("unsubscribe", True),
        ("START", False),
        ("Start aub", False),
        ("reprendre", False),
    ],
)
def test_a_short_text_that_begins_with_such_a_word_is_a_wish(words: str, stops: bool) -> None:
    wish = wish_of(words)
    assert wish is not None and wish.stops is stops and wish.is_short


@pytest.mark.parametrize(
    "words",
    [
        "Stop die auto met twee mannen erin",
        "Kunnen jullie stoppen?",
        "stopcontact",
        "",
        "!!!",
        "Ik zie de dader",
        "Starter?",
    ],
)
def test_other_texts_are_messages(words: str) -> None:
    assert wish_of(words) is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [("STOP preventie", "prevention"), ("stop feedback aub", "feedback"), ("Stop bellen!", "calls"), ("START tips", "prevention"),
     ("arrêt disparition", "missing_person"), ("STOP BIN Tuilt", ""), ("stop", "")],
)  # fmt: skip
def test_a_wish_names_a_kind_of_message(words: str, kind: str) -> None:
    wish = wish_of(words)
    assert wish is not None and wish.kind == kind


def test_every_kind_of_message_can_be_named_and_no_word_names_two() -> None:
    assert set(KINDS) == {*MESSAGE_KINDS, NO_CALLS}
    said = [word for words in KINDS.values() for word in words]
    assert len(said) == len(set(said))
    assert STOP_WORDS.isdisjoint(START_WORDS)


@pytest.mark.parametrize(
    ("about", "name", "same"),
    [
        (("bin", "tuilt"), "BIN Tuilt", True),
        (("tuilt",), "BIN Tuilt", True),
        (("bin-z", "markt"), "BIN-Z Markt", True),
        (("bin",), "BIN Tuilt", False),
        (("tuilt", "auto"), "BIN Tuilt", False),
        ((), "BIN Tuilt", False),
    ],
)
def test_words_name_a_network_when_they_say_nothing_else(about: tuple[str, ...], name: str, same: bool) -> None:
    assert names(about, name, less=("bin", "binz", "z")) is same


@given(st.text(max_size=2_000))
def test_any_text_is_a_wish_or_none(text: str) -> None:
    wish = wish_of(text)
    assert wish is None or text.strip()
