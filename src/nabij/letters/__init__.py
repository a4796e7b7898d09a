"""What is printed: letters, leaflets and reports as PDF for the archive (PDF/A), in the colours of the city."""

from nabij.letters.answering import pdf_answer
from nabij.letters.press import pdf
from nabij.letters.qr import qr_svg

__all__ = ["pdf", "pdf_answer", "qr_svg"]
