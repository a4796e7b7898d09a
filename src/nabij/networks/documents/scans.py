"""Scans of signed paper, drawn anew: what comes out is a PDF of pixels, so nothing that hides in an upload survives."""

from __future__ import annotations

import io
from typing import IO, Any, Final

import pypdf
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf.generic import StreamObject

from nabij.tenants.errors import Refused

LARGEST_BYTES: Final = 20 * 1024 * 1024
MOST_PAGES: Final = 20
LARGEST_PIXELS: Final = 60_000_000
LARGEST_OTHER_PIXELS: Final = 20_000_000
"""Only a JPEG can be read at a smaller size; anything else is unpacked whole, three bytes per pixel. pypdf itself stops at
75 MB."""
SMALLEST_SIDE_PX: Final = 300
LONGEST_SIDE_PX: Final = 2_200
"""About 190 dots per inch on A4: a signature stays readable."""
DPI: Final = 190
QUALITY: Final = 80
FORMATS: Final = ("JPEG", "PNG", "TIFF")


def redraw(upload: IO[bytes]) -> bytes:
    """A scan (PDF of pictures, JPEG, PNG or TIFF) as a new PDF. Raises Refused with a sentence for anything else."""
    content = upload.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise Refused(_("This file is larger than 20 MB. Scan it in grey, or with fewer dots per inch."))
    pictures = _pages(content) if content[:1024].lstrip().startswith(b"%PDF-") else [_picture(content)]
    drawn = io.BytesIO()
    pictures[0].save(
        drawn, "PDF", save_all=True, append_images=pictures[1:], resolution=DPI, quality=QUALITY, title="", producer=""
    )
    return drawn.getvalue()


def _pages(content: bytes) -> list[Image.Image]:
    try:
        pages = list(_readable(content).pages)
        if not 1 <= len(pages) <= MOST_PAGES:
            raise Refused(_("A scan has 1 to %(most)s pages.") % {"most": MOST_PAGES})
        return [_page(page) for page in pages]
    except Refused:
        raise
    # A hostile file may fail in any way inside the reader; to who uploads it is one thing: not readable.
    except Exception as error:
        raise Refused(_unreadable()) from error


def _readable(content: bytes) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused(_("This PDF is locked with a password. Scan it again without one."))
    return reader


def _page(page: pypdf.PageObject) -> Image.Image:
    """The one picture that is this page, upright."""
    scans = [one for one in _pictures_on(page) if min(_size(one)) >= SMALLEST_SIDE_PX]
    if len(scans) != 1:
        raise Refused(
            _("A page of this PDF is not one picture. Upload a scan of the signed paper, or a photo of it as JPEG.")
        )
    picture = _decoded(scans[0])
    return picture.rotate(-(page.rotation % 360), expand=True) if page.rotation % 360 else picture


def _pictures_on(page: pypdf.PageObject) -> list[StreamObject]:
    resources: Any = page.get("/Resources", {}).get_object()
    named = resources.get("/XObject", {}).get_object()
    objects = [one.get_object() for one in named.values()]
    return [one for one in objects if one.get("/Subtype") == "/Image"]


def _size(picture: Any) -> tuple[int, int]:
    return int(picture["/Width"]), int(picture["/Height"])


def _decoded(scan: Any) -> Image.Image:
    width, height = _size(scan)
    pixels = width * height
    filters = scan.get("/Filter")
    is_jpeg = filters == "/DCTDecode" or filters == ["/DCTDecode"]
    if pixels > (LARGEST_PIXELS if is_jpeg else LARGEST_OTHER_PIXELS):
        raise Refused(_("This scan has too many pixels. Scan it with fewer dots per inch."))
    if is_jpeg:
        return _picture(bytes(scan._data))
    found: Image.Image = scan.decode_as_image()
    return _blank(found.convert("RGB"))


def _picture(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > (LARGEST_PIXELS if opened.format == "JPEG" else LARGEST_OTHER_PIXELS):
                raise Refused(_("This scan has too many pixels. Scan it with fewer dots per inch."))
            opened.draft("RGB", (LONGEST_SIDE_PX * 2, LONGEST_SIDE_PX * 2))
            return _blank(ImageOps.exif_transpose(opened).convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(_unreadable()) from error


def _blank(picture: Image.Image) -> Image.Image:
    """The same pixels without anything that came along with them."""
    picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    blank = Image.new("RGB", picture.size)
    blank.paste(picture)
    return blank


def _unreadable() -> str:
    return _("We cannot read this file. Upload a scan as PDF, or a photo as JPEG.")
