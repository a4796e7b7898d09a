"""What the channel asks of coordinator and officer, for the weekly mail, the pages and the table of the city."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nabij.networks.channel.queries.posts import loads
from nabij.networks.channel.queries.talking import asked_groups
from nabij.networks.channel.queries.whatsapp import silent_groups
from nabij.networks.models import MandateRole
from nabij.networks.todo import Owner, Todo
from nabij.networks.zone_rules import NetworkRules
from nabij.tenants.working_days import BRUSSELS


def to_do(network_ids: Collection[UUID], now: datetime) -> Iterator[Todo]:
    """Messages that wait, an open group that was asked, WhatsApp groups that nobody spoke to. Three queries."""
    for load in loads(network_ids):
        owner: Owner = "officer" if load.role == MandateRole.OFFICER else "coordinator"
        what = ngettext("%(n)s message of a neighbour waits", "%(n)s messages of neighbours wait", load.posts)
        url = _page("messages", load.network_id)
        yield Todo(load.network_id, owner, what % {"n": load.posts}, url, load.since, load.due)
    for group in asked_groups(network_ids):
        what = _("The network asks for an open group with its officer")
        yield Todo(group.network_id, "officer", what, _page("messages", group.network_id), group.asked_at)
    what = _("Nobody spoke to a WhatsApp group for long")
    for network_id, last, registered in silent_groups(network_ids, now, NetworkRules().whatsapp_months):
        since = datetime.combine(last, time(), BRUSSELS) if last else registered
        yield Todo(network_id, "coordinator", what, _page("whatsapp", network_id), since)


def _page(name: str, network_id: UUID) -> str:
    return reverse(f"networks:{name}", args=[network_id])
