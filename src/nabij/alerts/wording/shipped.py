"""The templates that come with Nabij."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import rfc8785

from nabij.alerts.digest import Text, written
from nabij.alerts.reviewed_texts import FILE, LANGUAGES
from nabij.alerts.wording.fields import Field, field_of, fields_for


@dataclass(frozen=True)
class Wording:
    """What a template says: texts with fields, and what comes with them. `audience` as JSON of `rules.whom`."""

    texts: Mapping[str, Text]
    fields: Sequence[Field] = ()
    categories: Sequence[str] = ()
    ground: str = ""
    channels: Sequence[str] = ()
    audience: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "texts": {
                language: {"subject": written(text.subject).strip(), "body": written(text.body).strip()}
                for language, text in self.texts.items()
                if text.body.strip()
            },
            "fields": [one.as_json() for one in self.fields],
            "categories": sorted(self.categories),
            "ground": self.ground,
            "channels": sorted(self.channels),
            "audience": dict(self.audience),
        }

    @property
    def digest(self) -> str:
        """SHA-256 in hex over the canonical JSON: equal for what says the same."""
        return hashlib.sha256(rfc8785.dumps(self.as_json())).hexdigest()


def wording_of(said: Mapping[str, Any]) -> Wording:
    """What `Wording.as_json` gave."""
    return Wording(
        texts={language: Text(one["subject"], one["body"]) for language, one in said["texts"].items()},
        fields=tuple(field_of(one) for one in said["fields"]),
        categories=tuple(said["categories"]),
        ground=said["ground"],
        channels=tuple(said["channels"]),
        audience=said["audience"],
    )


@dataclass(frozen=True)
class Shipped:
    code: str
    kind: str
    name: str
    wording: Wording


@cache
def shipped() -> tuple[Shipped, ...]:
    """The alerts of data/templates.toml, in the order of the file."""
    return tuple(_shipped(row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["alert"])


def _shipped(row: Mapping[str, Any]) -> Shipped:
    texts = {language: Text(**row[language]) for language in LANGUAGES if language in row}
    fields = fields_for(texts, [field_of(one) for one in row.get("fields", ())])
    wording = Wording(texts, tuple(fields), tuple(row.get("categories", ())), row.get("ground", ""))
    return Shipped(row["code"], row["kind"], row["name"], wording)
