from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nabij.channels.outbox.models import Outgoing
from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class ReporterMessage(Outgoing):
    """A message to who reported: which text, with which values. Never an address, never a free text.

    `values` are a name of a sentence, the id of a note, or a day; the text is made in the moment of sending.
    """

    report = TenantForeignKey("reports.Report", related_name="messages")
    template = models.CharField(max_length=16)
    values = models.JSONField(default=dict)
    language = models.CharField(max_length=2)
    put_at = models.DateTimeField()
    wording_version = models.PositiveIntegerField(default=0)

    class Meta(Outgoing.Meta):
        indexes = [
            *Outgoing.Meta.indexes,
            models.Index(fields=["tenant", "report"], name="reporter_message_of"),
            models.Index(
                fields=["tenant", "-id"], condition=Q(state__in=["failed", "given_up", "nowhere", "doubt"]),
                name="reporter_message_failed",
            ),
        ]  # fmt: skip


class AnswerWording(TenantRow):
    """A tenant's own words for a message, for all kinds of fact or one; the highest version counts. No texts: back to ours."""

    template = models.CharField(max_length=16)
    category = models.ForeignKey("reports.Category", null=True, on_delete=models.PROTECT, db_index=False)
    version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "template", "category", "version"], nulls_distinct=False, name="answer_wording_once"
            )
        ]


class Solved(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Helped(models.IntegerChoices):
    WELL = 4, _("Very well")
    RATHER_WELL = 3, _("Well")
    RATHER_BADLY = 2, _("Not so well")
    BADLY = 1, _("Badly")


class Rating(TenantRow):
    """What who reported thinks of how it went, once per report."""

    report = TenantForeignKey("reports.Report", related_name="ratings")
    category = models.ForeignKey("reports.Category", on_delete=models.PROTECT, db_index=False)
    team = TenantForeignKey("reports.Team", null=True, related_name="+")
    solved = models.CharField(max_length=6, choices=Solved.choices)
    helped = models.PositiveSmallIntegerField(choices=Helped.choices)
    words = models.TextField(blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "report"], name="rating_once")]
        indexes = [models.Index(fields=["tenant", "rated_at"], name="rating_when")]
