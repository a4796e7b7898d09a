"""The sentences that a reporter and neighbours may read, in four languages (data/answers.toml).

A template is kept by name, so that each reads it in their language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.formats import date_format

from nabij.tenants.languages import spoken
from nabij.tenants.working_days import BRUSSELS

FILE: Final = Path(__file__).resolve().parent / "data" / "answers.toml"
LANGUAGES: Final = ("nl", "fr", "en", "de")
AFTER_JUDGING = {
    "warn": "warned",
    "task_only": "in_hand",
    "withhold": "withheld",
    "crisis_care": "care",
    "refer": "referred",
    "no_fact": "no_fact",
}
CLOSING = ("solved", "found_nobody", "checked", "known", "police_done", "no_fact")


def sentence(template: str, language: str = "", *, short: bool = False) -> str:
    """The sentence in a language (that of now, else Dutch); empty for an unknown name. `short`: as a text message says it."""
    texts: Mapping[str, Any] = answers_file()["sentence"].get(template, {})
    if short and "short" in texts:
        texts = texts["short"]
    return str(texts.get(language_of(language or spoken()), ""))


def promised(moment: datetime, language: str = "") -> str:
    """By when it is looked at, in a language (that of now, else Dutch)."""
    lang = language_of(language or spoken())
    return str(answers_file()["promised"][lang]).format_map({"day": day_in(moment.astimezone(BRUSSELS).date(), lang)})


def day_in(day: date, language: str) -> str:
    """A day as one writes it in a sentence."""
    with translation.override(language):
        return date_format(day, "j. F" if language == "de" else "j F")


def language_of(wanted: str) -> str:
    """The language itself, or Dutch for one that we do not write."""
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def tells_of_investigation(text: str) -> str:
    """The word by which a text tells how an investigation went; empty where it tells none.

    Source: Code of Criminal Procedure, art. 28quinquies and 57 (the investigation is secret).
    """
    found = _secret_words().search(text)
    return found.group(0) if found else ""


@cache
def answers_file() -> dict[str, Any]:
    """All texts of data/answers.toml."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def _secret_words() -> re.Pattern[str]:
    words = sorted(answers_file()["investigation"]["words"], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
