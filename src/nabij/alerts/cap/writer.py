"""Writes a CAP message as a document of version 1.2. What it writes, the reader reads back as the same message."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from nabij.alerts.cap import schema
from nabij.alerts.cap.message import Message
from nabij.alerts.cap.schema import CAP_12, Field, Record
from nabij.alerts.cap.values import Value

INDENT: Final = "  "


def write(message: Message) -> bytes:
    """The document, UTF-8, indented for who reads it."""
    return to_bytes(tree(message))


def to_bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def tree(message: Message) -> etree._Element:
    """The document as a tree, for who signs it."""
    root = etree.Element(f"{{{CAP_12}}}alert", nsmap={None: CAP_12})  # type: ignore[dict-item]
    _fill(root, schema.ALERT, message)
    etree.indent(root, INDENT)
    return root


def _fill(parent: etree._Element, record: Record, held: Any) -> None:
    for field in record.fields:
        value = getattr(held, field.name)
        repeated = field.often in ("some", "many")
        for one in value if repeated else [value]:
            if repeated or field.often == "one" or one not in (None, "", ()):
                _write(parent, field, one)


def _write(parent: etree._Element, field: Field, value: Any) -> None:
    element = etree.SubElement(parent, f"{{{CAP_12}}}{field.element}")
    if isinstance(field.what, Value):
        element.text = field.what.write(value)
    else:
        _fill(element, field.what, value)
