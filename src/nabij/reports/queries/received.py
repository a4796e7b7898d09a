"""How much came in, as counts that name nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncHour

from nabij.reports.models import Report


def received_per_hour(tenant_id: UUID, since: datetime, until: datetime) -> dict[datetime, int]:
    """How many reports a tenant received in each hour in which any came. One query, for who plans its hours."""
    rows = Report.objects.filter(tenant_id=tenant_id, received_at__gte=since, received_at__lt=until).order_by()
    return dict(rows.annotate(hour=TruncHour("received_at", tzinfo=UTC)).values_list("hour").annotate(Count("id")))
