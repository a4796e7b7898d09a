"""Texts that were reviewed beforehand, filled in with what an incident or alert is about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nabij.alerts.digest import Text
from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken

FILE = Path(__file__).resolve().parent / "data" / "templates.toml"
LANGUAGES = ("nl", "fr", "en", "de")
_HOUSE_NUMBER = re.compile(r"\s+\d.*$")


@dataclass(frozen=True)
class Template:
    """A reviewed text. `ground` for alerts, `outcome` ("done" or "postponed") for feedback, `message_type` for what follows an
    alert, and for both a `label`.
    """

    code: str
    texts: Mapping[str, Text]
    kind: str = "feedback"
    categories: tuple[str, ...] = ()
    ground: str = ""
    outcome: str = ""
    message_type: str = "alert"
    labels: Mapping[str, str] | None = None

    @property
    def label(self) -> str:
        words = self.labels or {}
        return words.get(spoken(), words.get("nl", self.code))


@cache
def feedback_templates() -> tuple[Template, ...]:
    return tuple(_template(row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["feedback"])


@cache
def follow_up_templates(message_type: str) -> tuple[Template, ...]:
    """The reviewed texts of an all-clear or a withdrawal, the usual one first; none for an update."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["follow_up"]
    return tuple(_template(row) for row in rows if row["message_type"] == message_type)


def feedback_template(code: str) -> Template:
    """Raises Missing for a code that is not in the file."""
    for found in feedback_templates():
        if found.code == code:
            return found
    raise Missing


def filled(template: Template, values: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    """The texts with the values of each language put in; what is not known leaves no gap."""
    return {language: _filled(template.texts[language], values.get(language, {})) for language in template.texts}


def street_of(address: str) -> str:
    """An address without its house number, which could tell who reported: "Kerkstraat" of "Kerkstraat 12, Hasselt"."""
    return _HOUSE_NUMBER.sub("", address.split(",")[0].strip())


def _filled(text: Text, values: Mapping[str, str]) -> Text:
    return Text(_put_in(text.subject, values), _put_in(text.body, values))


def _put_in(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return re.sub(r"\s+([,.])", r"\1", text.replace("()", "")).replace("  ", " ").strip()


def _template(row: Mapping[str, object]) -> Template:
    texts = {language: Text(**row[language]) for language in LANGUAGES if language in row}  # type: ignore[arg-type]
    kept = {name: row[name] for name in ("code", "kind", "ground", "outcome", "message_type") if name in row}
    return Template(texts=texts, categories=tuple(row.get("categories", ())), labels=row.get("label"), **kept)  # type: ignore[arg-type]
