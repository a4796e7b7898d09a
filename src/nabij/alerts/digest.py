"""What an approval binds: one digest of everything that reaches people."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import rfc8785

from nabij.alerts.rules.whom import Parts, Whom, is_circle
from nabij.places.geometry import Shape, canonical_rings


@dataclass(frozen=True)
class Text:
    """What one language says; `subject` is for e-mail."""

    subject: str
    body: str


@dataclass(frozen=True)
class Content:
    """Everything an approver reads. `area` and `excluded` are the polygons, drawn and named, in Lambert metres; `routes` maps a
    network's id, or "area", to its route.

    `follows` is the message that this one updates or ends, `feedback_on` the one whose recipients hear how it ended.
    """

    version: int
    kind: str
    texts: Mapping[str, Text]
    channels: Sequence[str]
    audience: Whom = field(default_factory=Whom)
    area: Shape | None = None
    excluded: Shape | None = None
    routes: Mapping[str, str] = field(default_factory=dict)
    message_type: str = "alert"
    follows: UUID | None = None
    feedback_on: UUID | None = None
    window_from: datetime | None = None
    window_until: datetime | None = None
    training: bool = False


def digest(content: Content) -> str:
    """SHA-256, in hex, over the canonical JSON (RFC 8785) of the content; equal for equal content, however it was written."""
    return hashlib.sha256(rfc8785.dumps(canonical(content))).hexdigest()


def canonical(content: Content) -> dict[str, Any]:
    """The content as plain JSON: texts in NFC with LF, the area in whole millimetres, lists sorted, moments in UTC."""
    return {
        "version": content.version,
        "kind": content.kind,
        "texts": {language: _text(text) for language, text in content.texts.items()},
        "message_type": content.message_type,
        "area": canonical_rings(content.area) if content.area is not None else None,
        "excluded": canonical_rings(content.excluded) if content.excluded is not None else None,
        "audience": _parts(content.audience.include)
        | {
            "exclude": _parts(content.audience.exclude),
            "follows": str(content.follows) if content.follows else None,
            "feedback_on": str(content.feedback_on) if content.feedback_on else None,
        },
        "route": dict(content.routes),
        "channels": sorted(set(content.channels)),
        "window": {"from": _moment(content.window_from), "until": _moment(content.window_until)},
        "training": content.training,
    }


def _parts(found: Parts) -> dict[str, Any]:
    """Parts without their polygons, which are bound as surfaces; distances in whole millimetres."""
    circles = [one for one in found.shapes if is_circle(one)]
    return {
        "networks": [str(one) for one in found.networks],
        "areas": [[one.kind, one.code] for one in found.areas],
        "circles": sorted([*_degrees(one["coordinates"]), _millimetres(one["radius_m"])] for one in circles),
        "near": [[_millimetres(one.x), _millimetres(one.y), _millimetres(one.m), one.label] for one in found.near],
        "roles": list(found.roles),
    }


def _millimetres(metres: float) -> int:
    return round(metres * 1000)


def _degrees(place: Sequence[float]) -> list[int]:
    """Longitude and latitude in ten-millionths, about a centimetre."""
    return [round(one * 10_000_000) for one in place[:2]]


def _text(text: Text) -> dict[str, str]:
    return {"subject": written(text.subject), "body": written(text.body)}


def written(text: str) -> str:
    """A text in the one form that is kept: Unicode NFC, lines ended by LF."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None
