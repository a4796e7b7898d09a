"""What a CAP message of others becomes: a draft, with a sentence for everything of it that a draft cannot hold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon

from nabij.alerts.cap.geometry import BORDER, check_parts, lies_in_belgium, polygon_of, simplified
from nabij.alerts.cap.message import LANGUAGE_WHERE_NONE, Circle, Info, Message, Pair
from nabij.alerts.digest import Text
from nabij.alerts.drafts import Draft
from nabij.alerts.forms import LANGUAGES, LONGEST_BODY
from nabij.alerts.rules.whom import RADIUS_MAX_M, Json, Named, Whom, whom
from nabij.places import queries as places
from nabij.places.geometry import circle as drawn_circle
from nabij.places.geometry import in_belgium, shape_to_geojson
from nabij.tenants.models import Tenant

KIND: Final = "crisis"
"""What another authority warns about; whoever takes the draft over may choose another kind."""
CHANNELS: Final = ("sms", "email", "push")
NIS_NAMES: Final = frozenset({"NIS", "NIS5", "NISCODE", "REFNIS"})
SUBJECT_LENGTH: Final = 80
LONGEST_HOURS: Final = 168


@dataclass
class Proposal:
    """A draft with remarks for who takes it over."""

    draft: Draft
    remarks: list[str] = field(default_factory=list)


def proposal(message: Message, zone: Tenant, now: datetime, *, exercise: bool) -> Proposal:
    """The draft of a message that says something. Raises Unreadable for areas that cannot be used."""
    remarks: list[str] = []
    audience = _audience(message.infos, zone, remarks)
    draft = Draft(
        kind=KIND,
        texts=_texts(message.infos, remarks),
        channels=CHANNELS,
        audience=audience,
        training=exercise,
        valid_hours=_valid_hours(message.infos, now),
    )
    remarks += _said_about(message)
    return Proposal(draft, list(dict.fromkeys(remarks)))


def expires_at(message: Message) -> datetime | None:
    """When the last of its infos expires; None where one of them never does."""
    moments = [info.expires for info in message.infos]
    return max((one for one in moments if one), default=None) if all(moments) else None


def _valid_hours(infos: Iterable[Info], now: datetime) -> int | None:
    left = [info.expires - now for info in infos if info.expires]
    if not left:
        return None
    return max(1, min(LONGEST_HOURS, math.ceil(max(left) / timedelta(hours=1))))


def _texts(infos: tuple[Info, ...], remarks: list[str]) -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for info in infos:
        language = (info.language or LANGUAGE_WHERE_NONE).split("-")[0].lower()
        if language in LANGUAGES and language not in texts:
            texts[language] = _text(info, remarks)
        else:
            told = _("There is also a text in %(language)s; it stands with the source below.")
            remarks.append(told % {"language": info.language or LANGUAGE_WHERE_NONE})
    if "nl" not in texts:
        remarks.append(_("There is no text in Dutch: translate before you send."))
        texts["nl"] = next(iter(texts.values()), None) or _text(infos[0], remarks)
    return texts


def _text(info: Info, remarks: list[str]) -> Text:
    parts = [_flat(part) for part in (info.description, info.instruction) if part.strip()]
    body = "\n".join(parts) or _flat(info.headline or info.event)
    if len(body) > LONGEST_BODY:
        remarks.append(
            _("The text is longer than an alert can be and was cut; the whole text stands with the source below.")
        )
        body = body[: LONGEST_BODY - 1] + "…"
    return Text(_flat(info.headline or info.event)[:SUBJECT_LENGTH], body)


def _flat(said: str) -> str:
    """Without the line breaks of an indented document."""
    return " ".join(said.split())


def _audience(infos: tuple[Info, ...], zone: Tenant, remarks: list[str]) -> Whom:
    areas = tuple(dict.fromkeys(area for info in infos for area in info.areas))
    check_parts(areas)
    polygons = dict.fromkeys(ring for area in areas for ring in area.polygons)
    circles = dict.fromkeys(circle for area in areas for circle in area.circles)
    codes = dict.fromkeys(code for area in areas for code in area.geocodes)
    shapes = [*_drawn(polygons, remarks), *_rounds(circles, remarks)]
    named = list(_named(codes, zone, remarks))
    if not shapes and not named:
        remarks.append(_("The message names no area that we can draw: choose who should be warned."))
    return whom(shapes=shapes, areas=named)


def _drawn(rings: Iterable[Any], remarks: list[str]) -> Iterator[Json]:
    for ring in rings:
        inside = polygon_of(ring)
        if inside is None:
            remarks.append(_("A part of the area lies outside Belgium and was left out."))
            continue
        simple, moved_m = simplified(inside)
        if moved_m:
            told = _("The edge of the area had very many corners; it was made simpler, by at most %(metres)s metres.")
            remarks.append(told % {"metres": f"{moved_m:g}"})
        yield shape_to_geojson(simple)


def _rounds(circles: Iterable[Circle], remarks: list[str]) -> Iterator[Json]:
    for one in circles:
        metres = one.radius_km * 1000
        if not lies_in_belgium(one):
            remarks.append(_("A part of the area lies outside Belgium and was left out."))
        elif metres < 1:
            remarks.append(_("The message names a point without a distance: draw around it who should be warned."))
        elif metres <= RADIUS_MAX_M and in_belgium(one.lon, one.lat):
            yield {"type": "Circle", "coordinates": [one.lon, one.lat], "radius_m": metres}
        else:
            remarks.append(_("A large circle, or one across the border, was drawn as an area with corners."))
            cut = drawn_circle(one.lon, one.lat, metres).intersection(BORDER)
            yield shape_to_geojson(cut if not isinstance(cut, MultiPolygon) else shapely.convex_hull(cut))  # type: ignore[arg-type]


def _named(codes: Iterable[Pair], zone: Tenant, remarks: list[str]) -> Iterator[Named]:
    wanted = {("municipality", one.value.strip()) for one in codes if one.name.strip().upper() in NIS_NAMES}
    known = places.shapes_within(zone.kind, zone.code, wanted) if wanted else {}
    for one in codes:
        code = one.value.strip()
        if ("municipality", code) in known:
            yield Named("municipality", code)
        else:
            told = _("The code %(code)s (%(name)s) is not a municipality of yours: draw the area if it should count.")
            remarks.append(told % {"code": code[:40], "name": one.name[:40]})


def _said_about(message: Message) -> Iterator[str]:
    """What else the sender says that a draft has no place for."""
    if message.scope != "Public":
        told = _("The sender does not want this to be public (%(scope)s): %(why)s")
        yield told % {"scope": message.scope, "why": _flat(message.restriction or message.addresses)}
    if message.note.strip():
        yield _("Note of the sender: %(note)s") % {"note": _flat(message.note)[:300]}
    if any(info.resources for info in message.infos):
        yield _(
            "The sender names files with this message. They are not fetched; their addresses stand with the source below."
        )
    if any(area.altitude is not None for info in message.infos for area in info.areas):
        yield _("The message is about a part of the air or of high ground: the heights stand with the source below.")
