"""Charts of a year as SVG: columns per month with the year before as a line, bars per thing. Pure; for pages and paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH: Final = 640
HIGH, FLOOR, TOP, LEFT = 170, 140, 14, 34
ROW, NAME, END = 30, 250, 60
PRINTED: Final = (
    ".yr-chart__bar{{fill:{brand}}}.yr-chart__before{{fill:none;stroke:#8a4b00;stroke-width:2.5}}"
    ".yr-chart__line{{stroke:#c9d3d6;stroke-width:1}}.yr-chart__track{{fill:#eef2f3}}text{{font-size:13px;fill:#1f2d33}}"
)


def months(
    counts: Sequence[int], before: Sequence[int], names: Sequence[str], *, label: str, printed: str = ""
) -> SafeString:
    """Twelve columns, with last year as a line where there was one. `label` says in words what the drawing shows."""
    most = max([*counts, *before, 1])
    step = (WIDTH - LEFT) / len(counts)

    def y(count: int) -> float:
        return round(FLOOR - (FLOOR - TOP) * count / most, 1)

    bars = format_html_join(
        "",
        '<rect class="yr-chart__bar" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (round(LEFT + n * step + 4, 1), y(one), round(step - 8, 1), round(FLOOR - y(one), 1))
            for n, one in enumerate(counts)
        ),
    )
    points = " ".join(f"{round(LEFT + (n + 0.5) * step, 1)},{y(one)}" for n, one in enumerate(before))
    line = format_html('<polyline class="yr-chart__before" points="{}"/>', points) if any(before) else SafeString("")
    across = format_html_join(
        "",
        '<line class="yr-chart__line" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT, WIDTH, y(one), y(one), LEFT - 6, y(one) + 4, one) for one in sorted({0, most})),
    )
    below = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((round(LEFT + (n + 0.5) * step, 1), HIGH - 10, name) for n, name in enumerate(names)),
    )
    return _sheet(HIGH, label, SafeString(across + bars + line + below), printed)


def bars(rows: Sequence[tuple[str, float, str]], most: float, *, label: str, printed: str = "") -> SafeString:
    """A bar for each row of name, value and the value in words; `most` is a full bar."""
    if not rows:
        return SafeString("")
    full = WIDTH - NAME - END
    drawn = format_html_join(
        "",
        '<text x="0" y="{}">{}</text><rect class="yr-chart__track" x="{}" y="{}" width="{}" height="16"/>'
        '<rect class="yr-chart__bar" x="{}" y="{}" width="{}" height="16"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                n * ROW + 20, _short(name), NAME, n * ROW + 7, full, NAME, n * ROW + 7,
                round(full * min(1.0, value / most) if most else 0, 1), WIDTH, n * ROW + 20, words,
            )
            for n, (name, value, words) in enumerate(rows)
        ),
    )  # fmt: skip
    return _sheet(len(rows) * ROW, label, drawn, printed)


def _short(name: str) -> str:
    return name if len(name) <= 36 else f"{name[:35]}…"


def _sheet(height: int, label: str, content: SafeString, printed: str) -> SafeString:
    style = format_html("<style>{}</style>", SafeString(PRINTED.format(brand=printed))) if printed else SafeString("")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="yr-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        WIDTH, height, label, style, content,
    )  # fmt: skip
