from __future__ import annotations

from django.db import models

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class CallRound(TenantRow):
    """People were called since no receipt came within `after_minutes`; `number` is that of the plan."""

    alert = TenantForeignKey("alerts.Alert", related_name="call_rounds")
    number = models.PositiveSmallIntegerField()
    calls = models.PositiveIntegerField()
    after_minutes = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "alert", "number"], name="call_round_once")]
