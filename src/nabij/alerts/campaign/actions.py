"""What is done in the sign-up campaign for BE-Alert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.alerts.campaign import queries, rules
from nabij.alerts.campaign.models import Goal
from nabij.alerts.zone_rules import zone_rules
from nabij.audit.actions import record
from nabij.places import queries as places
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused
from nabij.tenants.keys import new_id

MOST_LINES_SHOWN = 10


@transaction.atomic
def set_goals(actor: Actor, *, tenant_id: UUID, goals: Mapping[str, int]) -> None:
    """Sets how many addresses of each neighbourhood BE-Alert should know. Raises Refused for more than there are."""
    actor.require(queries.MANAGE, tenant_id)
    known = {area.code: area for area in queries.neighbourhoods(tenants.tenant(tenant_id))}
    counts = places.address_counts("neighbourhood", list(known))
    for code, goal in goals.items():
        if code not in known:
            raise Refused(_("This neighbourhood is not on your ground."))
        if not 0 <= goal <= max(counts.get(code, 0), 0):
            sentence = _("%(name)s has %(n)s addresses; choose a goal up to that.")
            raise Refused(sentence % {"name": known[code].name, "n": counts.get(code, 0)})
    for code, goal in goals.items():
        Goal.objects.update_or_create(tenant_id=tenant_id, area_code=code, defaults={"goal": goal})
    _put(actor, tenant_id, "set_campaign_goals", {"neighbourhoods": len(goals), "sum": sum(goals.values())})


@transaction.atomic
def set_share(actor: Actor, *, tenant_id: UUID, percent: int) -> None:
    """The same share of the addresses as goal for every neighbourhood."""
    actor.require(queries.MANAGE, tenant_id)
    if not 1 <= percent <= 100:
        raise Refused(_("Choose a share between 1 and 100 percent."))
    codes = [area.code for area in queries.neighbourhoods(tenants.tenant(tenant_id))]
    counts = places.address_counts("neighbourhood", codes)
    set_goals(actor, tenant_id=tenant_id, goals={code: rules.goal_of(n, percent) for code, n in counts.items()})


@transaction.atomic
def import_counts(actor: Actor, *, tenant_id: UUID, content: bytes) -> int:
    """Takes over how many addresses BE-Alert knows per neighbourhood; all of the file or nothing. Gives how many neighbourhoods.

    Raises Refused with the lines that are not understood.
    """
    actor.require(queries.MANAGE, tenant_id)
    columns = zone_rules(tenant_id).campaign_columns
    codes = queries.by_name(queries.neighbourhoods(tenants.tenant(tenant_id)))
    told = rules.read_counts(_decoded(content), columns, codes)
    if not told.has_columns:
        raise Refused(_("This file has no columns “%(area)s” and “%(count)s”.") % dict(columns))
    if told.bad:
        lines = ", ".join(str(line) for line in told.bad[:MOST_LINES_SHOWN])
        sentence = _("Nothing was taken over: these lines name no neighbourhood of yours with a number: %(lines)s.")
        raise Refused(sentence % {"lines": lines})
    if not told.counts:
        raise Refused(_("There is no row in this file that we understand."))
    now = timezone.now()
    for code, count in told.counts.items():
        values = {"registered": count, "registered_at": now}
        Goal.objects.update_or_create(tenant_id=tenant_id, area_code=code, defaults=values)
    _put(
        actor,
        tenant_id,
        "import_campaign_counts",
        {"neighbourhoods": len(told.counts), "sum": sum(told.counts.values())},
    )
    return len(told.counts)


def count_visit(code: str, *, onward: bool) -> None:
    """Counts that the page of a neighbourhood was opened, or left for BE-Alert; not who. Nothing without a goal there."""
    for tenant_id in queries.campaigns_at(code):
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into alerts_visits (tenant_id, id, area_code, day, opened, onward) values (%s, %s, %s, %s, %s, %s)"
                " on conflict (tenant_id, area_code, day) do update set opened = alerts_visits.opened + excluded.opened,"
                " onward = alerts_visits.onward + excluded.onward",
                [tenant_id, new_id(), code, date.today(), int(not onward), int(onward)],
            )


def _put(actor: Actor, tenant_id: UUID, verb: str, detail: dict[str, int]) -> None:
    record(
        actor, tenant_id=tenant_id, verb=f"alerts.{verb}", target="alerts.campaign", target_id=tenant_id, detail=detail
    )


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
