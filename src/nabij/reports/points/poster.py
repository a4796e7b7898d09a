"""The poster of a reporting point: a QR code that opens the form with place and time filled in."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone, translation

from nabij.letters import pdf, qr_svg
from nabij.reports.models import points

HERE: Final = Path(__file__).resolve().parent / "data"
PAPERS: Final = ("a4", "a5")
LANGUAGES: Final = ("nl", "fr", "de", "en")


def link_of(point: points.Point) -> str:
    """What the QR code opens."""
    return f"{settings.SITE_URL}{reverse('reports:what')}?punt={point.code}"


def poster(point: points.Point, paper: str) -> bytes:
    """One page of this size (of PAPERS) in Dutch, with the same in three other languages in small."""
    words = _texts()
    link = link_of(point)
    values = {
        "language": "nl", "title": f"{words['title']['nl']}: {point.name}", "paper": paper, "link": link, "qr": qr_svg(link),
        "name": point.name, "address": point.address, "telephone": point.telephone, "when": _span(point),
        "words": {name: said["nl"] for name, said in words.items()},
        "others": [words["scan"][code] for code in LANGUAGES[1:]], "danger": [words["danger"][code] for code in LANGUAGES],
    }  # fmt: skip
    return pdf(HERE / "poster.typ", values)


def _span(point: points.Point) -> str:
    with translation.override("nl"):
        begin, end = timezone.localtime(point.from_at), timezone.localtime(point.until_at)
        last = formats.date_format(end, "H:i" if begin.date() == end.date() else "j F Y, H:i")
        return f"{formats.date_format(begin, 'j F Y, H:i')} - {last}"


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((HERE / "poster.toml").read_text(encoding="utf-8"))
