"""The language in which somebody is spoken to."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language


def spoken() -> str:
    """The language of this moment by its two letters: "nl" for "nl-be", the house's own where none is chosen."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]
