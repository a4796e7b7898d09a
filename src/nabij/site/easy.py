"""The core pages in plain words (data/easy.toml): short sentences, a drawing beside each, and a button that reads them aloud."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken

FILE: Final = Path(__file__).resolve().parent / "data" / "easy.toml"
LANGUAGES: Final = ("nl", "fr", "en", "de")


@require_safe
def show(request: HttpRequest, slug: str = "start") -> HttpResponse:
    """One page, and the way to the others."""
    language = spoken() if spoken() in LANGUAGES else LANGUAGES[0]
    found = next((page for page in pages() if page["slug"] == slug), None)
    if found is None:
        raise Missing
    shown = {
        "slug": slug,
        "language": language,
        "title": found["title"][language],
        "icon": found["icon"],
        "lines": [{"icon": line["icon"], "text": line[language]} for line in found["line"]],
        "address": found["address"],
        "go": found["go"][language],
        "others": [(page["slug"], page["title"][language], page["icon"]) for page in pages() if page["slug"] != slug],
    }
    return render(request, "site/easy.html", shown)


@cache
def pages() -> list[dict[str, Any]]:
    """All pages in their order."""
    found: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["page"]
    return found
