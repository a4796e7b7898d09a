from __future__ import annotations

from django.db import models

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class MonthCount(TenantRow):
    """Households and members of a network in a month: counts, since memberships that ended are deleted after a month.

    `month` is its first day; `joined` and `left` are counted within it.
    """

    network = TenantForeignKey("networks.Network", related_name="months")
    month = models.DateField()
    households = models.PositiveIntegerField(default=0)
    members = models.PositiveIntegerField(default=0)
    joined = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "network", "month"], name="networks_month_once")]


class Evaluation(TenantRow):
    """What a year of a network was worth. The figures are frozen once both agreed; before that they are made anew each time.

    `attempts` and `completed` are burglaries as the officer entered them; without them they come from the reports.
    """

    network = TenantForeignKey("networks.Network", related_name="evaluations")
    year = models.PositiveSmallIntegerField()
    attempts = models.PositiveIntegerField(null=True)
    completed = models.PositiveIntegerField(null=True)
    by_coordinator = models.TextField(blank=True)
    by_officer = models.TextField(blank=True)
    coordinator_id = models.UUIDField(null=True)
    coordinator_agreed_at = models.DateTimeField(null=True)
    officer_id = models.UUIDField(null=True)
    officer_agreed_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)
    agreed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "network", "year"], name="networks_evaluation_once")]
