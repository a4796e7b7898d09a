"""What is to do about members: who of a list must still be asked, lists that wait for a second person, new house rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.networks.house_rules import current_version
from nabij.networks.members.exporting.queries import waiting_exports
from nabij.networks.members.inviting.queries import unasked
from nabij.networks.members.queries import behind_on_rules
from nabij.networks.models import MandateRole, Network
from nabij.networks.todo import Found, Owner, Todo
from nabij.networks.zone_rules import rules_of
from nabij.tenants.working_days import BRUSSELS


def lists_to_do(found: Found, now: datetime) -> Iterator[Todo]:
    """For these networks, in two queries."""
    for one in unasked(found):
        what = ngettext(
            "%(n)s neighbour of an older list is not asked yet.", "%(n)s neighbours of an older list are not asked yet.",
            one.people,
        )  # fmt: skip
        yield Todo(one.network_id, "coordinator", what % {"n": one.people}, _url(one.network_id), one.since, one.until)
    for row in waiting_exports(found):
        network = found[row.network_id]
        url, ends = (
            f"{_url(network.id)}#uit",
            row.decided_at and row.decided_at + timedelta(hours=rules_of(network).export_hours),
        )
        if ends is None:
            yield Todo(network.id, "officer", _("A list of members waits for a second person."), url, row.asked_at)
        elif ends > now:
            yield Todo(
                network.id, _role_of(row.asked_by, network), _("Fetch the list of members."), url, row.asked_at, ends
            )


def _role_of(account_id: UUID, network: Network) -> Owner:
    """Who asked: the officer, or the coordinator."""
    held = {one.account_id: one.role for one in network.mandates.all()}
    return "officer" if held.get(account_id) == MandateRole.OFFICER else "coordinator"


def rules_to_accept(network_ids: Collection[UUID], now: datetime) -> Iterator[Todo]:
    """How many members did not agree to the new house rules yet, for the coordinator who can ask them. One query."""
    since = datetime.fromisoformat(current_version()).replace(tzinfo=BRUSSELS)
    for network_id, members in behind_on_rules(network_ids).items():
        what = ngettext(
            "%(n)s member did not agree to the new house rules yet.",
            "%(n)s members did not agree to the new house rules yet.", members,
        )  # fmt: skip
        yield Todo(network_id, "coordinator", what % {"n": members}, _rules_url(network_id), since)


def _rules_url(network_id: UUID) -> str:
    return reverse("networks:documents", args=[network_id])


def _url(network_id: UUID) -> str:
    return reverse("networks:lists", args=[network_id])
