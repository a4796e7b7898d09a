"""A published alert for the pages that show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from nabij.alerts.outlets.feeds import document_of

if TYPE_CHECKING:
    from nabij.alerts.outlets.queries import Notice

URGENT = ("Extreme", "Severe")


@dataclass(frozen=True)
class Shown:
    """`language` is that of the texts; `tone` a notice of the page: act now, information, or over."""

    id: str
    headline: str
    description: str
    instruction: str
    language: str
    publisher: str
    areas: str
    sent_at: datetime
    expires_at: datetime
    ends: bool
    tone: str
    document: str


def shown_notice(notice: Notice, language: str) -> Shown:
    """What a visitor who reads `language` sees of it."""
    info = notice.info(language.split("-")[0])
    tone = "info" if notice.ends else "act" if info.severity in URGENT else "warning"
    return Shown(
        id=notice.row.identifier,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        language=info.language,
        publisher=info.sender_name,
        areas=", ".join(dict.fromkeys(area.description for area in info.areas)),
        sent_at=notice.row.sent_at,
        expires_at=notice.row.expires_at,
        ends=notice.ends,
        tone=tone,
        document=document_of(notice),
    )
