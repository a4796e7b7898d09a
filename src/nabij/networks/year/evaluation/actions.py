"""The only writers of evaluations and of the monthly counts on which they rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks import actions as networks
from nabij.networks import queries as network_queries
from nabij.networks.models import MandateRole, Membership, Network, NetworkState
from nabij.networks.year.evaluation import queries, rules
from nabij.networks.year.evaluation.models import Evaluation, MonthCount
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale

PARTS = {"coordinator": "by_coordinator", "officer": "by_officer"}


@transaction.atomic
def write_conclusion(actor: Actor, *, network_id: UUID, year: int, part: str, text: str, version: int) -> Evaluation:
    """Coordinator or officer writes what the year taught; each their own, and both have to agree anew after a change."""
    network, found = _editable(actor, network_id, year, part, version)
    setattr(found, PARTS[part], text.strip()[:4_000])
    return _changed(actor, network, found, "write_conclusion", part)


@transaction.atomic
def write_burglaries(
    actor: Actor, *, network_id: UUID, year: int, attempts: int | None, completed: int | None, version: int
) -> Evaluation:  # fmt: skip
    """The officer enters attempts against completed burglaries of the area; without them only reports are counted."""
    network, found = _editable(actor, network_id, year, "officer", version)
    if any(one is not None and one < 0 for one in (attempts, completed)):
        raise Refused(_("Give a number, or nothing."))
    found.attempts, found.completed = attempts, completed
    return _changed(actor, network, found, "write_burglaries", "officer")


@transaction.atomic
def agree(actor: Actor, *, network_id: UUID, year: int, part: str, version: int) -> Evaluation:
    """Coordinator and officer each agree; with the second one the figures are frozen. Where nobody leads the network, the officer
    alone. Raises Refused while the year lasts or conclusions are missing."""
    network, found = _editable(actor, network_id, year, part, version)
    led = network.mandates.filter(role=MandateRole.COORDINATOR).exists()
    wanted = [found.by_officer, found.by_coordinator] if led else [found.by_officer]
    rules.check_may_agree(year, timezone.localdate().year, conclusions=wanted)
    now = timezone.now()
    if part == "officer":
        found.officer_id, found.officer_agreed_at = actor.id, now
    else:
        found.coordinator_id, found.coordinator_agreed_at = actor.id, now
    if found.officer_agreed_at and (found.coordinator_agreed_at or not led):
        found.agreed_at = now
        found.figures = queries.as_json(queries.made_now(network, actor, [year])[year])
    return _keep(actor, network, found, "agree_evaluation", part)


def count_month(day: date) -> int:
    """Counts households, members, joined and left of the month of `day` for every network that lives. Run each night, so that
    what retention deletes was counted before. Returns how many networks."""
    month = day.replace(day=1)
    since = timezone.make_aware(datetime.combine(month, time()))
    until = timezone.make_aware(datetime.combine((month + timedelta(days=32)).replace(day=1), time()))
    here = Q(left_at__isnull=True)
    rows = Membership.objects.exclude(network__state=NetworkState.STOPPED).order_by().values("tenant_id", "network_id")
    counted = rows.annotate(
        households=Count("household_key", distinct=True, filter=here),
        members=Count("id", filter=here),
        joined=Count("id", filter=Q(joined_at__gte=since, joined_at__lt=until)),
        left=Count("id", filter=Q(left_at__gte=since, left_at__lt=until)),
    )
    return sum(_count(one, month) for one in counted)


@transaction.atomic
def _count(one: Mapping[str, Any], month: date) -> int:
    row, _is_new = MonthCount.objects.select_for_update().get_or_create(
        tenant_id=one["tenant_id"], network_id=one["network_id"], month=month
    )
    row.households, row.members = one["households"], one["members"]
    row.joined, row.left = max(row.joined, one["joined"]), max(row.left, one["left"])
    row.save()
    return 1


def _editable(actor: Actor, network_id: UUID, year: int, part: str, version: int) -> tuple[Network, Evaluation]:
    network = networks.locked(network_id)
    role = {"coordinator": MandateRole.COORDINATOR, "officer": MandateRole.OFFICER}.get(part)
    if role is None or not network_queries.mandated(actor, network, role):
        raise Missing
    if not 2000 <= year <= timezone.localdate().year:
        raise Missing
    rows = Evaluation.objects.select_for_update()
    found, _is_new = rows.get_or_create(tenant_id=network.tenant_id, network_id=network.id, year=year)
    if found.agreed_at is not None:
        raise Refused(_("This evaluation was agreed. It no longer changes."))
    if found.version != version:
        raise Stale(_("Somebody else changed this meanwhile. Read it again."))
    return network, found


def _changed(actor: Actor, network: Network, found: Evaluation, verb: str, part: str) -> Evaluation:
    found.coordinator_agreed_at = found.officer_agreed_at = found.coordinator_id = found.officer_id = None
    return _keep(actor, network, found, verb, part)


def _keep(actor: Actor, network: Network, found: Evaluation, verb: str, part: str) -> Evaluation:
    found.version += 1
    found.save()
    networks.note(actor, network, verb, {"year": found.year, "part": part, "agreed": found.agreed_at is not None})
    return found
