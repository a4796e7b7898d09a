"""The default alphabet of SMS: 3GPP TS 23.038 (GSM 03.38), section 6.2.1, one octet per septet as SMPP carries it."""

from collections.abc import Mapping

ESCAPE = 0x1B

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}

OCTETS: Mapping[str, bytes] = {
    **{character: bytes([code]) for code, character in enumerate(_BASIC) if code != ESCAPE},
    **{character: bytes([ESCAPE, code]) for character, code in _EXTENSION.items()},
}
"""What each character costs and is: one octet, or escape and one octet."""

_CHARACTERS = {octets: character for character, octets in OCTETS.items()}


def fits(text: str) -> bool:
    """Whether every character of `text` exists in the default alphabet or its extension."""
    return all(character in OCTETS for character in text)


def decode(octets: bytes) -> str:
    """Text of unpacked default-alphabet `octets`; what the alphabet does not know becomes U+FFFD."""
    characters = []
    position = 0
    while position < len(octets):
        length = 2 if octets[position] == ESCAPE else 1
        characters.append(_CHARACTERS.get(octets[position : position + length], "\ufffd"))
        position += length
    return "".join(characters)
