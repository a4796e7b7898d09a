"""Texts made to be shared: what the network was told, word for word, with how to see that it is real. No tracker, no odd link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from nabij.networks.channel.texts import said
from nabij.networks.models import Network

SHARED_FOR: Final = timedelta(days=30)
WHATSAPP: Final = "https://wa.me/?"
"""Opens WhatsApp with a text in it, only when somebody taps it; nothing is loaded from there before."""


@dataclass(frozen=True)
class Told:
    """What a network was told and may be passed on: an alert as it was approved, or how it ended."""

    alert_id: UUID
    kind: str
    at: datetime
    texts: dict[str, str]


@dataclass(frozen=True)
class ToShare:
    told: Told
    text: str
    link: str


Source = Callable[[Network, datetime], list[Told]]
_sources: dict[str, Source] = {}


def provide(name: str, source: Source) -> None:
    """`source(network, since)` gives what this network was told since then, the newest first, in a fixed number of queries."""
    _sources[name] = source


def texts_to_share(network: Network, now: datetime, language: str) -> list[ToShare]:
    """Everything of the last month that may be passed on, the newest first. The caller checks rights."""
    told = [one for _name, source in sorted(_sources.items()) for one in source(network, now - SHARED_FOR)]
    return [_to_share(one, network, language) for one in sorted(told, key=lambda one: one.at, reverse=True)]


def share_link(text: str) -> str:
    return WHATSAPP + urlencode({"text": text})


def _to_share(told: Told, network: Network, language: str) -> ToShare:
    body = told.texts.get(language) or told.texts.get("nl") or next(iter(told.texts.values()))
    check = said("share", "check", language, url=_verification(network))
    text = "\n\n".join([body.strip(), said("share", "react", language), check])
    return ToShare(told, text, share_link(text))


def _verification(network: Network) -> str:
    """Where the zone says by which number and address it writes."""
    if network.tenant.settings.get("sender"):
        return settings.SITE_URL + reverse("sender", args=[network.tenant.slug])
    return str(settings.SITE_URL)
