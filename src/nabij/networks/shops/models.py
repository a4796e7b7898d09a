"""Shops and trades of a BIN-Z, who works there, whom they invited, and what they reported with one tap."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.networks.shops.fields import HoursField
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Role(models.TextChoices):
    OWNER = "owner", _("owner or manager")
    STAFF = "staff", _("staff")


class Business(TenantRow):
    """A shop or trade that takes part. `sector` is a code of data/sectors.toml; its telephone is sealed to this row's id."""

    network = TenantForeignKey("networks.Network", related_name="businesses")
    name = models.CharField(max_length=80)
    sector = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    lon = models.FloatField()
    lat = models.FloatField()
    hours = HoursField()
    telephone_kind = models.CharField(max_length=8, blank=True)
    telephone = models.BinaryField(null=True)
    joined_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "networks"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "network", "name", "address"],
                condition=models.Q(retired_at__isnull=True),
                name="networks_business_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BusinessPerson(TenantRow):
    """Somebody who works there, as a member of the network. No hours of their own: those of the shop.

    `beyond_hours`: wants to know of a hold-up nearby at any hour.
    """

    business = TenantForeignKey(Business, related_name="people")
    membership = TenantForeignKey("networks.Membership", related_name="businesses")
    role = models.CharField(max_length=6, choices=Role.choices)
    hours = HoursField(null=True)
    beyond_hours = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "networks"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "business", "membership"],
                condition=models.Q(left_at__isnull=True),
                name="networks_businessperson_once",
            )
        ]
        indexes = [models.Index(fields=["tenant", "membership"], name="networks_businessperson_member")]


class Invitation(TenantRow):
    """A colleague who was asked in by number or e-mail: only who holds that, and has the code, comes in. Once."""

    business = TenantForeignKey(Business, related_name="invitations")
    kind = models.CharField(max_length=8)
    lookup = models.BinaryField()
    digest = models.BinaryField()
    attempts = models.PositiveSmallIntegerField(default=0)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "networks"


class Tap(TenantRow):
    """A report that a shop sent with one tap. `key` makes a second try the same report; `code` is sealed to this row's id."""

    business = TenantForeignKey(Business, related_name="taps")
    key = models.UUIDField()
    category = models.CharField(max_length=40)
    tapped_at = models.DateTimeField()
    incident_id = models.UUIDField()
    report_id = models.UUIDField()
    code = models.BinaryField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "networks"
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="networks_tap_once")]
        indexes = [
            models.Index(fields=["tenant", "business", "-tapped_at"], name="networks_tap_when"),
            models.Index(fields=["tenant", "incident_id"], name="networks_tap_incident"),
        ]
