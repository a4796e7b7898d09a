"""A small map as SVG: outlines of neighbourhoods with squares that fill from below as homes are reached, from above as it fails.

Drawn by the server, so that a page without scripts, a reader of the source and a PDF have it too. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nabij.alerts.following.spread import Homes
from nabij.places.drawing import Sheet, sheet_around
from nabij.places.geometry import Shape

LEAST_SHARE: Final = 0.08
"""What happened at all is drawn at least this high, so that one failure among a hundred homes is seen."""
PRINTED: Final = (
    ".al-map__area{{fill:#f3f6f7;stroke:#8fa1a7;stroke-width:1.5}}.al-map__square{{fill:#fff;stroke:#8fa1a7;stroke-width:.8}}"
    ".al-map__reached{{fill:{brand}}}.al-map__failed{{fill:#b3261e}}"
)
Outline = tuple[str, str, Shape]


def drawn(
    outlines: Sequence[Outline], squares: Sequence[tuple[int, int, int, Homes]] = (), *, label: str,
    shades: Mapping[str, int] | None = None, printed: str = "",
) -> SafeString:  # fmt: skip
    """The drawing, empty where there is nothing to draw. `shades` gives neighbourhoods one of five steps (0-4). `printed` is the
    brand colour of a drawing that brings its own colours, for paper; on a page the style sheet has them."""
    sheet = _sheet(outlines, squares)
    if sheet is None:
        return SafeString("")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="al-map" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        f"{sheet.width:.0f}",
        f"{sheet.height:.0f}",
        label,
        format_html("<style>{}</style>", SafeString(PRINTED.format(brand=printed))) if printed else "",
        _areas(sheet, outlines, shades or {}),
        _squares(sheet, squares),
    )


def _sheet(outlines: Sequence[Outline], squares: Sequence[tuple[int, int, int, Homes]]) -> Sheet | None:
    boxes = [shape.bounds for _code, _name, shape in outlines]
    return sheet_around(boxes or [(x, y, x + side, y + side) for x, y, side, _counted in squares])


def _areas(sheet: Sheet, outlines: Sequence[Outline], shades: Mapping[str, int]) -> SafeString:
    return format_html_join(
        "",
        '<path class="al-map__area{}" d="{}"><title>{}</title></path>',
        ((_shade(shades.get(code)), sheet.path(shape), name) for code, name, shape in outlines),
    )


def _shade(step: int | None) -> str:
    return "" if step is None else f" al-map__area--{step}"


def _squares(sheet: Sheet, squares: Sequence[tuple[int, int, int, Homes]]) -> SafeString:
    return format_html_join("", "{}", ((_square(sheet, *square),) for square in squares))


def _square(sheet: Sheet, x: int, y: int, side: int, counted: Homes) -> SafeString:
    left, top, size = (x - sheet.west) * sheet.scale, (sheet.north - y - side) * sheet.scale, side * sheet.scale * 0.94
    reached, failed = _share(counted.reached, counted.homes) * size, _share(counted.failed, counted.homes) * size
    box = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
    parts = [
        ("al-map__square", top, size),
        ("al-map__reached", top + size - reached, reached),
        ("al-map__failed", top, failed),
    ]
    drawn_parts = ((name, f"{left:.1f}", f"{at:.1f}", f"{size:.1f}", f"{high:.1f}") for name, at, high in parts if high)
    return format_html("<g>{}</g>", format_html_join("", box, drawn_parts))


def _share(part: int, whole: int) -> float:
    return max(LEAST_SHARE, part / whole) if part else 0.0
