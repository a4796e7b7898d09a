"""What is to do after a meeting about a network: note who came, and write its report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from nabij.networks import queries as networks
from nabij.networks.models import NetworkState
from nabij.networks.todo import Found, Owner, Todo
from nabij.networks.year.evenings.queries import unreported
from nabij.networks.zone_rules import rules_of
from nabij.tenants.working_days import end_of_term


def reports_to_write(found: Found, now: datetime) -> Iterator[Todo]:
    """Meetings that ended and have no report yet. One query however many networks."""
    for meeting in unreported(found, now):
        for network in (found[one] for one in found.keys() & set(meeting.about)):
            if network.state != NetworkState.ACTIVE:
                continue
            is_led = networks.is_led(network)
            owner: Owner = "coordinator" if is_led and meeting.kind != "training" else "officer"
            words = (
                _("Write the report of “%(title)s”") if meeting.state == "held" else _("Note who came to “%(title)s”")
            )
            due = end_of_term(meeting.ends_at, rules_of(network).report_days)
            url = reverse("meetings:meeting", args=[meeting.id])
            yield Todo(network.id, owner, words % {"title": meeting.title}, url, meeting.ends_at, due)
