"""The map of a zone as SVG: neighbourhoods by whether somebody has them, with the number of people per officer in each. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nabij.desk.officers.queries.checking import NONE, PART, Row
from nabij.places.drawing import Sheet, sheet_around, stored_middle, stored_path

SIMPLER_M = 25.0
NARROWEST_WORD = 34.0


def check_map(rows: Sequence[Row], *, label: str, titles: Mapping[str, str]) -> SafeString:
    """The drawing, empty where there is nothing to draw. A click leads to the row of the table."""
    sheet = sheet_around([one.outline.box for one in rows])
    if sheet is None:
        return SafeString("")
    areas = format_html_join(
        "",
        '<a href="#wijk-{0}" aria-label="{1}"><path class="of-map__area of-map__area--{2}" d="{3}"><title>{1}</title></path></a>',
        (
            (one.outline.code, titles[one.outline.code], one.state, stored_path(one.outline.wkb, sheet, SIMPLER_M))
            for one in rows
        ),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="of-map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>',
        f"{sheet.width:.0f}", f"{sheet.height:.0f}", label, areas, _words(sheet, rows),
    )  # fmt: skip


def _words(sheet: Sheet, rows: Sequence[Row]) -> SafeString:
    wide = [one for one in rows if (one.outline.box[2] - one.outline.box[0]) * sheet.scale >= NARROWEST_WORD]
    return format_html_join(
        "",
        '<text class="of-map__word of-map__word--{}" x="{}" y="{}" aria-hidden="true">{}</text>',
        ((one.state, *stored_middle(one.outline.wkb, sheet), _word(one)) for one in wide),
    )


def _word(one: Row) -> str:
    """A sign before colour: "!" where addresses have nobody, else the people of the busiest officer there."""
    if one.state in (NONE, PART):
        return "!"
    return str(one.heaviest) if one.counted else "?"
