from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.channels.outbox.models import Outgoing
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class MeetingKind(models.TextChoices):
    INFORMATION = "information", _("information evening")
    DECISION = "decision", _("meeting to decide")
    TRAINING = "training", _("training")
    STEERING = "steering", _("steering group")
    OPEN_DOOR = "open_door", _("open door")
    EVALUATION = "evaluation", _("evaluation")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("planned")
    CANCELLED = "cancelled", _("cancelled")
    HELD = "held", _("held")


class RegisteredBy(models.TextChoices):
    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")


class NoticeKind(models.TextChoices):
    INVITATION = "invitation", _("invitation")
    CONFIRMATION = "confirmation", _("confirmation")
    REMINDER = "reminder", _("reminder")
    CHANGED = "changed", _("change")
    CANCELLED = "cancelled", _("cancellation")


class Meeting(TenantRow):
    """A meeting at a place and an hour. `about` are networks or other things of the rooms above, by id.

    `seats` empty: as many as come. `sequence` goes up with each change that a calendar must take over. `guests` are people
    who came without having registered. `votes_*` are counted hands of a meeting that decided.
    """

    kind = models.CharField(max_length=12, choices=MeetingKind.choices)
    title = models.CharField(max_length=160)
    explanation = models.TextField(blank=True)
    speakers = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=200)
    lon = models.FloatField()
    lat = models.FloatField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    about = ArrayField(models.UUIDField(), default=list)
    public = models.BooleanField(default=True)
    with_registration = models.BooleanField(default=False)
    seats = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_because = models.CharField(max_length=300, blank=True)
    called_by = models.UUIDField(null=True)
    changed_at = models.DateTimeField(auto_now=True)
    guests = models.PositiveIntegerField(default=0)
    votes_for = models.PositiveIntegerField(null=True)
    votes_against = models.PositiveIntegerField(null=True)
    votes_abstained = models.PositiveIntegerField(null=True)
    report = models.TextField(blank=True)
    report_published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "starts_at"], name="meetings_by_day"),
            models.Index(fields=["starts_at"], condition=models.Q(public=True), name="meetings_public_by_day"),
            GinIndex(fields=["about"], name="meetings_about"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="meetings_ends_after"),
        ]

    def __str__(self) -> str:
        return self.title


class Registration(TenantRow):
    """Somebody who comes: a person that we know, sealed, or only a name, sealed, that staff wrote down."""

    meeting = TenantForeignKey(Meeting, related_name="registrations")
    person = models.BinaryField(null=True)
    person_key = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    registered_by = models.CharField(max_length=8, choices=RegisteredBy.choices)
    registered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_key"], name="meetings_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "meeting", "person_key"],
                condition=models.Q(cancelled_at__isnull=True, person_key__isnull=False),
                name="meetings_registered_once",
            ),
        ]


class Notice(Outgoing):
    """A message about a meeting to somebody: who registered, or an invitation to a contact point. One per kind and `sequence`."""

    meeting = TenantForeignKey(Meeting, related_name="notices")
    registration = TenantForeignKey(Registration, related_name="notices", null=True)
    contact_point_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    sequence = models.PositiveIntegerField(default=0)

    class Meta(Outgoing.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "meeting", "kind", "sequence", "registration", "contact_point_id"],
                nulls_distinct=False,
                name="meetings_notice_once",
            ),
        ]
