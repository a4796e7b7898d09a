"""How often the right kind is proposed first, or among the first three; and by what means anybody could do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabij.reports.words import plain_words

if TYPE_CHECKING:
    from nabij.reports.models import Category

Proposes = Callable[[str], list[str]]


@dataclass(frozen=True)
class Judged:
    """Shares between 0 and 1."""

    top_1: float
    top_3: float


def judge(proposes: Proposes, pairs: Sequence[tuple[str, str]]) -> Judged:
    answers = [(proposes(sentence), code) for sentence, code in pairs]
    first = sum(code in found[:1] for found, code in answers)
    return Judged(first / len(pairs), sum(code in found[:3] for found, code in answers) / len(pairs))


def by_majority(pairs: Sequence[tuple[str, str]]) -> Proposes:
    """Always the kinds that are most frequent."""
    most = [code for code, _count in Counter(code for _sentence, code in pairs).most_common(3)]
    return lambda _sentence: most


def by_keywords(kinds: Sequence[Category]) -> Proposes:
    """The kinds of which most words stand in the sentence: name, hint and search words."""
    known = {
        kind.code: {
            word
            for word in plain_words(" ".join([kind.name["nl"], kind.hint.get("nl", ""), *kind.words]))
            if len(word) > 3
        }
        for kind in kinds
    }

    def found(sentence: str) -> list[str]:
        words = plain_words(sentence)
        scores = {
            code: sum(any(word.startswith(one) for one in mine) for word in words) for code, mine in known.items()
        }
        return [code for code, score in sorted(scores.items(), key=lambda item: -item[1]) if score]

    return found
