"""The poster in the window of a shop: for a printer, with bleed and crop marks, and a QR code to the page of the network."""

from __future__ import annotations

import io
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import segno
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from nabij.letters import pdf

if TYPE_CHECKING:
    from nabij.networks.models import Network

HERE: Final = Path(__file__).resolve().parent
TEMPLATE: Final = HERE / "data" / "poster.typ"
LANGUAGES: Final = {"nl": "Nederlands", "fr": "français", "de": "Deutsch", "en": "English"}
PAPERS: Final = {"sticker": (100.0, 100.0), "a5": (148.0, 210.0), "a4": (210.0, 297.0)}
"""Width and height in millimetres as they are after cutting."""
BLEED_MM: Final = 3.0
MARKS_MM: Final = 7.0
"""Room around the bleed for the crop marks."""
POINTS_PER_MM: Final = 72 / 25.4


def poster(found: Network, *, language: str, paper: str) -> bytes:
    """A PDF/A of one page in this language and size: its trim box is what is left after cutting, its bleed box 3 mm more."""
    words = {name: said.format(network=found.name) for name, said in _texts()[language].items()}
    link = f"{settings.SITE_URL}{reverse('networks:public', args=[found.id])}"
    width, height = PAPERS[paper]
    values = {
        "language": language, "title": words["title"], "words": words, "qr": _qr(link), "paper": paper, "link": link,
        "width": width, "height": height, "bleed": BLEED_MM, "marks": MARKS_MM,
    }  # fmt: skip
    return _with_boxes(pdf(TEMPLATE, values), width, height)


def _qr(link: str) -> str:
    """With room around it and error correction Q: readable with a quarter of it dirty."""
    out = io.BytesIO()
    made = segno.make(link, error="q", micro=False)
    made.save(out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode()


def _with_boxes(content: bytes, width_mm: float, height_mm: float) -> bytes:
    """Says to the printer where to cut, and how far the colour runs beyond. Source: ISO 15930 (PDF/X), page boxes."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    page = writer.pages[0]
    page.trimbox = _box(MARKS_MM + BLEED_MM, width_mm, height_mm)
    page.bleedbox = _box(MARKS_MM, width_mm + 2 * BLEED_MM, height_mm + 2 * BLEED_MM)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _box(at_mm: float, width_mm: float, height_mm: float) -> RectangleObject:
    corners = (at_mm, at_mm, at_mm + width_mm, at_mm + height_mm)
    return RectangleObject([round(corner * POINTS_PER_MM, 3) for corner in corners])


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((HERE / "data" / "poster.toml").read_text(encoding="utf-8"))
