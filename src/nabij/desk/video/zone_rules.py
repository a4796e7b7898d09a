"""What a zone or municipality chose about talking by video, from its settings under "video"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from nabij.desk.video.rules import OWN, Step
from nabij.tenants.models import Tenant

EVERYBODY = (Step(for_s=90),)


@dataclass(frozen=True)
class VideoRules:
    """`open` is whether residents find this door. `server` is the address of the meeting server, `app` and `secret` the name
    under which it knows us and the name of the key in the file of keys. `desks` names the desks that are on the roster, each with
    its municipality where it has one; `steps` is who rings for how long, the first first. `phone` is offered where nobody can
    come; `callback_days` is within how many working days somebody is called back; `talk_min` how long a link works after the
    answer. `target_share` is how many of a hundred are to be answered within `target_s` seconds. `language` is that in which
    staff is told of a ring by telephone.
    """

    open: bool = False
    server: str = ""
    app: str = ""
    secret: str = ""
    desks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()
    phone: str = ""
    callback_days: int = 1
    talk_min: int = 60
    target_s: int = 60
    target_share: int = 80
    language: str = "nl"

    def ring_steps(self) -> tuple[Step, ...]:
        """The steps in order; every desk of the tenant for 90 seconds where it chose none."""
        return tuple(Step(**step) for step in self.steps) or EVERYBODY

    def desks_of(self, step: Step, municipality: str) -> tuple[str, ...] | None:
        """The desks that a step of the own tenant rings; None is every desk."""
        if not step.desk:
            return None
        if step.desk == OWN:
            return tuple(code for code, desk in self.desks.items() if desk.get("municipality") == municipality)
        return (step.desk,)

    def desk_name(self, code: str) -> str:
        return self.desks.get(code, {}).get("name", code)


def rules_of(tenant: Tenant) -> VideoRules:
    return from_settings(tenant.settings.get("video", {}))


def from_settings(chosen: Mapping[str, Any]) -> VideoRules:
    """Unknown names are left alone. Raises ValueError, with a sentence, for what cannot be used."""
    known = {one.name for one in fields(VideoRules)}
    found = VideoRules(**{name: _typed(value) for name, value in chosen.items() if name in known})
    _check_server(found.server)
    for step in found.steps:
        _check_step(step, found.desks)
    return found


def _check_server(address: str) -> None:
    parts = urlsplit(address)
    if address and (parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment):
        raise ValueError("video.server is written like https://meet.example.be")


def _check_step(step: Mapping[str, Any], desks: Mapping[str, Any]) -> None:
    try:
        made = Step(**step)
    except TypeError:
        raise ValueError('a step is written like {"desk": "main", "for_s": 30}') from None
    if type(made.for_s) is not int or not 5 <= made.for_s <= 600:
        raise ValueError("for_s of a step is from 5 to 600 seconds")
    if made.desk and made.zone:
        raise ValueError("a step has a desk or a zone, not both")
    if made.zone and not made.basis:
        raise ValueError("a step that rings a partner zone has a basis: the agreement or article")
    if made.desk and made.desk != OWN and made.desk not in desks:
        raise ValueError(f"{made.desk} is no desk of video.desks")


def _typed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
