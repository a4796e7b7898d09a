"""What is asked about messages to who reported, and about what they think of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from nabij.reports.answers.models import AnswerWording
from nabij.reports.models import IncidentNote


@dataclass(frozen=True, slots=True)
class Wordings:
    """The own words of tenants that count now, by tenant, template and kind of fact (empty: all kinds)."""

    found: Mapping[tuple[UUID, str, str], tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def of(self, tenant_id: UUID, template: str, category: str) -> tuple[int, dict[str, Any]]:
        """Version and texts: those for the kind, else for all, else nothing (version 0: ours)."""
        for code in (category, ""):
            version, texts = self.found.get((tenant_id, template, code), (0, {}))
            if texts:
                return version, texts
        return 0, {}


def wordings(tenant_ids: Collection[UUID]) -> Wordings:
    """The words of these tenants. One query."""
    rows = AnswerWording.objects.filter(tenant_id__in=list(tenant_ids)).order_by("version")
    return Wordings({(row.tenant_id, row.template, row.category_id or ""): (row.version, row.texts) for row in rows})


def own_words(note_ids: Iterable[str]) -> dict[UUID, str]:
    """The public words of notes, for the message that tells them. One query, none for no note."""
    wanted = {UUID(one) for one in note_ids}
    return dict(IncidentNote.objects.filter(id__in=wanted).values_list("id", "public")) if wanted else {}
