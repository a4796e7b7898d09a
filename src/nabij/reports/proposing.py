"""Which kinds of fact somebody may mean by what they wrote: a small model learnt from sentences in data/sentences.toml.

It only orders a list from which a person chooses; nothing is decided by it, and nothing that residents write is learnt from.
"""

from __future__ import annotations

import threading
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nabij.reports.words import plain_words

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

SENTENCES: Final = Path(__file__).parent / "data" / "sentences.toml"
FEWEST_WORDS: Final = 3
"""Shorter is looked up by the beginnings of words."""
LETTERS_READ: Final = 2_000
"""What comes after that changes nothing any more; megabytes of it would keep a processor busy for all others."""
_busy: Final = threading.Event()


def is_sentence(typed: str) -> bool:
    return len(plain_words(typed)) >= FEWEST_WORDS


def learn_beside() -> threading.Thread:
    """Learns in a thread when a server starts, so that nobody waits for it: until it knows enough it proposes nothing."""
    _busy.set()
    thread = threading.Thread(target=_learn, name="proposing", daemon=True)
    thread.start()
    return thread


def _learn() -> None:
    try:
        _learnt()
    finally:
        _busy.clear()


def proposed(typed: str, most: int = 3) -> list[str]:
    """Codes of kinds of fact, the likeliest first; none for a text in which no piece of a known word stands."""
    if _busy.is_set():
        return []
    pieces, model = _learnt()[:-1], _learnt()[-1]
    found = pieces.transform([typed[:LETTERS_READ]])
    if not found.nnz:
        return []
    ranked = model.decision_function(found)[0].argsort()[::-1]
    return [str(code) for code in model.classes_[ranked[:most]]]


@cache
def _learnt() -> Pipeline:
    """Pieces of two to four letters and whole words, and a linear model over them: learnt in a fifth of a second, once."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second to import: only for who asks
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    known = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    pairs = [(sentence, code) for code, sentences in known.items() for sentence in sentences]
    plain = {"preprocessor": _letters, "sublinear_tf": True}
    pieces = make_union(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **plain), TfidfVectorizer(**plain))
    learnt: Pipeline = make_pipeline(pieces, LinearSVC(C=0.5))
    return learnt.fit(*zip(*pairs, strict=True))


def _letters(text: str) -> str:
    """Words without accents and numbers: a house number says nothing about what happened."""
    return " ".join(word for word in plain_words(text) if word.isalpha())
