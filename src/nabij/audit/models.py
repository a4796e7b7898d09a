from __future__ import annotations

import uuid

import uuid6
from django.db import models


def new_row_id() -> uuid.UUID:
    return uuid.UUID(int=uuid6.uuid7().int)


class AuditRow(models.Model):
    """One deed or consultation. Append-only by privilege; holds ids and digests, no personal data.

    The table also has `xact xid8`, by which the sealer knows which rows can no longer be preceded by a slower transaction.
    """

    id = models.UUIDField(primary_key=True, default=new_row_id)
    tenant_id = models.UUIDField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    on_behalf_of = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    target_id = models.UUIDField()
    reason = models.TextField(blank=True)
    detail_digest = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "audit_row"


class AuditDetail(models.Model):
    """What a row is about, deletable: the row keeps a salted digest of it."""

    row_id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    salt = models.BinaryField()
    payload = models.JSONField()

    class Meta:
        managed = False
        db_table = "audit_detail"


class Event(models.Model):
    """What live pages are told: which thing changed, never its content."""

    seq = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField()
    verb = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    target_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "audit_event"
