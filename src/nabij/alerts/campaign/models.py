from __future__ import annotations

from django.db import models

from nabij.tenants.models import TenantRow


class Goal(TenantRow):
    """How many addresses of a neighbourhood BE-Alert should know, and how many it knew when somebody last told."""

    area_code = models.CharField(max_length=40)
    goal = models.PositiveIntegerField(default=0)
    registered = models.PositiveIntegerField(default=0)
    registered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "area_code"], name="campaign_goal_once")]


class Visits(TenantRow):
    """How often the page of a neighbourhood was opened on a day, and how often somebody went on to BE-Alert: no persons."""

    area_code = models.CharField(max_length=40)
    day = models.DateField()
    opened = models.PositiveIntegerField(default=0)
    onward = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "area_code", "day"], name="campaign_visits_once")]
