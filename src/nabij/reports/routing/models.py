"""Which team gets what, by when it was promised, and what goes out to teams that are no staff of ours."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nabij.channels.outbox.models import Outgoing
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Holidays(models.TextChoices):
    ANY = "any", _("every day")
    NEVER = "never", _("not on holidays and closed days")
    ONLY = "only", _("only on holidays and closed days")


class Unit(models.TextChoices):
    HOURS = "hours", _("hours")
    WORKING_DAYS = "working_days", _("working days")


class WaitsFor(models.TextChoices):
    REPORTER = "reporter", _("who reported")
    OTHER = "other", _("another service or firm")


class How(models.TextChoices):
    """How an incident came to its team."""

    RULE = "rule", _("by a rule")
    BROKEN = "broken", _("to the default team, because a rule is broken")
    DEFAULT = "default", _("to the default team")
    NONE = "none", _("to nobody")
    HAND = "hand", _("by hand")


class DeliveryKind(models.TextChoices):
    NEW = "new", _("new task")
    CHANGED = "changed", _("message about a task")
    CANCELLED = "cancelled", _("task taken back")
    REMINDER = "reminder", _("reminder")


class RoutingRule(TenantRow):
    """One line of the order in which a tenant gives out its incidents; empty means every. The first that matches wins.

    `shape` (WKB, Lambert metres, with its bounds under a GiST index) is what was drawn, or for named areas their union as it was
    when the rule was written: it only tells where a rule reached whose area is gone. Named areas are looked up each time.
    `answers`: by the code of a question those of which one must be given; of all questions, or with `any_answer` of one of them.
    `urgency`: only what comes in as such.
    """

    position = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    families = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    area_codes = models.JSONField(default=list)
    shape = models.BinaryField(null=True)
    left = models.FloatField(null=True)
    bottom = models.FloatField(null=True)
    right = models.FloatField(null=True)
    top = models.FloatField(null=True)
    weekdays = models.JSONField(default=list)
    from_time = models.TimeField(null=True)
    until_time = models.TimeField(null=True)
    holidays = models.CharField(max_length=8, choices=Holidays.choices, default=Holidays.ANY)
    answers = models.JSONField(default=dict)
    any_answer = models.BooleanField(default=False)
    urgency = models.CharField(max_length=8, blank=True, default="")
    team = TenantForeignKey("reports.Team", related_name="rules", db_index=False)
    is_urgent = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "position"], condition=Q(ended_at=None), name="rule_order")]


class Rerouting(TenantRow):
    """Somebody gave an incident to another team than the rules did; says which rule that was."""

    incident = TenantForeignKey("reports.Incident", related_name="reroutings")
    rule = TenantForeignKey(RoutingRule, null=True, related_name="corrections")
    from_team = TenantForeignKey("reports.Team", null=True, related_name="+", db_index=False)
    to_team = TenantForeignKey("reports.Team", null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)


class ServiceLevel(TenantRow):
    """How soon a tenant handles a kind of fact, from a day on. Empty category or urgency: all that have none of their own."""

    category = models.CharField(max_length=40, blank=True)
    urgency = models.CharField(max_length=8, blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=Unit.choices)
    is_told = models.BooleanField(default=True)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "category", "urgency", "valid_from"], name="service_level_once")
        ]


class Pause(TenantRow):
    """The clock of an incident stands still from one moment until another: we wait for an answer. `until_at` lies ahead while we
    wait, and comes forward with the answer; null: until somebody lets the clock go on.
    """

    incident = TenantForeignKey("reports.Incident", related_name="pauses")
    waits_for = models.CharField(max_length=8, choices=WaitsFor.choices, default=WaitsFor.REPORTER)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "incident"], condition=Q(until_at=None), name="pause_once")
        ]


class TaskDelivery(Outgoing):
    """One message to an outside team about a task."""

    task = TenantForeignKey("reports.Task", related_name="deliveries")
    kind = models.CharField(max_length=12, choices=DeliveryKind.choices)
    sequence = models.PositiveSmallIntegerField(default=1)
    put_at = models.DateTimeField()

    class Meta(Outgoing.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "task", "kind", "sequence"], name="task_delivery_once")
        ]


class TaskMessage(TenantRow):
    """A line between us and an outside team about a task; it never names who reported."""

    task = TenantForeignKey("reports.Task", related_name="messages")
    at = models.DateTimeField()
    from_outside = models.BooleanField()
    text = models.CharField(max_length=1000)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)


class TaskPhoto(TenantRow):
    """A picture by an outside team of what it did, drawn anew."""

    task = TenantForeignKey("reports.Task", related_name="photos")
    file = models.CharField(max_length=80)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
