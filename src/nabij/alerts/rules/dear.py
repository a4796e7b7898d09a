"""Characters that make a text message hold 70 instead of 160, and what says the same for less. Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

from nabij.channels.smpp import alphabet
from nabij.channels.smpp.rules import sms_size

_PLAIN: Final = {
    "…": "...", "‘": "'", "’": "'", "‚": ",", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": "'",
    "›": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "•": "-", "·": "-", "\u00a0": " ",
    "\u202f": " ", "\u2009": " ", "\t": " ", "\u200b": "", "\ufeff": "", "œ": "oe", "Œ": "OE", "ĳ": "ij", "Ĳ": "IJ",
    "×": "x", "½": "1/2", "¼": "1/4", "¾": "3/4", "²": "2", "³": "3", "°": " graden", "№": "nr", "™": "", "®": "",
    "©": "(c)", "→": "->", "←": "<-", "≤": "<=", "≥": ">=",
}  # fmt: skip


def plain_for(character: str) -> str | None:
    """What says the same in the cheap alphabet; None where nothing does, as for an emoji."""
    if character in _PLAIN:
        return _PLAIN[character]
    bare = "".join(one for one in unicodedata.normalize("NFD", character) if not unicodedata.combining(one))
    return bare if bare and bare != character and alphabet.fits(bare) else None


def replacements(text: str) -> dict[str, str | None]:
    """Each dear character of a text with what could stand there instead, in the order of the text; empty for a cheap text."""
    dear = set(sms_size(text).costly)
    return {character: plain_for(character) for character in unicodedata.normalize("NFC", text) if character in dear}


def cheaper(text: str) -> str:
    """The text with every dear character replaced that can be."""
    found = {character: plain for character, plain in replacements(text).items() if plain is not None}
    return "".join(found.get(character, character) for character in unicodedata.normalize("NFC", text))


def table() -> dict[str, str]:
    """Every replacement that the page can offer while typing: punctuation, and letters with a mark of European languages."""
    letters = (chr(code) for code in range(0xC0, 0x250))
    found = {
        letter: plain for letter in letters if not alphabet.fits(letter) and (plain := plain_for(letter)) is not None
    }
    return {character: plain for character, plain in _PLAIN.items() if not alphabet.fits(character)} | found
