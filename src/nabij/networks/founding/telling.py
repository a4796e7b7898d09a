"""What neighbours are told once, each in their own language: texts as data, one job per person, no word of where they live."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override
from procrastinate.contrib.django import app

from nabij.channels.single import send_single
from nabij.networks import at_work
from nabij.networks.founding.models import StepCode
from nabij.people import queries as people
from nabij.tenants.actor import system_actor

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "start_up_texts.toml"
TASK: Final = "networks.tell_neighbour"
WAYS: Final = ("email", "sms", "push", "voice")
"""How somebody is told what can wait, the way that disturbs least first."""

Source = Literal["interest", "membership", "former"]


def later(source: Source, row_ids: Iterable[UUID], code: str, values: Mapping[str, str]) -> None:
    """Tells whoever stands behind these rows, once this transaction is kept. A job names the row, never the person."""
    jobs: list[dict[str, Any]] = [
        {"source": source, "row_id": str(one), "code": code, "values": dict(values)} for one in row_ids
    ]
    if jobs:
        app.configure_task(TASK).batch_defer(*jobs)


def words(code: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of a message in a language; in Dutch where it was not written in that one."""
    texts = _texts()[code]
    said = texts.get(language, texts["nl"])
    with override(language):
        known = {"city": settings.CITY_NAME, "url": settings.SITE_URL, **values, **_spoken(values)}
    return said["subject"].format_map(known), said["text"].format_map(known)


def tell(person_id: UUID, code: str, values: Mapping[str, str]) -> bool:
    """Sends it to one checked number or address of this person, the one that disturbs least; whether a provider took it."""
    points = people.contact_points(system_actor(), person_id)
    usable = [one for one in points if one.verified_at is not None and one.kind in WAYS]
    if not usable:
        return False
    point = min(usable, key=lambda one: WAYS.index(one.kind))
    subject, text = words(code, point.language, values)
    return send_single(kind=point.kind, to=people.value_of(point), subject=subject, text=text, language=point.language)


def tell_at_work(account_id: UUID, code: str, values: Mapping[str, str]) -> None:
    """Sends it to the address of its service that a member of staff gave, if they did."""
    at_work.mail(account_id, lambda language: words(code, language, values))


def _spoken(values: Mapping[str, str]) -> dict[str, str]:
    """A step by its name and a day by its words, in the language of the reader; they travel as a code and an ISO date."""
    found = {}
    if "step" in values:
        found["step"] = str(StepCode(values["step"]).label)
    if "until" in values:
        found["until"] = date_format(date.fromisoformat(values["until"]), "j F Y")
    return found


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
