"""Who answers a wish, and what may follow it. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from nabij.networks.year.facts import categories
from nabij.tenants.errors import Refused

ABOUT_POLICE: Final = "about_police"
CHIEF: Final = "chief"
NEEDS_WORDS: Final = frozenset({"not_possible", "passed_on"})
FINAL: Final = frozenset({"done", "not_possible"})
SHORTEST_TEXT: Final = 5


def owner_of(kind: str, category: str, *, has_coordinator: bool) -> str:
    """Who answers first. What is about the police goes to their chief; what would wait for nobody goes to the officer.

    Raises Refused for a category that does not exist.
    """
    found = categories().get(category)
    if found is None:
        raise Refused(_("Choose what it is about."))
    if kind == ABOUT_POLICE:
        return CHIEF
    return "officer" if found.owner == "coordinator" and not has_coordinator else found.owner


def check_words(text: str) -> str:
    """The words without space around them. Raises Refused for next to nothing."""
    if len(text.strip()) < SHORTEST_TEXT:
        raise Refused(_("Write in a few words what it is about."))
    return text.strip()


def check_owner(kind: str, owner: str) -> None:
    """Raises Refused where a complaint about the police would leave the chief, or anything else come there by mistake."""
    if (kind == ABOUT_POLICE) != (owner == CHIEF):
        raise Refused(_("Only the chief of police answers a complaint about the police, and nothing else."))


def check_answer(text: str, *, answered: bool) -> str:
    """Raises Refused for no words, and where an answer was given before: what follows is a follow-up."""
    if answered:
        raise Refused(_("This was answered already. Write what became of it."))
    return check_words(text)


def check_follow_up(outcome: str, text: str, planned_on: date | None, *, answered: bool, settled: bool) -> str:
    """Raises Refused before there is an answer, after it was settled, and where the reason, the service or the day is missing."""
    if not answered:
        raise Refused(_("Answer it first."))
    if settled:
        raise Refused(_("This is settled."))
    if outcome in NEEDS_WORDS:
        words = _("Say why it is not possible.") if outcome == "not_possible" else _("Say to whom it was passed on.")
        if len(text.strip()) < SHORTEST_TEXT - 2:
            raise Refused(words)
    if outcome == "planned" and planned_on is None:
        raise Refused(_("Give the day on which it is planned."))
    return text.strip()
