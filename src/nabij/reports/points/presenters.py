from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nabij.reports.codes import reference_of
from nabij.reports.models import Report, points
from nabij.reports.points import rules
from nabij.reports.words import in_language

CHIPS: Final = {
    "coming": (_("Later"), "neutral", "clock"),
    "now": (_("Open now"), "success", "circle-check"),
    "over": (_("Over"), "neutral", "circle-dot"),
}


def point_words(point: points.Point) -> dict[str, Any]:
    """A point as the office sees it."""
    state = rules.when(point.from_at, point.until_at, timezone.now())
    chip, tone, icon = CHIPS[state]
    return {
        "point": point,
        "chip": str(chip),
        "tone": tone,
        "icon": icon,
        "is_over": state == "over",
        "came": getattr(point, "came", None),
    }


def report_words(report: Report) -> dict[str, Any]:
    """One report that came through a point."""
    return {
        "kind": in_language(report.category.name),
        "at": report.received_at,
        "how": report.get_channel_display(),
        "incident_id": report.incident_id,
        "reference": reference_of(report.incident_id),
    }
