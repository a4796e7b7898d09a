"""What is printed: letters, leaflets and reports as PDF for the archive (PDF/A), in the colours of the city."""

from nabij.letters.press import pdf

__all__ = ["pdf"]
