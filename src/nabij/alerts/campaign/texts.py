"""What we say about BE-Alert, in four languages, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "campaign.toml"
LANGUAGES: Final = ("nl", "fr", "en", "de")


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def official(language: str) -> str:
    """The address of BE-Alert itself."""
    found = _file()["official"]
    return str(found.get(language, found["nl"]))


def texts(language: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Every text with its fields filled in: strings, and lists of strings. Dutch for a language that we do not have."""
    said = _file()[language if language in LANGUAGES else "nl"]
    phone = said["check_phone" if values.get("phone") else "check_no_phone"]
    known = {**values, "check_phone": _filled(phone, values)}
    return {name: _filled(value, known) for name, value in said.items()}


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """Fields only; what a name holds is never read as a field again."""
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    return str(value).format_map(values)
