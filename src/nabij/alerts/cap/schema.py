"""The elements of a CAP message in their order, with how often each may stand and how its value is read and written.

Source: Common Alerting Protocol 1.2, sections 3.2 and 3.4. Reader and writer use the same tables, so they cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from nabij.alerts.cap import values
from nabij.alerts.cap.message import Area, Info, Message, Pair, Resource
from nabij.alerts.cap.values import Value, choice

CAP_12: Final = "urn:oasis:names:tc:emergency:cap:1.2"
CAP_11: Final = "urn:oasis:names:tc:emergency:cap:1.1"
CAP_10: Final = "http://www.incident.com/cap/1.0"
SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"

Often = Literal["one", "maybe", "some", "many"]
"""Exactly one; none or one; one or more; any number."""


@dataclass(frozen=True)
class Record:
    """An element with elements of its own, read into `make`."""

    make: type[Any]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Field:
    """`element` stands in the document, `name` in the value."""

    element: str
    name: str
    often: Often
    what: Value | Record


CATEGORIES: Final = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip
RESPONSES: Final = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES: Final = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES: Final = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES: Final = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
STATUSES: Final = ("Actual", "Exercise", "System", "Test", "Draft")
TYPES: Final = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES: Final = ("Public", "Restricted", "Private")

PAIR: Final = Record(
    Pair, (Field("valueName", "name", "one", values.REQUIRED), Field("value", "value", "one", values.TEXT))
)
AREA: Final = Record(
    Area,
    (
        Field("areaDesc", "description", "one", values.REQUIRED),
        Field("polygon", "polygons", "many", values.RING),
        Field("circle", "circles", "many", values.CIRCLE),
        Field("geocode", "geocodes", "many", PAIR),
        Field("altitude", "altitude", "maybe", values.DECIMAL),
        Field("ceiling", "ceiling", "maybe", values.DECIMAL),
    ),
)
RESOURCE: Final = Record(
    Resource,
    (
        Field("resourceDesc", "description", "one", values.REQUIRED),
        Field("mimeType", "mime_type", "one", values.REQUIRED),
        Field("size", "size", "maybe", values.INTEGER),
        Field("uri", "uri", "maybe", values.ADDRESS),
        Field("derefUri", "deref_uri", "maybe", values.TEXT),
        Field("digest", "digest", "maybe", values.TEXT),
    ),
)
INFO: Final = Record(
    Info,
    (
        Field("language", "language", "maybe", values.LANGUAGE),
        Field("category", "categories", "some", choice(*CATEGORIES)),
        Field("event", "event", "one", values.REQUIRED),
        Field("responseType", "response_types", "many", choice(*RESPONSES)),
        Field("urgency", "urgency", "one", choice(*URGENCIES)),
        Field("severity", "severity", "one", choice(*SEVERITIES)),
        Field("certainty", "certainty", "one", choice(*CERTAINTIES)),
        Field("audience", "audience", "maybe", values.TEXT),
        Field("eventCode", "event_codes", "many", PAIR),
        Field("effective", "effective", "maybe", values.MOMENT),
        Field("onset", "onset", "maybe", values.MOMENT),
        Field("expires", "expires", "maybe", values.MOMENT),
        Field("senderName", "sender_name", "maybe", values.TEXT),
        Field("headline", "headline", "maybe", values.TEXT),
        Field("description", "description", "maybe", values.TEXT),
        Field("instruction", "instruction", "maybe", values.TEXT),
        Field("web", "web", "maybe", values.ADDRESS),
        Field("contact", "contact", "maybe", values.TEXT),
        Field("parameter", "parameters", "many", PAIR),
        Field("resource", "resources", "many", RESOURCE),
        Field("area", "areas", "many", AREA),
    ),
)
ALERT: Final = Record(
    Message,
    (
        Field("identifier", "identifier", "one", values.NAME),
        Field("sender", "sender", "one", values.NAME),
        Field("sent", "sent", "one", values.MOMENT),
        Field("status", "status", "one", choice(*STATUSES)),
        Field("msgType", "msg_type", "one", choice(*TYPES)),
        Field("source", "source", "maybe", values.TEXT),
        Field("scope", "scope", "one", choice(*SCOPES)),
        Field("restriction", "restriction", "maybe", values.TEXT),
        Field("addresses", "addresses", "maybe", values.TEXT),
        Field("code", "codes", "many", values.TEXT),
        Field("note", "note", "maybe", values.TEXT),
        Field("references", "references", "maybe", values.REFERENCES),
        Field("incidents", "incidents", "maybe", values.TEXT),
        Field("info", "infos", "many", INFO),
    ),
)
