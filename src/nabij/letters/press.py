"""One PDF from a Typst template and values, without the network and without the fonts of the machine."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings

from nabij.tenants.languages import spoken

DATA: Final = Path(__file__).resolve().parent / "data"
HOUSE: Final = DATA / "house.typ"
STANDARDS: Final = ["a-2a", "ua-1"]
"""PDF/A-2a (ISO 19005-2) stays readable in an archive; PDF/UA-1 (ISO 14289-1) is readable with a screen reader."""
UNPRINTABLE: Final = "\N{WHITE SQUARE}"
PROBE: Final = (
    b'#set document(title: "probe")\n#set text(font: "Atkinson Hyperlegible Next")\n#json(bytes(sys.inputs.values))'
)


def pdf(template: Path, values: Mapping[str, Any]) -> bytes:
    """A PDF/A-2a of `template`, which imports "house.typ" and reads `values` (anything JSON) as data, never as markup.

    `values["title"]` is the title of the document and `values["language"]` its language, else the language now spoken. A
    character that no font has becomes an empty square. Raises typst.TypstError for a template that is wrong.
    """
    house = {"city": settings.CITY_NAME, "colour": _colour(settings.CITY_THEME)}
    language = values.get("language") or spoken()
    files = {"main": template.read_bytes(), "/house.typ": HOUSE.read_bytes()}
    given = {**values, "language": language, "house": house}
    try:
        return _compiled(files, given)
    except typst.TypstError:
        return _compiled(files, _printable(given))


def _compiled(files: Mapping[str, bytes], values: Any) -> bytes:
    inputs = {"values": json.dumps(values, default=str)}
    made = typst.compile(dict(files), format="pdf", pdf_standards=STANDARDS, font_paths=_fonts(), sys_inputs=inputs)  # type: ignore[call-overload]
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(DATA / "fonts")])


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(character if _has_glyph(character) else UNPRINTABLE for character in value)
    if isinstance(value, Mapping):
        return {name: _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=10_000)
def _has_glyph(character: str) -> bool:
    try:
        _compiled({"main": PROBE}, f"a{character}a")
    except (typst.TypstError, UnicodeError):
        return False
    return True


@cache
def _colour(theme: str) -> str:
    colours: dict[str, str] = tomllib.loads((DATA / "themes.toml").read_text(encoding="utf-8"))["brand"]
    return colours.get(theme, colours["default"])
