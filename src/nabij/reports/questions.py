"""What a kind of fact asks: which questions apply, whether an answer is one, and when an answer stops the report.

Pure. `questions` are those of data/categories.toml; answers are texts by the code of the question, several choices with commas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from nabij.reports.words import in_language
from nabij.tenants.errors import Refused

Question = Mapping[str, Any]
LONGEST: Final = 400
YES_NO: Final = ("yes", "no")
LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Stop:
    """What comes before this report. `call`: a number, after which one may go on; `url`: the service that is the right one."""

    sentence: str
    call: str
    url: str

    @property
    def ends(self) -> bool:
        return bool(self.url)

    @property
    def digits(self) -> str:
        """The number as a telephone dials it."""
        return "".join(self.call.split())


def chosen(answer: str) -> list[str]:
    """The codes in an answer to a question with several choices."""
    return [code for part in answer.split(",") if (code := part.strip())]


def applying(questions: Sequence[Question], given: Mapping[str, str]) -> list[Question]:
    """The questions that are asked, given the answers: those without a condition, or with one that is met."""
    open_codes: set[str] = set()
    found = []
    for question in questions:
        condition = question.get("only_if")
        if condition and not (
            condition["code"] in open_codes and set(chosen(given.get(condition["code"], ""))) & set(condition["is"])
        ):
            continue
        open_codes.add(question["code"])
        found.append(question)
    return found


def checked(questions: Sequence[Question], given: Mapping[str, str], today: date) -> dict[str, str]:
    """The answers that count: to questions that apply, tidy. Raises Refused with a sentence for the first that is no answer."""
    kept: dict[str, str] = {}
    for question in applying(questions, given):
        answer = given.get(question["code"], "").strip()
        if fault := objection(question, answer, today):
            raise Refused(f"{in_language(question)} {fault}")
        if answer:
            kept[question["code"]] = ",".join(chosen(answer)) if question["kind"] == "multiple" else answer
    return kept


def objection(question: Question, answer: str, today: date) -> str:
    """Why this is no answer to the question, as a sentence; empty where it is one."""
    if not answer:
        return _("Answer this question.") if question.get("required") else ""
    return _CHECKS[question["kind"]](question, answer, today)


def stop_of(questions: Sequence[Question], given: Mapping[str, str]) -> Stop | None:
    """What an answer puts before the report; another service before a number to call."""
    met = [
        Stop(in_language(stop), stop.get("call", ""), stop.get("url", ""))
        for question in applying(questions, given)
        if (stop := question.get("stop")) and set(chosen(given.get(question["code"], ""))) & set(stop["on"])
    ]
    return next((stop for stop in met if stop.ends), met[0] if met else None)


def said(question: Question, answer: str) -> str:
    """An answer in words of the language of now."""
    words = {"yes": _("Yes"), "no": _("No")} | {one["code"]: in_language(one) for one in question.get("options", [])}
    if question["kind"] == "multiple":
        return ", ".join(words.get(code, code) for code in chosen(answer))
    return words.get(answer, answer) if question["kind"] in ("yes_no", "choice") else answer


def bounds(question: Question) -> dict[str, int]:
    """The least and the most that answer a question for a number."""
    return {"least": question.get("least", 0), "most": question.get("most", LARGEST)}


def _text(question: Question, answer: str, today: date) -> str:
    return "" if len(answer) <= LONGEST else _("Use at most %(most)s characters.") % {"most": LONGEST}


def _choice(question: Question, answer: str, today: date) -> str:
    known = {one["code"] for one in question.get("options", [])} or set(YES_NO)
    given = chosen(answer) if question["kind"] == "multiple" else [answer]
    return "" if set(given) <= known else _("Choose one of the answers.")


def _number(question: Question, answer: str, today: date) -> str:
    allowed = bounds(question)
    plain = answer.isascii() and answer.isdigit() and len(answer) <= len(str(LARGEST))
    if plain and allowed["least"] <= int(answer) <= allowed["most"]:
        return ""
    return _("Give a number from %(least)s to %(most)s.") % allowed


def _date(question: Question, answer: str, today: date) -> str:
    try:
        return _("This day lies in the future.") if date.fromisoformat(answer) > today else ""
    except ValueError:
        return _("Give a date, such as 2026-11-21.")


_CHECKS: Final[Mapping[str, Callable[[Question, str, date], str]]] = {
    "text": _text, "yes_no": _choice, "choice": _choice, "multiple": _choice, "number": _number, "date": _date,
}  # fmt: skip
KINDS: Final = tuple(_CHECKS)
