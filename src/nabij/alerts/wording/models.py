from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class Origin(models.TextChoices):
    PRODUCT = "product", _("came with Nabij")
    OWN = "own", _("written here")


class AlertTemplate(TenantRow):
    """A text that a zone keeps ready for one kind of alert; what it says is in its versions."""

    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="alert_template_code")]


class AlertTemplateVersion(TenantRow):
    """One version, never changed but by its review. `texts` per language, `fields` as `nabij.alerts.wording.fields`, `audience`
    as `nabij.alerts.rules.whom`; `categories` are the types of fact for which it is offered, none for all.
    """

    template = TenantForeignKey(AlertTemplate, related_name="versions")
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    fields = models.JSONField(default=list)
    categories = ArrayField(models.CharField(max_length=60), default=list)
    ground = models.CharField(max_length=12, blank=True)
    channels = ArrayField(models.CharField(max_length=8), default=list)
    audience = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    editor_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "template", "number"], name="alert_template_version_once")
        ]
