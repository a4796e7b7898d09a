"""Whether a text asks members of the public to do what only the police may: follow, stop, patrol, confront."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from nabij.prose import asking_abroad
from nabij.prose.words import clauses, listed

Task = Literal["follow", "stop", "patrol", "confront"]
Patterns = tuple[tuple[Task, re.Pattern[str]], ...]

# Deeds that are a police task whatever stands beside them.
_ALWAYS: Patterns = (
    ("follow", re.compile(r"\b(?:achtervolg(?:en|t)?|schaduw(?:en)?|achterna|achteraan|chase|pursue|tail)\b")),
    (
        "stop",
        re.compile(
            r"\b(?:tegenhouden|tegen te houden|staande (?:te )?houden|vast te houden|overmeester(?:en)?|klem ?rijden)\b"
        ),
    ),
    (
        "stop",
        re.compile(
            r"\b(?:blokkeer|blokkeert|versper|verspert)\b|\bblock (?:the |their |his )?(?:road|street|car|exit|way)\b"
        ),
    ),
    ("stop", re.compile(r"\b(?:citizen'?s arrest|detain|apprehend|restrain|tackle)\b")),
    ("patrol", re.compile(r"\b(?:patrouilleer(?:t)?|patrouilleren|te patrouilleren|patrolling|patrol)\b")),
    (
        "patrol",
        re.compile(
            r"\b(?:loop|loopt|doe|doet|maak|maakt|rij|lopen|do|make|walk)\b.*\b(?:rondes?|rondjes?|wacht|rounds)\b"
        ),
    ),
    ("patrol", re.compile(r"\b(?:hou|houd|houdt|stand|keep) (?:mee |samen )?(?:de wacht|guard)\b|\bburgerwacht\b")),
    (
        "confront",
        re.compile(
            r"\b(?:confronteer|confronteert|confronteren|confront|verjaag|verjaagt|verjagen|ter verantwoording)\b"
        ),
    ),
    ("confront", re.compile(r"\bga(?:at|an)? .*(?:confrontatie|gesprek) aan\b")),
)
# Deeds that are one when done to a person or vehicle.
_TO_SOMEBODY: Patterns = (
    ("follow", re.compile(r"\b(?:volg|volgt|volgen|follow|following)\b")),
    (
        "stop",
        re.compile(
            r"\b(?:hou|houd|houdt|hold|keep)\b.*\b(?:tegen|staande|vast|back)\b|\b(?:grijp|grijpt|vat|catch|grab|hold|arrest)\b"
        ),
    ),
    ("stop", re.compile(r"\bstop(?:t|pen)?\b|\bsluit\b.*\bop\b")),
    ("patrol", re.compile(r"\bzoek(?:en|t)?\b.*\bnaar\b|\b(?:search|hunt|look) for\b")),
    (
        "confront",
        re.compile(
            r"\b(?:spreek|spreekt|spreken)\b.*\baan\b|\b(?:aanspreken|aan te spreken)\b|\b(?:approach|challenge)\b"
        ),
    ),
    ("confront", re.compile(r"\b(?:jaag|jaagt|stuur|stuurt)\b.*\bweg\b|\bchase\b.*\b(?:away|off)\b")),
)
_BARE = re.compile(r"^(?:volg|follow|achtervolg)$")
_WE = frozenset({"wij", "we", "nous", "wir"})
# What members are asked to look for in a missing-person alert is not a suspect.
_SUSPECTS = frozenset({
    "dief", "dieven", "dader", "daders", "verdachte", "verdachten", "inbreker", "inbrekers", "bende", "wagen", "auto", "voertuig",
    "thief", "thieves", "suspect", "suspects", "burglar", "burglars", "gang", "car", "vehicle",
})  # fmt: skip


def police_tasks(text: str, language: str = "nl", *, by_police: bool = True) -> Iterator[tuple[Task, str]]:
    """Each police task that the text asks of its readers, with the clause that asks it, once per task.

    `by_police`: the police write it, so that "we" are the police; of a neighbour "we" are neighbours.
    """
    seen: set[Task] = set()
    for clause in clauses(text, language):
        if set(clause) & listed("action", "not", language) or _police_do_it(clause, language, by_police):
            continue
        for task in _asked(clause, language):
            if task not in seen:
                seen.add(task)
                yield task, " ".join(clause)


def _asked(clause: list[str], language: str) -> Iterator[Task]:
    sentence = " ".join(clause)
    if _BARE.match(sentence):
        yield "follow"
    always, to_somebody = asking_abroad.PATTERNS.get(language, (_ALWAYS, _TO_SOMEBODY))
    yield from (task for task, pattern in always if pattern.search(sentence))
    for task, pattern in to_somebody:
        if (match := pattern.search(sentence)) and _somebody(clause, match.start(), task, language):
            yield task


def _somebody(clause: list[str], start: int, task: Task, language: str) -> bool:
    following = " ".join(clause)[start:].split()
    if task == "follow" and set(following) & listed("action", "harmless", language):
        return False
    asked = set(clause) & listed("action", "asks", language)
    return bool(set(clause if asked else following) & _targets(task, language))


def _targets(task: Task, language: str) -> frozenset[str]:
    if task != "patrol":
        return listed("action", "targets", language)
    return listed("action", "suspects", language) if language in asking_abroad.PATTERNS else _SUSPECTS


def _police_do_it(clause: list[str], language: str, by_police: bool) -> bool:
    """The police are the subject, and do not ask it of somebody else."""
    police = listed("action", "police", language) - (frozenset() if by_police else _WE)
    return any(word in police for word in clause[:3]) and not set(clause) & listed("action", "asks", language)
