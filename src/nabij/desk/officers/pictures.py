"""The portrait of an officer: drawn anew, square, small enough for a telephone."""

from __future__ import annotations

import io
from typing import IO, Final

from PIL import Image, ImageOps

from nabij.desk.officers.queries.finding import SHELF
from nabij.reports import pictures

SIDE_PX: Final = 480
QUALITY: Final = 82


def keep_portrait(upload: IO[bytes]) -> str:
    """The name of the stored square. Raises Refused for anything else than a picture."""
    drawn = pictures.redraw(upload)
    with Image.open(io.BytesIO(drawn)) as opened:
        square = ImageOps.fit(opened.convert("RGB"), (SIDE_PX, SIDE_PX), centering=(0.5, 0.35))
    out = io.BytesIO()
    square.save(out, "JPEG", quality=QUALITY, optimize=True)
    return pictures.keep(out.getvalue(), SHELF).file


def throw_away(name: str) -> None:
    """Removes a portrait that is no longer shown; nothing for none."""
    if name:
        pictures.path_of(name, SHELF).unlink(missing_ok=True)
