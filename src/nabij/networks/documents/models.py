"""Documents of a network in versions, who signed which version, and what the federal service was told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class DocumentKind(models.TextChoices):
    CHARTER = "charter", _("Charter")
    HOUSE_RULES = "house_rules", _("House rules")
    COMMUNICATION_PLAN = "communication_plan", _("Communication plan")
    BUDGET = "budget", _("Budget plan")


class DocumentState(models.TextChoices):
    """A frozen version waits for its signatures; one that nobody signs is in force at once. `signed` is in force."""

    DRAFT = "draft", _("draft")
    SIGNING = "signing", _("waits for signatures")
    SIGNED = "signed", _("in force")
    REPLACED = "replaced", _("replaced")


class Signatory(models.TextChoices):
    MAYOR = "mayor", _("Mayor")
    CHIEF = "chief", _("Chief of police")
    OFFICER = "officer", _("Mandated officer")
    COORDINATOR = "coordinator", _("Coordinator")


class SignedHow(models.TextChoices):
    ELECTRONIC = "electronic", _("electronically")
    PAPER = "paper", _("on paper")


class NoticeOf(models.TextChoices):
    CHARTER = "charter", _("Signed charter")
    CHANGED = "changed", _("Change")
    MERGED = "merged", _("Merge")
    STOPPED = "stopped", _("Stop")
    COORDINATOR_REMOVED = "coordinator_removed", _("Removal of the coordinator")


class NoticeState(models.TextChoices):
    TO_SEND = "to_send", _("to send")
    SENT = "sent", _("sent, waits for the check")
    REMARKS = "remarks", _("came back with remarks")
    IN_ORDER = "in_order", _("in order")
    LAPSED = "lapsed", _("no longer needed")


class Document(TenantRow):
    """One version of a document. `answers` and `content` name persons, so they stand sealed; so do the files, outside the
    database.

    `edits` goes up with each change of a draft. `content` is everything that is printed, bound by `digest`; `facts` is what the
    house knew when it was frozen: ids and plain facts, to see what changed since. `cents` is the total of a budget.
    """

    network = TenantForeignKey("networks.Network", related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    language = models.CharField(max_length=2, default="nl")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=DocumentState.choices, default=DocumentState.DRAFT)
    edits = models.PositiveIntegerField(default=0)
    answers = models.BinaryField()
    content = models.BinaryField(null=True)
    facts = models.JSONField(default=dict)
    cents = models.PositiveBigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=40, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    signed_file = models.CharField(max_length=40, blank=True)
    signed_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "networks"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "network", "kind", "version"], name="networks_document_version"),
            models.UniqueConstraint(
                fields=["tenant", "network", "kind", "state"],
                condition=~Q(state="replaced"),
                name="networks_document_one_of_each_state",
            ),
        ]


class Signature(TenantRow):
    """Who signed a version, in which role, when and how. `seal` is made with the key of the installation over all of it."""

    document = TenantForeignKey(Document, related_name="signatures")
    role = models.CharField(max_length=12, choices=Signatory.choices)
    account_id = models.UUIDField(null=True)
    name = models.BinaryField()
    deputy = models.BooleanField(default=False)
    how = models.CharField(max_length=12, choices=SignedHow.choices)
    proof = models.CharField(max_length=16)
    signed_on = models.DateField()
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=100)
    scan = models.CharField(max_length=40, blank=True)
    scan_digest = models.CharField(max_length=64, blank=True)
    recorded_by = models.UUIDField(null=True)

    class Meta:
        app_label = "networks"
        constraints = [models.UniqueConstraint(fields=["tenant", "document", "role"], name="networks_signed_once")]


class FederalNotice(TenantRow):
    """What the federal service must hear about a network, with its letter, and what came back."""

    network = TenantForeignKey("networks.Network", related_name="federal_notices")
    document = TenantForeignKey(Document, null=True, related_name="federal_notices")
    what = models.CharField(max_length=20, choices=NoticeOf.choices)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.TO_SEND)
    note = models.TextField(blank=True)
    letter = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    sent_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    remarks = models.TextField(blank=True)
    chief_letter_on = models.DateField(null=True)
    mayor_letter_on = models.DateField(null=True)

    class Meta:
        app_label = "networks"
        indexes = [models.Index(fields=["tenant", "network", "-made_at"])]
