"""What an alert looks like in each channel before it leaves: the same parts, cuts and words as the channel gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from nabij.alerts.cap.publishing_rules import may_be_public, published, said
from nabij.alerts.models import Alert
from nabij.alerts.zone_rules import rules_of
from nabij.channels.sender import sender_of
from nabij.channels.smpp.rules import sms_parts, sms_size, sms_text
from nabij.channels.spoken import call_text
from nabij.channels.voice_preview import is_spoken_here
from nabij.tenants import queries as tenants
from nabij.tenants.errors import Missing

NAMES: Final[Mapping[str, str]] = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}
PUSH_TITLE: Final = 45
PUSH_BODY: Final = 110
"""About what a telephone shows of a notification that was not opened, in letters."""
WORDS_PER_SECOND: Final = 2.2
"""How fast a call is read aloud, calmly."""


@dataclass(frozen=True)
class Senders:
    """Who is seen to write: `number` of text messages (or a name), `email`, `name`."""

    name: str
    number: str
    email: str


def senders(alert: Alert) -> Senders:
    """As the zone publishes it; its name where it chose nothing."""
    tenant = tenants.tenant(alert.tenant_id)
    zone = tenants.tenant(tenant.zone_id) if tenant.zone_id else tenant
    try:
        card = sender_of(zone.slug)
    except Missing:
        return Senders(tenant.name, tenant.name, "")
    return Senders(card.name, card.readable_number or card.name, card.email)


def previews(alert: Alert) -> list[dict[str, Any]]:
    """Per language, Dutch first: what each of the alert's channels shows."""
    who = senders(alert)
    languages = sorted(alert.texts, key=lambda language: (language != "nl", language))
    return [_preview(alert, who, language) for language in languages]


def _preview(alert: Alert, who: Senders, language: str) -> dict[str, Any]:
    subject, body = alert.texts[language]["subject"], alert.texts[language]["body"]
    shown: dict[str, Any] = {
        "language": language,
        "name": NAMES.get(language, language),
        "subject": subject,
        "body": body,
    }
    shown["who"] = who
    if "sms" in alert.channels:
        shown["sms"] = {"parts": texts_of_parts(body), "size": sms_size(body)}
    if "email" in alert.channels:
        shown["email"] = {"subject": subject or settings.CITY_NAME, "body": body}
    if "voice" in alert.channels:
        spoken = call_text(body, language)
        seconds = round(len(spoken.split()) / WORDS_PER_SECOND)
        shown["voice"] = {"text": spoken, "seconds": seconds, "speaks": is_spoken_here()}
    if "push" in alert.channels:
        shown["push"] = {"title": cut(subject or settings.CITY_NAME, PUSH_TITLE), "body": cut(body, PUSH_BODY)}
    if may_be_public(alert.kind, chosen=rules_of(alert).public_kinds, training=alert.training):
        how = published(alert.kind)
        shown["web"] = {
            "headline": subject or body.split("\n")[0],
            "body": body,
            "instruction": said(how.instruction, language),
        }
    return shown


def texts_of_parts(text: str) -> list[str]:
    """The text as it stands in each text message. A text beyond what can be sent at all stands in one piece."""
    try:
        parts = sms_parts(text)
    except ValueError:
        return [text]
    return [sms_text(part.octets, data_coding=part.data_coding, has_header=bool(part.header)) for part in parts]


def cut(text: str, longest: int) -> str:
    """The text on one line as a telephone cuts it, at a word where there is one."""
    flat = " ".join(text.split())
    if len(flat) <= longest:
        return flat
    kept = flat[: longest - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept).rstrip(" ,.;:") + "…"
