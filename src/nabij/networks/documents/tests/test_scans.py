"""Uploads of signed paper: what is no scan is refused, what is one comes out as pixels only."""

from __future__ import annotations

import io
import random
import re
import zlib

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from nabij.networks.documents import scans
from nabij.tenants.errors import Refused

GPS, MAKE = 34853, 271


def jpeg(size: tuple[int, int] = (900, 1200), *, exif: bool = False) -> bytes:
    drawn, about = io.BytesIO(), Image.Exif()
    if exif:
        about[MAKE] = "Camera van An"
        about.get_ifd(GPS).update({1: "N", 2: (50.0, 56.0, 7.0), 3: "E", 4: (5.0, 20.0, 1.0)})
        about[GPS] = about.get_ifd(GPS)
    noise = random.Random(1).randbytes(64 * 64 * 3)
    picture = Image.frombytes("RGB", (64, 64), noise).resize(size)
    picture.save(drawn, "JPEG", exif=about)
    return drawn.getvalue()


def pdf_of(*pages: bytes) -> bytes:
    first, *others = [Image.open(io.BytesIO(one)) for one in pages]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others)
    return out.getvalue()


def redrawn(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(scans.redraw(io.BytesIO(content))))


def test_a_photo_loses_place_and_camera() -> None:
    content = jpeg(exif=True)
    assert b"Camera van An" in content
    assert dict(Image.open(io.BytesIO(content)).getexif().get_ifd(GPS))
    out = scans.redraw(io.BytesIO(content))
    assert b"Camera van An" not in out
    assert b"Exif" not in out
    (page,) = pypdf.PdfReader(io.BytesIO(out)).pages
    (picture,) = page.images
    assert not dict(picture.image.getexif())


def test_a_scan_of_several_pages_keeps_them_in_order() -> None:
    found = redrawn(pdf_of(jpeg((600, 900)), jpeg((900, 600)), jpeg((700, 700))))
    shapes = [(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in found.pages]
    assert [w < h for w, h in shapes] == [True, False, False]
    assert len(shapes) == 3


def test_nothing_of_an_active_pdf_comes_along() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(jpeg())))
    name, text = pypdf.generic.NameObject, pypdf.generic.TextStringObject
    script = {name("/S"): name("/JavaScript"), name("/JS"): text("app.alert('x')")}
    writer.root_object[name("/OpenAction")] = pypdf.generic.DictionaryObject(script)
    writer.add_attachment("virus.exe", b"MZ-hidden")
    writer.add_uri(0, "https://evil.example", (0, 0, 100, 100))
    writer.add_metadata({"/Author": "Somebody"})
    out = io.BytesIO()
    writer.write(out)
    assert all(word in out.getvalue() for word in (b"/JavaScript", b"/URI", b"/EmbeddedFile"))
    made = scans.redraw(io.BytesIO(out.getvalue()))
    assert not re.search(rb"JavaScript|/JS|/URI|EmbeddedFile|MZ-hidden|Somebody|/Annots|/OpenAction", made)


def test_a_page_turned_by_the_scanner_stands_upright() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(jpeg((600, 900)))))
    writer.pages[0].rotate(90)
    out = io.BytesIO()
    writer.write(out)
    (page,) = redrawn(out.getvalue()).pages
    assert page.mediabox.width > page.mediabox.height


def text_pdf() -> bytes:
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PDF of a few kilobytes with a picture that unpacks to gigabytes."""
    packed, unit = zlib.compressobj(9), b"\0" * 1_000_000
    stream = b"".join(packed.compress(unit) for _ in range(300)) + packed.flush()
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    image = pypdf.generic.StreamObject()
    image._data = stream
    name, number = pypdf.generic.NameObject, pypdf.generic.NumberObject
    image.update({
        name("/Type"): name("/XObject"), name("/Subtype"): name("/Image"), name("/Width"): number(width),
        name("/Height"): number(height), name("/ColorSpace"): name("/DeviceRGB"), name("/BitsPerComponent"): number(8),
        name("/Filter"): name("/FlateDecode"),
    })  # fmt: skip
    page[name("/Resources")] = pypdf.generic.DictionaryObject(
        {name("/XObject"): pypdf.generic.DictionaryObject({name("/I"): writer._add_object(image)})}
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked() -> bytes:
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(jpeg()))), io.BytesIO()
    writer.encrypt("geheim", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def layered() -> bytes:
    """A page of two pictures, as some scanners make them: the signature may stand in either."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(jpeg(), jpeg((800, 800)))))
    named = [page["/Resources"]["/XObject"] for page in writer.pages]
    for name, picture in named[1].items():
        named[0][pypdf.generic.NameObject(f"{name}x")] = picture
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


HOSTILE = {
    "html named pdf": b"<html><script>alert(1)</script></html>",
    "html behind a pdf head": b"%PDF-1.7\n<html><script>alert(1)</script></html>",
    "nothing": b"",
    "a pdf of text": text_pdf(),
    "a small bomb": bomb(4_000, 4_000),
    "a bomb that says what it is": bomb(100_000, 100_000),
    "a bomb with a size below nothing": bomb(-5, 10**9),
    "many pages": pdf_of(*[jpeg((300, 300))] * (scans.MOST_PAGES + 1)),
    "two pictures on a page": layered(),
    "locked": locked(),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "half a jpeg": jpeg()[:400],
    "half a pdf": pdf_of(jpeg())[:300],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_scan_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(Refused) as told:
        scans.redraw(io.BytesIO(HOSTILE[name]))
    assert str(told.value).endswith(".")


def test_a_file_that_is_too_large_is_not_read() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= scans.LARGEST_BYTES + 1
            return b"%PDF-" + b"0" * (size - 5)

    with pytest.raises(Refused, match="20 MB"):
        scans.redraw(Endless())  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=30))
def test_a_damaged_scan_is_read_or_refused_never_more(at: int, junk: bytes) -> None:
    whole = pdf_of(jpeg((400, 400)))
    damaged = whole[: at % len(whole)] + junk + whole[at % len(whole) + len(junk) :]
    try:
        made = scans.redraw(io.BytesIO(damaged))
    except Refused:
        return
    assert made.startswith(b"%PDF-")
