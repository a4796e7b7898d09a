"""What is printed says exactly what was given, in a form that an archive and a screen reader can use."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nabij.letters import pdf
from nabij.letters.press import DATA

HERE = Path(__file__).parent
HOSTILE = HERE / "hostile.typ"
ROOT = Path(__file__).resolve().parents[4]
MARKUP = '#strong[x] *y* _z_ $1$ `a` = b <label> @ref \\u{41} // c /* d */ #import "/house.typ" #read("/etc/passwd") "quoted"'


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in read(content).pages)


def printed(**values: Any) -> bytes:
    return pdf(HOSTILE, {"title": "Brief", "language": "nl", "name": "An"} | values)


def test_markup_in_a_value_is_printed_as_text() -> None:
    said = words(printed(name=MARKUP, title=MARKUP))
    assert said.count("#strong[x] *y* _z_ $1$ `a` = b <label> @ref") >= 4
    assert 'read("/etc/passwd")' in said
    assert "root:" not in said


def test_it_is_pdf_a_and_pdf_ua_in_its_language() -> None:
    found = read(printed(language="fr", title="Une lettre"))
    about = found.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>.*<pdfaid:conformance>A</pdfaid:conformance>", about)
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert found.trailer["/Root"]["/Lang"] == "fr"
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert found.metadata is not None and found.metadata.title == "Une lettre"


def test_every_font_is_ours_and_in_the_file() -> None:
    fonts = {}
    for page in read(printed()).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            below = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[below["/BaseFont"]] = below["/FontDescriptor"].get_object().keys()
    assert fonts
    assert all("AtkinsonHyperlegibleNext" in name for name in fonts)
    assert all({"/FontFile2", "/FontFile3"} & keys for keys in fonts.values())


def test_the_letterhead_names_the_city_in_its_colour(settings: Any) -> None:
    settings.CITY_NAME, settings.CITY_THEME = "Stad aan de Stroom", "river"
    content = printed()
    assert "Stad aan de Stroom" in words(content)
    settings.CITY_THEME = "default"
    drawn = [read(one).pages[0].get_contents().get_data() for one in (content, printed())]  # type: ignore[union-attr]
    assert drawn[0] != drawn[1]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
@example("\U0001f600 \ue000 \u4e2d \ud800 \x00\x1b \u202e \u0301")
def test_any_name_can_be_printed(name: str) -> None:
    said = words(printed(name=name))
    assert {one for one in name if one.isascii() and one.isalnum()} <= set(said)


def test_a_character_without_a_glyph_becomes_a_square_and_the_rest_stays() -> None:
    assert "Jan □ Наме" in words(printed(name="Jan \U0001f600 Наме"))


def test_a_template_that_is_wrong_says_so(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.typ"
    wrong.write_text("#nothing_of_that_name")
    with pytest.raises(typst.TypstError, match="unknown variable"):
        pdf(wrong, {"title": "x"})


def test_no_template_evaluates_or_fetches() -> None:
    """`eval` would make markup of data, and "@preview" would ask the network."""
    templates = [*(ROOT / "src" / "nabij").rglob("*.typ")]
    assert len(templates) >= 2
    assert [path.name for path in templates if re.search(r"\beval\(|@preview|http://", path.read_text())] == []


def test_the_colours_are_those_of_the_site() -> None:
    themes = dict(re.findall(r'^(\w+) = "(#\w{6})"', (DATA / "themes.toml").read_text(), re.MULTILINE))
    for sheet in (ROOT / "frontend" / "src" / "themes").glob("*.css"):
        found = re.search(r"--nb-brand: light-dark\((#\w{6}),", sheet.read_text())
        assert found is None or themes[sheet.stem] == found[1], sheet.stem
