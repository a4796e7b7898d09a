"""Facts that anybody may know, in the forms that others take them in: GeoJSON (RFC 7946), RSS 2.0 with places, rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import format_datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from lxml import etree

from nabij.reports.outward.queries import Fact

GEORSS: Final = "http://www.georss.org/georss"
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
COLUMNS: Final = (
    "id", "kind", "kind_name", "state", "street", "neighbourhood", "lon", "lat", "reported_at", "changed_at", "answered_by",
    "sentence",
)  # fmt: skip


def properties(fact: Fact) -> dict[str, Any]:
    """A fact as named values, its moments with their offset."""
    reported, changed = (one.isoformat(timespec="seconds") for one in (fact.reported_at, fact.changed_at))
    values = (
        str(fact.id), fact.kind, fact.kind_name, "open" if fact.is_open else "closed", fact.street, fact.neighbourhood,
        fact.lon, fact.lat, reported, changed, fact.tenant, fact.sentence,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def geojson(facts: Sequence[Fact], next_page: str = "") -> dict[str, Any]:
    """A FeatureCollection; `next` leads on where there is more."""
    found: dict[str, Any] = {"type": "FeatureCollection", "features": [_feature(one) for one in facts]}
    return found | {"license": LICENCE, "attribution": settings.CITY_NAME} | ({"next": next_page} if next_page else {})


def map_features(facts: Sequence[Fact]) -> dict[str, Any]:
    """The same for the map of the page, which wants a name and how it stands."""
    shown = [(one, {"id": str(one.id), "name": title(one), "state": _state(one)}) for one in facts]
    return {"type": "FeatureCollection", "features": [_point(one, said) for one, said in shown]}


def rss(facts: Sequence[Fact], *, here: str) -> bytes:
    """RSS 2.0 with the middle of the square of each fact (GeoRSS Simple)."""
    root = etree.Element("rss", version="2.0", nsmap={"georss": GEORSS, "atom": "http://www.w3.org/2005/Atom"})
    channel = etree.SubElement(root, "channel")
    _say(channel, "title", _("Reports in %(city)s") % {"city": settings.CITY_NAME})
    _say(channel, "link", settings.SITE_URL + reverse("reports:outward"))
    _say(channel, "description", _("What was reported in the street and may be public, and how it ended."))
    etree.SubElement(
        channel, "{http://www.w3.org/2005/Atom}link", rel="self", type="application/rss+xml", href=settings.SITE_URL + here
    )  # fmt: skip
    for fact in facts:
        item = etree.SubElement(channel, "item")
        _say(item, "title", title(fact))
        _say(item, "description", fact.sentence)
        _say(item, "category", fact.kind_name)
        _say(item, "pubDate", format_datetime(fact.changed_at))
        etree.SubElement(item, "guid", isPermaLink="false").text = f"{fact.id}:{'open' if fact.is_open else 'closed'}"
        etree.SubElement(item, f"{{{GEORSS}}}point").text = f"{fact.lat} {fact.lon}"
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def title(fact: Fact) -> str:
    """The kind and the street, or the neighbourhood where no street is known."""
    return ", ".join(filter(None, (fact.kind_name, fact.street or fact.neighbourhood)))


def _feature(fact: Fact) -> Mapping[str, Any]:
    said = {name: value for name, value in properties(fact).items() if name not in ("lon", "lat")}
    return {"id": str(fact.id), **_point(fact, said)}


def _point(fact: Fact, said: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [fact.lon, fact.lat]}, "properties": said}


def _state(fact: Fact) -> str:
    return "handling" if fact.is_open else "closed"


def _say(parent: Any, name: str, text: str) -> None:
    """A text without the signs that XML cannot hold."""
    etree.SubElement(parent, name).text = "".join(sign for sign in text if sign in "\t\n\r" or sign >= " ")
