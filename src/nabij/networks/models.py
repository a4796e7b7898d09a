from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.networks.channel import models as channel
from nabij.networks.documents import models as documents
from nabij.networks.founding import models as founding
from nabij.networks.members import models as members
from nabij.networks.overview import models as overview
from nabij.networks.shops import models as shops
from nabij.networks.shops.fields import HoursField
from nabij.networks.training import models as training
from nabij.networks.year import models as year
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow

__all__ = ["channel", "documents", "founding", "members", "overview", "shops", "training", "year"]


class NetworkKind(models.TextChoices):
    BIN = "bin", _("BIN")
    BINZ = "binz", _("BIN-Z")


class NetworkState(models.TextChoices):
    STARTING = "starting", _("starting up")
    ACTIVE = "active", _("active")
    RESTING = "resting", _("resting")
    STOPPED = "stopped", _("stopped")


class MandateRole(models.TextChoices):
    OFFICER = "officer", _("mandated officer")
    COORDINATOR = "coordinator", _("coordinator")


class JoinedBy(models.TextChoices):
    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")
    LIST = "list", _("from an older list, after a yes")


class Priority(models.TextChoices):
    URGENT = "urgent", _("urgent")
    NON_URGENT = "non_urgent", _("not urgent")


class Route(models.TextChoices):
    OWN = "own", _("own channels")
    BE_ALERT = "be_alert", _("BE-Alert")


class LogKind(models.TextChoices):
    MESSAGE = "message", _("message")
    FEEDBACK = "feedback", _("feedback")
    CONSEQUENCE = "consequence", _("consequence")
    NOTE = "note", _("note")


class Network(TenantRow):
    """A neighbourhood information network. Belongs to a police zone; its municipality sees start-up, documents and counts.

    `sectors`: a BIN-Z of these sectors of shops and trades; without any, of everybody in its streets.
    """

    kind = models.CharField(max_length=8, choices=NetworkKind.choices)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=NetworkState.choices, default=NetworkState.STARTING)
    municipality_id = models.UUIDField(null=True)
    area = models.JSONField()
    area_lambert = models.BinaryField()
    west_m = models.FloatField()
    south_m = models.FloatField()
    east_m = models.FloatField()
    north_m = models.FloatField()
    numbers_per_household = models.PositiveSmallIntegerField(default=1)
    be_alert_group = models.CharField(max_length=80, blank=True)
    sectors = ArrayField(models.CharField(max_length=20), default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["tenant", "name"])]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="networks_name_once")]

    def __str__(self) -> str:
        return self.name


class Mandate(TenantRow):
    """Who leads or follows up a network: an account, or its deputy."""

    network = TenantForeignKey(Network, related_name="mandates")
    role = models.CharField(max_length=12, choices=MandateRole.choices)
    account_id = models.UUIDField()
    deputy = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "network", "role", "deputy"], name="networks_mandate_once"),
        ]
        indexes = [models.Index(fields=["account_id"])]


class WithHours(models.Model):
    """When somebody may be warned: minutes of the week, at all hours where null. `beyond_hours`: of a hold-up always."""

    hours = HoursField(null=True)
    beyond_hours = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True


class Membership(WithHours, TenantRow):
    """One household in a network. Who it is stands encrypted; the keyed hashes tell only whether it is the same one.

    `house_rules` is the version of the house rules that was accepted; `shown_by_name` whether the coordinator sees the name,
    `willing` whether they would coordinate it or stand in.
    """

    network = TenantForeignKey(Network, related_name="memberships")
    person = models.BinaryField()
    person_key = models.BinaryField()
    household_key = models.BinaryField()
    joined_at = models.DateTimeField()
    joined_by = models.CharField(max_length=10, choices=JoinedBy.choices)
    house_rules = models.CharField(max_length=10, blank=True)
    shown_by_name = models.BooleanField(default=True)
    willing = models.BooleanField(default=False, db_default=False)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "network", "person_key"],
                condition=models.Q(left_at__isnull=True),
                name="networks_member_once",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "network", "household_key"])]


class MemberPoint(WithHours, TenantRow):
    """A contact point over which a member wants to hear from this network, with the hours of the membership."""

    network = TenantForeignKey(Network, related_name="points")
    membership = TenantForeignKey(Membership, related_name="points")
    contact_point_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "network", "contact_point_id"])]


class PlanRule(TenantRow):
    """A line of the communication plan: what a type of fact calls for. An empty category holds for all others."""

    network = TenantForeignKey(Network, related_name="plan")
    category = models.CharField(max_length=60, blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices)
    channels = ArrayField(models.CharField(max_length=8))
    from_time = models.TimeField(null=True)
    until_time = models.TimeField(null=True)
    night = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "network", "category"], name="networks_plan_once")]


class RouteRule(TenantRow):
    """Over which route a kind of alert reaches this network; without a row over own channels."""

    network = TenantForeignKey(Network, related_name="routes")
    alert_kind = models.CharField(max_length=20)
    route = models.CharField(max_length=10, choices=Route.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "network", "alert_kind"], name="networks_route_once")]


class LogEntry(TenantRow):
    """The network's log: message, feedback, consequence; the ground of its evaluation."""

    network = TenantForeignKey(Network, related_name="log")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=LogKind.choices)
    text = models.TextField()
    alert_id = models.UUIDField(null=True)
    author_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "network", "-at"])]
