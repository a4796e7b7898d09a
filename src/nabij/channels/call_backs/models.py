from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nabij.tenants.models import TenantRow


class CallBack(TenantRow):
    """A system that is told when something changes, and the key that asked for it. Address and secret are sealed.

    `about`: the subjects that it hears of, by the names under which rooms offer them, such as "alert".
    """

    account_id = models.UUIDField()
    about = ArrayField(models.CharField(max_length=20), default=list)
    value = models.BinaryField()
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    trouble_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant"], condition=models.Q(ended_at__isnull=True), name="channels_callback_open")
        ]
