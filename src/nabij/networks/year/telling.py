"""One message to one person about the year of their network, in the language in which they are spoken to.

The texts stand in texts.toml. They name the network and a page; they never repeat what somebody wrote.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from nabij.channels.single import send_single
from nabij.networks import at_work
from nabij.people import queries as people
from nabij.tenants.actor import system_actor
from nabij.tenants.errors import Missing

if TYPE_CHECKING:
    from nabij.people.models import ContactPoint

TEXTS: Final = Path(__file__).resolve().parent / "texts.toml"
CALM_FIRST: Final = ("email", "push", "sms", "voice")
"""What cannot wait for an answer disturbs least: a call only where there is nothing else."""
WRITTEN: Final = ("email", "push", "sms")
GONE, NO_WAY, NOT_TAKEN = "gone", "no_way", "not_taken"


def tell(
    person_id: UUID, code: str, values: Mapping[str, str], *, tenant_id: UUID, over: Collection[str] = CALM_FIRST
) -> str:
    """Sends the text `code` over the calmest way that the person accepts from this tenant.

    Empty when a provider took it; else "gone" (no such person), "no_way" (no checked number or address), "not_taken" (no route
    takes it now, so try again later).
    """
    try:
        points = _accepted(person_id, tenant_id, over)
    except Missing:
        return GONE
    if not points:
        return NO_WAY
    return "" if send(points[0], code, values) else NOT_TAKEN


def send(point: ContactPoint, code: str, values: Mapping[str, str]) -> bool:
    """The same to one contact point that was reached through a query with rights."""
    subject, text = words(code, point.language, values)
    return send_single(kind=point.kind, to=people.value_of(point), subject=subject, text=text, language=point.language)


def tell_at_work(account_id: UUID, code: str, values: Mapping[str, str]) -> str:
    """The same to the address of its service that a member of staff gave; "no_way" where they gave none."""
    sent = at_work.mail(account_id, lambda language: words(code, language, values))
    return NO_WAY if sent is None else "" if sent else NOT_TAKEN


def words(code: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text in a language, Dutch where there is no other."""
    found = _texts()[code]
    said = found.get(language) or found["nl"]
    return said["subject"].format_map(values), said["text"].format_map(values)


def _accepted(person_id: UUID, tenant_id: UUID, over: Collection[str]) -> list[ContactPoint]:
    system = system_actor([tenant_id])
    refused = {
        one.contact_point_id
        for one in people.opt_outs(system, person_id)
        if one.tenant_id == tenant_id and not one.message_kind
    }
    points = [
        point
        for point in people.contact_points(system, person_id)
        if point.verified_at is not None and point.kind in over and point.id not in refused
    ]
    return sorted(points, key=lambda point: CALM_FIRST.index(point.kind))


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))
