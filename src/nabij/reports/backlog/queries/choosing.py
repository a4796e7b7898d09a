from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from nabij.reports.backlog import rules
from nabij.reports.backlog.asking import Known
from nabij.reports.backlog.models import Bulk, BulkItem, SavedFilter, Sharing
from nabij.reports.backlog.newest import Mark
from nabij.reports.models import Category, Incident, Team, TeamMember
from nabij.reports.queries.filtering import Filters
from nabij.reports.queries.queue import COUNT_AT_MOST, cursor, places
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

MOST_SAVED = 60
PIECE = 500


def _self(actor: Actor) -> UUID:
    """Who asks; an id that nobody has for who is no account."""
    return actor.id or UUID(int=0)


def known(actor: Actor) -> Known:
    """Kinds, and the teams of the tenants where the actor views reports with those that ended. Two queries."""
    member = TeamMember.objects.filter(tenant_id=OuterRef("tenant_id"), team_id=OuterRef("id"), account_id=_self(actor))
    rows = Team.objects.filter(tenant_id__in=actor.tenants_with("reports.view")).annotate(is_mine=Exists(member))
    teams = list(rows.select_related("tenant").order_by("-active", "name", "id"))
    kinds = list(Category.objects.filter(active=True).order_by("position"))
    return Known(kinds, teams, frozenset(team.id for team in teams if team.is_mine))


def saved_filters(actor: Actor) -> list[SavedFilter]:
    """The actor's own, those of their teams and those of their services, by name. One query."""
    mine = TeamMember.objects.filter(
        tenant_id=OuterRef("tenant_id"), team_id=OuterRef("team_id"), account_id=_self(actor)
    )
    rows = SavedFilter.objects.filter(tenant_id__in=actor.tenants_with("reports.view"))
    shown = Q(account_id=_self(actor)) | Q(sharing=Sharing.TENANT) | Q(Exists(mine), sharing=Sharing.TEAM)
    return list(rows.filter(shown).select_related("team", "tenant").order_by("name", "id")[:MOST_SAVED])


def chosen_now(actor: Actor, wanted: Filters, most: int = rules.MOST_AT_ONCE) -> list[tuple[UUID, int]]:
    """The first `most` of a filter with the version in which they stand now. Two queries, one more for words."""
    ids = [one for _due, one in places(actor, wanted, None, most)]
    versions = dict(
        Incident.objects.filter(tenant_id__in=actor.tenants_with("reports.view"), id__in=ids).values_list(
            "id", "version"
        )
    )
    return [(one, versions[one]) for one in ids if one in versions]


def came_in(actor: Actor, wanted: Filters, mark: Mark, most: int = COUNT_AT_MOST) -> int:
    """How many of a filter came in after its mark, counted to `most`. One query, one more for words."""
    since = max(mark.since, wanted.since or mark.since)
    found = places(actor, replace(wanted, since=since, by_due=False), None, most + len(mark.known))
    return min(most, sum(one not in mark.known for _due, one in found))


def walk(actor: Actor, wanted: Filters, most: int = rules.MOST_EXPORTED) -> Iterator[Incident]:
    """The first `most` of a filter, in its order, read in pieces: category, tenant and team loaded."""
    after, read = "", 0
    while read < most:
        found = places(actor, wanted, after, min(PIECE, most - read))
        rows = Incident.objects.filter(
            id__in=[one for _due, one in found], tenant_id__in=actor.tenants_with("reports.view")
        )
        by_id = {row.id: row for row in rows.select_related("category", "tenant", "team")}
        yield from (by_id[one] for _due, one in found if one in by_id)
        read += len(found)
        if len(found) < PIECE:
            return
        after = cursor(wanted, found[-1])


def title_of(actor: Actor, incident_ids: Collection[UUID]) -> dict[UUID, Incident]:
    """The incidents that the actor may view, with kind and tenant. One query."""
    rows = Incident.objects.filter(id__in=list(incident_ids), tenant_id__in=actor.tenants_with("reports.view"))
    return {row.id: row for row in rows.select_related("category", "tenant")}


def bulk(actor: Actor, bulk_id: UUID) -> tuple[Bulk, list[BulkItem]]:
    """An order and what became of each incident, in the order in which they were chosen: for who gave it, and for colleagues who
    judge there. Raises Missing for anybody else."""
    mine = Q(account_id=_self(actor), tenant_id__in=actor.tenants_with("reports.view"))
    found = Bulk.objects.filter(mine | Q(tenant_id__in=actor.tenants_with("reports.judge")), id=bulk_id).first()
    if found is None:
        raise Missing
    return found, list(BulkItem.objects.filter(tenant_id=found.tenant_id, bulk=found).order_by("id"))
