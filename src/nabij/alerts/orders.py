"""The order of an alert as it stands now, for the fan-out; asked again before each chunk."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from nabij.alerts import checking, contents, queries
from nabij.alerts.fanout.orders import Order, Text
from nabij.alerts.rules.transitions import LEAVES


def load_order(alert_id: UUID) -> Order | None:
    """What may be sent, from the frozen copy; None when it was never approved, was stopped or changed, its time has passed,
    the police judged its incident otherwise, or it is an exercise."""
    found = queries.leaving(alert_id)
    if found is None:
        return None
    alert, copy = found
    if alert.training or copy.content["training"]:
        return None
    if alert.state not in LEAVES or alert.window_until <= timezone.now():
        return None
    if checking.why_not_about(alert):
        return None
    if copy.digest != alert.digest or contents.digest_of(alert) != copy.digest:
        return None
    texts = {language: Text(said["subject"], said["body"]) for language, said in copy.content["texts"].items()}
    return Order(
        alert_id=alert.id,
        tenant_id=alert.tenant_id,
        kind=alert.kind,
        about_life=alert.about_life or alert.caught_in_act,
        texts=texts,
        channels=tuple(copy.content["channels"]),
        expires_at=alert.window_until,
        night_allowed=contents.wakes_people(alert),
    )
