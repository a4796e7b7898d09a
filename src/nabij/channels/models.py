"""What is stored about sending: platform rows, since a provider serves all tenants; they hold ids, no contact values."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nabij.channels.call_backs import models as call_backs
from nabij.tenants.keys import new_id

__all__ = ["call_backs"]


class ReceiptInbox(models.Model):
    """What a provider told about a message, as it came. It waits here until its submission is known; then it is taken out,
    and what it told stands in the journal of the delivery. After three days of waiting it is a dead letter."""

    provider = models.CharField(max_length=60)
    provider_message_id = models.CharField(max_length=120)
    state = models.CharField(max_length=16)
    error = models.CharField(max_length=60, blank=True)
    recipient_lookup = models.BinaryField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    dead_letter_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_message_id", "state"], name="channels_receipt_once")
        ]
        indexes = [
            models.Index(
                fields=["recipient_lookup"],
                condition=~Q(recipient_lookup=None),
                name="channels_receipt_about",
            ),
            models.Index(fields=["id"], condition=~Q(dead_letter_at=None), name="channels_receipt_dead"),
        ]


class InboundMessage(models.Model):
    """A text that somebody sent to our number: STOP, or an answer. Sender, text and what we answered are sealed.

    `part_of` is what the parts of one longer text have in common, empty for a whole one.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    provider = models.CharField(max_length=60)
    fingerprint = models.BinaryField()
    sender_lookup = models.BinaryField()
    sender = models.BinaryField()
    sent_to = models.CharField(max_length=30)
    text = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)
    part_of = models.BinaryField(default=b"")
    part_number = models.PositiveSmallIntegerField(default=1)
    part_total = models.PositiveSmallIntegerField(default=1)
    handled_at = models.DateTimeField(null=True)
    answer = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sender_lookup", "received_at"], name="channels_inbound_sender"),
            models.Index(
                fields=["received_at"],
                condition=Q(answer__isnull=False, answered_at=None),
                name="channels_inbound_unanswered",
            ),
            models.Index(fields=["fingerprint", "received_at"], name="channels_inbound_same"),
            models.Index(fields=["received_at"], condition=Q(handled_at=None), name="channels_inbound_waiting"),
        ]


class Puzzle(models.Model):
    """What came in and nobody could read: kept sealed for a person, who settles it. The same twice is kept once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    door = models.CharField(max_length=12)
    provider = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    fingerprint = models.BinaryField(unique=True)
    content = models.BinaryField()
    times = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-received_at"], condition=Q(settled_at=None), name="channels_unread_open"),
        ]


class Submission(models.Model):
    """Which delivery a provider's message id stands for. Partitioned by day of `submitted_at`, written by COPY."""

    provider = models.CharField(max_length=60)
    provider_message_id = models.CharField(max_length=120)
    delivery_id = models.UUIDField(primary_key=True)
    alert_id = models.UUIDField()
    submitted_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "channels_submission"


class RouteMode(models.TextChoices):
    """What an operator lets a route do: everything; finish what is open and keep receipts; nothing at all."""

    OPEN = "open"
    DRAINING = "draining"
    STOPPED = "stopped"


class Route(models.Model):
    """How a route fares, shared by all processes: `down_since` and the reason while it is away, and its share of the windows.

    `home` and `weight` are points of hundred within the channel: as configured, and now. `good` and `bad` count answers and
    fade (`felt_at` is when they last did); `failing` is the error code that came last. Moments are those of the database.
    """

    provider = models.CharField(max_length=60, primary_key=True)
    channel = models.CharField(max_length=16)
    down_since = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)
    mode = models.CharField(max_length=8, choices=RouteMode.choices, default=RouteMode.OPEN)
    mode_reason = models.CharField(max_length=300, blank=True)
    mode_by = models.UUIDField(null=True)
    mode_at = models.DateTimeField(null=True)
    home = models.SmallIntegerField(default=0)
    weight = models.SmallIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    good = models.FloatField(default=0)
    bad = models.FloatField(default=0)
    felt_at = models.DateTimeField(null=True)
    failing = models.CharField(max_length=60, blank=True)
    troubled_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    probed_at = models.DateTimeField(null=True)
    probe_ms = models.IntegerField(null=True)
    probe_trouble = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__range=(0, 100), home__range=(0, 100)), name="channels_route_points"
            )
        ]


class RoutePace(models.Model):
    """When the next message of a route with a limit may leave, whichever process sends it."""

    provider = models.CharField(max_length=60, primary_key=True)
    free_at = models.DateTimeField()


class RouteChange(models.Model):
    """Why a route stands where it stands: every step of its weight, and every deed of an operator (`by` is an account)."""

    provider = models.CharField(max_length=60)
    channel = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=12)
    before = models.SmallIntegerField(null=True)
    after = models.SmallIntegerField(null=True)
    bad = models.IntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["provider", "-id"], name="channels_routechange_newest")]


class RouteMinute(models.Model):
    """What a route did in a minute: how often `what` was seen, an outcome of sending or of a receipt, with its error code."""

    provider = models.CharField(max_length=60)
    minute = models.DateTimeField()
    what = models.CharField(max_length=16)
    error = models.CharField(max_length=60, blank=True)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "minute", "what", "error"], name="channels_routeminute_once")
        ]


class SimulatedMessage(models.Model):
    """What somebody in the demo town would have received. `receipt_due_at` is empty once the receipt was written."""

    id = models.UUIDField(primary_key=True, default=new_id)
    provider = models.CharField(max_length=60)
    channel = models.CharField(max_length=16)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=8)
    sent_at = models.DateTimeField(default=timezone.now)
    receipt_state = models.CharField(max_length=16, blank=True)
    receipt_error = models.CharField(max_length=60, blank=True)
    receipt_due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-sent_at"], name="channels_simulated_recipient"),
            models.Index(fields=["-sent_at"], name="channels_simulated_newest"),
            models.Index(fields=["receipt_due_at"], condition=~Q(receipt_due_at=None), name="channels_simulated_due"),
        ]
