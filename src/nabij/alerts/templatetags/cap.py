from __future__ import annotations

from typing import Any

from django import template

from nabij.alerts.cap import queries
from nabij.alerts.cap.publishing_rules import may_be_public
from nabij.alerts.models import Alert
from nabij.alerts.zone_rules import rules_of

register = template.Library()


@register.inclusion_tag("alerts/_cap_source.html")
def cap_source(alert: Alert | None) -> dict[str, Any]:
    """Where a draft came from, in the words of the system that sent it; nothing for what somebody wrote here."""
    return {"source": queries.source_of(alert) if alert else None}


@register.inclusion_tag("alerts/_cap_public.html")
def cap_public(alert: Alert) -> dict[str, Any]:
    """Tells who approves that everybody will be able to read it, where kind and zone have it so."""
    chosen = rules_of(alert).public_kinds
    return {"public": may_be_public(alert.kind, chosen=chosen, training=alert.training)}
