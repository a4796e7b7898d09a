"""Words as people type them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from nabij.tenants.languages import spoken


def plain_words(text: str) -> list[str]:
    """Words in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z0-9]+", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))


def in_language(texts: Mapping[str, str]) -> str:
    """The text in the language of now, else Dutch, else whatever there is."""
    code = spoken()
    return texts.get(code) or texts.get("nl") or next(iter(texts.values()), "")


def texts_of(asked: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a question or option, by language."""
    return {code: str(asked[code]) for code, _name in settings.LANGUAGES if code in asked}
