from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Sharing(models.TextChoices):
    OWN = "own", _("Only me")
    TEAM = "team", _("A team")
    TENANT = "tenant", _("Everybody of the service")


class Deed(models.TextChoices):
    """What can be done with many incidents at once; each is the deed that there is for one."""

    TEAM = "team", _("Give to a team")
    CATEGORY = "category", _("Change the kind")
    CLOSE = "close", _("Close")
    NOTE = "note", _("Add a note")
    REFER = "refer", _("Hand over")


class ItemState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    REFUSED = "refused", _("not done")


class SavedFilter(TenantRow):
    """A way of looking at the list that somebody named: `asked` is the query part of its address."""

    name = models.CharField(max_length=80)
    account_id = models.UUIDField()
    sharing = models.CharField(max_length=8, choices=Sharing.choices, default=Sharing.OWN)
    team = TenantForeignKey("reports.Team", null=True, blank=True, related_name="+")
    asked = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "account_id", "name"], name="saved_filter_name")]


class Bulk(TenantRow):
    """One order for many incidents, by one person. `words` is what the deed asks, as the form gave it."""

    account_id = models.UUIDField()
    deed = models.CharField(max_length=12, choices=Deed.choices)
    words = models.JSONField(default=dict)
    total = models.PositiveIntegerField()
    ordered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class BulkItem(TenantRow):
    """One incident of an order, as it was seen at `version`; `sentence` says why it was not done."""

    bulk = TenantForeignKey(Bulk, related_name="items")
    incident_id = models.UUIDField()
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.WAITING)
    sentence = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "bulk", "incident_id"], name="bulk_item_once")]
        indexes = [
            models.Index(fields=["tenant", "bulk", "id"], condition=models.Q(state="waiting"), name="bulk_waiting")
        ]
