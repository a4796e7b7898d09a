from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from nabij.alerts.models import Alert, AlertState, MessageType
from nabij.networks.channel.sharing import Told

if TYPE_CHECKING:
    from nabij.networks.models import Network

SHARED = (AlertState.SENT, AlertState.SENT_UNREVIEWED)


def told_to(network: Network, since: datetime) -> list[Told]:
    """The alerts that this network got since then and that still hold, and how they ended: as they were approved, newest first.

    No exercise, none that was withdrawn, none whose window is over. Who asks checked the right to see the network. One query.
    """
    rows = Alert.objects.filter(tenant_id=network.tenant_id, networks__contains=[network.id], state__in=SHARED)
    rows = rows.filter(training=False, sent_at__gte=since).exclude(message_type=MessageType.CANCEL)
    holds = Q(kind="feedback") | Q(window_until__gt=timezone.now(), followed_by__isnull=True)
    return [
        Told(row.id, row.kind, row.sent_at or since, {language: text["body"] for language, text in row.texts.items()})
        for row in rows.filter(holds).order_by("-sent_at", "-id")
    ]
