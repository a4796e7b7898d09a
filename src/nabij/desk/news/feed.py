"""News as RSS 2.0 (rssboard.org/rss-specification), with the address of the feed itself in it (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings
from lxml import etree

from nabij.desk.news.posting import link_to
from nabij.desk.news.rules import in_language, theme_name

if TYPE_CHECKING:
    from nabij.desk.news.models import NewsItem

ATOM: Final = "http://www.w3.org/2005/Atom"
CONTENT_TYPE: Final = "application/rss+xml; charset=utf-8"


def rss(items: Sequence[NewsItem], *, title: str, page: str, here: str, language: str) -> bytes:
    """The document; `page` is the page with the same news, `here` the address of the feed, both whole."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM})
    channel = etree.SubElement(root, "channel")
    _say(channel, "title", title)
    _say(channel, "link", page)
    _say(channel, "description", title)
    _say(channel, "language", language)
    _say(channel, "generator", settings.CITY_NAME)
    if items:
        _say(channel, "lastBuildDate", format_datetime(max(one.changed_at for one in items)))
    etree.SubElement(channel, f"{{{ATOM}}}link", href=here, rel="self", type="application/rss+xml")
    for one in items:
        _item(etree.SubElement(channel, "item"), one, language)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _item(item: etree._Element, one: NewsItem, language: str) -> None:
    _language, text = in_language(one.texts, language)
    _say(item, "title", text["title"])
    _say(item, "link", link_to(one))
    _say(item, "description", text["body"])
    _say(item, "category", theme_name(one.theme))
    _say(item, "guid", str(one.id)).set("isPermaLink", "false")
    if one.published_at:
        _say(item, "pubDate", format_datetime(one.published_at))


def _say(parent: etree._Element, name: str, text: str) -> etree._Element:
    """A text without the signs that XML cannot hold."""
    made = etree.SubElement(parent, name)
    made.text = "".join(sign for sign in text if sign in "\t\n\r" or ord(sign) >= 0x20)
    return made
