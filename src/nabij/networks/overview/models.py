from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Figures(TenantRow):
    """What was counted for one network in one month; that of this month is counted anew every few minutes.

    `households`, `addresses` and `messages_week` are as they were at `counted_at`; what was judged, owed and answered is of the
    ninety days before. `cost_cents` is what messages cost in the year so far.
    """

    network = TenantForeignKey("networks.Network", related_name="figures")
    month = models.DateField()
    state = models.CharField(max_length=10)
    households = models.PositiveIntegerField(default=0)
    addresses = models.PositiveIntegerField(default=0)
    area_version = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    response_hours = models.FloatField(null=True)
    owed = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    feedback_hours = models.FloatField(null=True)
    messages_week = models.FloatField(default=0)
    cost_cents = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "network", "month"], name="networks_figures_once")]


class Coverage(TenantRow):
    """How many households of a neighbourhood belonged to a network of this zone in a month; each counts once."""

    area_code = models.CharField(max_length=20)
    month = models.DateField()
    households = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "month", "area_code"], name="networks_coverage_once")]


class Waiting(TenantRow):
    """What is to do for all networks of a zone, as its sources said it when it was counted; what is late is told by the clock.

    `matters` are the fields of `nabij.networks.todo.Todo`.
    """

    matters = models.JSONField(default=list)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="networks_waiting_once")]


class GoalKind(models.TextChoices):
    NETWORKS = "networks", _("active networks")
    REACHED = "reached", _("households reached, in %")
    COVERED = "covered", _("neighbourhoods with a network")
    FEEDBACK = "feedback", _("alerts with feedback in time, in %")
    LED = "led", _("active networks with a coordinator, in %")


class Goal(TenantRow):
    """What a zone or municipality wants to reach in a year. How far it is, is measured; nobody fills that in."""

    year = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=12, choices=GoalKind.choices)
    target = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "year", "what"], name="networks_goal_once")]
