from __future__ import annotations

from typing import Any

from django import template

from nabij.alerts.cap import queries
from nabij.alerts.models import Alert

register = template.Library()


@register.inclusion_tag("alerts/_cap_source.html")
def cap_source(alert: Alert | None) -> dict[str, Any]:
    """Where a draft came from, in the words of the system that sent it; nothing for what somebody wrote here."""
    return {"source": queries.source_of(alert) if alert else None}
