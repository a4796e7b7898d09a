"""Reads a CAP message, strictly: what the standard does not allow is refused with a sentence, and nothing is left out.

Versions 1.0 and 1.1 are read as what they mean in 1.2 (standard, appendix B of 1.1 and section 1.6 of 1.2): "Very Likely" is
"Likely", NAME=VALUE is a pair, and a file whose kind was not given is application/octet-stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree

from nabij.alerts.cap import schema
from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.message import Message, Pair
from nabij.alerts.cap.parsing import parse
from nabij.alerts.cap.schema import Field, Record
from nabij.alerts.cap.values import MOST_CORNERS, Value

HINTS: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
"""Attributes that say where a schema stands. Never followed; the only ones that may stand on an element of CAP."""
KIND_UNKNOWN: Final = "application/octet-stream"
FOLLOWS: Final = ("Update", "Cancel", "Ack", "Error")


def read(content: bytes) -> Message:
    """A CAP 1.0, 1.1 or 1.2 document as a message. Raises Unreadable with a sentence for its sender."""
    return read_tree(parse(content))


def read_tree(root: etree._Element) -> Message:
    """The same for a document that `parse` read. A signature is not looked at here: see `nabij.alerts.cap.signing`."""
    name = etree.QName(root)
    if name.localname != "alert" or name.namespace not in (schema.CAP_10, schema.CAP_11, schema.CAP_12):
        raise Unreadable(_("This is not a CAP alert: the first element is not alert of CAP 1.0, 1.1 or 1.2."))
    _count_corners(root)
    message: Message = _Reading(str(name.namespace)).record(root, schema.ALERT)
    _check_whole(message)
    return message


def _count_corners(root: etree._Element) -> None:
    """Before any geometry: cheap, and bounded by the size of the document."""
    corners = sum((one.text or "").count(",") for one in root.iter("{*}polygon"))
    if corners > MOST_CORNERS:
        sentence = _("The areas of this message have %(corners)s corners; at most %(most)s are possible.")
        raise Unreadable(sentence % {"corners": corners, "most": MOST_CORNERS})


class _Reading:
    """One document, in its version of the standard."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def record(self, element: etree._Element, record: Record) -> Any:
        """An element with elements of its own, as a value."""
        held: dict[str, list[Any]] = {}
        places = {field.element: at for at, field in enumerate(record.fields)}
        last = 0
        for child in self._children(element):
            name = etree.QName(child).localname
            at = places.get(name, -1)
            if at < last:
                raise self._misplaced(child, element)
            last, field = at, record.fields[at]
            values = held.setdefault(field.name, [])
            if values and field.often in ("one", "maybe"):
                raise self._misplaced(child, element)
            values.append(self._value(child, field))
        return record.make(**self._complete(held, record, element))

    def _complete(self, held: dict[str, list[Any]], record: Record, element: etree._Element) -> dict[str, Any]:
        if record is schema.RESOURCE and self.namespace != schema.CAP_12:
            held.setdefault("mime_type", [KIND_UNKNOWN])
        given: dict[str, Any] = {}
        for field in record.fields:
            values = held.get(field.name, [])
            if not values and field.often in ("one", "some"):
                missing = {"name": field.element, "where": etree.QName(element).localname}
                raise Unreadable(_("The element %(name)s is missing in %(where)s.") % missing)
            if values:
                given[field.name] = values[0] if field.often in ("one", "maybe") else tuple(values)
        return given

    def _value(self, child: etree._Element, field: Field) -> Any:
        if isinstance(field.what, Value):
            said = self._said(child)
            return field.what.read("Likely" if self._is_very_likely(field, said) else said)
        if field.what is schema.PAIR and self.namespace == schema.CAP_10:
            return self._old_pair(child)
        return self.record(child, field.what)

    def _is_very_likely(self, field: Field, said: str) -> bool:
        return self.namespace == schema.CAP_10 and field.element == "certainty" and said == "Very Likely"

    def _old_pair(self, child: etree._Element) -> Pair:
        name, equals, value = self._said(child).partition("=")
        if not equals or not name.strip():
            raise Unreadable(_("A value of CAP 1.0 is written NAME=VALUE."))
        return Pair(name, value)

    def _children(self, element: etree._Element) -> Iterator[etree._Element]:
        """The elements of CAP in an element that holds no text of its own; comments say nothing."""
        self._check_attributes(element)
        if any(str(part).strip() for part in _texts_between(element)):
            name = etree.QName(element).localname
            raise Unreadable(_("There is a text in %(name)s where only elements may stand.") % {"name": name})
        signed = False
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag == f"{{{schema.SIGNATURE}}}Signature" and etree.QName(element).localname == "alert":
                signed = True
            elif signed or etree.QName(child).namespace != self.namespace:
                raise self._misplaced(child, element)
            else:
                yield child

    def _said(self, element: etree._Element) -> str:
        """The whole text of an element, also where a comment cuts it in two."""
        self._check_attributes(element)
        inner = next((child for child in element if isinstance(child.tag, str)), None)
        if inner is not None:
            raise self._misplaced(inner, element)
        return str(element.xpath("string()"))

    def _check_attributes(self, element: etree._Element) -> None:
        strange = [str(name) for name in element.attrib if not str(name).startswith(HINTS)]
        if strange:
            told = {"attribute": strange[0][:60], "name": etree.QName(element).localname}
            raise Unreadable(_("The attribute %(attribute)s may not stand on %(name)s.") % told)

    def _misplaced(self, child: etree._Element, parent: etree._Element) -> Unreadable:
        told = {"name": etree.QName(child).localname[:60], "where": etree.QName(parent).localname}
        return Unreadable(_("The element %(name)s may not stand here in %(where)s, or not twice.") % told)


def _texts_between(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _check_whole(message: Message) -> None:
    """What the standard asks of elements together (sections 3.2.1 and 3.2.4)."""
    if message.scope == "Restricted" and not message.restriction.strip():
        raise Unreadable(_("A message of scope Restricted says in restriction for whom it is."))
    if message.scope == "Private" and not message.addresses.strip():
        raise Unreadable(_("A message of scope Private says in addresses for whom it is."))
    if message.msg_type in FOLLOWS and not message.references:
        sentence = _("A message of type %(type)s says in references which one it follows.")
        raise Unreadable(sentence % {"type": message.msg_type})
    if any(area.ceiling is not None and area.altitude is None for info in message.infos for area in info.areas):
        raise Unreadable(_("An area has a ceiling without an altitude."))
