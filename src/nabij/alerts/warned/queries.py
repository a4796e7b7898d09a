"""Alerts as the figures of networks and their lists of what is to do need them. Who calls this checked the rights."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nabij.alerts import contents
from nabij.alerts.models import DutyState, FeedbackDuty, SentCopy
from nabij.alerts.zone_rules import from_settings
from nabij.networks.founding import queries as founding
from nabij.networks.overview.sources import Warned
from nabij.networks.todo import Todo
from nabij.tenants import queries as tenants


def warned_since(tenant_ids: Collection[UUID], since: datetime) -> list[Warned]:
    """Every alert of these tenants that left for a network since then, exercises and feedback itself left out. Three queries."""
    chosen = {one.id: from_settings(one.settings.get("alerts", {})) for one in tenants.tenants(tenant_ids)}
    copies = SentCopy.objects.filter(tenant_id__in=chosen, at__gte=since, alert__training=False)
    rows = copies.exclude(alert__networks=[]).select_related("alert").only(
        "tenant_id", "at", "size", "alert__networks", "alert__kind", "alert__texts"
    )  # fmt: skip
    duties = FeedbackDuty.objects.filter(tenant_id__in=chosen, alert__sent_at__gte=since)
    owed = {row[0]: row[1:] for row in duties.values_list("alert_id", "due_at", "done_at")}
    return [
        Warned(
            row.alert.networks, row.at,
            contents.cost_cents(
                [text["body"] for text in row.alert.texts.values()], row.size.get("by_channel", {}), chosen[row.tenant_id]
            ),
            *owed.get(row.alert_id, (None, None)),
        )
        for row in rows
    ]  # fmt: skip


def feedback_to_do(network_ids: Collection[UUID], now: datetime) -> list[Todo]:
    """Feedback that is owed to the members of these networks, also of those that merged into them, for its mandated officer."""
    today = {one: one for one in network_ids} | founding.merged_of(list(network_ids))
    rows = FeedbackDuty.objects.filter(alert__networks__overlap=list(today)).exclude(state=DutyState.DONE)
    return [
        Todo(
            network_id=network_id, owner="officer", what=_("Tell the members how the alert ended"),
            url=reverse("alerts:feedback", args=[alert_id]), since=sent_at or due_at, due=due_at,
        )
        for alert_id, networks, sent_at, due_at in rows.values_list(
            "alert_id", "alert__networks", "alert__sent_at", "due_at"
        )
        for network_id in {today[one] for one in today.keys() & set(networks)}
    ]  # fmt: skip
