from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.models import TenantRow


class MailState(models.TextChoices):
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    SILENT = "silent", _("nothing to do, so not sent")
    FAILED = "failed", _("failed")
    IN_DOUBT = "in_doubt", _("in doubt")


class WeeklyMail(TenantRow):
    """The mail of one week to one reader. The row is there before the mail leaves, so that a week is never mailed twice.

    `week` is its Monday. `todos` is how many things it named; the words are not kept.
    """

    account_id = models.UUIDField()
    week = models.DateField()
    state = models.CharField(max_length=10, choices=MailState.choices)
    todos = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "account_id", "week"], name="networks_weekly_once")]
        indexes = [models.Index(fields=["tenant", "week"], name="networks_weekly_week")]
