"""What the text of an alert may not say, and what it should: sentences for the person who writes it.

Sources: ministerial circular on BINs of 28 February 2019 (the police keep the source anonymous, no police tasks for members);
act of 10 May 2007 against discrimination; act of 29 July 1934 on private militias; act of 30 July 2018 on personal data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from nabij.alerts.rules import asking
from nabij.alerts.rules.plates import plates
from nabij.alerts.rules.words import clauses, holds_phrase, listed, plain, words

Code = Literal[
    "empty", "source", "plate", "ethnic", "follow", "stop", "patrol", "confront", "no_time", "no_place", "no_advice", "no_number",
]  # fmt: skip

EMERGENCY_NUMBERS = ("101", "112")
_PHONE = re.compile(r"(?<![\d/])(?:\+32|0032|0)\s?4\d{2}(?:[\s./-]?\d){6}(?!\d)")
_CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3])\s?(?:[:.u]\s?[0-5]\d|u(?:ur)?\b|h\b|am\b|pm\b)")
_DATE = re.compile(
    r"\b\d{1,2}(?:/\d{1,2}|\s(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    r"|january|february|march|may|june|july|august|october))"
)
_NUMBERED_NEIGHBOUR = re.compile(r"\b(?:van|op|from|at)\s(?:nummer|nr|huisnummer|number)\s?\d+")
_ADJECTIVE_REACH = 2


@dataclass(frozen=True)
class Finding:
    """`refuses`: the alert cannot leave like this. `said`: the words it is about, where there are any."""

    code: Code
    refuses: bool
    sentence: str
    said: str = ""


def check(text: str, *, reporter: Collection[str] = (), allowed_numbers: Collection[str] = ()) -> list[Finding]:
    """Everything the rules have to say about one text; refusals first.

    `reporter` holds the words by which the reporter of the incident could be known: name, number, address with house number.
    `allowed_numbers` are mobile numbers of the zone itself, that people may be told to call.
    """
    if not text.strip():
        return [Finding("empty", True, _("Write what happened and what people can do."))]
    refusals = [
        *_source(text, reporter),
        *_phones(text, allowed_numbers),
        *_plates(text),
        *_ethnic(text),
        *_police_tasks(text),
    ]
    return refusals + list(_missing(text))


def refusals(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.refuses]


def _source(text: str, reporter: Collection[str]) -> Iterator[Finding]:
    said = _known_reporter(text, reporter) or holds_phrase(text, listed("source", "nouns")) or _told_by(text)
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


def _told_by(text: str) -> str:
    people, told = listed("source", "people"), listed("source", "told")
    for clause in clauses(text):
        sentence = " ".join(clause)
        opened = next((phrase for phrase in listed("source", "according") if f" {phrase} " in f" {sentence} "), "")
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


def _ethnic(text: str) -> Iterator[Finding]:
    said = holds_phrase(text, listed("ethnic", "phrases") | listed("ethnic", "nouns")) or _described_person(text)
    if said:
        sentence = _("Leave out origin or skin colour (%(said)s). Describe behaviour and clothes.")
        yield Finding("ethnic", True, sentence % {"said": f"“{said}”"}, said)


def _described_person(text: str) -> str:
    adjectives, people = listed("ethnic", "adjectives"), listed("ethnic", "people")
    for clause in clauses(text):
        for at, word in enumerate(clause):
            if word in adjectives:
                following = clause[at + 1 : at + 1 + _ADJECTIVE_REACH]
                person = next((after for after in following if after in people), "")
                if person:
                    return f"{word} {person}"
    return ""


def _police_tasks(text: str) -> Iterator[Finding]:
    sentences = {
        "follow": _("Do not ask people to follow anybody (%(said)s). Ask them to call 101 with what they see."),
        "stop": _("Do not ask people to stop or hold anybody (%(said)s). That is up to the police."),
        "patrol": _("Do not ask people to patrol or search for a suspect (%(said)s). That is up to the police."),
        "confront": _("Do not ask people to speak to or confront anybody (%(said)s). Ask them to call 101."),
    }
    for code, said in asking.police_tasks(text):
        yield Finding(code, True, sentences[code] % {"said": f"“{said}”"}, said)


def _missing(text: str) -> Iterator[Finding]:
    flat, present = plain(text), set(words(text))
    if not (_CLOCK.search(flat) or _DATE.search(flat) or present & listed("advice", "times")):
        yield Finding("no_time", False, _("Say when it happened."))
    if not _names_place(present):
        yield Finding("no_place", False, _("Say where it happened: a street or neighbourhood."))
    if not present & listed("advice", "what"):
        yield Finding("no_advice", False, _("Say what people can do."))
    if not present & set(EMERGENCY_NUMBERS):
        yield Finding("no_number", False, _("Say whom to call: 101."))


def _names_place(present: set[str]) -> bool:
    places = listed("advice", "places")
    endings = tuple(place[1:] for place in places if place.startswith("*"))
    return bool(present & places) or any(word.endswith(endings) for word in present)
