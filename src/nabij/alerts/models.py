from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.alerts.campaign.models import Goal, Visits
from nabij.alerts.cap.models import BeAlertNotice, CapMessage, Publication
from nabij.alerts.escalating.models import CallRound
from nabij.alerts.following.models import Drill, Resend, Spread
from nabij.alerts.replies.models import Reply
from nabij.alerts.wording.models import AlertTemplate, AlertTemplateVersion
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow

__all__ = [
    "AlertTemplate",
    "AlertTemplateVersion",
    "BeAlertNotice",
    "CallRound",
    "CapMessage",
    "Drill",
    "Goal",
    "Publication",
    "Reply",
    "Resend",
    "Spread",
    "Visits",
]


class AlertState(models.TextChoices):
    DRAFT = "draft", _("being written")
    SUBMITTED = "submitted", _("waits for approval")
    RETURNED = "returned", _("returned")
    SCHEDULED = "scheduled", _("approved, waits for its hour")
    SENT = "sent", _("sent")
    SENT_UNREVIEWED = "sent_unreviewed", _("sent, review still due")
    STOPPED = "stopped", _("stopped")
    CANCELLED = "cancelled", _("withdrawn")


class MessageType(models.TextChoices):
    """What a message is to the one that it follows; the words of CAP 1.2, with the all-clear by itself."""

    ALERT = "alert", _("alert")
    UPDATE = "update", _("update")
    ALL_CLEAR = "all_clear", _("all-clear")
    CANCEL = "cancel", _("withdrawal")


class Ground(models.TextChoices):
    """Why the police warn. Source: besafe, communication of the police, four grounds for a message."""

    THREAT = "threat", _("there is a threat to this neighbourhood")
    PATTERN = "pattern", _("a series of facts is likely to go on")
    PREVENTION = "prevention", _("residents can prevent it")
    INFORMATION = "information", _("residents may have information")


class Alert(TenantRow):
    """A message to an audience. What an approval binds is `nabij.alerts.digest.Content`, made from these fields.

    `audience` is the rule of `nabij.alerts.rules.whom`. Beside it stand, worked out when it was written: `networks`, in whose
    logs the alert stands; `area`, what it covers on the map (GeoJSON, degrees); `area_lambert` and `excluded_lambert`, the drawn
    and named surfaces that it includes and leaves out, as they were then (WKB, Lambert metres; circles stand in the rule).

    `answers` say why a warning stays, each bound to the text it is about (`nabij.alerts.rules.answers`); `template` is the code
    and version from which the text was made; `returned_version` is what a colleague returned.
    """

    kind = models.CharField(max_length=20)
    message_type = models.CharField(max_length=10, choices=MessageType.choices, default=MessageType.ALERT)
    follows = TenantForeignKey("self", null=True, related_name="followed_by")
    state = models.CharField(max_length=16, choices=AlertState.choices, default=AlertState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)
    incident_id = models.UUIDField(null=True)
    category = models.CharField(max_length=60, blank=True)
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)
    feedback_on = TenantForeignKey("self", null=True, related_name="feedbacks")
    feedback_review_on = models.DateField(null=True)
    audience = models.JSONField(default=dict)
    networks = ArrayField(models.UUIDField(), default=list)
    area = models.JSONField(null=True)
    area_lambert = models.BinaryField(null=True)
    excluded_lambert = models.BinaryField(null=True)
    texts = models.JSONField()
    answers = models.JSONField(default=list)
    template = models.CharField(max_length=72, blank=True)
    channels = ArrayField(models.CharField(max_length=8))
    routes = models.JSONField(default=dict)
    window_from = models.DateTimeField(null=True)
    window_until = models.DateTimeField()
    about_life = models.BooleanField(default=False)
    caught_in_act = models.BooleanField(default=False)
    night_allowed = models.BooleanField(default=False)
    training = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    returned_because = models.TextField(blank=True)
    returned_version = models.PositiveIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.UUIDField(null=True)
    consulted_at = models.DateTimeField(null=True)
    consulted_by = models.UUIDField(null=True)
    consulted_with = models.CharField(max_length=120, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    review_remark = models.TextField(blank=True)
    stopped_because = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-id"], name="alert_list"),
            models.Index(fields=["tenant", "incident_id"], name="alert_incident"),
            models.Index(fields=["tenant", "follows"], condition=models.Q(follows__isnull=False), name="alert_follows"),
            models.Index(fields=["window_from"], condition=models.Q(state="scheduled"), name="alert_scheduled"),
        ]


class AlertVersion(TenantRow):
    """What an alert said at one version, frozen, and who wrote it. Editors accumulate over versions."""

    alert = TenantForeignKey(Alert, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    editor_kind = models.CharField(max_length=16)
    editor_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "alert", "number"], name="alert_version_once")]


class Approval(TenantRow):
    """Somebody bound an alert to its exact content, with the size and cost that they ticked."""

    alert = TenantForeignKey(Alert, related_name="approvals")
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    approver_id = models.UUIDField()
    households = models.PositiveIntegerField()
    by_channel = models.JSONField()
    cost_cents = models.PositiveIntegerField()
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "alert", "version"], name="approval_once")]


class SentCopy(TenantRow):
    """What left, frozen: content, digest, and the audience as it was counted in that moment."""

    alert = TenantForeignKey(Alert, related_name="sent_copies")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    size = models.JSONField()
    remark = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "alert"], name="sent_once")]


class HandoverState(models.TextChoices):
    WAITING = "waiting", _("still to be sent in BE-Alert")
    CONFIRMED = "confirmed", _("sent in BE-Alert")
    WITHDRAWN = "withdrawn", _("no longer to be sent")


class Escalation(models.TextChoices):
    """What came of telling the deputy that nobody confirmed."""

    SENT = "sent", _("the deputy was told")
    FAILED = "failed", _("the deputy could not be reached")
    NOBODY = "nobody", _("no deputy is on duty")


class Handover(TenantRow):
    """An alert that an officer sends in BE-Alert, which has no public interface for sending."""

    alert = TenantForeignKey(Alert, related_name="handovers")
    groups = models.JSONField()
    households = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=HandoverState.choices, default=HandoverState.WAITING)
    prepared_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    escalation = models.CharField(max_length=8, choices=Escalation.choices, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_count = models.PositiveIntegerField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "alert"], name="handover_once")]
        indexes = [models.Index(fields=["prepared_at"], condition=models.Q(state="waiting"), name="handover_waiting")]


class DutyState(models.TextChoices):
    OWED = "owed", _("feedback owed")
    POSTPONED = "postponed", _("more cannot be said yet")
    DONE = "done", _("feedback given")


class FeedbackDuty(TenantRow):
    """What is owed to everybody who was warned, by whom and by when. Postponing is a message too, with a review date."""

    alert = TenantForeignKey(Alert, related_name="duties")
    owed_by = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DutyState.choices, default=DutyState.OWED)
    review_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "alert"], name="feedback_once")]
        indexes = [models.Index(fields=["due_at"], condition=~models.Q(state="done"), name="feedback_open")]
