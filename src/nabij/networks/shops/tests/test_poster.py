"""The poster as a printer gets it: where to cut, in four languages, with a code that a telephone reads."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from nabij.networks.models import Network
from nabij.networks.shops.poster import BLEED_MM, LANGUAGES, PAPERS, POINTS_PER_MM, poster
from nabij.tenants.keys import new_id

LONG = "BIN-Z Sint-Katelijne-Waver Handelskern en omliggende winkelstraten"


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def millimetres(box: Any) -> list[float]:
    return [round(float(edge) / POINTS_PER_MM, 1) for edge in (box.width, box.height)]


@pytest.mark.parametrize("paper", list(PAPERS))
def test_the_boxes_say_where_to_cut_and_how_far_the_colour_runs(binz: Network, paper: str) -> None:
    found = read(poster(binz, language="nl", paper=paper))
    assert len(found.pages) == 1
    page, size = found.pages[0], list(PAPERS[paper])
    assert millimetres(page.trimbox) == size
    assert millimetres(page.bleedbox) == [edge + 2 * BLEED_MM for edge in size]
    assert millimetres(page.mediabox) == [edge + 20 for edge in size]
    trim, bleed = page.trimbox, page.bleedbox
    assert round((trim.left - bleed.left) / POINTS_PER_MM, 2) == BLEED_MM
    assert round((bleed.top - trim.top) / POINTS_PER_MM, 2) == BLEED_MM


@pytest.mark.parametrize("paper", list(PAPERS))
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_it_says_what_it_should_and_its_code_is_read(binz: Network, settings: Any, language: str, paper: str) -> None:
    settings.SITE_URL = "https://nabij.example.be"
    binz.name = LONG
    content = poster(binz, language=language, paper=paper)
    said = "".join(read(content).pages[0].extract_text().split())
    assert LONG.replace(" ", "") in said, "whole, over however many lines"
    assert not re.search(r"\d{3}", said), "no telephone number"
    picture = pypdfium2.PdfDocument(content)[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == f"https://nabij.example.be/buurt/{binz.id}/"


def test_it_stays_pdf_a_with_its_fonts_and_language(binz: Network) -> None:
    found = read(poster(binz, language="fr", paper="a5"))
    about = found.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", about)
    assert found.trailer["/Root"]["/OutputIntents"]
    assert found.trailer["/Root"]["/Lang"] == "fr"
    assert found.trailer["/ID"]
    for font in found.pages[0]["/Resources"]["/Font"].values():  # type: ignore[index]
        below = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(below.keys())


def test_the_colour_runs_to_the_bleed_and_the_marks_stand_beyond(binz: Network) -> None:
    picture = pypdfium2.PdfDocument(poster(binz, language="nl", paper="sticker"))[0].render(scale=4).to_pil()
    dot = 4 * POINTS_PER_MM

    def colour(x_mm: float, y_mm: float) -> tuple[int, ...]:
        return tuple(picture.getpixel((int(x_mm * dot), int(y_mm * dot))))

    assert colour(60, 8) == colour(60, 11), "the same ink beyond the cut"
    assert colour(60, 3) == (255, 255, 255), "and none where the marks stand"
    row = [picture.getpixel((x, int(3 * dot))) for x in range(int(9.5 * dot), int(10.5 * dot))]
    assert min(sum(pixel) for pixel in row) < 300, "a mark in line with the left edge"


@pytest.mark.django_db
def test_anybody_may_print_it_and_only_of_a_binz(binz: Network, zone: Any) -> None:
    address = f"/buurt/{binz.id}/affiche.pdf"
    answer = Client().get(address, {"taal": "de", "formaat": "a4"})
    assert answer["Content-Type"] == "application/pdf"
    assert "Dieses Geschäft" in read(answer.content).pages[0].extract_text()
    for wrong in (f"/buurt/{zone.network.id}/affiche.pdf", f"/buurt/{new_id()}/affiche.pdf"):
        assert Client().get(wrong).status_code == 404
    for asked in ({"taal": "xx"}, {"formaat": "a0"}):
        assert Client().get(address, asked).status_code == 404
