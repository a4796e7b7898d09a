"""How soon the police judge what is told, for the figures of the rooms above."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import numpy.typing as npt

from nabij.reports.models import Incident

TOLD_WITHIN = timedelta(days=7)
"""How far apart happening and telling may lie: bounds the walk of the index."""


@dataclass(frozen=True)
class Judged:
    """Incidents that were judged: where (Lambert metres), and how many hours after they were told. Arrays of one length."""

    xs: npt.NDArray[np.float64]
    ys: npt.NDArray[np.float64]
    hours: npt.NDArray[np.float64]


def judged_since(tenant_ids: Collection[UUID], since: datetime) -> Judged:
    """What these tenants judged of what happened since then; the caller checked rights, and counts only. One query."""
    rows = Incident.objects.filter(
        tenant_id__in=list(tenant_ids), happened_at__gte=since - TOLD_WITHIN, reported_at__gte=since,
        judged_at__isnull=False,
    ).values_list("x", "y", "reported_at", "judged_at")  # fmt: skip
    found = np.array(
        [(x, y, (judged - told).total_seconds() / 3_600) for x, y, told, judged in rows if judged], dtype=np.float64
    )
    table = found.reshape(-1, 3)
    return Judged(table[:, 0], table[:, 1], table[:, 2])


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as far as counting goes: where, what, how often it was told, and what judging decided (empty before that)."""

    x: float
    y: float
    category: str
    reports: int
    outcome: str


def facts_in(tenant_id: UUID, box: tuple[float, float, float, float], since: datetime, until: datetime) -> list[Fact]:
    """The facts of a tenant in a box (west, south, east, north in Lambert metres) that happened between two moments, each once;
    the caller checked rights, and counts only. One query."""
    west, south, east, north = box
    rows = Incident.objects.filter(
        tenant_id=tenant_id, happened_at__gte=since, happened_at__lt=until, x__gte=west, x__lte=east, y__gte=south, y__lte=north,
        merged_into__isnull=True,
    )  # fmt: skip
    return [Fact(*row) for row in rows.values_list("x", "y", "category_id", "report_count", "outcome")]
