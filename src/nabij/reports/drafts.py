"""A report that is being written: in the session, without name or contact, for an hour at most."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest

from nabij.reports import pictures

KEY = "report_draft"
SENT = "report_sent"
LASTS = timedelta(hours=1)


@dataclass(slots=True)
class Draft:
    """What was filled in so far. Who reports is asked last and goes straight to the action, never in here.

    `key` makes that it is stored once; `apart`: they looked at what is known nearby, and theirs is something else; `warned`: they
    saw the number that an answer asks to call first.
    """

    begun_at: str = ""
    category: str = ""
    caught_in_act: bool = False
    called: bool = False
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    text: str = ""
    happened_at: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    key: str = ""
    point: str = ""
    apart: bool = False
    warned: bool = False

    def so_far(self) -> dict[str, Any]:
        """What a page keeps along with its form, so that a telephone that loses its network loses nothing."""
        left_out = {"photos", "begun_at", "apart", "warned", "called"}
        return {name: value for name, value in asdict(self).items() if name not in left_out}


def read(request: HttpRequest) -> Draft:
    """The draft of this visitor, or an empty one; what is older than an hour is thrown away."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    known = {name.name for name in fields(Draft)}
    draft = Draft(**{name: value for name, value in kept.items() if name in known})
    if draft.begun_at and _age(draft.begun_at) > LASTS:
        forget(request)
        return Draft()
    return draft


def write(request: HttpRequest, draft: Draft) -> None:
    draft.begun_at = draft.begun_at or datetime.now(UTC).isoformat()
    draft.key = draft.key or str(uuid4())
    request.session[KEY] = asdict(draft)


def forget(request: HttpRequest) -> None:
    """Takes the draft and its photos away. A visitor without one gets no session by this."""
    kept = request.session.pop(KEY, None) if KEY in request.session else None
    for name in (kept or {}).get("photos", []):
        pictures.throw_away(name)


def sent(request: HttpRequest, code: str, category: str) -> None:
    """Keeps the code for the page after sending, so that loading it again still shows it for an hour."""
    request.session[SENT] = {"code": code, "category": category, "at": datetime.now(UTC).isoformat()}


def last_sent(request: HttpRequest) -> dict[str, str]:
    """Code and category of what was just sent; empty where there is none any more."""
    kept: dict[str, str] = request.session.get(SENT) or {}
    if kept and _age(kept["at"]) > LASTS:
        del request.session[SENT]
        return {}
    return kept


def _age(stamp: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(stamp)
