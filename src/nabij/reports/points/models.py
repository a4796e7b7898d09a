"""Reporting points: a place with people at an event, where one tells in person, by telephone, or with one's own phone."""

from __future__ import annotations

from django.db import models

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Point(TenantRow):
    """Where and until when a point is staffed. `code` stands in its QR code; `telephone` is the public number of the point."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=12, unique=True)
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    telephone = models.CharField(max_length=40, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    class Meta:
        app_label = "reports"
        indexes = [models.Index(fields=["tenant", "until_at"], name="reporting_point_now")]


class PointDuty(TenantRow):
    """Who staffs a point from when until when."""

    point = TenantForeignKey("reports.Point", related_name="roster")
    account_id = models.UUIDField()
    name = models.CharField(max_length=120)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        app_label = "reports"
        indexes = [models.Index(fields=["tenant", "point", "from_at"], name="reporting_point_roster")]
