"""Pictures that were made to do harm: they cost a sentence, not the memory of the house."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from nabij.reports.pictures import LARGEST_OTHER_PIXELS, MOST_SCANS, SCAN, redraw
from nabij.tenants.errors import Refused

SIDE = int(LARGEST_OTHER_PIXELS**0.5) + 100


def jpeg(side: int, *, progressive: bool) -> bytes:
    out = io.BytesIO()
    Image.new("L", (side, side)).save(out, "JPEG", progressive=progressive, quality=10)
    return out.getvalue()


def test_a_large_plain_photo_is_read_and_a_progressive_one_of_that_size_is_not() -> None:
    assert redraw(io.BytesIO(jpeg(SIDE, progressive=False)))
    with pytest.raises(Refused):
        redraw(io.BytesIO(jpeg(SIDE, progressive=True)))
    assert redraw(io.BytesIO(jpeg(600, progressive=True)))


def test_a_photo_with_hundreds_of_passes_is_no_photo() -> None:
    """A few kilobytes could else keep a processor busy for minutes."""
    plain = jpeg(64, progressive=True)
    at = plain.rindex(SCAN)
    with pytest.raises(Refused):
        redraw(io.BytesIO(plain[:at] + plain[at:-2] * MOST_SCANS + plain[-2:]))


@pytest.mark.parametrize("kind", ["ICO", "BMP", "TIFF", "PPM", "PDF"])
def test_only_what_telephones_make_is_read(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, kind)
    with pytest.raises(Refused):
        redraw(io.BytesIO(out.getvalue()))
