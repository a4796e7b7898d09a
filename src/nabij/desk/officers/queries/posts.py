"""The officers of some tenants with who stands in for whom, for the rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from nabij.desk.officers.models import Absence, Officer
from nabij.desk.officers.rules import Away, Post, who_serves


@dataclass(frozen=True)
class Corps:
    """Everybody of some tenants who has not left on `day`, and their places in the turn of standing in."""

    day: date
    officers: Mapping[UUID, Officer]
    posts: Mapping[UUID, Post]

    def serving(self, officer_id: UUID) -> Officer | None:
        """Who answers for somebody on the day; None where that is the desk."""
        found = who_serves(officer_id, self.day, self.posts)
        return self.officers.get(found) if found else None

    def answers_for(self, officer_ids: Collection[UUID]) -> set[UUID]:
        """For whom somebody of these answers on the day."""
        return {one for one in self.posts if who_serves(one, self.day, self.posts) in officer_ids}

    def unanswered(self) -> set[UUID]:
        """For whom only the desk answers on the day."""
        return {one for one in self.posts if who_serves(one, self.day, self.posts) is None}


def corps(tenant_ids: Collection[UUID], day: date, *, with_former: bool = False) -> Corps:
    """The officers of these tenants (two queries); with `with_former` also who left."""
    rows = Officer.objects.filter(tenant_id__in=list(tenant_ids)).select_related("tenant").order_by("name", "id")
    if not with_former:
        rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=day))
    officers = {row.id: row for row in rows}
    away: dict[UUID, list[Away]] = {}
    for one in Absence.objects.filter(tenant_id__in=list(tenant_ids), until_day__gte=day).order_by("from_day"):
        away.setdefault(one.officer_id, []).append(Away(one.from_day, one.until_day, one.replacement_id))
    posts = {row.id: Post(row.id, row.deputy_id, row.left_on, tuple(away.get(row.id, ()))) for row in officers.values()}
    return Corps(day, officers, posts)
