"""Which incidents somebody looks for. Each way of looking has its index, so that no filter reads all that ever happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.expressions import Func
from django.db.models.functions import Cast, Right

from nabij.reports.models import Incident
from nabij.reports.states import OPEN, Urgency
from nabij.tenants.actor import Actor

SHORTEST_WORD: Final = 3
"""The index over words is one of three letters in a row: with fewer it cannot help, and a search would read everything."""
MOST_HITS: Final = 2_000
"""A word that is in more incidents fills a page from the newest on; below that the incidents are named one by one."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show. Empty means: everything that is open, in every tenant of the actor.

    `teams`: of one of these teams. `without_team`: of none. `due_before`: promised for before that moment. `since`, `until`: told
    in that time. `by_due`: first what was promised first, instead of the newest.
    """

    states: Sequence[str] = OPEN
    categories: Sequence[str] = ()
    neighbourhoods: Sequence[str] = ()
    tenant_ids: Sequence[UUID] = ()
    urgent: bool = False
    search: str = ""
    teams: Sequence[UUID] | None = None
    without_team: bool = False
    channels: Sequence[str] = ()
    due_before: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    by_due: bool = False


def oldest_id(moment: datetime) -> UUID:
    """The smallest UUIDv7 made at a moment: ids sort by time, so an index on ids is one on time. Before 1970 none was made."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


def scope_of(actor: Actor, wanted: Filters) -> list[UUID]:
    """The tenants to look in: those where the actor may view, of those that were asked."""
    mine = actor.tenants_with("reports.view")
    return [tenant_id for tenant_id in mine if not wanted.tenant_ids or tenant_id in wanted.tenant_ids]


def words_of(search: str) -> list[str]:
    """The words that are searched for; shorter ones are left out."""
    return [word for word in search.split() if len(word) >= SHORTEST_WORD]


def hits(scope: Sequence[UUID], wanted: Filters) -> list[UUID] | None:
    """The incidents that have all words in address, summary or number, where that are few; None where it narrows too little.

    One query by the index over words, none where no word is asked.
    """
    words = words_of(wanted.search)
    if not words:
        return [] if wanted.search.strip() else None
    rows = Incident.objects.filter(tenant_id__in=scope).filter(_has(words)).order_by().values_list("id", flat=True)
    found = list(rows[: MOST_HITS + 1])
    return found if len(found) <= MOST_HITS else None


def narrowed(rows: QuerySet[Incident], wanted: Filters, found: Sequence[UUID] | None) -> QuerySet[Incident]:
    """`found` is what `hits` gave."""
    if found is not None:
        rows = rows.filter(id__in=list(found))
    elif words := words_of(wanted.search):
        rows = rows.filter(_has(words))
    for lookup, values in (
        ("category__in", wanted.categories),
        ("neighbourhood_code__in", wanted.neighbourhoods),
        ("channel__in", wanted.channels),
    ):
        if values:
            rows = rows.filter(**{lookup: list(values)})
    return rows.filter(_whose(wanted), _when(wanted))


def _whose(wanted: Filters) -> Q:
    chosen = Q()
    if wanted.teams is not None:
        chosen &= Q(team__in=list(wanted.teams))
    if wanted.without_team:
        chosen &= Q(team__isnull=True)
    if wanted.urgent:
        chosen &= Q(urgency=Urgency.URGENT)
    return chosen


def _when(wanted: Filters) -> Q:
    chosen = Q()
    if wanted.since is not None:
        chosen &= Q(id__gte=oldest_id(wanted.since))
    if wanted.until is not None:
        chosen &= Q(id__lt=oldest_id(wanted.until))
    if wanted.due_before is not None:
        chosen &= Q(due_at__lt=wanted.due_before)
    return chosen


class _Searched(Func):
    """The text of the index `incident_search`, written as it is written there."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


def _has(words: Sequence[str]) -> Q:
    text = _Searched(F("address"), F("summary"), Right(Cast("id", TextField()), Value(6)), output_field=CharField())
    chosen = Q()
    for word in words:
        chosen &= Q(_Contains(text, Value(f"%{_plain(word)}%")))
    return chosen


class _Contains(Func):
    template = "%(expressions)s"
    arg_joiner = " ilike "
    conditional = True


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
