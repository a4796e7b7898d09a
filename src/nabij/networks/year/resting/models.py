from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class DormancyState(models.TextChoices):
    COORDINATOR = "coordinator", _("the coordinator is asked")
    DEPUTY = "deputy", _("the deputy is asked")
    OFFICER = "officer", _("the officer took over")
    WOKEN = "woken", _("awake again")
    CLOSED = "closed", _("closed")


class Dormancy(TenantRow):
    """A network that seems asleep: what was seen of it, who is asked now and until when, and how it ended."""

    network = TenantForeignKey("networks.Network", related_name="dormancies")
    signals = ArrayField(models.CharField(max_length=20))
    state = models.CharField(max_length=12, choices=DormancyState.choices)
    found_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "network"],
                condition=models.Q(ended_at__isnull=True),
                name="networks_dormancy_open_once",
            ),
        ]
