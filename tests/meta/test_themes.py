"""Every theme keeps its words readable: WCAG 2.2, 1.4.3 (text, 4.5 to 1) and 1.4.11 (controls, 3 to 1), light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nabij.site import frontend

STYLES = frontend.SOURCES / "src" / "styles" / "tokens.css"
THEMES = sorted(path for path in (frontend.SOURCES / "src" / "themes").glob("*.css") if path.stem != "index")
VARIABLE = re.compile(r"--nb-([a-z-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}));")
TEXT = [
    ("ink", "paper"), ("ink", "wash"), ("ink", "raised"), ("ink", "brand-soft"), ("ink", "act-soft"), ("ink", "danger-soft"),
    ("ink", "ok-soft"), ("ink-soft", "paper"), ("ink-soft", "wash"), ("ink-soft", "raised"), ("brand", "paper"),
    ("brand", "raised"), ("brand", "wash"), ("brand", "brand-soft"), ("brand-hover", "brand-soft"), ("on-brand", "brand"),
    ("on-brand", "brand-hover"), ("on-band", "band"), ("on-band-soft", "band"), ("on-act", "act"), ("on-act", "act-hover"),
    ("act-ink", "paper"), ("act-ink", "act-soft"), ("danger", "paper"), ("danger", "danger-soft"), ("on-danger", "danger"),
    ("on-danger", "danger-hover"), ("ok", "paper"), ("ok", "ok-soft"),
]  # fmt: skip
CONTROLS = [("line-strong", "paper"), ("line-strong", "raised"), ("focus", "paper"), ("act", "band")]
BRAND = {"brand", "brand-hover", "brand-soft", "brand-line", "on-brand", "band", "on-band", "on-band-soft", "focus"}


def colours(css: str, dark: bool) -> dict[str, str]:
    return {name: one or (night if dark else day) for name, day, night, one in VARIABLE.findall(css)}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2 definition."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("theme", THEMES, ids=lambda path: path.stem)
def test_words_and_controls_stand_out(theme: Path, dark: bool) -> None:
    known = colours(STYLES.read_text(), dark) | colours(theme.read_text(), dark)
    wanted = [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in CONTROLS]
    weak = {
        pair: round(contrast(known[pair[0]], known[pair[1]]), 2)
        for pair, least in wanted
        if contrast(known[pair[0]], known[pair[1]]) < least
    }
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda path: path.stem)
def test_a_theme_touches_the_brand_only(theme: Path) -> None:
    names = set(re.findall(r"--nb-([a-z-]+):", theme.read_text()))
    assert names <= BRAND
