"""Letters to the federal service, as they are printed."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from nabij.letters import pdf
from nabij.networks.documents import printing, queries, texts
from nabij.networks.documents.models import Document
from nabij.networks.documents.queries.facts import about
from nabij.networks.models import Network


def federal_letter(network: Network, what: str, note: str, document: Document | None, day: date, address: str) -> bytes:
    """The letter that goes along with a charter, or tells of a change. `address` has one line of it per line."""
    language = document.language if document else "nl"
    said = _file()[language]
    names = about(network) | {"version": str(document.version) if document else ""}
    answers = queries.answers_of(document) if document else {}
    with translation.override(language):
        day_words = date_format(day, "j F Y")
    values = {
        "language": language,
        "dated": [day.year, day.month, day.day],
        "day": f"{names['municipality']}, {day_words}",
        "to": address.splitlines(),
        "foot": f"{names['zone']}, {names['municipality']}",
        "title": _say(said[what]["title"], names),
        "greeting": said["greeting"],
        "sentences": [_say(one, names) for one in said[what]["sentences"]] + _note(said, note),
        "columns": [said["role"], said["name"], said["reach"]],
        "rows": printing.partner_rows(answers, texts.words(language)) if answers else [],
        "contacts": said["contacts"],
        "enclosures": said["enclosures"],
        "enclosed": [_say(one, names) for one in said["enclosed"]]
        if what in ("charter", "changed") and document
        else [],
        "closing": said["closing"],
        "signed": _say(said["signed"], names),
    }
    return pdf(printing.LETTER, values)


def _note(said: dict[str, Any], note: str) -> list[str]:
    return [said["note"].replace("{note}", note.strip())] if note.strip() else []


def _say(sentence: str, names: dict[str, str]) -> str:
    return sentence.format_map(names)


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((texts.DATA / "federal.toml").read_text(encoding="utf-8"))
