"""QR codes on what is printed."""

from __future__ import annotations

import io

import segno


def qr_svg(link: str, *, sized: bool = True) -> str:
    """The link as a QR code with room around it, error correction Q: readable with a quarter of it dirty.

    Not `sized`: as large as the page makes it.
    """
    out = io.BytesIO()
    segno.make(link, error="q", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None, omitsize=not sized
    )
    return out.getvalue().decode()
