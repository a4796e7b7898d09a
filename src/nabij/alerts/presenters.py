"""Words and shapes for the pages of alerts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.alerts import previewing
from nabij.alerts.audience import Size
from nabij.alerts.audience_words import audience_words
from nabij.alerts.contents import wakes_people
from nabij.alerts.forms import CHANNELS
from nabij.alerts.kinds import kind
from nabij.alerts.models import Alert, AlertState, DutyState, FeedbackDuty, MessageType
from nabij.alerts.rules.answers import Warned
from nabij.alerts.rules.chain import ENDS, FOLLOW_UPS, LEFT, Message, check_order
from nabij.tenants.errors import Refused

if TYPE_CHECKING:
    from nabij.networks.models import Network

TONES = {
    "draft": ("neutral", "pencil"),
    "submitted": ("warning", "eye"),
    "returned": ("warning", "undo-2"),
    "scheduled": ("brand", "clock"),
    "sent": ("success", "circle-check"),
    "sent_unreviewed": ("act", "user-check"),
    "stopped": ("neutral", "ban"),
    "cancelled": ("neutral", "ban"),
}


def channel_names() -> dict[str, str]:
    return {code: str(name) for code, name in CHANNELS}


def chip_of(alert: Alert) -> tuple[str, str, str]:
    """Words, tone and icon of a state."""
    return (str(AlertState(alert.state).label), *TONES[alert.state])


def chain_rows(found: Sequence[Alert], current: Alert) -> list[dict[str, Any]]:
    """The messages about one thing, each with what it is to the one before."""
    icons = {"alert": "siren", "update": "refresh-cw", "all_clear": "circle-check", "cancel": "undo-2"}
    return [
        {
            "id": one.id,
            "name": MessageType(one.message_type).label,
            "icon": icons[one.message_type],
            "subject": subject_of(one),
            "when": one.sent_at or one.created_at,
            "chip": chip_of(one),
            "current": one.id == current.id,
        }
        for one in found
    ]


def may_follow(found: Sequence[Alert]) -> list[str]:
    """What may come after the messages of a chain."""
    left = [Message(one.id, one.message_type) for one in found if one.state in LEFT]
    return [one for one in FOLLOW_UPS if left and not _refused(one, left)]


def _refused(message_type: str, left: Sequence[Message]) -> bool:
    try:
        check_order(message_type, left[-1].id, left)
    except Refused:
        return True
    return False


def subject_of(alert: Alert) -> str:
    said = alert.texts.get("nl") or next(iter(alert.texts.values()))
    return str(said["subject"] or said["body"][:70])


def households(count: int) -> str:
    return ngettext("%(n)s household", "%(n)s households", count) % {"n": number_format(count, force_grouping=True)}


def in_channel(channel: str, count: int) -> str:
    """How many over one channel, in words."""
    words = {
        "sms": ngettext("%(n)s text message", "%(n)s text messages", count),
        "email": ngettext("%(n)s e-mail", "%(n)s e-mails", count),
        "voice": ngettext("%(n)s call", "%(n)s calls", count),
        "push": ngettext("%(n)s notification", "%(n)s notifications", count),
        "webhook": ngettext("%(n)s system", "%(n)s systems", count),
    }
    return words[channel] % {"n": number_format(count, force_grouping=True)}


def size_words(size: Size, ends: datetime) -> str:
    """ "214 households: 198 text messages, 150 e-mails; 12 sleep until 07:00". Says so when the alert `ends` before that."""
    words = households(size.households)
    parts = [in_channel(channel, count) for channel, count in size.by_channel.items()]
    if size.handed_households == size.households and size.households:
        words += " " + _("through BE-Alert")
    elif size.handed_households:
        parts.append(_("%(n)s through BE-Alert") % {"n": households(size.handed_households)})
    if parts:
        words += ": " + ", ".join(parts)
    if size.asleep and size.asleep_until:
        until = date_format(timezone.localtime(size.asleep_until), "H:i")
        said = _("%(n)s sleep until %(until)s")
        if size.asleep_until >= ends:
            said = _("%(n)s sleep until %(until)s and will not hear this: it ends before")
        words += "; " + said % {"n": size.asleep, "until": until}
    return words


def euros(cents: int) -> str:
    return f"€ {number_format(cents / 100, 2)}"


def warned(found: Sequence[Warned]) -> list[dict[str, Any]]:
    """Each warning with the language it is about, and why it stays where somebody said so."""
    return [
        {
            "key": one.key,
            "language": previewing.NAMES.get(one.language, one.language),
            "sentence": one.finding.sentence,
            "reason": one.reason,
            "ticked": bool(one.reason),
            "typed": one.reason,
        }
        for one in found
    ]


def previews(alert: Alert) -> list[dict[str, Any]]:
    """What each language says, in each channel of the alert."""
    return previewing.previews(alert)


def map_value(alert_area: Mapping[str, Any] | None, found: Sequence[Network]) -> str:
    """Drawn area and networks as one GeoJSON MultiPolygon in degrees."""
    polygons: list[Any] = []
    for area in [*([alert_area] if alert_area else []), *(one.area for one in found)]:
        polygons += area["coordinates"] if area["type"] == "MultiPolygon" else [area["coordinates"]]
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons}) if polygons else ""


def bounds_of(value: str, margin: float = 0.004) -> str:
    """West, south, east, north of a MultiPolygon, for a map; nothing for an empty one."""
    if not value:
        return ""
    corners = [corner for polygon in json.loads(value)["coordinates"] for ring in polygon for corner in ring]
    lons, lats = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return f"{min(lons) - margin:.5f},{min(lats) - margin:.5f},{max(lons) + margin:.5f},{max(lats) + margin:.5f}"


def facts(alert: Alert, size: Size, cost: int, names: Mapping[Any, str]) -> list[tuple[str, object]]:
    """What an approver checks beside the text."""
    means, less = audience_words(alert)
    if alert.message_type in ENDS or alert.feedback_on_id:
        means = _("everybody who was warned")
    return [
        (_("To"), means),
        (_("Except"), less),
        (_("Audience"), size_words(size, alert.window_until)),
        (_("Price"), euros(cost)),
        (_("Ground"), alert.get_ground_display() if alert.ground else ""),
        (_("Authority"), kind(alert.kind).authority),
        (_("Happening now"), _("yes") if alert.caught_in_act else ""),
        (_("Life in danger"), _("yes") if alert.about_life else ""),
        (_("May wake people"), _("yes") if wakes_people(alert) else ""),
        (_("Exercise"), _("yes") if alert.training else ""),
        (_("From"), date_format(timezone.localtime(alert.window_from), "j F, H:i") if alert.window_from else ""),
        (_("True until"), date_format(timezone.localtime(alert.window_until), "j F, H:i")),
        (_("Refused by"), _contact_points(size.opted_out)),
        (_("Written by"), names.get(alert.created_by, "")),
    ]  # fmt: skip


def _contact_points(count: int) -> str:
    return ngettext("%(n)s contact point", "%(n)s contact points", count) % {"n": count} if count else ""


def late_rows(duties: list[FeedbackDuty], now: datetime) -> list[dict[str, Any]]:
    """Feedback whose term passed: what it is about, how late, and where it is given."""
    return [
        {"subject": subject_of(duty.alert), "late": late_words(duty.due_at, now), "alert_id": duty.alert_id}
        for duty in duties
    ]


def late_words(due_at: datetime, now: datetime) -> str:
    """How long ago a term passed: in days by the calendar, within a day by the hour of the term."""
    days = (timezone.localtime(now).date() - timezone.localtime(due_at).date()).days
    if days < 1:
        return _("since %(hour)s") % {"hour": date_format(timezone.localtime(due_at), "H:i")}
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def duty_words(duty: FeedbackDuty) -> tuple[str, str]:
    """What is owed, and the tone of it."""
    due = date_format(timezone.localtime(duty.due_at), "j F, H:i")
    if duty.state == DutyState.DONE:
        return _("Feedback given"), "success"
    if duty.due_at < timezone.now():
        return _("Feedback was due %(when)s") % {"when": due}, "danger"
    if duty.state == DutyState.POSTPONED:
        return _("More to be said by %(when)s") % {"when": due}, "brand"
    return _("Feedback due %(when)s") % {"when": due}, "warning"
