"""Queue numbers of the waiting halls. Nothing here says who waits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nabij.tenants.keys import TenantForeignKey
from nabij.tenants.models import TenantRow


class TicketState(models.TextChoices):
    WAITING = "waiting", _("is waiting")
    CALLED = "called", _("called")
    SERVING = "serving", _("at the desk")
    SERVED = "served", _("served")
    NO_SHOW = "no_show", _("did not come")
    LEFT = "left", _("left")


class Ticket(TenantRow):
    """A number of one day. Who has the lowest `rank_at` is called first; `due_at` is the hour of an appointment."""

    counter = TenantForeignKey("desk.Counter", related_name="tickets")
    service = TenantForeignKey("desk.Service", related_name="tickets")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    number = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    rank_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=TicketState.choices, default=TicketState.WAITING)
    desk = models.PositiveSmallIntegerField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    appointment = TenantForeignKey("desk.Appointment", related_name="tickets", null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "counter", "day", "state", "rank_at"], name="desk_ticket_queue")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "counter", "day", "letter", "number"], name="desk_ticket_once"),
            models.UniqueConstraint(
                fields=["tenant", "appointment"],
                condition=models.Q(appointment__isnull=False),
                name="desk_ticket_of_appointment",
            ),
            models.UniqueConstraint(
                fields=["tenant", "counter", "day", "desk"],
                condition=models.Q(state__in=["called", "serving"]),
                name="desk_one_at_a_desk",
            ),
        ]

    @property
    def label(self) -> str:
        """What is called out: "A012"."""
        return f"{self.letter}{self.number:03}"
