"""Words and shapes for the pages of shops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.networks.models import Network
from nabij.networks.queries import area_of
from nabij.networks.shops import kinds
from nabij.networks.shops.models import Business
from nabij.networks.shops.poster import LANGUAGES, PAPERS
from nabij.networks.shops.queries import Month, Standing
from nabij.places.drawing import sheet_around
from nabij.places.geometry import to_lambert

TONES: Final = ("4", "1", "2", "3")
"""In the order of the buttons: what is grave has the colour of danger."""
BAR_HEIGHT: Final = 120
BAR_WIDTH: Final = 44
_FOUR_DAYS: Final = timedelta(days=4)


@dataclass(frozen=True)
class Dot:
    """A shop on the drawing; `number` is its row in the table."""

    number: int
    x: float
    y: float
    is_reached: bool
    name: str


@dataclass(frozen=True)
class Drawn:
    """The area and its shops as an SVG of this size."""

    width: float
    height: float
    area: str
    dots: Sequence[Dot]


@dataclass(frozen=True)
class Piece:
    """A part of a bar: how many of one kind."""

    tone: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    x: float
    words: str
    total: int
    top: float
    pieces: Sequence[Piece]


def sector_words(found: Business) -> str:
    return kinds.sector_label(found.sector)


def reach_words(rows: Sequence[Standing]) -> str:
    """ "12 of 18 businesses can be warned now"."""
    reached = sum(row.is_reached for row in rows)
    words = ngettext(
        "%(reached)s of %(count)s business can be warned now", "%(reached)s of %(count)s businesses can be warned now", len(rows)
    )  # fmt: skip
    return words % {"reached": reached, "count": len(rows)}


def rows_of(rows: Sequence[Standing]) -> list[dict[str, Any]]:
    return [
        {
            "number": place,
            "id": row.business.id,
            "name": row.business.name,
            "address": row.business.address,
            "sector": sector_words(row.business),
            "people": row.people,
            "is_open": row.is_open,
            "is_reached": row.is_reached,
        }
        for place, row in enumerate(rows, 1)
    ]


def drawn(found: Network, rows: Sequence[Standing]) -> Drawn | None:
    """The shops in their area, numbered as in the table; None without any."""
    sheet = sheet_around([(found.west_m, found.south_m, found.east_m, found.north_m)], margin_m=20)
    if sheet is None or not rows:
        return None
    xs, ys = to_lambert([row.business.lon for row in rows], [row.business.lat for row in rows])
    dots = [
        Dot(
            place, round((x - sheet.west) * sheet.scale, 1), round((sheet.north - y) * sheet.scale, 1), row.is_reached,
            row.business.name,
        )
        for place, (row, x, y) in enumerate(zip(rows, xs, ys, strict=True), 1)
    ]  # fmt: skip
    return Drawn(round(sheet.width), round(sheet.height), sheet.path(area_of(found)), dots)


def month_rows(months: Iterable[Month], since: date, until: date) -> list[tuple[str, list[int]]]:
    """Per month, also those without any, how often each kind in the order of the buttons; oldest first."""
    counted = {(one.month, one.category): one.count for one in months}
    rows = []
    month = since.replace(day=1)
    while month <= until:
        counts = [counted.get((month, one.category), 0) for one in kinds.facts()]
        rows.append((date_format(month, "M Y"), counts))
        month = (month.replace(day=28) + _FOUR_DAYS).replace(day=1)
    return rows


def bars(rows: Sequence[tuple[str, list[int]]]) -> list[Bar]:
    """The same as bars of pieces upon each other, for an SVG."""
    most = max((sum(counts) for _month, counts in rows), default=0) or 1
    return [_bar(place, words, counts, most) for place, (words, counts) in enumerate(rows)]


def chart_width(rows: Sequence[object]) -> int:
    return len(rows) * BAR_WIDTH


def _bar(place: int, words: str, counts: Sequence[int], most: int) -> Bar:
    pieces, top = [], float(BAR_HEIGHT)
    for tone, count in zip(TONES, counts, strict=True):
        height = round(BAR_HEIGHT * count / most, 1)
        top = round(top - height, 1)
        if count:
            pieces.append(Piece(tone, top, height))
    return Bar(place * BAR_WIDTH, words, sum(counts), top, pieces)


def legend() -> list[tuple[str, str]]:
    return [(tone, one.button) for tone, one in zip(TONES, kinds.facts(), strict=True)]


def posters(found: Network) -> list[tuple[str, list[tuple[str, tuple[str, str]]]]]:
    """The poster of a network per size: its links, each with the name and code of its language."""
    names = {"sticker": _("sticker, 10 x 10 cm"), "a5": "A5", "a4": "A4"}
    address = reverse("networks:poster", args=[found.id])
    return [
        (
            names[paper],
            [(f"{address}?formaat={paper}&taal={code}", (words, code)) for code, words in LANGUAGES.items()],
        )
        for paper in PAPERS
    ]
