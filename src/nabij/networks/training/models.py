from __future__ import annotations

from django.db import models

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class QuizDone(TenantRow):
    """That a member did the quiz, and when last; no answer and no score. Of which member only the keyed hash stands here."""

    network = TenantForeignKey("networks.Network", related_name="+")
    person_key = models.BinaryField()
    done_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "network", "person_key"], name="networks_quiz_once"),
        ]
