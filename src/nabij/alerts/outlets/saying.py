"""An alert that left, as a CAP message: from its frozen copy, and nothing that was not in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from nabij.alerts.cap.message import Area, Info, Message, Reference
from nabij.alerts.cap.publishing_rules import Published, published, said, words
from nabij.alerts.models import Alert, SentCopy
from nabij.alerts.outlets.covering import areas_of
from nabij.alerts.zone_rules import rules_of, zone_rules
from nabij.tenants.models import Tenant

LONGEST_HEADLINE: Final = 160
"""CAP 1.2, section 3.2.2, headline: about what a short device shows."""
TYPES: Final = {"alert": "Alert", "update": "Update", "all_clear": "Update", "cancel": "Cancel"}
LANGUAGES: Final = {"nl": "nl-BE", "fr": "fr-BE", "en": "en-GB", "de": "de-BE"}
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) cannot hold."""


def message_of(
    alert: Alert, copy: SentCopy, *, identifier: str, msg_type: str, sent_at: datetime, references: Sequence[Reference] = ()
) -> Message:  # fmt: skip
    """The message; `msg_type` is the word of CAP, which says Cancel also for an alert that was stopped."""
    how = published(alert.kind).for_message(alert.message_type, about_life=alert.about_life)
    infos = tuple(
        _info(alert, copy.content, how, language, withdrawn=msg_type == "Cancel")
        for language in _languages(copy.content)
    )
    return Message(
        identifier=identifier, sender=sender_of(alert.tenant), sent=_local(sent_at), status="Actual", msg_type=msg_type,
        scope="Public", references=tuple(references), infos=infos,
    )  # fmt: skip


def sender_of(zone: Tenant) -> str:
    """Under what name a zone publishes: its own choice, else its short name at this site."""
    return zone_rules(zone.id).cap_sender or f"{zone.slug}@{urlsplit(settings.SITE_URL).hostname}"


def _languages(content: dict[str, Any]) -> list[str]:
    """Dutch first, then as they were written."""
    return sorted(content["texts"], key=lambda language: language != "nl")


def _info(alert: Alert, content: dict[str, Any], how: Published, language: str, *, withdrawn: bool) -> Info:
    text = content["texts"][language]
    body = _clean(text["body"])
    headline = _clean(text["subject"] or body.split("\n")[0])
    if withdrawn:
        headline = f"{said(words('withdrawn'), language)}: {headline}"
    return Info(
        language=LANGUAGES.get(language, language),
        categories=how.categories,
        event=said(how.event, language),
        response_types=("None",) if withdrawn else how.responses,
        urgency="Past" if withdrawn else how.urgency,
        severity=how.severity,
        certainty=how.certainty,
        effective=_local(alert.window_from or alert.sent_at or timezone.now()),
        expires=_local(alert.window_until),
        sender_name=alert.tenant.name,
        headline=_short(headline),
        description=body,
        instruction="" if withdrawn or alert.message_type == "all_clear" else said(how.instruction, language),
        web=settings.SITE_URL + reverse("alerts:in_force"),
        contact=rules_of(alert).cap_contact or said(words("contact"), language),
        areas=_areas(alert, how, language),
    )


def _areas(alert: Alert, how: Published, language: str) -> tuple[Area, ...]:
    with translation.override(language):
        return areas_of(alert, alert.tenant, how)


def _short(headline: str) -> str:
    return headline if len(headline) <= LONGEST_HEADLINE else headline[: LONGEST_HEADLINE - 1] + "…"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _local(moment: datetime) -> datetime:
    """With the offset of Brussels, as people there read it; CAP wants one (section 3.3.2)."""
    return timezone.localtime(moment).replace(microsecond=0)
