"""What a worker needs to know of an alert."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

FALLBACK_LANGUAGE: Final = "nl"


@dataclass(frozen=True, slots=True)
class Text:
    """`subject` is for channels that have one."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Order:
    """An alert that may be sent. `about_life` also holds for caught in the act: then a message in doubt is sent once more.

    `expires_at` is aware; `night_allowed` sends through the quiet hours that a person asked for.
    """

    alert_id: UUID
    tenant_id: UUID
    kind: str
    about_life: bool
    texts: Mapping[str, Text]
    channels: tuple[str, ...]
    expires_at: datetime
    night_allowed: bool

    def text_for(self, language: str) -> Text:
        """The text in `language`, else in Dutch, else in whichever language it was written."""
        return self.texts.get(language) or self.texts.get(FALLBACK_LANGUAGE) or next(iter(self.texts.values()))


LoadOrder = Callable[[UUID], Order | None]
"""The order of an alert as it stands now; None when it may not be sent any longer."""
