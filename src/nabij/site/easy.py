"""The core pages in plain words (data/easy.toml): short sentences, a drawing beside each, and a button that reads them aloud.

Whoever switches easy reading on, without any script, finds these words on the pages themselves, and bigger letters.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from nabij.tenants.errors import Missing
from nabij.tenants.languages import spoken

FILE: Final = Path(__file__).resolve().parent / "data" / "easy.toml"
LANGUAGES: Final = ("nl", "fr", "en", "de")
COOKIE: Final = "nabij_easy"
REMEMBERED_S: Final = 365 * 24 * 3600


@require_safe
def show(request: HttpRequest, slug: str = "start") -> HttpResponse:
    """One page, and the way to the others."""
    found = next((page for page in pages() if page["slug"] == slug), None)
    if found is None:
        raise Missing
    language = _language()
    others = [page for page in pages() if page["slug"] != slug and "part_of" not in page]
    shown = in_words(found) | {
        "address": found["address"],
        "go": found["go"][language],
        "others": [(page["slug"], page["title"][language], page["icon"]) for page in others],
    }
    return render(request, "site/easy.html", shown)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Easy reading on or off, remembered by the browser; back to where it was asked."""
    back = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    answer = redirect(back if back and allowed else "home")
    if request.POST.get("on") == "1":
        answer.set_cookie(COOKIE, "1", max_age=REMEMBERED_S, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


def is_on(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == "1"


def beside(path: str) -> dict[str, Any] | None:
    """The words for the page at this address, with the longest beginning that fits; None for a page that has none."""
    fitting = [
        (len(begin), page) for page in pages() for begin in page["paths"]
        if path == begin or (begin != "/" and path.startswith(begin))
    ]  # fmt: skip
    return in_words(max(fitting, key=lambda one: one[0])[1]) if fitting else None


def in_words(page: dict[str, Any]) -> dict[str, Any]:
    """A page in the language of the visitor."""
    language = _language()
    return {
        "slug": page["slug"],
        "language": language,
        "title": page["title"][language],
        "icon": page["icon"],
        "lines": [{"icon": line["icon"], "text": line[language]} for line in page["line"]],
    }


def _language() -> str:
    return spoken() if spoken() in LANGUAGES else LANGUAGES[0]


@cache
def pages() -> list[dict[str, Any]]:
    """All pages in their order."""
    found: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["page"]
    return found
