"""BE-Alert's public feed, as JSON or RSS: fetched with limits, read with suspicion, item by item.

Its fields were seen in code of others and are promised nowhere: guid, title, description, category, lang, pubDate, startDate,
expirationDate, link, and area as polygons of line strings of {x, y} in degrees. What cannot be read is left out and counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

import httpx
import shapely
from django.utils import timezone
from shapely.geometry import MultiPolygon

from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.geometry import polygon_of, simplified
from nabij.alerts.cap.message import Ring
from nabij.alerts.cap.parsing import parse
from nabij.alerts.cap.reader import read
from nabij.places.geometry import Shape, shape_to_geojson

LARGEST_BYTES: Final = 2 * 1024 * 1024
MOST_ITEMS: Final = 200
MOST_CORNERS: Final = 20_000
MOST_LOOKUPS: Final = 10
"""Single messages asked for in one round, where the feed gives no area."""
TIMEOUT_S: Final = 10.0
WITHOUT_END: Final = timedelta(minutes=30)
"""How long we show a message that names no end and that the feed still lists; the feed lists only what is in force."""
LONGEST: Final = timedelta(days=7)
_GUID = re.compile(r"[0-9A-Za-z_-]{1,120}")

Fetch = Callable[[str], bytes]


class NotFetched(Exception):
    """The feed could not be read as a whole; what was there stays until it expires."""


@dataclass(frozen=True)
class Item:
    """One message of the feed. `area` is GeoJSON in degrees, None where it gives none."""

    guid: str
    title: str
    description: str
    category: str
    language: str
    link: str
    starts_at: datetime | None
    expires_at: datetime
    area: Mapping[str, Any] | None


def fetch(address: str) -> bytes:
    """The document at an address. Raises NotFetched for anything but an answer of a bearable size; follows no redirects."""
    try:
        with httpx.stream("GET", address, timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as answer:
            if answer.status_code != httpx.codes.OK:
                raise NotFetched(f"The feed answered {answer.status_code}.")
            content = b""
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > LARGEST_BYTES:
                    raise NotFetched("The feed is larger than we read.")
            return content
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise NotFetched(f"The feed could not be reached: {type(error).__name__}.") from None


def items(address: str, now: datetime, *, get: Fetch = fetch) -> tuple[list[Item], int]:
    """The messages in force, and how many could not be read. Raises NotFetched."""
    content = get(address)
    rows = _from_xml(content) if content.lstrip().startswith(b"<") else _from_json(content)
    corners = str(rows).count("'x'")
    if len(rows) > MOST_ITEMS or corners > MOST_CORNERS:
        raise NotFetched("The feed holds more messages or corners than we read.")
    found = [item for item in (_item(row, now) for row in rows) if item is not None]
    return [_with_area(item, address, get if at < MOST_LOOKUPS else None) for at, item in enumerate(found)], len(
        rows
    ) - len(found)


def _from_json(content: bytes) -> list[Any]:
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        raise NotFetched("The feed is no JSON.") from None
    rows = held.get("items") if isinstance(held, dict) else held
    if not isinstance(rows, list):
        raise NotFetched("The feed holds no list of items.")
    return rows


def _from_xml(content: bytes) -> list[dict[str, Any]]:
    try:
        root = parse(content)
    except Unreadable as refusal:
        raise NotFetched(str(refusal)) from None
    return [
        {str(field.tag): field.text or "" for field in item if isinstance(field.tag, str)} for item in root.iter("item")
    ]


def _item(row: Any, now: datetime) -> Item | None:
    """One row as an item; None for one that is not in force or that we cannot read."""
    if not isinstance(row, dict):
        return None
    guid, title = _text(row.get("guid"), 120), _text(row.get("title"), 300)
    if not _GUID.fullmatch(guid) or not title:
        return None
    expires_at = _moment(row.get("expirationDate")) or now + WITHOUT_END
    if expires_at <= now:
        return None
    link = _text(row.get("link"), 500)
    return Item(
        guid=guid, title=title, description=_text(row.get("description"), 4_000), category=_text(row.get("category"), 120),
        language=_language(row.get("lang")), link=link if link.startswith(("https://", "http://")) else "",
        starts_at=_moment(row.get("startDate")), expires_at=min(expires_at, now + LONGEST), area=_area(row.get("area")),
    )  # fmt: skip


def _text(said: Any, longest: int) -> str:
    """Plain words in one line, whatever stood there."""
    return " ".join(said.replace("\x00", "").split())[:longest] if isinstance(said, str) else ""


def _language(said: Any) -> str:
    written = _text(said, 20)
    return written if re.fullmatch(r"[A-Za-z]{2}(-[A-Za-z]{2})?", written) else ""


def _moment(said: Any) -> datetime | None:
    """A moment in milliseconds since 1970, in ISO 8601 (Brussels time where it has no offset) or as in mail."""
    try:
        if isinstance(said, int | float) and not isinstance(said, bool):
            return datetime.fromtimestamp(said / 1000, UTC)
        if not isinstance(said, str) or not said.strip():
            return None
        try:
            moment = datetime.fromisoformat(said.strip())
        except ValueError:
            moment = parsedate_to_datetime(said.strip())
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _area(said: Any) -> Mapping[str, Any] | None:
    rings = [ring for polygon in _listed(said) for line in _listed(_of(polygon)) if (ring := _ring(_of(line)))]
    return _joined(rings)


def _of(part: Any) -> Any:
    return part.get("coordinates") if isinstance(part, dict) else None


def _listed(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said] if isinstance(said, dict) else []


def _ring(said: Any) -> Ring | None:
    try:
        corners = tuple((float(one["y"]), float(one["x"])) for one in said)
    except (TypeError, ValueError, KeyError):
        return None
    if len(corners) < 3 or not all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in corners):
        return None
    return corners if corners[0] == corners[-1] else (*corners, corners[0])


def _joined(rings: list[Ring]) -> Mapping[str, Any] | None:
    """One area of them all, only to be looked at; a ring that crosses itself is left out."""
    shapes: list[Shape] = []
    for ring in rings:
        try:
            shape = polygon_of(ring)
        except Unreadable:
            continue
        if shape is not None:
            shapes.append(shape)
    if not shapes:
        return None
    whole = shapely.unary_union(shapes)
    try:
        return shape_to_geojson(simplified(whole)[0])  # type: ignore[arg-type]
    except Unreadable:
        return shape_to_geojson(MultiPolygon([shapely.box(*whole.bounds)]))


def _with_area(item: Item, feed: str, get: Fetch | None) -> Item:
    """The same with the area of its single CAP message, where the feed gave none; our strict reader decides about that one."""
    if item.area is not None or get is None:
        return item
    try:
        message = read(get(_single(feed, item.guid)))
    except (Unreadable, NotFetched):
        return item
    rings = [ring for info in message.infos for area in info.areas for ring in area.polygons]
    return replace(item, area=_joined(list(dict.fromkeys(rings))))


def _single(feed: str, guid: str) -> str:
    """Where the gateway of a feed gives one message as CAP."""
    folder = feed.partition("?")[0].rstrip("/").removesuffix("/rss")
    return urljoin(f"{folder}/", f"../alert/{guid}")
