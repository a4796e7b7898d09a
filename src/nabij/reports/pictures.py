"""Pictures drawn anew: nothing of the camera's own data (place, make, time) survives, since only pixels are copied."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from nabij.tenants.errors import Refused

LARGEST_BYTES = 12 * 1024 * 1024
LARGEST_PIXELS = 60_000_000
LARGEST_OTHER_PIXELS = 20_000_000
"""Only a plain JPEG can be read at a smaller size; anything else is unpacked whole, three bytes per pixel, and a progressive JPEG
is held whole in the memory of its reader."""
MOST_SCANS = 64
"""Passes over the whole of a progressive JPEG: cameras and editors write about ten, and each costs as much as the first."""
SCAN = b"\xff\xda"
LONGEST_SIDE_PX = 1600
QUALITY = 82
SHELF = "photos"
"""The folder of photos of reports, under MEDIA_ROOT."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on disk: its name under MEDIA_ROOT/photos and its size in pixels."""

    file: str
    width: int
    height: int


def redraw(upload: IO[bytes]) -> bytes:
    """The picture as a new JPEG, upright, its longest side at most 1600 px. Raises Refused for anything else than a picture."""
    content = upload.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise Refused(_("This photo is larger than 12 MB. Choose a smaller one."))
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            is_plain = opened.format == "JPEG" and not opened.info.get("progressive")
            if opened.width * opened.height > (LARGEST_PIXELS if is_plain else LARGEST_OTHER_PIXELS):
                raise Refused(_("This photo has too many pixels. Choose a smaller one."))
            if opened.format == "JPEG" and content.count(SCAN) > MOST_SCANS:
                raise Refused(_("This file is not a photo that we can read. Choose a JPEG, PNG or WebP."))
            opened.draft("RGB", (LONGEST_SIDE_PX * 2, LONGEST_SIDE_PX * 2))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(_("This file is not a photo that we can read. Choose a JPEG, PNG or WebP.")) from error
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    blank = Image.new("RGB", upright.size)
    blank.paste(upright)
    drawn = io.BytesIO()
    blank.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


def keep(drawn: bytes, shelf: str = SHELF) -> Picture:
    """Writes a redrawn picture under a random name. A room above with photos of its own keeps them on a `shelf` of its own."""
    name = f"{secrets.token_hex(16)}.jpg"
    path = path_of(name, shelf)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(drawn)
    partial.rename(path)
    with Image.open(io.BytesIO(drawn)) as opened:
        return Picture(name, opened.width, opened.height)


def path_of(name: str, shelf: str = SHELF) -> Path:
    """Where a picture lies: two letters of its name make the folder."""
    return Path(settings.MEDIA_ROOT) / shelf / name[:2] / name


def all_files(shelf: str = SHELF) -> list[Path]:
    """Every file that is kept, half-written ones too."""
    return [path for path in (Path(settings.MEDIA_ROOT) / shelf).glob("*/*") if path.is_file()]


def throw_away(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
