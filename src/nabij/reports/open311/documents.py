"""Documents of GeoReport v2 in its two formats. Source: http://wiki.open311.org/GeoReport_v2/ (which elements nest in which)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.http import HttpResponse
from lxml import etree

Format = Literal["json", "xml"]
TYPES: Final[Mapping[Format, str]] = {
    "json": "application/json; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
}
# What holds several elements of another name; JSON has a plain list there.
ITEMS: Final = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute", "values": "value",
    "endpoints": "endpoint", "formats": "format",
}  # fmt: skip


@dataclass(frozen=True)
class Fault(Exception):
    """A request that cannot be answered. `status` is that of HTTP; `description` says what to do."""

    status: int
    description: str


def answer(form: Format, name: str, content: Sequence[Any] | Mapping[str, Any], status: int = 200) -> HttpResponse:
    """The document called `name` in XML. In JSON a list has no name, and a mapping is the object itself."""
    if form == "json":
        body = json.dumps(content, ensure_ascii=False).encode()
    else:
        body = etree.tostring(_element(name, content), xml_declaration=True, encoding="utf-8")
    return HttpResponse(body, status=status, content_type=TYPES[form])


def errors(form: Format, fault: Fault) -> HttpResponse:
    return answer(form, "errors", [{"code": fault.status, "description": fault.description}], fault.status)


def _element(name: str, content: Any) -> etree._Element:
    made = etree.Element(name)
    if isinstance(content, Mapping):
        made.extend([_element(key, value) for key, value in content.items()])
    elif isinstance(content, (list, tuple)):
        made.extend([_element(ITEMS[name], one) for one in content])
    elif content is not None:
        made.text = _written(content)
    return made


def _written(content: Any) -> str:
    """Text without the few signs that XML has no way to write."""
    text = str(content).lower() if isinstance(content, bool) else str(content)
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
