"""Where messages of tests end up instead of with a provider."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    kind: str
    to: str
    subject: str
    text: str
    language: str

    @property
    def code(self) -> str:
        return re.sub(r"[, ]", "", re.search(r"\d(?:[, ]{0,2}\d){5}", self.text)[0])  # type: ignore[index]


letters: list[Letter] = []


def take(**message: str) -> bool:
    letters.append(Letter(**message))
    return True


def refuse(**_message: str) -> bool:
    return False
