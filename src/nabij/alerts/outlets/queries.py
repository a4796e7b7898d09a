"""What is published and in force. Public: anybody may ask, so no actor is taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from nabij.alerts.cap.message import Info, Message
from nabij.alerts.cap.publishing_rules import may_be_public
from nabij.alerts.cap.reader import read
from nabij.alerts.models import Alert, Publication, SentCopy
from nabij.alerts.zone_rules import from_settings
from nabij.tenants import queries as tenants
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind

MOST: Final = 100
MOST_OPEN: Final = 1_000
LOOK_BACK: Final = timedelta(days=2)


@dataclass(frozen=True)
class Notice:
    """A publication in force with what it says."""

    row: Publication

    @cached_property
    def message(self) -> Message:
        return read(bytes(self.row.content))

    @property
    def ends(self) -> bool:
        """Whether it says that something is over or withdrawn, rather than that something is the matter."""
        return self.message.msg_type == "Cancel" or "AllClear" in self.message.infos[0].response_types

    def info(self, language: str) -> Info:
        """What it says in a language ("nl"), else in its first."""
        spoken = (info for info in self.message.infos if info.language.split("-")[0] == language)
        return next(spoken, self.message.infos[0])


def publisher(slug: str) -> Tenant:
    """The zone or municipality of a feed. Raises Missing where there is none."""
    found = next((one for one in publishers() if one.slug == slug), None)
    if found is None:
        raise Missing
    return found


def publishers() -> list[Tenant]:
    """Who may publish: every zone and municipality."""
    return [one for one in tenants.all_tenants() if one.kind != TenantKind.PARTNER]


def in_force(tenant_ids: Collection[UUID] | None = None, now: datetime | None = None) -> list[Notice]:
    """The newest message of each chain that has not expired, newest first; of every tenant where none is named (one query)."""
    rows = _rows().filter(expires_at__gt=now or timezone.now())
    if tenant_ids is not None:
        rows = rows.filter(tenant_id__in=list(tenant_ids))
    return [Notice(row) for row in rows.filter(~_replaced()).order_by("-sent_at", "-id")[:MOST]]


def warnings(tenant_ids: Collection[UUID] | None = None) -> list[Notice]:
    """Those that say that something is the matter now, for a band or banner."""
    return [one for one in in_force(tenant_ids) if not one.ends]


def published_since(moment: datetime) -> list[Notice]:
    """Every message that was published since then, the newest of each chain, newest first (one query)."""
    rows = _rows().filter(sent_at__gte=moment).filter(~_replaced())
    return [Notice(row) for row in rows.order_by("-sent_at", "-id")[:MOST_OPEN]]


def publication(tenant: Tenant, identifier: str) -> Publication:
    """One message by its identifier, also when it is no longer in force. Raises Missing."""
    found = _rows().filter(tenant_id=tenant.id, identifier=identifier).first()
    if found is None:
        raise Missing
    return found


def unpublished(now: datetime) -> list[Alert]:
    """What left or was stopped in the last days and may be missing in the outlets, for the job that looks each minute."""
    recent = Alert.objects.filter(sent_at__gt=now - LOOK_BACK, window_until__gt=now, training=False)
    recent = recent.filter(Exists(SentCopy.objects.filter(alert_id=OuterRef("id"))))
    published = Publication.objects.filter(alert_id=OuterRef("id"))
    missing = recent.filter(~Exists(published), state__in=("sent", "sent_unreviewed"))
    stopped = recent.filter(Exists(published.filter(~_replaced())), state="stopped").exclude(
        Exists(published.filter(msg_type="Cancel"))
    )
    found = [*missing.select_related("tenant"), *stopped.select_related("tenant")]
    return [one for one in found if one.state == "stopped" or _is_public(one)]


def _is_public(alert: Alert) -> bool:
    chosen = from_settings(alert.tenant.settings.get("alerts", {})).public_kinds
    return may_be_public(alert.kind, chosen=chosen, training=alert.training)


def _rows() -> QuerySet[Publication]:
    return Publication.objects.select_related("tenant")


def _replaced() -> Exists:
    return Exists(Publication.objects.filter(tenant_id=OuterRef("tenant_id"), replaces_id=OuterRef("id")))
