"""What every message to one person has, in whichever room's table it stands."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.models import TenantRow


class MessageState(models.TextChoices):
    WAITING = "waiting", _("waits")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    REPLACED = "replaced", _("replaced by a newer one")
    DROPPED = "dropped", _("no longer needed")
    FAILED = "failed", _("did not arrive")
    GIVEN_UP = "given_up", _("tried too often")
    NOWHERE = "nowhere", _("no number or address")
    DOUBT = "doubt", _("unknown whether it left")


NOT_ARRIVED: Final = (MessageState.FAILED, MessageState.GIVEN_UP, MessageState.NOWHERE, MessageState.DOUBT)
"""What somebody should see, and may have sent again."""


class Outgoing(TenantRow):
    """A message to one person: put down with the deed that causes it, taken up by a job when it is due, settled once.

    A row of a room says of what its text is made; it holds no address and no text. While it is being sent, `due_at` is when it
    was taken up. `channel` and `error` (a code of `nabij.channels.errors`) say how it went.
    """

    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=8, blank=True)
    error = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="%(app_label)s_%(class)s_due",
            ),
        ]

    @property
    def did_not_arrive(self) -> bool:
        return self.state in NOT_ARRIVED
