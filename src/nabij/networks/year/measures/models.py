from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Subject(models.TextChoices):
    MEMBER = "member", _("member")
    COORDINATOR = "coordinator", _("coordinator")


class StepCode(models.TextChoices):
    """The ladder. `EXCLUSION` is the last step for a member, `REMOVAL` for a coordinator."""

    TALK = "talk", _("talk")
    REPRIMAND = "reprimand", _("written reprimand")
    POLICE = "police", _("police report to the prosecutor")
    EXCLUSION = "exclusion", _("exclusion")
    REMOVAL = "removal", _("removal of the coordinator")


class Signer(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    OFFICER = "officer", _("mandated officer")
    CHIEF = "chief", _("chief of police")
    MAYOR = "mayor", _("mayor")


class Measure(TenantRow):
    """What happens to somebody who broke the rules of a network, step by step. Who it is stands sealed to this row.

    `ended_at` is the moment from which its term of keeping runs.
    """

    network = TenantForeignKey("networks.Network", related_name="measures")
    subject = models.CharField(max_length=12, choices=Subject.choices)
    person = models.BinaryField()
    person_key = models.BinaryField()
    account_id = models.UUIDField(null=True)
    grounds = ArrayField(models.CharField(max_length=20))
    is_offence = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "network", "person_key", "subject"],
                condition=models.Q(ended_at__isnull=True),
                name="networks_measure_open_once",
            ),
        ]
        indexes = [models.Index(fields=["person_key"], name="networks_measure_person")]


class MeasureStep(TenantRow):
    """A step of the ladder. `reasons` is what the person gets to read, `advice` that of officer or chief, `heard` what the person
    said; all sealed to this row. It takes effect (`done_at`) with its last signature, and is told then."""

    measure = TenantForeignKey(Measure, related_name="steps")
    code = models.CharField(max_length=10, choices=StepCode.choices)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    reasons = models.BinaryField(null=True)
    advice = models.BinaryField(null=True)
    heard_on = models.DateField(null=True)
    heard = models.BinaryField(null=True)
    until = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    untold = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "measure", "code"], name="networks_measure_step_once")]


class MeasureSignature(TenantRow):
    """Who signed a step, in which part, and the digest of exactly the words that were signed."""

    measure = TenantForeignKey(Measure, related_name="signatures")
    step = TenantForeignKey(MeasureStep, related_name="signatures")
    part = models.CharField(max_length=12, choices=Signer.choices)
    account_id = models.UUIDField()
    at = models.DateTimeField()
    digest = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "step", "part"], name="networks_signature_once")]


class PolicePart(TenantRow):
    """The police report behind a step: for the police alone, in a table of its own so that no other query can hold it."""

    measure = TenantForeignKey(Measure, related_name="police_parts")
    step = TenantForeignKey(MeasureStep, related_name="police_parts")
    number = models.BinaryField()
    text = models.BinaryField()
    to_prosecutor_on = models.DateField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "step"], name="networks_police_part_once")]


class Exclusion(TenantRow):
    """Somebody who may not be a member now. `points` are the contact points that come back when it is lifted."""

    network = TenantForeignKey("networks.Network", related_name="exclusions")
    measure = TenantForeignKey(Measure, related_name="exclusions")
    person_key = models.BinaryField()
    provisional = models.BooleanField()
    points = models.JSONField(default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "network", "person_key"],
                condition=models.Q(lifted_at__isnull=True),
                name="networks_exclusion_once",
            ),
        ]


class Appeal(TenantRow):
    """An appeal against the removal of a coordinator: how and when it came, whether in time, and what was decided."""

    measure = TenantForeignKey(Measure, related_name="appeals")
    step = TenantForeignKey(MeasureStep, related_name="appeals")
    how = models.CharField(max_length=12, choices=[("registered", _("registered letter")), ("email", _("e-mail"))])
    sent_on = models.DateField()
    in_time = models.BooleanField()
    text = models.BinaryField()
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    decision = models.CharField(
        max_length=10,
        blank=True,
        choices=[("stands", _("the removal stands")), ("annulled", _("the removal is annulled"))],
    )
    reasons = models.BinaryField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "step"], name="networks_appeal_once")]
