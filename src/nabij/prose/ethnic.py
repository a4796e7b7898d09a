"""Whether a text describes somebody by origin or skin colour. Source: act of 10 May 2007 against discrimination.

A colour or a country beside a thing ("witte bestelwagen", "Franse nummerplaat") is none of that; beside a word for a
person it is.
"""

from __future__ import annotations

from nabij.prose.words import among, clauses, holds_phrase, listed, words

REACH = 2
"""How many words may stand between: "Roemeense jonge vrouw"."""


def described(text: str, language: str = "nl") -> str:
    """The words that say it, or nothing."""
    phrases = listed("ethnic", "phrases", language)
    nouns = listed("ethnic", "nouns", language)
    return (
        holds_phrase(text, phrases | {one for one in nouns if "*" not in one}, language)
        or next((word for word in words(text, language) if among(word, {one for one in nouns if "*" in one})), "")
        or _person(text, language)
    )


def _person(text: str, language: str) -> str:
    looking = _after if language == "fr" else _before
    return next((said for clause in clauses(text, language) if (said := looking(clause, language))), "")


def _before(clause: list[str], language: str) -> str:
    """The adjective before the person, as in Dutch, English and German."""
    adjectives, people = listed("ethnic", "adjectives", language), listed("ethnic", "people", language)
    for at, word in enumerate(clause):
        if among(word, adjectives):
            person = next((after for after in clause[at + 1 : at + 1 + REACH] if after in people), "")
            if person:
                return f"{word} {person}"
    return ""


def _after(clause: list[str], language: str) -> str:
    """The adjective after the person, as in French; a colour only right after it; a people after a number or article."""
    adjectives, people = listed("ethnic", "adjectives", language), listed("ethnic", "people", language)
    colours, articles = listed("ethnic", "colours", language), listed("ethnic", "before_people", language)
    for at, word in enumerate(clause):
        following = clause[at + 1 : at + 1 + REACH]
        if word in people and following and following[0] in colours:
            return f"{word} {following[0]}"
        if word in people and (said := next((after for after in following if among(after, adjectives)), "")):
            return f"{word} {said}"
        if word in articles and following and among(following[0], adjectives):
            return f"{word} {following[0]}"
    return ""
