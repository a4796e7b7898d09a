"""Counters, what they offer, and when they are open."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nabij.networks.shops.fields import HoursField
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class CounterKind(models.TextChoices):
    COMMISSARIAT = "commissariat", _("police station")
    ANTENNA = "antenna", _("antenna office")
    TOWN_HALL = "town_hall", _("town hall")
    PARTNER = "partner", _("desk of a partner")


class Access(models.TextChoices):
    WHEELCHAIR = "wheelchair", _("You get in with a wheelchair")
    LIFT = "lift", _("There is a lift")
    TOILET = "toilet", _("There is an adapted toilet")
    PARKING = "parking", _("There is a parking place for people with a disability")
    LOW_DESK = "low_desk", _("There is a low desk")
    LOOP = "loop", _("There is a hearing loop")
    QUIET = "quiet", _("You can talk in a separate room")
    SIGN = "sign", _("An interpreter of sign language can join by video")


class Why(models.TextChoices):
    HOLIDAY = "holiday", _("holiday")
    BRIDGE = "bridge", _("bridge day")
    TRAINING = "training", _("training of the staff")
    WORKS = "works", _("works in the building")
    SHORT = "short", _("too few colleagues")
    EVENT = "event", _("event in the neighbourhood")
    LATE = "late", _("evening opening")
    OTHER = "other", pgettext_lazy("why a desk is closed", "another reason")


class Way(models.TextChoices):
    PERSON = "person", _("at the counter")
    PHONE = "phone", _("by telephone")
    VIDEO = "video", _("by video")


class Counter(TenantRow):
    """A place where residents are received. `desks` is how many appointments it takes at once."""

    kind = models.CharField(max_length=12, choices=CounterKind.choices)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    lon = models.FloatField()
    lat = models.FloatField()
    directions = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=200, blank=True)
    access = ArrayField(models.CharField(max_length=12), default=list)
    desks = models.PositiveSmallIntegerField(default=1)
    shut_on_holidays = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "name"], name="desk_counter_by_name")]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="desk_counter_once")]

    def __str__(self) -> str:
        return self.name


class Service(TenantRow):
    """A subject for which residents come. `letter` stands before its queue numbers; `bring` is one thing a line."""

    name = models.CharField(max_length=120)
    explanation = models.CharField(max_length=400, blank=True)
    bring = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=15)
    letter = models.CharField(max_length=1)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="desk_service_once")]

    def __str__(self) -> str:
        return self.name


class Offer(TenantRow):
    """A service at a counter: with an appointment in these ways, without one, and how many of them at once."""

    counter = TenantForeignKey(Counter, related_name="offers")
    service = TenantForeignKey(Service, related_name="offers")
    ways = ArrayField(models.CharField(max_length=8), default=list)
    walk_in = models.BooleanField(default=True)
    desks = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "counter", "service"], name="desk_offer_once"),
        ]


class Pattern(TenantRow):
    """The usual week of a counter from a day until another (both included): minutes for everybody, and for appointments."""

    counter = TenantForeignKey(Counter, related_name="patterns")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    walk_in = HoursField()
    by_appointment = HoursField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "counter", "valid_from"], name="desk_pattern_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="desk_pattern_ends_after",
            ),
        ]


class OddDay(TenantRow):
    """Days on which a counter, or without one all counters of the tenant, is closed or keeps other hours.

    Hours are minutes since midnight of each of these days; empty is closed.
    """

    counter = TenantForeignKey(Counter, related_name="odd_days", null=True)
    first_day = models.DateField()
    last_day = models.DateField()
    walk_in = HoursField()
    by_appointment = HoursField()
    why = models.CharField(max_length=10, choices=Why.choices)
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "last_day"], name="desk_odd_by_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="desk_odd_ends_after"),
        ]
