from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class RoundKind(models.TextChoices):
    NEEDS = "needs", _("needs inventory")
    SURVEY = "survey", _("short survey")


class Round(TenantRow):
    """A question to all members of a network within a window of days: the needs inventory or the survey of a year.

    `asked_after` is the last membership that was asked, so that a job that was killed goes on with the next one.
    """

    network = TenantForeignKey("networks.Network", related_name="rounds")
    kind = models.CharField(max_length=8, choices=RoundKind.choices)
    year = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    opened_by = models.UUIDField(null=True)
    asked_after = models.UUIDField(null=True)
    asked_all_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    unreached = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "network", "kind", "year"], name="networks_round_once"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="networks_round_opens_first"
            ),
        ]
        indexes = [
            models.Index(
                fields=["opens_on"], condition=models.Q(asked_all_at__isnull=True), name="networks_round_asks"
            ),
        ]


class SurveyTally(TenantRow):
    """How many households gave one answer to one question. No answer is kept by itself, so none can be traced to a household
    or to its other answers."""

    round = TenantForeignKey(Round, related_name="tallies")
    question = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "round", "question", "score"], name="networks_tally_once"),
        ]


class SurveyTaken(TenantRow):
    """A household that answered: a key of this round alone, so that it answers once."""

    round = TenantForeignKey(Round, related_name="taken")
    household_key = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "round", "household_key"], name="networks_survey_once"),
        ]


class SurveyPaper(TenantRow):
    """A printed survey form. Of its code only a keyed hash is kept; `household_key` is what SurveyTaken holds once it was
    answered: that of the household for which it was printed, else one of its own.
    """

    round = TenantForeignKey(Round, related_name="papers")
    code_key = models.BinaryField()
    household_key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code_key"], name="networks_paper_once")]
