"""The texts: complete in four languages, in one text message, with the fields they need and nothing of the report."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels.queries import sms_size
from nabij.reports.answers import rules, wording
from nabij.reports.answers.wording import Filling
from nabij.reports.sentences import AFTER_JUDGING, CLOSING, LANGUAGES, answers_file, sentence, tells_of_investigation
from nabij.tenants.errors import Refused

LINK = "https://nabij.zandekerke.be/volgen/K7RM-2XQD-9HTW"
SENTENCES = sorted(answers_file()["sentence"])
OURS = {
    template: {language: wording.ours(template, language) for language in LANGUAGES} for template in rules.TEMPLATES
}


def filled(said: str, **more: str) -> Filling:
    return Filling(who="Stad Zandekerke", link=LINK, said=said, **({"day": "2027-03-12"} | more))


@pytest.mark.parametrize("name", SENTENCES)
def test_each_sentence_stands_in_each_language_and_is_another_one(name: str) -> None:
    said = [sentence(name, language) for language in LANGUAGES]
    assert all(said) and len(set(said)) == len(LANGUAGES)
    short = [sentence(name, language, short=True) for language in LANGUAGES]
    assert all(short) and all(len(one) <= len(long) for one, long in zip(short, said, strict=True))


def test_what_judging_and_closing_say_is_written() -> None:
    assert {*AFTER_JUDGING.values(), *CLOSING} <= set(SENTENCES)


@pytest.mark.parametrize("template", rules.TEMPLATES)
def test_our_own_words_pass_the_check_that_a_tenant_must_pass(template: str) -> None:
    wording.check(template, OURS[template])


@pytest.mark.parametrize(("template", "language"), list(itertools.product(rules.TEMPLATES, LANGUAGES)))
def test_a_text_message_is_one_part(template: str, language: str) -> None:
    for name in SENTENCES:
        text = wording.written(template, language, "sms", filled(name)).body
        size = sms_size(text)
        assert (size.encoding, size.parts) == ("gsm7", 1), f"{len(text)}: {text} {size.costly}"


@pytest.mark.parametrize(("template", "language"), list(itertools.product(rules.TEMPLATES, LANGUAGES)))
def test_each_channel_has_one_link_of_ours_and_a_call_none(template: str, language: str) -> None:
    for channel in ("sms", "email", "push"):
        body = wording.written(template, language, channel, filled("solved", phone="011 23 45 67")).body
        assert body.count("http") == body.count(LINK) == 1
        assert "{" not in body
    assert "http" not in wording.written(template, language, "voice", filled("solved")).body


def test_the_number_to_call_stands_only_where_one_was_set() -> None:
    assert "011 23 45 67" in wording.written(rules.ENDED, "nl", "email", filled("solved", phone="011 23 45 67")).body
    assert "bellen" not in wording.written(rules.ENDED, "nl", "email", filled("solved")).body


@given(st.text(max_size=60))
def test_own_words_of_a_colleague_are_never_read_as_a_field(own: str) -> None:
    body = wording.written(rules.ENDED, "fr", "email", filled("", own=f"{own} {{who}}")).body
    assert f"{own} {{who}}" in body


def test_an_unknown_language_reads_dutch() -> None:
    assert wording.written(rules.RECEIVED, "xx", "sms", filled("")) == wording.written(
        rules.RECEIVED, "nl", "sms", filled("")
    )


def changed(template: str, part: str, text: str) -> dict[str, dict[str, str]]:
    return {
        language: dict(said) | ({part: text} if language == "de" else {}) for language, said in OURS[template].items()
    }


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("short", ""),
        ("short", "{sentence}"),
        ("text", "{sentence} {link} {name}"),
        ("text", "{sentence} {link"),
        ("text", "{sentence!r} {link}"),
        ("text", "{sentence.__class__} {link}"),
        ("short", "{sentence} {link} https://elsewhere.example"),
        ("subject", "x" * 81),
        ("spoken", "Hallo"),
    ],
)
def test_words_that_lack_something_or_hold_what_they_may_not_are_refused(part: str, text: str) -> None:
    with pytest.raises(Refused, match="de"):
        wording.check(rules.ENDED, changed(rules.ENDED, part, text))


def test_words_in_three_languages_are_refused() -> None:
    with pytest.raises(Refused):
        wording.check(rules.ENDED, {language: OURS[rules.ENDED][language] for language in ("nl", "fr", "en")})


@pytest.mark.parametrize(
    "text",
    ["De dader werd aangehouden.", "Un suspect a été arrêté.", "Two people were arrested", "Der Täter wurde verhaftet.",
     "Er is een PV opgemaakt"],
)  # fmt: skip
def test_a_sentence_about_an_investigation_is_known(text: str) -> None:
    assert tells_of_investigation(text)


@pytest.mark.parametrize("text", [sentence(name, language) for name in SENTENCES for language in LANGUAGES])
def test_our_own_sentences_tell_nothing_of_an_investigation(text: str) -> None:
    assert not tells_of_investigation(text)
