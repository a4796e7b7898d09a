"""What came in over CAP, for staff of its zone; and what BE-Alert publishes, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.message import Message
from nabij.alerts.cap.models import BeAlertNotice, CapMessage, Verdict
from nabij.alerts.cap.reader import read
from nabij.alerts.models import Alert
from nabij.alerts.zone_rules import from_settings
from nabij.people import queries as people
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

VIEW: Final = "alerts.view"
PAGE: Final = 50
WAITS_ON_CONSOLE: Final = timedelta(days=1)


@dataclass(frozen=True)
class Page:
    rows: list[CapMessage]
    next_cursor: str
    sources: dict[UUID, str]


@dataclass(frozen=True)
class Source:
    """Where a draft came from: the message, and what its sender said about it later."""

    row: CapMessage
    message: Message
    later: list[CapMessage]
    name: str


def received(actor: Actor, *, refused: bool = False, after: str = "", limit: int = PAGE) -> Page:
    """What came in, newest first, with the name of the key of each (two queries)."""
    rows = CapMessage.objects.filter(tenant_id__in=actor.tenants_with(VIEW)).order_by("-id").defer("content")
    if refused:
        rows = rows.filter(verdict=Verdict.REFUSED)
    if after:
        rows = rows.filter(id__lt=_cursor(after))
    found = list(rows[: limit + 1])
    names = people.account_names({one.key_id for one in found})
    return Page(found[:limit], str(found[limit - 1].id) if len(found) > limit else "", names)


def _cursor(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise Missing from None


def cap_message(actor: Actor, message_id: UUID) -> CapMessage:
    """Raises Missing for one that is not there or not of their zone."""
    found = CapMessage.objects.filter(tenant_id__in=actor.tenants_with(VIEW), id=message_id).first()
    if found is None:
        raise Missing
    return found


def source_of(alert: Alert) -> Source | None:
    """The message that a draft came from, for who may see the alert; None for one that somebody wrote here."""
    rows = CapMessage.objects.filter(tenant_id=alert.tenant_id, alert_id=alert.id)
    row = rows.filter(verdict=Verdict.DRAFTED).order_by("id").first()
    if row is None:
        return None
    later = CapMessage.objects.filter(tenant_id=alert.tenant_id, answers_id=row.id).exclude(verdict=Verdict.REFUSED)
    try:
        message = read(bytes(row.content))
    except Unreadable:
        return None
    name = people.account_names([row.key_id]).get(row.key_id, "")
    return Source(row, message, list(later.order_by("id").defer("content")), name)


def waiting(actor: Actor) -> list[CapMessage]:
    """What came in within a day and whose draft nobody has taken over or withdrawn yet, newest first."""
    rows = CapMessage.objects.filter(tenant_id__in=actor.tenants_with(VIEW), verdict=Verdict.DRAFTED)
    rows = rows.filter(received_at__gt=timezone.now() - WAITS_ON_CONSOLE, alert__state="draft", alert__version=1)
    later = CapMessage.objects.filter(tenant_id=OuterRef("tenant_id"), answers_id=OuterRef("id"))
    rows = rows.filter(~Exists(later.exclude(verdict=Verdict.REFUSED)))
    return list(rows.order_by("-id").defer("content")[:PAGE])


def be_alert_notices() -> list[BeAlertNotice]:
    """What BE-Alert's public feed has in force, newest first."""
    now = timezone.now()
    rows = BeAlertNotice.objects.filter(expires_at__gt=now).order_by("-starts_at", "-id")[:PAGE]
    return [one for one in rows if one.starts_at is None or one.starts_at <= now]


def shown_to_residents() -> list[BeAlertNotice]:
    """The same for the band on the front page, where a zone of this site wants it there."""
    wanted = any(from_settings(one.settings.get("alerts", {})).be_alert_on_home for one in tenants.all_tenants())
    return be_alert_notices() if wanted else []


def be_alert_geojson() -> dict[str, Any]:
    """Areas of BE-Alert's messages in force as a GeoJSON FeatureCollection in degrees."""
    features = [
        {"type": "Feature", "geometry": one.area, "properties": {"id": str(one.id), "name": f"BE-Alert: {one.title}"}}
        for one in be_alert_notices()
        if one.area
    ]
    return {"type": "FeatureCollection", "features": features}
