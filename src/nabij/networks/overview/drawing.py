"""The map of a city as SVG: neighbourhoods by share of households reached, with the number in them, networks by state. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nabij.networks.overview.queries.city import Covered
from nabij.places.drawing import Box, Sheet, sheet_around, stored_middle, stored_path
from nabij.places.queries import Outline

SIMPLER_M: Final = 25.0
"""Corners that matter less are left out: on a map of 600 points wide nobody sees them."""
NARROWEST_WORD: Final = 30.0
"""A neighbourhood drawn narrower than this gets no number in it; its row has it."""


@dataclass(frozen=True)
class Drawn:
    """A network on the map: its stored area with its bounds, where a click leads, and what it is called."""

    wkb: bytes
    box: Box
    state: str
    words: str = ""
    url: str = ""


def city_map(
    covered: Sequence[Covered], networks: Sequence[Drawn], *, label: str, titles: Mapping[str, str]
) -> SafeString:
    """The drawing, empty where there is nothing to draw. `titles` says a neighbourhood in words, by its code."""
    sheet = sheet_around([one.outline.box for one in covered] or [one.box for one in networks])
    if sheet is None:
        return SafeString("")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="ov-map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}</svg>',
        f"{sheet.width:.0f}",
        f"{sheet.height:.0f}",
        label,
        _neighbourhoods(sheet, covered, titles),
        _networks(sheet, networks),
        _words(sheet, covered),
    )


def _neighbourhoods(sheet: Sheet, covered: Iterable[Covered], titles: Mapping[str, str]) -> SafeString:
    return format_html_join(
        "",
        '<a href="#wijk-{0}" aria-label="{1}"><path class="ov-map__area ov-map__area--{2}" d="{3}"><title>{1}</title></path></a>',
        (
            (one.outline.code, titles[one.outline.code], one.shade, stored_path(one.outline.wkb, sheet, SIMPLER_M))
            for one in covered
        ),
    )


def _networks(sheet: Sheet, networks: Iterable[Drawn]) -> SafeString:
    return format_html_join(
        "",
        '<path class="ov-map__network ov-map__network--{}" d="{}"/>',
        ((one.state, stored_path(one.wkb, sheet, SIMPLER_M)) for one in networks),
    )


def _words(sheet: Sheet, covered: Iterable[Covered]) -> SafeString:
    wide = (one for one in covered if (one.outline.box[2] - one.outline.box[0]) * sheet.scale >= NARROWEST_WORD)
    return format_html_join(
        "",
        '<text class="ov-map__word ov-map__word--{}" x="{}" y="{}" aria-hidden="true">{}%</text>',
        ((one.shade, *stored_middle(one.outline.wkb, sheet), one.share) for one in wide if one.share is not None),
    )


def areas_map(networks: Sequence[Drawn], outlines: Sequence[Outline], *, label: str) -> SafeString:
    """Networks as links on the plain outlines of neighbourhoods, for everybody."""
    sheet = sheet_around([one.box for one in networks] or [one.box for one in outlines])
    if sheet is None:
        return SafeString("")
    ground = format_html_join(
        "",
        '<path class="ov-map__area" d="{}"/>',
        ((stored_path(one.wkb, sheet, SIMPLER_M),) for one in outlines),
    )
    links = format_html_join(
        "",
        '<a href="{0}" aria-label="{1}"><path class="ov-map__place ov-map__place--{2}" d="{3}"><title>{1}</title></path></a>',
        ((one.url, one.words, one.state, stored_path(one.wkb, sheet, SIMPLER_M)) for one in networks),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="ov-map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>',
        f"{sheet.width:.0f}", f"{sheet.height:.0f}", label, ground, links,
    )  # fmt: skip
