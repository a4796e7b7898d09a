"""What somebody writes: the fields of an alert before there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nabij.alerts.digest import Text
from nabij.alerts.rules.whom import Whom


@dataclass(frozen=True)
class Draft:
    """`audience` says whom it is for. The message is true until `window_until`, or for `valid_hours`, else as long as its kind.
    `answers` says by key why a warning about the text stays; `template` is the code and version the text was made from.
    """

    kind: str
    texts: Mapping[str, Text]
    channels: Sequence[str] = ("sms", "email", "push")
    audience: Whom = field(default_factory=Whom)
    ground: str = ""
    category: str = ""
    about_life: bool = False
    caught_in_act: bool = False
    night_allowed: bool = False
    training: bool = False
    window_from: datetime | None = None
    window_until: datetime | None = None
    valid_hours: int | None = None
    routes: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    template: str = ""
