"""What concerns whom, and when a mail may go. Values in, values out: no rows, no clock."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from nabij.tenants.languages import spoken
from nabij.tenants.working_days import BRUSSELS

DATA: Final = Path(__file__).resolve().parent / "data" / "themes.toml"
LANGUAGES: Final = ("nl", "fr", "en", "de")
HOLD: Final = timedelta(minutes=5)
"""So long after it was published news does not leave by mail yet: a mistake that is seen at once reaches nobody."""
WEEKLY_DAY, WEEKLY_HOUR = 4, time(16)
"""Friday at four: before the weekend, in working hours."""
UNCONFIRMED: Final = timedelta(days=2)


@dataclass(frozen=True)
class Scope:
    """A place that somebody wants news of: neighbourhoods, and the tenants whose news for all of their ground concerns it.

    `everything`: the whole zone with its cities.
    """

    codes: frozenset[str] = field(default_factory=frozenset)
    tenants: frozenset[UUID] = field(default_factory=frozenset)
    everything: bool = False

    def holds(self, tenant_id: UUID, neighbourhoods: Collection[str]) -> bool:
        """Whether an item concerns this place."""
        if self.everything:
            return True
        return bool(self.codes.intersection(neighbourhoods)) if neighbourhoods else tenant_id in self.tenants


def slot_before(often: str, now: datetime) -> datetime:
    """Until when news may be in a mail that leaves now: five minutes ago, or for who reads weekly the last Friday afternoon."""
    latest = now - HOLD
    if often != "weekly":
        return latest
    local = latest.astimezone(BRUSSELS)
    friday = local.date() - timedelta(days=(local.weekday() - WEEKLY_DAY) % 7)
    slot = datetime.combine(friday, WEEKLY_HOUR, BRUSSELS)
    return slot if slot <= latest else datetime.combine(friday - timedelta(days=7), WEEKLY_HOUR, BRUSSELS)


def is_due(often: str, told_until: datetime, now: datetime) -> bool:
    """Whether a subscription may get a mail with what was published since `told_until`."""
    return told_until < slot_before(often, now)


def themes() -> list[tuple[str, str]]:
    """The themes by code with their name in the language of the page."""
    language = spoken()
    return [(code, names.get(language, names["nl"])) for code, names in _themes().items()]


def theme_name(code: str) -> str:
    return dict(themes()).get(code, code)


@cache
def _themes() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["themes"]
    return found


def in_language(texts: Mapping[str, Mapping[str, str]], language: str) -> tuple[str, Mapping[str, str]]:
    """The text in a language, else in Dutch; with the language it is in."""
    found = texts.get(language, {})
    return (language, found) if found.get("title") else ("nl", texts.get("nl", {}))
