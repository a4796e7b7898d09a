from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class WishKind(models.TextChoices):
    WISH = "wish", _("a wish")
    EXPERIENCE = "experience", _("an experience")
    COMPLAINT = "complaint", _("a complaint")
    ABOUT_POLICE = "about_police", _("a complaint about the police")


class WishOwner(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    OFFICER = "officer", _("mandated officer")
    PREVENTION = "prevention", _("prevention service")
    CHIEF = "chief", _("chief of police")


class Outcome(models.TextChoices):
    DONE = "done", _("done")
    NOT_POSSIBLE = "not_possible", _("not possible")
    PASSED_ON = "passed_on", _("passed on")
    PLANNED = "planned", _("planned")


class WishStepKind(models.TextChoices):
    WRITTEN = "written", _("written")
    MOVED = "moved", _("given to somebody else")
    ANSWERED = "answered", _("answered")
    FOLLOWED = "followed", _("followed up")


class Wish(TenantRow):
    """What a neighbour wants, lived through or complains about. Text and author are sealed to this row.

    `anonymous` hides the author from who answers. `public_text` is what neighbours may read of it, written by who answered;
    nothing is shown while it is empty. The newest follow-up stands in `outcome`; every step with its words is a `WishStep`.
    """

    network = TenantForeignKey("networks.Network", related_name="wishes")
    kind = models.CharField(max_length=12, choices=WishKind.choices)
    category = models.CharField(max_length=20)
    street = models.CharField(max_length=120, blank=True)
    text = models.BinaryField()
    author = models.BinaryField(null=True)
    author_key = models.BinaryField(null=True)
    anonymous = models.BooleanField(default=False)
    channel = models.CharField(max_length=10)
    at = models.DateTimeField()
    owner = models.CharField(max_length=12, choices=WishOwner.choices)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    planned_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    public_text = models.CharField(max_length=400, blank=True)
    public_answer = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "network", "-at"], name="wish_of_network"),
            models.Index(fields=["author_key"], name="wish_of_author"),
            models.Index(fields=["due_at"], condition=models.Q(answered_at__isnull=True), name="wish_unanswered"),
        ]


class WishStep(TenantRow):
    """A step of a wish, and whether its author heard of it: `told_at`, or `untold` says why not. Words are sealed to the row."""

    wish = TenantForeignKey(Wish, related_name="steps")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=WishStepKind.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    owner = models.CharField(max_length=12, choices=WishOwner.choices, blank=True)
    text = models.BinaryField()
    planned_on = models.DateField(null=True)
    by = models.UUIDField(null=True)
    told_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    untold = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=models.Q(told_at__isnull=True, untold=""), name="wish_step_untold"),
        ]


class WishSupport(TenantRow):
    """A household that wants the same. The key is of this wish alone, so that it tells nothing about another one."""

    wish = TenantForeignKey(Wish, related_name="support")
    household_key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "wish", "household_key"], name="wish_support_once")]
