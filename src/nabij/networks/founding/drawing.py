"""The map of interest as SVG: neighbourhoods by how near they are to their goal, without anybody's place. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nabij.places.drawing import Box, Sheet, sheet_around, stored_path
from nabij.places.geometry import Shape

SIMPLER_M: Final = 20.0
SHADES: Final = (0.0, 0.25, 0.5, 1.0)
"""From which share of the goal the next shade begins."""
Ground = tuple[str, bytes, Box]
"""Code, stored shape and bounds in metres of a neighbourhood."""


def shade(households: int, goal: int) -> int:
    """0 without any interest, then 1 to 4; 4 is the goal."""
    if not households:
        return 0
    return sum(households / max(goal, 1) >= share for share in SHADES)


def interest_map(
    ground: Sequence[Ground], shades: Mapping[str, int], titles: Mapping[str, str], label: str
) -> SafeString:
    """The drawing; a neighbourhood with interest leads to its row. Empty where there is nothing to draw."""
    sheet = sheet_around([box for _code, _wkb, box in ground])
    if sheet is None:
        return SafeString("")
    drawn = [(code, shades.get(code, 0), stored_path(wkb, sheet, SIMPLER_M)) for code, wkb, _box in ground]
    plain = format_html_join(
        "", '<path class="ov-map__area" d="{}"/>', ((path,) for code, _shade, path in drawn if code not in titles)
    )
    links = format_html_join(
        "",
        '<a href="#wijk-{0}" aria-label="{1}"><path class="ov-map__area ov-map__area--{2}" d="{3}"><title>{1}</title></path></a>',
        ((code, titles[code], level, path) for code, level, path in drawn if code in titles),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="ov-map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>',
        f"{sheet.width:.0f}", f"{sheet.height:.0f}", label, plain, links,
    )  # fmt: skip


def signs_map(area: Shape, signs: Sequence[tuple[float, float, str]], label: str) -> SafeString:
    """The outline of a network with its signs (Lambert metres and state), numbered as in the list."""
    west, south, east, north = area.bounds
    xs, ys = [west, east, *(x for x, _y, _state in signs)], [south, north, *(y for _x, y, _state in signs)]
    sheet = sheet_around([(min(xs), min(ys), max(xs), max(ys))])
    if sheet is None:
        return SafeString("")
    marks = format_html_join(
        "",
        '<circle class="fo-sign fo-sign--{}" cx="{}" cy="{}" r="14"/><text class="fo-sign__number" x="{}" y="{}">{}</text>',
        ((state, *(spot := _spot(sheet, x, y)), *spot, number) for number, (x, y, state) in enumerate(signs, start=1)),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="ov-map" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="ov-map__area ov-map__area--1" d="{}"/>{}</svg>',
        f"{sheet.width:.0f}", f"{sheet.height:.0f}", label, sheet.path(area), marks,
    )  # fmt: skip


def _spot(sheet: Sheet, x: float, y: float) -> tuple[str, str]:
    return f"{(x - sheet.west) * sheet.scale:.1f}", f"{(sheet.north - y) * sheet.scale:.1f}"
