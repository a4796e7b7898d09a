"""What neighbours may not write to each other: it is stopped before anybody reads it, with a kind sentence.

Sources: house rules of networks (data/house_rules.toml), after the ministerial circular on BINs of 28 February 2019; act of
10 May 2007 against discrimination; act of 29 July 1934 on private militias; act of 30 July 2018 on personal data; polbru.be (no
photos of people or plates among members). The moderator reads the rest, or for a trusted member nobody.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from nabij.prose import asking, ethnic, numbers, persons
from nabij.prose.plates import plates
from nabij.prose.words import among, clauses, holds_phrase, words

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "suspicion.toml"
LANGUAGES: Final = ("nl", "fr", "de")
"""Dutch and English share a list. A neighbour may write in any of them, whatever the language of the page."""
LONGEST: Final = 1_000
_HEIGHT = re.compile(r"\b[12]\s?[m,.]\s?\d{2}\b(?!\s?(?:uur|u\b|h\b|euro|eur))")
_BROKEN = re.compile(r"\s*\n\s*(?=[a-z])")
"""A line that goes on in the middle of a sentence."""
_AGE = re.compile(r"\b\d{2}\s?(?:-?\s?jarige|jaar oud|years old|ans\b|jahre alt)")

Code = Literal["empty", "long", "suspicion", "plate", "description", "origin", "chase", "number", "mail"]
POLICE: Final[frozenset[Code]] = frozenset({"suspicion", "plate", "description", "origin", "chase"})


@dataclass(frozen=True)
class Stop:
    """Why a text is not sent. `said`: the words it is about."""

    code: Code
    sentence: str
    said: str = ""

    @property
    def to_police(self) -> bool:
        """Whether what the text wants to say belongs to the police."""
        return self.code in POLICE


def stops(text: str) -> list[Stop]:
    """Everything for which a text of a member does not leave; nothing for one that may go to the moderator."""
    if not text.strip():
        return [Stop("empty", _("Write your message."))]
    if len(text) > LONGEST:
        return [Stop("long", _("Your text is too long. Use at most %(most)s characters.") % {"most": LONGEST})]
    flowing = _BROKEN.sub(" ", text)
    return [*_police(flowing), *_contact(flowing)]


def waits(text: str) -> list[str]:
    """What in a text a moderator has to see, also of a trusted member: names, house numbers, links."""
    found = [next(persons.named(text, language), "") for language in LANGUAGES]
    found += [next(persons.houses(text), ""), next(numbers.links(text), "")]
    return list(dict.fromkeys(said for said in found if said))


def _police(text: str) -> Iterator[Stop]:
    asked = (said for one in LANGUAGES for _task, said in asking.police_tasks(text, one, by_police=False))
    if chase := next(asked, ""):
        sentence = _("Nobody follows, stops or looks for anybody here (%(said)s). That is up to the police: call 101.")
        yield Stop("chase", sentence % {"said": f"“{chase}”"}, chase)
    for plate in plates(text)[:1]:
        yield Stop("plate", _("A number plate (%(said)s) goes to the police only.") % {"said": plate}, plate)
    if origin := next((said for language in LANGUAGES if (said := ethnic.described(text, language))), ""):
        sentence = _("Leave out origin or skin colour (%(said)s). Describe behaviour and clothes.")
        yield Stop("origin", sentence % {"said": f"“{origin}”"}, origin)
    if described := _first(text, "looks"):
        sentence = _("A description of somebody (%(said)s) goes to the police only.")
        yield Stop("description", sentence % {"said": f"“{described}”"}, described)
    if said := _suspicion(text):
        sentence = _(
            "This looks like something for the police (%(said)s). Only they read it then, and nobody sees who told."
        )
        yield Stop("suspicion", sentence % {"said": f"“{said}”"}, said)


def _contact(text: str) -> Iterator[Stop]:
    if said := next(numbers.telephone_numbers(text), ""):
        sentence = _("Leave out the telephone number (%(said)s). Neighbours answer you below your message.")
        yield Stop("number", sentence % {"said": said.strip()}, said)
    if said := next(numbers.mail_addresses(text), ""):
        sentence = _("Leave out the e-mail address (%(said)s). Neighbours answer you below your message.")
        yield Stop("mail", sentence % {"said": said.strip()}, said)


def _suspicion(text: str) -> str:
    for language in LANGUAGES:
        known, phrases = _lists(language)["words"], _lists(language)["phrases"]
        said = next((word for word in words(text, language) if among(word, known)), "")
        if said := said or holds_phrase(text, phrases, language):
            return said
    return _first(text, "does")


def _first(text: str, beside: str) -> str:
    """A person with a behaviour ("does") or with looks, in one clause."""
    for language in LANGUAGES:
        for clause in clauses(text, language):
            person = next((word for word in clause if word in _lists(language)["persons"]), "")
            if person and (said := _beside(clause, beside, language)):
                return f"{person} … {said}"
    return ""


def _beside(clause: list[str], beside: str, language: str) -> str:
    said = next((word for word in clause if among(word, _lists(language)[beside])), "")
    if said or beside != "looks":
        return said
    sentence = " ".join(clause)
    return next((match.group() for pattern in (_HEIGHT, _AGE) if (match := pattern.search(sentence))), "")


@cache
def _lists(language: str) -> dict[str, Any]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))[language]
    return {name: frozenset(listed) for name, listed in read.items()}
