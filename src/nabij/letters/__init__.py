"""What is printed: letters, leaflets and reports as PDF for the archive (PDF/A), in the colours of the city."""

from nabij.letters.press import pdf
from nabij.letters.qr import qr_svg

__all__ = ["pdf", "qr_svg"]
