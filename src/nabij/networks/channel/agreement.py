"""What the manager of a WhatsApp group agrees to, as data/whatsapp_agreement.toml has it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "whatsapp_agreement.toml"


def agreement(language: str) -> tuple[str, ...]:
    """The rules of the version that counts now, in this language, else in Dutch."""
    return tuple(rule.get(language) or rule["nl"] for rule in _file()["rule"])


def agreement_version() -> str:
    return str(_file()["version"])


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
