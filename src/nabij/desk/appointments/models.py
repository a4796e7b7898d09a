"""Appointments at counters, and the messages about them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.channels.outbox.models import Outgoing
from nabij.desk.counters.models import Way
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("booked")
    ARRIVED = "arrived", _("is here")
    DONE = "done", _("served")
    NO_SHOW = "no_show", _("did not come")
    CANCELLED = "cancelled", _("cancelled")


HOLDING = (AppointmentState.BOOKED, AppointmentState.ARRIVED, AppointmentState.DONE, AppointmentState.NO_SHOW)
"""States in which a place is taken."""


class BookedBy(models.TextChoices):
    ONLINE = "online", _("online")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")
    PAPER = "paper", _("on paper")


class AboutWhat(models.TextChoices):
    CONFIRMATION = "confirmation", _("confirmation")
    REMINDER = "reminder", _("reminder")
    MOVED = "moved", _("new moment")
    CANCELLED = "cancelled", _("cancellation")
    UNSETTLED = "unsettled", _("closed then: choose another moment")
    SETTLED = "settled", _("open then after all")
    NO_SHOW = "no_show", _("did not come: choose another moment")


class Appointment(TenantRow):
    """Somebody who comes at a moment. Name, contact and code stand sealed; `place` is which of the desks at once.

    `unsettled` says why the counter is closed then after all. `sequence` goes up with what a calendar must take over. `late_min`
    are the minutes after the hour at which they said they will be there.
    """

    counter = TenantForeignKey("desk.Counter", related_name="appointments")
    service = TenantForeignKey("desk.Service", related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.PERSON)
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
    unsettled = models.CharField(max_length=10, blank=True)
    name = models.BinaryField(null=True)
    contact_kind = models.CharField(max_length=8, blank=True)
    contact_value = models.BinaryField(null=True)
    contact_key = models.BinaryField(null=True)
    person_key = models.BinaryField(null=True)
    language = models.CharField(max_length=2)
    code = models.BinaryField(null=True)
    code_hash = models.BinaryField(null=True)
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=8, choices=BookedBy.choices)
    changed_at = models.DateTimeField(auto_now=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    late_min = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "counter", "starts_at"], name="desk_appointment_by_day"),
            models.Index(fields=["person_key"], name="desk_appointment_of_person"),
            models.Index(fields=["code_hash"], name="desk_appointment_code"),
            models.Index(fields=["contact_key"], name="desk_appointment_contact"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "counter", "starts_at", "place"],
                condition=~models.Q(state="cancelled"),
                name="desk_place_once",
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="desk_ends_after"),
        ]


class AppointmentNotice(Outgoing):
    """A message about an appointment. One per kind and `sequence`."""

    appointment = TenantForeignKey(Appointment, related_name="notices")
    kind = models.CharField(max_length=12, choices=AboutWhat.choices)
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta(Outgoing.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "appointment", "kind", "sequence"], name="desk_notice_once"),
        ]
