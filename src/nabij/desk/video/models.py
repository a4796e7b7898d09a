from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class RingState(models.TextChoices):
    RINGING = "ringing", _("rings")
    ANSWERED = "answered", _("in conversation")
    DONE = "done", _("conversation ended")
    CANCELLED = "cancelled", _("stopped by the resident")
    GONE = "gone", _("the resident left the page")
    UNANSWERED = "unanswered", _("nobody answered")


class RingBackState(models.TextChoices):
    OPEN = "open", _("to call back")
    REACHED = "reached", _("called back")
    NOT_REACHED = "not_reached", _("not reached")
    WITHDRAWN = "withdrawn", _("withdrawn by the resident")


class AskedHow(models.TextChoices):
    ONLINE = "online", _("online")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")


class VideoDuty(TenantRow):
    """Somebody is on duty for video at a desk. Rung only while `available_since` is set and the page of rings is open."""

    account_id = models.UUIDField()
    name = models.CharField(max_length=120)
    desk = models.SlugField(max_length=40, blank=True, db_index=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    available_since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "until_at"], name="desk_video_duty")]
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=models.F("from_at")), name="desk_video_duty_ends_after"),
        ]


class Ring(TenantRow):
    """A resident asks for a person now. `step` and `step_at`: how far along the steps of the zone it rings, and since when.

    Nothing of the conversation is kept; name and number are blanked when it ends. `contact_*` is where to call when nobody could
    answer or the line broke. `answered_tenant` is another zone's where it went over to a partner, which `overflow_*` records.
    """

    topic = models.SlugField(max_length=40, db_index=False)
    language = models.CharField(max_length=5, default="nl")
    municipality = models.CharField(max_length=20, blank=True)
    name = models.BinaryField(null=True)
    contact_kind = models.CharField(max_length=8, blank=True)
    contact_value = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=RingState.choices, default=RingState.RINGING)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    step = models.PositiveSmallIntegerField(default=0)
    step_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_tenant = models.UUIDField(null=True)
    overflow_to = models.UUIDField(null=True)
    overflow_at = models.DateTimeField(null=True)
    overflow_basis = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "started_at"], name="desk_rings_by_time"),
            models.Index(fields=["started_at"], condition=Q(state="ringing"), name="desk_rings_now"),
            models.Index(fields=["answered_at"], condition=Q(state="answered"), name="desk_rings_in_talk"),
        ]


class RingOffer(TenantRow):
    """A ring at one desk, in the tenant whose desk it is; `ring_id` may be a ring of another zone, with `basis` for that."""

    ring_id = models.UUIDField(db_index=True)
    ring_tenant = models.UUIDField()
    step = models.PositiveSmallIntegerField()
    desk = models.SlugField(max_length=40, blank=True, db_index=False)
    basis = models.CharField(max_length=300, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant"], condition=Q(ended_at__isnull=True), name="desk_ring_offers_open")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ring_id", "step", "desk"], name="desk_ring_offer_once")
        ]


class RingBack(TenantRow):
    """Somebody wants to be called, before `due_at`. Number and name are sealed to this row."""

    ring = TenantForeignKey(Ring, null=True, related_name="ring_backs")
    topic = models.SlugField(max_length=40, db_index=False)
    language = models.CharField(max_length=5, default="nl")
    contact_kind = models.CharField(max_length=8)
    contact_value = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    asked_how = models.CharField(max_length=8, choices=AskedHow.choices)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=RingBackState.choices, default=RingBackState.OPEN)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "due_at"], condition=Q(state="open"), name="desk_ring_backs_open")]


class MeetingLink(TenantRow):
    """A link of our own that forwards to a room on the meeting server, only between `opens_at` and `closes_at`.

    `used_at`: when it was first followed within its time, so that the other side sees that somebody is coming.
    """

    about_id = models.UUIDField(db_index=True)
    room = models.CharField(max_length=80)
    for_staff = models.BooleanField(default=False)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ReachKind(models.TextChoices):
    VOICE = "voice", _("a telephone call")
    PUSH = "push", _("a notification")


class VideoReach(TenantRow):
    """How who takes rings is told when away from the screen, sealed. `renewed_at`: when they last said to be available."""

    account_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=ReachKind.choices)
    value = models.BinaryField()
    renewed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "account_id"], name="desk_video_reach_once")]


class ToldState(models.TextChoices):
    WAITING = "waiting", _("to be told")
    SENT = "sent", _("told")
    NOT_NEEDED = "not_needed", _("no longer needed")
    FAILED = "failed", _("could not be told")


class RingTold(TenantRow):
    """Somebody is told once of a ring at which they are rung, over what they chose in `VideoReach`."""

    ring_id = models.UUIDField()
    account_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=ToldState.choices, default=ToldState.WAITING)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], condition=Q(state="waiting"), name="desk_rings_to_tell")]
        constraints = [models.UniqueConstraint(fields=["tenant", "ring_id", "account_id"], name="desk_ring_told_once")]
