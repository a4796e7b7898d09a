"""When a round is open, and what a survey may show. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused

LONGEST: Final = timedelta(days=92)
SCORES: Final = range(1, 6)
MOST_PAPERS: Final = 200
"""On one printing, a page each."""
SPARE_PAPERS: Final = 10
HANDED_IN_BEFORE: Final = timedelta(days=3)
"""What is on paper comes back that much sooner, so that it is typed over before the survey closes."""


@dataclass(frozen=True)
class Result:
    """A question of a survey: how many gave each score from 1 to 5, the mean, and the share that agrees (4 or 5)."""

    question: str
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float:
        return round(sum(score * n for score, n in zip(SCORES, self.counts, strict=True)) / max(1, self.answers), 1)

    @property
    def agree_percent(self) -> int:
        return round(100 * sum(self.counts[3:]) / max(1, self.answers))


def check_window(opens_on: date, closes_on: date, today: date) -> None:
    """Raises Refused for a window in the past, the wrong way round, or longer than a quarter."""
    if opens_on < today:
        raise Refused(_("Choose a first day that is not past."))
    if closes_on <= opens_on or closes_on - opens_on > LONGEST:
        raise Refused(_("Choose a last day after the first one, at most three months later."))


def is_open(opens_on: date, closes_on: date, today: date) -> bool:
    return opens_on <= today <= closes_on


def hand_in_by(opens_on: date, closes_on: date) -> date:
    """The last day on which a paper should come back."""
    return max(opens_on, closes_on - HANDED_IN_BEFORE)


def check_papers(count: int, printed: int, households: int) -> None:
    """Raises Refused for no paper or more than one printing takes, and for more codes than two for each household and a few to
    spare: a code is an answer, and there should be about as many as there are households."""
    if not 1 <= count <= MOST_PAPERS:
        raise Refused(_("Print between 1 and %(most)s forms at a time.") % {"most": MOST_PAPERS})
    if printed + count > 2 * households + SPARE_PAPERS:
        raise Refused(_("There are more forms than households already. Use those that are left."))


def check_answers(answers: Mapping[str, int], questions: Collection[str]) -> None:
    """Raises Refused unless each question has one score from 1 to 5."""
    if set(answers) != set(questions) or any(score not in SCORES for score in answers.values()):
        raise Refused(_("Choose one answer to each question."))


def results(
    tallies: Iterable[tuple[str, int, int]], questions: Iterable[str], *, closed: bool, least: int
) -> list[Result]:
    """What a survey may show: nothing while it is open, so that nobody learns the newest answer by looking twice, and nothing
    below `least` answers. `tallies` are question, score, count."""
    counted = {(question, score): n for question, score, n in tallies}
    found = [Result(one, tuple(counted.get((one, score), 0) for score in SCORES)) for one in questions]
    return found if closed and found and min(one.answers for one in found) >= least else []
