from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import new_id


class TenantKind(models.TextChoices):
    ZONE = "zone", _("police zone")
    MUNICIPALITY = "municipality", _("municipality")
    PARTNER = "partner", _("partner")


class Tenant(models.Model):
    """Who answers for data: a police zone, a municipality, or a partner such as a fire zone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=TenantKind.choices)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=20, blank=True)
    zone = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="municipalities")
    settings = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class TenantRow(models.Model):
    """Base of every row that belongs to a tenant. The primary key in the database is (tenant_id, id)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True
