from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey, new_id
from nabij.tenants.models import TenantRow


class Verdict(models.TextChoices):
    """What became of a message from others."""

    DRAFTED = "drafted", _("a draft waits")
    NOTED = "noted", _("kept, nothing to send")
    REFUSED = "refused", _("refused")


class CapMessage(TenantRow):
    """What another system posted, as it came, with what became of it. `content` of a refused one may be no XML at all.

    `key_id` is the account of the key; `answers_id` the message of the same sender that it updates or cancels; `remarks` are
    sentences for who reads the draft; `signature` is a `nabij.alerts.cap.signing.Signed`.
    """

    received_at = models.DateTimeField()
    key_id = models.UUIDField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    sentence = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    sender = models.CharField(max_length=250, blank=True)
    identifier = models.CharField(max_length=250, blank=True)
    sent_at = models.DateTimeField(null=True)
    msg_type = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=8, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    signature = models.JSONField(default=dict)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    answers_id = models.UUIDField(null=True)
    alert = TenantForeignKey("alerts.Alert", null=True, related_name="cap_messages")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "sender", "identifier", "sent_at"],
                condition=~models.Q(verdict="refused"),
                name="cap_message_once",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "-received_at"], name="cap_message_list"),
            models.Index(fields=["tenant", "alert"], name="cap_message_alert"),
        ]


class Publication(TenantRow):
    """A CAP message of ours as it was published, signed; never changed. `replaces_id` is the one that it updates or cancels."""

    alert = TenantForeignKey("alerts.Alert", related_name="publications")
    identifier = models.CharField(max_length=100)
    msg_type = models.CharField(max_length=8)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    replaces_id = models.UUIDField(null=True)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "identifier"], name="publication_once")]
        indexes = [
            models.Index(fields=["tenant", "expires_at"], name="publication_in_force"),
            models.Index(fields=["tenant", "replaces_id"], name="publication_chain"),
        ]


class BeAlertNotice(models.Model):
    """A message in BE-Alert's public feed, as long as it is in force there. Public, so it belongs to no tenant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    guid = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=20, blank=True)
    link = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)
    area = models.JSONField(null=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title
