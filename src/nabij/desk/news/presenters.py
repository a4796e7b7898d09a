"""Words and shapes for the pages of news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from nabij.desk.news.models import NewsItem
from nabij.desk.news.rules import in_language, theme_name
from nabij.places.queries import AreaRef
from nabij.tenants.languages import spoken

TONES: Final = {"draft": "neutral", "published": "success", "withdrawn": "danger"}


def row(one: NewsItem) -> dict[str, Any]:
    """News in the language of the page, else in Dutch."""
    language, text = in_language(one.texts, spoken())
    return {
        "item": one, "title": text.get("title", ""), "body": text.get("body", ""), "language": language,
        "theme": theme_name(one.theme),
        "of": one.tenant.name, "at": one.published_at or one.made_at, "url": reverse("desk:news_item", args=[one.id]),
        "photo": reverse("desk:news_photo", args=[one.id]) + f"?{one.photo[:8]}" if one.photo else "",
        "state": one.get_state_display(), "tone": TONES[one.state],
    }  # fmt: skip


def filters(places: Iterable[AreaRef], chosen: Mapping[str, str]) -> dict[str, Any]:
    """What the filter offers, cities first, and what was chosen, for a link."""
    ordered = sorted(places, key=lambda one: one.kind != "municipality")
    return {
        "towns": [one for one in ordered if one.kind == "municipality"],
        "areas": [one for one in ordered if one.kind == "neighbourhood"],
        "query": urlencode({name: value for name, value in chosen.items() if value}),
    }
