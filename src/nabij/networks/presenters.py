"""Words and shapes for the pages of networks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.networks.forms import ALERT_KINDS, CHANNELS
from nabij.networks.models import LogEntry, Mandate, MandateRole, Network, PlanRule
from nabij.places.geometry import to_wgs84

FEWEST_SHOWN: Final = 5

TONES = {"starting": "warning", "active": "success", "resting": "neutral", "stopped": "neutral"}
LOG_ICONS = {"message": "bell-ring", "feedback": "message-square-plus", "consequence": "flag", "note": "notebook-pen"}


def chip(network: Network) -> tuple[str, str]:
    return network.get_state_display(), TONES[network.state]


def mandate_rows(mandates: list[Mandate], names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """Who leads and follows up, deputies after whom they stand in for; a deputy without a coordinator acts as one."""
    rows, led = [], any(one.role == MandateRole.COORDINATOR and not one.deputy for one in mandates)
    for one in sorted(mandates, key=lambda held: (held.role != "officer", held.deputy)):
        role = str(one.get_role_display()).capitalize()
        label = _("%(role)s, deputy") % {"role": role} if one.deputy else role
        if one.deputy and one.role == MandateRole.COORDINATOR and not led:
            label = _("Acting coordinator, until the members approve one")
        rows.append((label, names.get(one.account_id, "")))
    return rows


def plan_rows(plan: list[PlanRule], categories: Mapping[str, str]) -> list[list[object]]:
    """Type of fact, priority, channels, hours, night: sorted, the line for all others last."""
    names = {code: str(name) for code, name in CHANNELS}
    return [
        [
            categories.get(line.category, line.category) or _("All other types"),
            line.get_priority_display(),
            ", ".join(names[channel] for channel in line.channels),
            f"{line.from_time:%H:%M} - {line.until_time:%H:%M}"
            if line.from_time and line.until_time
            else _("at all hours"),
            _("may wake people") if line.night else _("wakes nobody"),
        ]
        for line in sorted(plan, key=lambda one: (not one.category, one.category))
    ]


def route_rows(routes: Mapping[str, str]) -> list[tuple[str, str]]:
    words = {"own": _("own channels"), "be_alert": _("BE-Alert")}
    return [(str(name), words[routes.get(kind, "own")]) for kind, name in ALERT_KINDS]


def count_rows(by_channel: Mapping[str, int]) -> list[tuple[str, int]]:
    names = {code: str(name) for code, name in CHANNELS}
    return [(names[channel], by_channel[channel]) for channel in names if channel in by_channel]


def log_entries(entries: list[LogEntry]) -> list[dict[str, Any]]:
    return [
        {
            "when": entry.at,
            "text": str(entry.get_kind_display()).capitalize(),
            "detail": entry.text,
            "icon": LOG_ICONS[entry.kind],
        }
        for entry in entries
    ]


def area_value(network: Network) -> str:
    """The area as a MultiPolygon for the map."""
    area = network.area
    polygons = area["coordinates"] if area["type"] == "MultiPolygon" else [area["coordinates"]]
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons})


def bounds(networks: list[Network], margin: float = 0.004) -> str:
    """West, south, east, north around these networks, for a map; nothing without any."""
    if not networks:
        return ""
    xs = [side for one in networks for side in (one.west_m, one.east_m)]
    ys = [side for one in networks for side in (one.south_m, one.north_m)]
    lons, lats = to_wgs84([min(xs), max(xs)], [min(ys), max(ys)])
    return f"{lons[0] - margin:.5f},{lats[0] - margin:.5f},{lons[1] + margin:.5f},{lats[1] + margin:.5f}"


def households_words(households: int) -> str:
    """How many households take part, in a few words; nothing below five, so that nobody is counted out."""
    if households < FEWEST_SHOWN:
        return ""
    return ngettext("%(n)s household", "%(n)s households", households) % {"n": households}


def feedback_words(owed: int, in_time: int) -> str:
    """How often members heard in time how it ended, in a sentence; nothing below five alerts."""
    if owed < FEWEST_SHOWN:
        return ""
    said = {"n": in_time, "of": owed}
    return _("After %(n)s of the last %(of)s alerts the members heard in time how it ended.") % said


def joins_words(network: Network, households: int) -> str:
    """How many households take part, as a sentence; below five no number, so that nobody is counted out."""
    if households < FEWEST_SHOWN:
        return _("This network is just starting. Join, and tell your neighbours.")
    return _("%(count)s households take part.") % {"count": households}


def promises(plan: list[PlanRule]) -> list[str]:
    """What members can expect, from the communication plan."""
    names = {code: str(name).lower() for code, name in CHANNELS}
    urgent = sorted({names[one] for line in plan if line.priority == "urgent" for one in line.channels})
    calm = sorted({names[one] for line in plan if line.priority != "urgent" for one in line.channels})
    wakes = any(line.night for line in plan)
    said = [
        urgent and _("When it is urgent you hear at once: %(channels)s.") % {"channels": ", ".join(urgent)},
        _("What can wait comes in the daytime: %(channels)s.") % {"channels": ", ".join(calm or [names["email"]])},
        _("At night only when it happens then and there.") if wakes else _("Never at night."),
        _("You always hear how it ended."),
    ]
    return [sentence for sentence in said if sentence]
