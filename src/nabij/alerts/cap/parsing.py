"""XML from a stranger: every limit is checked before a tree is built, and nothing outside the document is ever looked at.

Two readings. The first, by expat, builds nothing: it stops at the first byte of a document type, at a processing instruction,
and at every limit below. Only what came through is parsed by lxml, without entities, without a DTD and without a network.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from django.utils.translation import gettext as _
from lxml import etree

from nabij.alerts.cap.faults import Unreadable

LARGEST_BYTES: Final = 512 * 1024
"""A CAP message with a detailed area in four languages is about 60 kB."""
DEEPEST: Final = 12
"""A geocode stands 5 deep, the transforms of a signature 6."""
MOST_ELEMENTS: Final = 5_000
MOST_ATTRIBUTES: Final = 8
"""Of one element: CAP has none of its own; a signature has two."""
LONGEST_ATTRIBUTE: Final = 1_000

_TREE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "collect_ids": False,
    "recover": False,
}


def parse(content: bytes) -> etree._Element:
    """The root of an XML document. Raises Unreadable with a sentence for anything that is too much or not well-formed."""
    if len(content) > LARGEST_BYTES:
        limit = _("This message is larger than %(limit)s kB.")
        raise Unreadable(limit % {"limit": LARGEST_BYTES // 1024})
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(_("This message is not written in UTF-8.")) from None
    _Guard().read(content)
    try:
        return etree.fromstring(content, etree.XMLParser(**_TREE))  # type: ignore[arg-type]
    except etree.XMLSyntaxError as error:
        raise Unreadable(_("This is not well-formed XML (line %(line)s).") % {"line": error.lineno or 1}) from None


class _Guard:
    """Reads the document once and keeps nothing but counts."""

    def __init__(self) -> None:
        self.depth = self.elements = 0

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise Unreadable(_("This is not well-formed XML (line %(line)s).") % {"line": error.lineno}) from None

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "us-ascii"):
            raise Unreadable(_("This message is not written in UTF-8."))

    def _doctype(self, *_given: object) -> None:
        raise Unreadable(_("A message has no document type and no entities."))

    def _instruction(self, *_given: object) -> None:
        raise Unreadable(_("A message holds no processing instructions or style sheets."))

    def _opened(self, _name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise Unreadable(_("This message has more elements, or deeper ones, than a CAP message needs."))
        if len(attributes) > MOST_ATTRIBUTES or any(len(one) > LONGEST_ATTRIBUTE for one in attributes.values()):
            raise Unreadable(_("An element of this message has more attributes than a CAP message needs."))

    def _closed(self, _name: str) -> None:
        self.depth -= 1
