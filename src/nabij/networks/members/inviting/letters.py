"""The letters as a PDF: one page each, in the language of who gets it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.letters import pdf
from nabij.networks.members.inviting import queries, texts
from nabij.networks.members.models import Invited
from nabij.networks.models import Network
from nabij.places import queries as places
from nabij.places.queries import AddressRef

LETTER: Final = Path(__file__).resolve().parent / "letter.typ"


def printed(found: Network, rows: Iterable[Invited], now: datetime) -> bytes:
    """A letter for each of these, sorted as a postman walks."""
    told = [(row, queries.content_of(row)) for row in rows]
    homes = places.addresses_of(UUID(content["address"]) for _row, content in told)
    ready = [_letter(row, content, homes.get(UUID(content["address"])), now) for row, content in told]
    ready.sort(key=lambda one: (one["town"], one["street"]))
    title = _("Letters to neighbours of %(network)s") % {"network": found.name}
    return pdf(LETTER, {"title": title, "foot": found.name, "letters": ready})


def _letter(row: Invited, content: dict[str, Any], home: AddressRef | None, now: datetime) -> dict[str, Any]:
    said, language = queries.said_of(row, content, now), content["language"]
    box = f" {content['box']}" if content["box"] else ""
    return {
        "language": language, "words": texts.words(row.network, language, said), "code": texts.grouped(said.code),
        "name": content["name"], "day": texts.day(timezone.localdate(now), language), "reminds": bool(row.reminded_at),
        "street": f"{home.street} {home.number}{box}" if home else "",
        "town": f"{home.postcode} {home.municipality}" if home else "",
    }  # fmt: skip
