"""The letter, mail and text message that ask, in the language of who gets them, as data/consent.toml has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of

FILE: Final = Path(__file__).resolve().parents[2] / "data" / "consent.toml"
LANGUAGES: Final = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}
GROUP: Final = 4


@dataclass(frozen=True)
class Said:
    """What an invitation says of itself, besides what everybody of its list gets. Dates are local."""

    name: str
    code: str
    source: str
    until: date
    asked: date | None = None


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def grouped(code: str) -> str:
    """Twelve digits as people read them out: 4829 1506 3771."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def site() -> str:
    """The address of the site as somebody types it."""
    return urlsplit(settings.SITE_URL).netloc


def day(moment: date, language: str) -> str:
    with translation.override(language):
        return str(date_format(moment, "j F Y"))


def words(network: Network, language: str, said: Said | None = None) -> dict[str, Any]:
    """Every text with its fields filled in: strings, and lists of strings. Dutch for a language that we do not have."""
    known = _file()[language if language in LANGUAGES else "nl"]
    phone = rules_of(network).contact_phone
    values = {
        "network": network.name, "zone": network.tenant.name, "city": settings.CITY_NAME, "site": site(), "phone": phone,
        "name": said.name if said else "", "code": grouped(said.code) if said else "", "source": said.source if said else "",
        "until": day(said.until, language) if said else "", "asked": day(said.asked, language) if said and said.asked else "",
    }  # fmt: skip
    values["check_phone"] = _filled(known["check_with_phone" if phone else "check_without_phone"], values)
    values["check_short"] = _filled(known["check_short"], values) if phone else ""
    return {name: _filled(value, values) for name, value in known.items()} | {
        "help": _filled(known["how_phone" if phone else "how_counter"], values)
    }


def entry_words(language: str) -> Mapping[str, Any]:
    """The texts that need no network."""
    known: Mapping[str, Any] = _file()[language if language in LANGUAGES else "nl"]
    return known


def mail(network: Network, language: str, said: Said) -> tuple[str, str]:
    """Subject and text."""
    told = words(network, language, said)
    first = [told["greeting"], told["why"], *([told["reminder"]] if said.asked else [])]
    steps = [f"{number}. {step}" for number, step in enumerate(told["how"], 1)]
    checks = [f"- {check}" for check in told["check"]]
    parts = [
        *first, "\n".join([f"{told['how_title']}:", *steps]), told["help"], told["silence"],
        "\n".join([told["check_title"], *checks]), told["rights"], told["signed"],
    ]  # fmt: skip
    return told["title"], "\n\n".join(parts)


def sms(network: Network, language: str, said: Said) -> str:
    return str(words(network, language, said)["sms"])


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """Fields only; what a name holds is never read as a field again."""
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    return str(value).format_map(values)
