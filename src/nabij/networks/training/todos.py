"""What is to do about training: refresh it after the term that the zone chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks import queries as networks
from nabij.networks.models import NetworkState
from nabij.networks.todo import Found, Todo
from nabij.networks.training.queries import last_trained
from nabij.networks.training.rules import refresh_on
from nabij.networks.zone_rules import rules_of


def refreshers(found: Found, now: datetime) -> Iterator[Todo]:
    """Networks whose last training is longer ago than agreed, and that planned none. One query however many there are."""
    trained = last_trained(found, now)
    for one in found.values():
        if one.state != NetworkState.ACTIVE:
            continue
        last, planned = trained[one.id]
        due = refresh_on(timezone.localdate(last) if last else None, rules_of(one).refresher_months)
        if last is None or due is None or planned or due > timezone.localdate(now):
            continue
        yield Todo(
            one.id, "coordinator" if networks.is_led(one) else "officer",
            _("Ask the members to refresh the training with the quiz"),
            reverse("networks:meetings", args=[one.id]), last, timezone.make_aware(datetime.combine(due, time(17))),
        )  # fmt: skip
