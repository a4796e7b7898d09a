"""The values that stand in a CAP message, each read strictly and written back in one way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.message import Circle, Reference, Ring

MOST_CORNERS: Final = 20_000
"""Of all polygons of one message together; the outline of a province has about a thousand. Counted before any is read."""
MOST_REFERENCES: Final = 100
SMALLEST_RING: Final = 4
DECIMALS: Final = 9
"""A ten-thousandth of a metre in degrees; what is written finer than that is measured noise."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
_NUMBER = re.compile(r"[-+]?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_NAME_STOPS = re.compile(r"[\s,<&]")
LONGEST_OFFSET = timedelta(hours=14)
"""XML Schema, part 2, section 3.2.7.3."""


@dataclass(frozen=True)
class Value:
    """How one kind of value is read from the text of an element, and written."""

    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _refusal(sentence: str, said: str) -> Unreadable:
    shown = " ".join(said.split())
    return Unreadable(sentence % {"said": f"“{shown[:60]}”"})


def _text(said: str) -> str:
    return said


def _required(said: str) -> str:
    if not said.strip():
        raise Unreadable(_("An element that needs a text is empty."))
    return said


def _name(said: str) -> str:
    """Sections 3.2.1, identifier and sender: no spaces, commas or restricted characters."""
    if not said or _NAME_STOPS.search(said) or len(said) > 250:
        raise _refusal(
            _("%(said)s is not an identifier or sender: no spaces, no commas, at most 250 characters."), said
        )
    return said


def _moment(said: str) -> datetime:
    written = said.strip()
    try:
        if not _MOMENT.fullmatch(written):
            raise ValueError
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise _refusal(_("%(said)s is not a moment like 2026-11-21T14:02:00+01:00."), said) from None
    offset = moment.utcoffset() or timedelta()
    if abs(offset) > LONGEST_OFFSET or moment.year < 2:
        raise _refusal(_("%(said)s is not a moment like 2026-11-21T14:02:00+01:00."), said)
    return moment


def _moment_written(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def choice(*known: str) -> Value:
    """One of the words that the standard lists."""

    def read(said: str) -> str:
        if said not in known:
            raise _refusal(_("%(said)s is not a word that the standard has here."), said)
        return said

    return Value(read)


def _language(said: str) -> str:
    if not _LANGUAGE.fullmatch(said.strip()):
        raise _refusal(_("%(said)s is not a language code like nl-BE."), said)
    return said.strip()


def _address(said: str) -> str:
    written = said.strip()
    if not _ADDRESS.fullmatch(written) or len(written) > 2_000:
        raise _refusal(_("%(said)s is not a full address like https://example.be/."), said)
    return written


def _number(said: str) -> float:
    written = said.strip()
    if not _NUMBER.fullmatch(written):
        raise _refusal(_("%(said)s is not a number."), said)
    return round(float(written), DECIMALS)


def _number_written(number: float) -> str:
    return format(Decimal(repr(round(number, DECIMALS))), "f")


def _decimal(said: str) -> Decimal:
    _number(said)
    return Decimal(said.strip())


def _decimal_written(number: Decimal) -> str:
    return format(number, "f")


def _integer(said: str) -> int:
    if not re.fullmatch(r"[-+]?\d{1,15}", said.strip(), re.ASCII):
        raise _refusal(_("%(said)s is not a whole number."), said)
    return int(said)


def _pair(said: str) -> tuple[float, float]:
    lat, comma, lon = said.partition(",")
    place = (_number(lat), _number(lon)) if comma else None
    if place is None or abs(place[0]) > 90 or abs(place[1]) > 180:
        raise _refusal(_("%(said)s is not a place like 50.85,4.35: latitude, then longitude."), said)
    return place


def _ring(said: str) -> Ring:
    ring = tuple(_pair(pair) for pair in said.split())
    if len(ring) < SMALLEST_RING or ring[0] != ring[-1]:
        raise _refusal(_("%(said)s is not a polygon: at least four places, the last equal to the first."), said)
    return ring


def _ring_written(ring: Ring) -> str:
    return " ".join(f"{_number_written(lat)},{_number_written(lon)}" for lat, lon in ring)


def _circle(said: str) -> Circle:
    centre, _blank, radius = said.strip().partition(" ")
    lat, lon = _pair(centre)
    radius_km = _number(radius)
    if radius_km < 0 or radius_km > 20_038:
        raise _refusal(_("%(said)s is not a circle like 50.85,4.35 2.5: a place, then kilometres."), said)
    return Circle(lat, lon, radius_km)


def _circle_written(circle: Circle) -> str:
    return f"{_number_written(circle.lat)},{_number_written(circle.lon)} {_number_written(circle.radius_km)}"


def _references(said: str) -> tuple[Reference, ...]:
    named = said.split()
    if len(named) > MOST_REFERENCES:
        raise Unreadable(_("This message refers to more than %(most)s others.") % {"most": MOST_REFERENCES})
    return tuple(_reference(one) for one in named)


def _reference(said: str) -> Reference:
    parts = said.split(",")
    if len(parts) != 3:
        raise _refusal(_("%(said)s does not name a message as sender,identifier,sent."), said)
    return Reference(_name(parts[0]), _name(parts[1]), _moment(parts[2]))


def _references_written(references: tuple[Reference, ...]) -> str:
    return " ".join(f"{one.sender},{one.identifier},{_moment_written(one.sent)}" for one in references)


TEXT: Final = Value(_text)
REQUIRED: Final = Value(_required)
NAME: Final = Value(_name)
MOMENT: Final = Value(_moment, _moment_written)
LANGUAGE: Final = Value(_language)
ADDRESS: Final = Value(_address)
DECIMAL: Final = Value(_decimal, _decimal_written)
INTEGER: Final = Value(_integer)
RING: Final = Value(_ring, _ring_written)
CIRCLE: Final = Value(_circle, _circle_written)
REFERENCES: Final = Value(_references, _references_written)
