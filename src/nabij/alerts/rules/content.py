"""What the text of an alert may not say, and what it should: sentences for the person who writes it.

Sources: ministerial circular on BINs of 28 February 2019 (the police keep the source anonymous, no police tasks for members);
act of 10 May 2007 against discrimination; act of 29 July 1934 on private militias; act of 30 July 2018 on personal data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext as _

from nabij.alerts.rules import readability
from nabij.prose import asking, ethnic
from nabij.prose.persons import recognisable
from nabij.prose.plates import plates
from nabij.prose.words import among, clauses, holds_phrase, listed, plain, words

Code = Literal[
    "empty", "gap", "source", "plate", "ethnic", "follow", "stop", "patrol", "confront", "person", "no_time", "no_place",
    "no_advice", "no_number", "long_sentence", "hard_word", "hard_text",
]  # fmt: skip
MISSING: Final[frozenset[Code]] = frozenset({"no_time", "no_place", "no_advice", "no_number"})
"""What an urgent message should not go without; another message may."""

EMERGENCY_NUMBERS = ("101", "112")
_PHONE = re.compile(r"(?<![\d/])(?:\+32|0032|0)\s?4\d{2}(?:[\s./-]?\d){6}(?!\d)")
_CLOCK = re.compile(
    r"\b(?:[01]?\d|2[0-3])\s?(?:[:.uh]\s?[0-5]\d|u(?:ur)?\b|h\b|heures?\b|uhr\b|am\b|pm\b|a\.m\.|p\.m\.|o'clock)"
)
_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|february|march|may|june|july|august"
    "|october|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|januar|februar|marz|dezember"
)
_DATE = re.compile(rf"\b\d{{1,2}}(?:/\d{{1,2}}|\.?\s(?:{_MONTHS}))")
_NUMBERED_NEIGHBOUR = re.compile(
    r"\b(?:van|op|from|at|du|au|von|aus)\s(?:nummer|nr|huisnummer|number|numero|hausnummer)\s?\d+"
)
_GAP = re.compile(r"\{[^{}\n]*\}|\[[^\[\]\n]*\]")
_ADJECTIVE_REACH = 2


@dataclass(frozen=True)
class Finding:
    """`refuses`: the alert cannot leave like this; else it is a warning, to be answered. `said`: the words it is about."""

    code: Code
    refuses: bool
    sentence: str
    said: str = ""


def check(
    text: str, *, language: str = "nl", reporter: Collection[str] = (), allowed_numbers: Collection[str] = (),
    places: Collection[str] = (),
) -> list[Finding]:  # fmt: skip
    """Everything the rules have to say about one text; refusals first.

    `reporter` holds the words by which the reporter of the incident could be known: name, number, address with house number.
    `allowed_numbers` are mobile numbers of the zone itself, that people may be told to call. `places` are names that say where:
    the street and neighbourhood of the incident, the networks.
    """
    if not text.strip():
        return [Finding("empty", True, _("Write what happened and what people can do."))]
    refusals = [
        *_gaps(text),
        *_source(text, reporter, language),
        *_phones(text, allowed_numbers),
        *_plates(text),
        *_ethnic(text, language),
        *_police_tasks(text, language),
    ]
    missing = () if any(finding.code == "gap" for finding in refusals) else _missing(text, places, language)
    return [*refusals, *_persons(text, language), *missing, *_hard(text, language)]


def refusals(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.refuses]


def _gaps(text: str) -> Iterator[Finding]:
    for match in dict.fromkeys(_GAP.findall(text)):
        yield Finding("gap", True, _("Fill in %(said)s, or leave it out.") % {"said": match}, match)


def _source(text: str, reporter: Collection[str], language: str) -> Iterator[Finding]:
    named = holds_phrase(text, listed("source", "nouns", language), language)
    said = _known_reporter(text, reporter) or named or _told_by(text, language)
    if said:
        sentence = _("Leave out who told us (%(said)s). Nobody may recognise where the report came from.")
        yield Finding("source", True, sentence % {"said": f"“{said}”"}, said)


def _known_reporter(text: str, reporter: Collection[str]) -> str:
    flat = f" {' '.join(words(text))} "
    digits = re.sub(r"\D", "", text)
    for known in reporter:
        number = re.sub(r"\D", "", known)
        if len(number) >= 8 and number[-8:] in digits:
            return known
        if (parts := words(known)) and f" {' '.join(parts)} " in flat:
            return known
    return ""


def _told_by(text: str, language: str) -> str:
    people, told = listed("source", "people", language), listed("source", "told", language)
    for clause in clauses(text, language):
        sentence = " ".join(clause)
        if set(clause) & listed("source", "asked", language):
            continue
        according = listed("source", "according", language)
        opened = next((phrase for phrase in according if f" {phrase} " in f" {sentence} "), "")
        who = next((word for word in clause if word in people), "")
        numbered = _NUMBERED_NEIGHBOUR.search(sentence)
        if who and (opened or told & set(clause) or numbered):
            return who
        if numbered and told & set(clause):
            return numbered.group()
    return ""


def _phones(text: str, allowed: Collection[str]) -> Iterator[Finding]:
    permitted = {re.sub(r"\D", "", number)[-9:] for number in allowed}
    for match in _PHONE.finditer(text):
        if re.sub(r"\D", "", match.group())[-9:] not in permitted:
            sentence = _("Leave out the mobile number %(said)s: it belongs to a person. Say to call 101.")
            yield Finding("source", True, sentence % {"said": match.group().strip()}, match.group().strip())


def _plates(text: str) -> Iterator[Finding]:
    for plate in plates(text):
        sentence = _("Leave out the number plate %(said)s. Describe the vehicle: kind, colour, direction.")
        yield Finding("plate", True, sentence % {"said": plate}, plate)


def _ethnic(text: str, language: str) -> Iterator[Finding]:
    if said := ethnic.described(text, language):
        sentence = _("Leave out origin or skin colour (%(said)s). Describe behaviour and clothes.")
        yield Finding("ethnic", True, sentence % {"said": f"“{said}”"}, said)


def _police_tasks(text: str, language: str) -> Iterator[Finding]:
    sentences = {
        "follow": _("Do not ask people to follow anybody (%(said)s). Ask them to call 101 with what they see."),
        "stop": _("Do not ask people to stop or hold anybody (%(said)s). That is up to the police."),
        "patrol": _("Do not ask people to patrol or search for a suspect (%(said)s). That is up to the police."),
        "confront": _("Do not ask people to speak to or confront anybody (%(said)s). Ask them to call 101."),
    }
    for code, said in asking.police_tasks(text, language):
        yield Finding(code, True, sentences[code] % {"said": f"“{said}”"}, said)


def _persons(text: str, language: str) -> Iterator[Finding]:
    said = next(recognisable(text, language), "")
    if said:
        sentence = _("One person may be recognised by %(said)s. Leave it out, or say why it must stay.")
        yield Finding("person", False, sentence % {"said": f"“{said}”"}, said)


def _missing(text: str, places: Collection[str], language: str) -> Iterator[Finding]:
    flat, present = plain(text), set(words(text, language))
    times = holds_phrase(text, listed("advice", "times", language), language)
    if not (_CLOCK.search(flat) or _DATE.search(flat) or times):
        yield Finding("no_time", False, _("Say when it happened."))
    named = {" ".join(words(one, language)) for one in places if one}
    if not (_names_place(present, language) or holds_phrase(text, named, language)):
        yield Finding("no_place", False, _("Say where it happened: a street or neighbourhood."))
    if not present & listed("advice", "what", language):
        yield Finding("no_advice", False, _("Say what people can do."))
    if not present & set(EMERGENCY_NUMBERS):
        yield Finding("no_number", False, _("Say whom to call: 101."))


def _names_place(present: set[str], language: str) -> bool:
    known = listed("advice", "places", language) | {one for one in listed("advice", "places") if one.startswith("*")}
    return any(among(word, known) for word in present)


def _hard(text: str, language: str) -> Iterator[Finding]:
    for sentence, count in readability.long_sentences(text, language):
        said = _("This sentence has %(count)s words; make two of it: %(said)s")
        yield Finding("long_sentence", False, said % {"count": count, "said": f"“{_beginning(sentence)}”"}, sentence)
    for hard, easy in readability.hard_words(text, language):
        said = _("Write “%(easy)s” rather than “%(hard)s”.")
        yield Finding("hard_word", False, said % {"easy": easy, "hard": hard}, hard)
    score = readability.score(text, language)
    if score is not None and score < readability.HARD_BELOW:
        yield Finding("hard_text", False, _("This text is hard to read. Take shorter words and sentences."))


def _beginning(sentence: str) -> str:
    return sentence if len(sentence) <= 50 else sentence[:50].rsplit(" ", 1)[0] + "…"
