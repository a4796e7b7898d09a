from __future__ import annotations

from django.db import models

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Resend(TenantRow):
    """Somebody had an alert sent again to those whom it did not reach; `number` is that of the plan."""

    alert = TenantForeignKey("alerts.Alert", related_name="resends")
    number = models.PositiveSmallIntegerField()
    deliveries = models.PositiveIntegerField()
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "alert", "number"], name="resend_once")]


class Spread(TenantRow):
    """Where a large alert arrived, counted now and then by a job: homes per square, never who."""

    alert = TenantForeignKey("alerts.Alert", related_name="spreads")
    at = models.DateTimeField()
    squares = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "alert"], name="spread_once")]


class Drill(TenantRow):
    """A hand-over to BE-Alert that somebody practised: nothing leaves, the clock runs. `expected` is the number to take over."""

    account_id = models.UUIDField()
    scene = models.PositiveSmallIntegerField()
    expected = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    typed_count = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-started_at"], name="drill_newest")]
