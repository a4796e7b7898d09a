"""What leaves the house about the channel, as data/channel_texts.toml has it, in the language of who reads it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "channel_texts.toml"


def said(section: str, name: str, language: str, **values: object) -> str:
    """One text with its gaps filled; in Dutch where a language has none."""
    known = _file()[section][name]
    return str(known.get(language) or known["nl"]).format(**values)


def reason_in(code: str, language: str) -> str:
    """Why a message was not placed, as a sentence; nothing without a reason."""
    return said("reason", code, language) if code else ""


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
