"""What somebody writes: the fields of an alert before there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from nabij.alerts.digest import Text


@dataclass(frozen=True)
class Draft:
    """`area` is GeoJSON in degrees; `valid_hours` says how long the message stays true, the kind's own where None."""

    kind: str
    texts: Mapping[str, Text]
    channels: Sequence[str] = ("sms", "email", "push")
    networks: Sequence[UUID] = ()
    area: Mapping[str, Any] | None = None
    ground: str = ""
    category: str = ""
    about_life: bool = False
    caught_in_act: bool = False
    night_allowed: bool = False
    training: bool = False
    window_from: datetime | None = None
    valid_hours: int | None = None
    routes: Mapping[str, str] = field(default_factory=dict)
