from __future__ import annotations

from nabij.audit.statements import rows_of
from nabij.reports.models import Category
from nabij.reports.proposing import is_sentence, proposed
from nabij.reports.words import plain_words
from nabij.tenants.errors import Missing

MOST_PROPOSED = 3


def categories() -> list[Category]:
    """The kinds one can report, in the order of the page."""
    return list(Category.objects.filter(active=True).order_by("position"))


def category(code: str) -> Category:
    """Raises Missing for an unknown code."""
    found = rows_of(Category, "code = %s and active", [code])
    if not found:
        raise Missing
    return found[0]


def find_categories(typed: str, limit: int = 8) -> list[Category]:
    """The kinds that somebody may mean who types this: by the beginning of a word of name, hint or search words."""
    wanted = plain_words(typed)
    if not wanted:
        return categories()[:limit]
    scored = [(_score(found, wanted), found.position, found) for found in categories()]
    return [found for score, _position, found in sorted(scored, key=lambda row: (-row[0], row[1])) if score][:limit]


def propose_categories(typed: str) -> list[Category]:
    """The few kinds that somebody may mean who writes this sentence, the likeliest first. A person chooses from them."""
    if not is_sentence(typed):
        return []
    known = {found.code: found for found in categories()}
    return [known[code] for code in proposed(typed, MOST_PROPOSED) if code in known]


def _score(found: Category, wanted: list[str]) -> float:
    names = plain_words(" ".join(found.name.values()))
    others = plain_words(" ".join([*found.words, *found.hint.values()]))
    scores = [
        2.0
        if any(word.startswith(part) for word in names)
        else 1.0
        if any(word.startswith(part) for word in others)
        else 0.0
        for part in wanted
    ]
    return sum(scores) if all(scores) else 0.0
