"""What somebody asks of the list of requests, and what they post, read from parameters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from nabij.places.queries import search_addresses
from nabij.reports.models import Category
from nabij.reports.open311.documents import Fault
from nabij.reports.sentences import LANGUAGES
from nabij.reports.told import Contact, Told, contact_from
from nabij.reports.where import Place

SPAN: Final = timedelta(days=90)
"""GeoReport v2: without dates the last 90 days, and never more than 90 days or 1,000 requests."""
MOST_IDS: Final = 100
STATUSES: Final = ("open", "closed")
ATTRIBUTE: Final = "attribute["


@dataclass(frozen=True)
class Wanted:
    """Which requests: by their ids, or of a span of days. `open` is None where both are wanted."""

    ids: tuple[UUID, ...] = ()
    codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    open: bool | None = None


def wanted(given: QueryDict) -> Wanted:
    """Raises Fault with a sentence for what cannot be read."""
    ids = _listed(given.get("service_request_id", ""))
    if ids:
        return Wanted(ids=tuple(found for one in ids[:MOST_IDS] if (found := request_id(one))))
    since, until = _span(given)
    statuses = set(_listed(given.get("status", "")))
    if unknown := statuses.difference(STATUSES):
        raise Fault(400, f"status is open or closed, not {min(unknown)!r}.")
    is_open = None if len(statuses) != 1 else statuses == {"open"}
    return Wanted((), tuple(_listed(given.get("service_code", ""))), since, until, is_open)


def request_id(given: str) -> UUID | None:
    """None for what is no id of ours: nothing has it."""
    try:
        return UUID(given)
    except ValueError:
        return None


def told(given: QueryDict, kind: Category) -> Told:
    """What is posted as one report. Raises Fault for a place that nobody can find, Refused for a number that is none."""
    spoken = given.get("locale", "")[:2]
    first_last = f"{given.get('first_name', '')} {given.get('last_name', '')}".strip()
    return Told(
        category=kind.code, place=_place(given), text=_text(given), answers=_answers(given, kind),
        language=spoken if spoken in LANGUAGES else LANGUAGES[0], name=first_last, contact=_contact(given),
    )  # fmt: skip


def required(given: Mapping[str, str], name: str) -> str:
    """Raises Fault where it is absent or empty."""
    if not (value := given.get(name, "").strip()):
        raise Fault(400, f"{name} was not provided.")
    return value


def _place(given: QueryDict) -> Place:
    address = given.get("address_string", "").strip()[:200]
    if given.get("lat") or given.get("long"):
        return Place(_degrees(given, "long", 180), _degrees(given, "lat", 90), address)
    if not address:
        raise Fault(400, "A place was not provided: give lat and long, or address_string.")
    found = search_addresses(address, limit=1)
    if not found:
        raise Fault(400, f"address_string was not found: {address!r}. Give lat and long.")
    return Place(found[0].lon, found[0].lat, found[0].label)


def _degrees(given: QueryDict, name: str, most: float) -> float:
    try:
        value = float(required(given, name))
    except ValueError:
        value = most + 1
    if not -most <= value <= most:
        raise Fault(400, f"{name} is a number of degrees (WGS84).")
    return value


def _text(given: QueryDict) -> str:
    """What was written, and where a picture is said to be: nobody fetches it."""
    parts = (given.get("description", "").strip(), given.get("media_url", "").strip()[:500])
    return "\n".join(part for part in parts if part)


def _answers(given: QueryDict, kind: Category) -> dict[str, str]:
    """attribute[code]=value, or attribute[code][]=value several times. A moment answers a question for a day by its day."""
    days = {question["code"] for question in kind.questions if question["kind"] == "date"}
    named: dict[str, list[str]] = defaultdict(list)
    for name in given:
        if name.startswith(ATTRIBUTE):
            named[name.removeprefix(ATTRIBUTE).split("]")[0]] += [value.strip() for value in given.getlist(name)]
    return {
        code: _day(values[0]) if code in days else ",".join(values) for code, values in named.items() if any(values)
    }


def _day(written: str) -> str:
    """The day in Brussels of a moment with an offset; anything else as it is, for the check of the intake."""
    try:
        found = parse_datetime(written.replace(" ", "+"))
    except ValueError:
        found = None
    return timezone.localdate(found).isoformat() if found is not None and found.tzinfo else written


def _contact(given: QueryDict) -> Contact | None:
    for name in ("email", "phone"):
        if given.get(name, "").strip():
            return contact_from(str(given[name]))
    return None


def _span(given: QueryDict) -> tuple[datetime, datetime]:
    until = _moment(given, "end_date") or timezone.now()
    since = _moment(given, "start_date") or until - SPAN
    if "end_date" not in given and "start_date" in given:
        until = min(until, since + SPAN)
    if since > until:
        raise Fault(400, "start_date lies after end_date.")
    return max(since, until - SPAN), until


def _moment(given: QueryDict, name: str) -> datetime | None:
    if not (written := given.get(name, "").strip()):
        return None
    try:
        found = parse_datetime(written.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None:
        raise Fault(400, f"{name} is written as 2026-11-21T14:02:00Z.")
    return found if found.tzinfo else timezone.make_aware(found)


def _listed(given: str) -> list[str]:
    return [one.strip() for one in given.split(",") if one.strip()]
