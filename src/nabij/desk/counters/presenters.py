"""Words about hours, for pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nabij.desk.counters.models import Access, Counter, Why
from nabij.desk.counters.queries import Near
from nabij.desk.counters.rules import Block, Day, Standing
from nabij.tenants.languages import spoken
from nabij.tenants.working_days import BRUSSELS

IN_SCRIPT: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def clock(moment: datetime) -> str:
    """ "9 u." or "9.30 u." in Dutch, "9:00" in other languages."""
    local = moment.astimezone(BRUSSELS)
    if spoken() != "nl":
        return f"{local.hour}:{local.minute:02}"
    return f"{local.hour}.{local.minute:02} u." if local.minute else f"{local.hour} u."


def standing_words(standing: Standing, at: datetime) -> str:
    """Whether it is open, in one sentence."""
    if standing.is_open and standing.until is not None:
        if standing.until - at > timedelta(hours=20):
            return _("Open now, day and night.")
        said = _("Open now until %(at)s") if standing.walk_in else _("Open now by appointment until %(at)s")
        return _full_stop(said % {"at": clock(standing.until)})
    if standing.opens_at is None:
        return _("Closed. When it opens again is not known yet.")
    return _full_stop(
        _("Opens %(day)s at %(at)s") % {"day": day_words(standing.opens_at, at), "at": clock(standing.opens_at)}
    )


def _full_stop(said: str) -> str:
    return said if said.endswith(".") else f"{said}."


def day_words(moment: datetime, now: datetime) -> str:
    """Today, tomorrow, the name of a day in the coming week, else the date."""
    day, today = moment.astimezone(BRUSSELS).date(), now.astimezone(BRUSSELS).date()
    ahead = (day - today).days
    if ahead in (0, 1):
        return _("today") if ahead == 0 else _("tomorrow")
    return named(day, "l") if 0 < ahead < 7 else named(day, "l j F")


def named(day: date, form: str) -> str:
    """A day in a sentence; Dutch and French write the names of days and months small."""
    said = date_format(day, form)
    return said.lower() if spoken() in ("nl", "fr") else said


def span_words(block: Block) -> str:
    start, end = _short(block.starts_at), _short(block.ends_at)
    if start == end == "00:00":
        return _("day and night")
    return f"{start} - {end}"


def _short(moment: datetime) -> str:
    return f"{moment.astimezone(BRUSSELS):%H:%M}"


def why_words(day: Day) -> str:
    """Why a day is odd: the name of the holiday or the note of staff, else the reason in general; empty for a usual day."""
    if not day.why:
        return ""
    return day.note or str(Why(day.why).label)


def day_row(day: Day, today: date, *, apart: bool = False) -> dict[str, Any]:
    """A line of a list of days. `apart`: also where times for everybody and for appointments run into each other."""
    blocks = day.blocks if apart else told(day)
    return {
        "day": day.day, "name": date_format(day.day, "l j F"), "is_today": day.day == today, "is_odd": bool(day.why),
        "why": why_words(day),
        "blocks": [(span_words(one), kind_words(one) if apart or not one.walk_in else "") for one in blocks],
    }  # fmt: skip


def told(day: Day) -> list[Block]:
    """The times of a day as a resident asks for them: when one can just come, and besides those when by appointment only."""
    found: list[Block] = []
    for one in day.blocks:
        last = found[-1] if found else None
        if last and last.walk_in and one.walk_in and last.ends_at == one.starts_at:
            found[-1] = replace(last, ends_at=one.ends_at)
        else:
            found.append(one)
    return found


def kind_words(block: Block) -> str:
    if block.walk_in and block.by_appointment:
        return ""
    return _("without appointment") if block.walk_in else _("by appointment only")


def access_words(found: Counter) -> list[str]:
    return [str(Access(one).label) for one in found.access]


def map_link(found: Counter) -> str:
    """The place on a map outside the house, for a route."""
    lat, lon = f"{found.lat:.5f}", f"{found.lon:.5f}"
    return f"https://www.openstreetmap.org/?{urlencode({'mlat': lat, 'mlon': lon})}#map=17/{lat}/{lon}"


def distance_words(metres: float | None) -> str:
    if metres is None:
        return ""
    if metres < 950:
        return _("%(n)s m from here") % {"n": max(round(metres / 50) * 50, 50)}
    kilometres = f"{metres / 1000:.1f}"
    return _("%(n)s km from here") % {"n": kilometres.replace(".", ",") if spoken() != "en" else kilometres}


def near_rows(found: Iterable[Near], at: datetime) -> list[dict[str, Any]]:
    """The list of counters: each with whether it is open and how far."""
    return [
        {
            "counter": one.counter, "kind": one.counter.get_kind_display(), "is_open": one.standing.is_open,
            "words": standing_words(one.standing, at), "far": distance_words(one.metres),
        }
        for one in found
    ]  # fmt: skip


def geojson(found: Iterable[Near], at: datetime) -> dict[str, Any]:
    """The same as points for a map; open ones stand out, and the words say so too."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [one.counter.lon, one.counter.lat]},
                "properties": {
                    "id": str(one.counter.id), "name": one.counter.name, "words": standing_words(one.standing, at),
                    "state": "handling" if one.standing.is_open else "closed",
                },
            }
            for one in found
        ],
    }  # fmt: skip


def bounds_of(found: Iterable[Counter]) -> str:
    """West, south, east, north in degrees around all, with room; empty of none."""
    rows = list(found)
    if not rows:
        return ""
    lons, lats, room = [one.lon for one in rows], [one.lat for one in rows], 0.01
    return f"{min(lons) - room:.4f},{min(lats) - room:.4f},{max(lons) + room:.4f},{max(lats) + room:.4f}"


def linked_data(described: dict[str, Any]) -> SafeString:
    """What is described, for a search engine: JSON-LD, with the signs escaped that would end the element."""
    text = json.dumps(described, ensure_ascii=False).translate(IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def schema(found: Counter, days: Iterable[Day], url: str) -> dict[str, Any]:
    """What a search engine reads of a counter (schema.org, GovernmentOffice): place, telephone and the hours of these days."""
    return {
        "@context": "https://schema.org",
        "@type": "PoliceStation" if found.kind == "commissariat" else "GovernmentOffice",
        "name": found.name, "address": found.address, "url": url, "telephone": found.telephone,
        "geo": {"@type": "GeoCoordinates", "latitude": found.lat, "longitude": found.lon},
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification", "opens": _short(one.starts_at), "closes": _short(one.ends_at),
                "validFrom": day.day.isoformat(), "validThrough": day.day.isoformat(),
            }
            for day in days
            for one in day.blocks
        ],
    }  # fmt: skip
