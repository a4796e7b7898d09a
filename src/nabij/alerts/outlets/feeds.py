"""The feeds as documents: Atom (RFC 4287), RSS 2.0 and JSON, each of what is in force at one publisher."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from nabij.alerts.cap.message import Info
from nabij.alerts.outlets.queries import Notice
from nabij.tenants.models import Tenant

ATOM: Final = "http://www.w3.org/2005/Atom"
CAP_TYPE: Final = "application/cap+xml"
NOTHING_YET: Final = datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())
"""When a feed changed that never had anything in it."""


@dataclass(frozen=True)
class Feed:
    """What a feed says in one language, whichever form it takes."""

    publisher: Tenant
    notices: Sequence[Notice]
    language: str

    @property
    def title(self) -> str:
        return _("Alerts of %(name)s") % {"name": self.publisher.name}

    @property
    def updated(self) -> datetime:
        return max((one.row.sent_at for one in self.notices), default=NOTHING_YET)

    def info(self, notice: Notice) -> Info:
        return notice.info(self.language)


def address(name: str, *arguments: str) -> str:
    """A full address of this site."""
    return settings.SITE_URL + reverse(f"alerts:{name}", args=arguments)


def document_of(notice: Notice) -> str:
    """Where the signed message stands."""
    return address("cap_document", notice.row.tenant.slug, notice.row.identifier)


def atom(feed: Feed) -> bytes:
    """Each entry leads to the signed message; its id is the identifier of the message."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    here = address("atom", feed.publisher.slug)
    _say(root, "id", here)
    _say(root, "title", feed.title)
    _say(root, "updated", feed.updated.isoformat())
    _say(_sub(root, "author"), "name", feed.publisher.name)
    _sub(root, "link", rel="self", type="application/atom+xml", href=here)
    _sub(root, "link", rel="alternate", type="text/html", href=address("in_force"))
    for notice in feed.notices:
        _entry(_sub(root, "entry"), feed, notice)
    return _written(root)


def _entry(entry: etree._Element, feed: Feed, notice: Notice) -> None:
    info, message = feed.info(notice), notice.message
    entry.set("{http://www.w3.org/XML/1998/namespace}lang", info.language)
    _say(entry, "id", f"urn:cap:{message.sender},{message.identifier}")
    _say(entry, "title", info.headline)
    _say(entry, "updated", message.sent.isoformat())
    _say(entry, "published", message.sent.isoformat())
    _say(entry, "summary", info.description)
    _sub(entry, "category", term=message.msg_type)
    for category in info.categories:
        _sub(entry, "category", term=category)
    _sub(entry, "link", rel="alternate", type=CAP_TYPE, href=document_of(notice))


def rss(feed: Feed) -> bytes:
    root = etree.Element("rss", version="2.0")
    channel = etree.SubElement(root, "channel")
    _plain(channel, "title", feed.title)
    _plain(channel, "link", address("in_force"))
    _plain(channel, "description", feed.title)
    _plain(channel, "language", feed.language)
    _plain(channel, "lastBuildDate", format_datetime(feed.updated))
    for notice in feed.notices:
        info = feed.info(notice)
        item = etree.SubElement(channel, "item")
        _plain(item, "title", info.headline)
        _plain(item, "link", f"{address('in_force')}#{notice.row.identifier}")
        _plain(item, "description", info.description)
        _plain(item, "category", info.categories[0])
        guid = _plain(item, "guid", notice.row.identifier)
        guid.set("isPermaLink", "false")
        _plain(item, "pubDate", format_datetime(notice.row.sent_at))
        etree.SubElement(item, "enclosure", url=document_of(notice), type=CAP_TYPE, length=str(len(notice.row.content)))
    return _written(root)


def as_json(feed: Feed) -> bytes:
    """Every language and the places as GeoJSON coordinates, for who would rather not read XML."""
    content = {
        "publisher": feed.publisher.name,
        "updated": feed.updated.isoformat(),
        "alerts": [_plain_notice(one) for one in feed.notices],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _plain_notice(notice: Notice) -> dict[str, Any]:
    message = notice.message
    first = message.infos[0]
    return {
        "identifier": message.identifier,
        "sender": message.sender,
        "sent": message.sent.isoformat(),
        "type": message.msg_type,
        "over": notice.ends,
        "references": [one.identifier for one in message.references],
        "category": list(first.categories),
        "urgency": first.urgency,
        "severity": first.severity,
        "certainty": first.certainty,
        "expires": first.expires.isoformat() if first.expires else None,
        "texts": {info.language: _plain_text(info) for info in message.infos},
        "areas": [_plain_area(area) for area in first.areas],
        "cap": document_of(notice),
    }


def _plain_text(info: Info) -> dict[str, str]:
    named = {"event": info.event, "headline": info.headline, "description": info.description}
    return named | {"instruction": info.instruction}


def _plain_area(area: Any) -> dict[str, Any]:
    rings = [[[lon, lat] for lat, lon in ring] for ring in area.polygons]
    return {
        "name": area.description,
        "codes": {pair.value: pair.name for pair in area.geocodes},
        "polygons": [{"type": "Polygon", "coordinates": [ring]} for ring in rings],
        "circles": [{"lon": one.lon, "lat": one.lat, "radius_km": one.radius_km} for one in area.circles],
    }


def _sub(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)


def _say(parent: etree._Element, name: str, text: str) -> None:
    _sub(parent, name).text = text


def _plain(parent: etree._Element, name: str, text: str) -> etree._Element:
    """An element without a namespace, with its text."""
    element = etree.SubElement(parent, name)
    element.text = text
    return element


def _written(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
