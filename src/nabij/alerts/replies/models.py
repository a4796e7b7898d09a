from __future__ import annotations

from django.db import models

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Reply(TenantRow):
    """That somebody answered an alert, and which report it became. What they wrote and who they are stands with the report.

    The report may belong to another tenant: a warning of the city can be answered with what is for the police.
    `sender_key` tells whether two answers are of one person; it finds nobody.
    """

    alert = TenantForeignKey("alerts.Alert", related_name="replies")
    inbound_id = models.UUIDField()
    sender_key = models.BinaryField()
    report_id = models.UUIDField()
    report_tenant_id = models.UUIDField()
    incident_id = models.UUIDField()
    language = models.CharField(max_length=5)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "inbound_id"], name="reply_once")]
        indexes = [models.Index(fields=["tenant", "alert", "-at"], name="reply_of_alert")]
