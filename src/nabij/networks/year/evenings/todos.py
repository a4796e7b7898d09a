"""What is to do after a meeting about a network: note who came, and write its report."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from nabij.networks import queries as networks
from nabij.networks.todo import Owner, Todo
from nabij.networks.year.evenings.queries import unreported
from nabij.networks.zone_rules import rules_of
from nabij.tenants.working_days import end_of_term


def reports_to_write(network_ids: Collection[UUID], now: datetime) -> Iterator[Todo]:
    """Meetings that ended and have no report yet. Four queries however many networks."""
    found = {one.id: one for one in networks.living(network_ids)}
    led = networks.led_ones(found)
    for meeting in unreported(list(found), now):
        for network_id in found.keys() & set(meeting.about):
            owner: Owner = "coordinator" if network_id in led and meeting.kind != "training" else "officer"
            words = (
                _("Write the report of “%(title)s”") if meeting.state == "held" else _("Note who came to “%(title)s”")
            )
            due = end_of_term(meeting.ends_at, rules_of(found[network_id]).report_days)
            url = reverse("meetings:meeting", args=[meeting.id])
            yield Todo(network_id, owner, words % {"title": meeting.title}, url, meeting.ends_at, due)
