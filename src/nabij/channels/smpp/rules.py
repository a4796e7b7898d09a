"""How a text becomes short messages, and how providers write message ids. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nabij.channels.smpp import alphabet

Encoding = Literal["gsm7", "ucs2"]
IdForm = Literal["text", "decimal", "hex"]

MAX_PARTS = 255
"""The part counter of a concatenation header is one octet (3GPP TS 23.040, 9.2.3.24.1)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Room in one short message, in units of the encoding (septets, or 16-bit code units)."""

    alone: int
    joined: int
    data_coding: int


LIMITS: dict[Encoding, Limits] = {
    "gsm7": Limits(alone=160, joined=153, data_coding=0),
    "ucs2": Limits(alone=70, joined=67, data_coding=8),
}


@dataclass(frozen=True, slots=True)
class SmsPart:
    """One short message: what stands in `short_message`, its data coding, and whether a header precedes the text."""

    header: bytes
    body: bytes
    data_coding: int

    @property
    def octets(self) -> bytes:
        return self.header + self.body


@dataclass(frozen=True, slots=True)
class SmsSize:
    """What a text costs: parts to pay, units used, units left in the last part, characters that force UCS-2."""

    encoding: Encoding
    parts: int
    units: int
    units_left: int
    costly: tuple[str, ...]


def sms_parts(text: str, reference: int = 0) -> list[SmsPart]:
    """`text` as one or more short messages; long ones share `reference` (0-255) in their concatenation header.

    A character is never divided: not the escape of an extension character, not a surrogate pair.
    Raises ValueError when the text needs more than 255 parts. Source: 3GPP TS 23.040, 9.2.3.24.1.
    """
    encoding, bodies = _divided(text)
    data_coding = LIMITS[encoding].data_coding
    if len(bodies) == 1:
        return [SmsPart(b"", bodies[0], data_coding)]
    if len(bodies) > MAX_PARTS:
        raise ValueError(f"A text of {len(bodies)} parts does not fit in {MAX_PARTS} short messages.")
    return [
        SmsPart(bytes((5, 0, 3, reference % 256, len(bodies), number)), body, data_coding)
        for number, body in enumerate(bodies, start=1)
    ]


def sms_size(text: str) -> SmsSize:
    """What sending `text` costs, for the page on which it is written."""
    encoding, bodies = _divided(text)
    limits = LIMITS[encoding]
    per_part = limits.alone if len(bodies) == 1 else limits.joined
    costly = () if encoding == "gsm7" else tuple(sorted({c for c in _normal(text) if c not in alphabet.OCTETS}))
    return SmsSize(
        encoding=encoding,
        parts=len(bodies),
        units=sum(_units(body, encoding) for body in bodies),
        units_left=per_part - _units(bodies[-1], encoding),
        costly=costly,
    )


def sms_text(octets: bytes, *, data_coding: int, has_header: bool) -> str:
    """The text of an inbound short message; a user-data header is taken off when `has_header`."""
    body = octets[octets[0] + 1 :] if has_header and octets else octets
    match data_coding:
        case 0:
            return alphabet.decode(body)
        case 8:
            return body.decode("utf-16-be", "replace")
        case _:
            return body.decode("latin-1")


def normalised_id(message_id: str, form: IdForm) -> str:
    """`message_id` in the one form in which answers and receipts of a provider are compared.

    Some providers write hexadecimal in the answer and decimal in the receipt; both become decimal without leading
    zeros. An id that is not a number in its form stays as it is, without surrounding space.
    """
    trimmed = message_id.strip().strip("\0")
    if form == "text":
        return trimmed
    try:
        return str(int(trimmed, 16 if form == "hex" else 10))
    except ValueError:
        return trimmed


def backoff_s(attempt: int, *, first_s: float = 0.25, cap_s: float = 30.0) -> float:
    """Seconds to wait before attempt number `attempt` (from 1): doubling from `first_s`, never above `cap_s`."""
    return min(cap_s, first_s * 2.0 ** min(attempt - 1, 30))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=32)
def _divided(text: str) -> tuple[Encoding, tuple[bytes, ...]]:
    encoding, characters = _encoded(text)
    return encoding, tuple(_bodies(characters, encoding))


def _encoded(text: str) -> tuple[Encoding, Sequence[bytes]]:
    normal = _normal(text)
    if alphabet.fits(normal):
        return "gsm7", [alphabet.OCTETS[character] for character in normal]
    return "ucs2", [character.encode("utf-16-be", "replace") for character in normal]


def _units(body: bytes, encoding: Encoding) -> int:
    return len(body) if encoding == "gsm7" else len(body) // 2


def _bodies(characters: Sequence[bytes], encoding: Encoding) -> list[bytes]:
    limits = LIMITS[encoding]
    whole = b"".join(characters)
    if _units(whole, encoding) <= limits.alone:
        return [whole]
    bodies = [b""]
    for character in characters:
        if _units(bodies[-1] + character, encoding) > limits.joined:
            bodies.append(b"")
        bodies[-1] += character
    return bodies
