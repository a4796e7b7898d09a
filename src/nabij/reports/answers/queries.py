"""What is asked about messages to who reported, and about what they think of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Avg, Count, Min, Q, QuerySet

from nabij.channels.outbox.models import NOT_ARRIVED
from nabij.reports.answers import rules
from nabij.reports.answers.models import AnswerWording, Rating, ReporterMessage, Solved
from nabij.reports.models import Incident, IncidentNote, Report
from nabij.reports.words import in_language
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

RIGHT: Final = "reports.judge"
COUNT_AT_MOST: Final = 100


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


@dataclass(frozen=True, slots=True)
class MessagesOf:
    """A report with its messages, newest first. `contact_kind` only for who may see the source; `reachable`: there is one."""

    report: Report
    messages: list[ReporterMessage]
    contact_kind: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the id to ask the next page after; empty at the end."""

    rows: list[Any]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """How people judged a kind of fact or a team: shares in percent, and help from 1 to 4; None where too few answered."""

    name: str
    count: int
    solved: int | None = None
    partly: int | None = None
    not_solved: int | None = None
    helped: float | None = None


def messages_of(actor: Actor, incident_id: UUID) -> list[MessagesOf]:
    """The messages to everybody who reported an incident. Raises Missing without reports.view. Three queries."""
    found = Incident.objects.filter(id=incident_id, tenant_id__in=actor.tenants_with("reports.view")).first()
    if found is None:
        raise Missing
    may_know = actor.may("reports.view_source", found.tenant_id)
    reports = Report.objects.filter(tenant_id=found.tenant_id, incident_id=found.id).order_by("id")
    by_report: dict[UUID, list[ReporterMessage]] = {}
    rows = ReporterMessage.objects.filter(tenant_id=found.tenant_id, report__in=reports).order_by("-id")
    for row in rows:
        by_report.setdefault(row.report_id, []).append(row)
    return [
        MessagesOf(
            report,
            by_report.get(report.id, []),
            report.contact_kind if may_know else "",
            bool(report.contact_kind or report.reporter_person),
        )
        for report in reports
    ]


def not_arrived(actor: Actor, after: UUID | None = None, limit: int = 50) -> Page:
    """Messages that did not arrive, newest first, where the actor judges (reports.judge). One query."""
    rows = ReporterMessage.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), state__in=NOT_ARRIVED)
    rows = rows.select_related("report__incident__category", "tenant").order_by("-id")
    return _page(rows, after, limit)


def written(actor: Actor, after: UUID | None = None, limit: int = 50) -> Page:
    """Incidents about which a reporter wrote something that nobody read yet, newest first. One query."""
    rows = Incident.objects.filter(tenant_id__in=actor.tenants_with(RIGHT), reporter_wrote_at__isnull=False)
    return _page(rows.select_related("category", "tenant").order_by("-id"), after, limit)


def waiting_counts(actor: Actor) -> tuple[int, int]:
    """How many messages did not arrive and how many incidents wait for a reader, each counted to 100. Two queries."""
    mine = actor.tenants_with(RIGHT)
    failed = ReporterMessage.objects.filter(tenant_id__in=mine, state__in=NOT_ARRIVED)
    wrote = Incident.objects.filter(tenant_id__in=mine, reporter_wrote_at__isnull=False)
    return failed[:COUNT_AT_MOST].count(), wrote[:COUNT_AT_MOST].count()


def failing(tenant_ids: Collection[UUID], since: datetime) -> tuple[int, datetime | None]:
    """For the technical page: how many messages of these tenants did not arrive since a moment, and the oldest. One query."""
    rows = ReporterMessage.objects.filter(tenant_id__in=list(tenant_ids), state__in=NOT_ARRIVED, put_at__gte=since)
    found = rows.aggregate(n=Count("id"), oldest=Min("put_at"))
    return int(found["n"]), found["oldest"]


def ratings(actor: Actor, tenant_id: UUID, since: datetime) -> tuple[list[Judged], list[Judged]]:
    """How people judged each kind of fact and each team since a moment. Fewer than `rules.FEWEST` answers are counted, not shown.

    Raises Missing without reports.judge. Two queries.
    """
    actor.require(RIGHT, tenant_id)
    rows = Rating.objects.filter(tenant_id=tenant_id, rated_at__gte=since)
    kinds, teams = rows.values("category__name"), rows.filter(team__isnull=False).values("team__name")
    return (
        [_judged(in_language(row["category__name"]), row) for row in _counted(kinds)],
        [_judged(row["team__name"], row) for row in _counted(teams)],
    )


def rated_words(actor: Actor, tenant_id: UUID, limit: int = 30) -> list[Rating]:
    """What people wrote with their answers, newest first. Raises Missing without reports.judge. One query."""
    actor.require(RIGHT, tenant_id)
    rows = Rating.objects.filter(tenant_id=tenant_id).exclude(words="").select_related("category", "report")
    return list(rows.order_by("-id")[:limit])


def wording_history(actor: Actor, tenant_id: UUID, template: str, category: str) -> list[AnswerWording]:
    """The versions of a tenant's own words for a message, newest first. Raises Missing without tenants.configure. One query."""
    actor.require("tenants.configure", tenant_id)
    rows = AnswerWording.objects.filter(tenant_id=tenant_id, template=template, category_id=category or None)
    return list(rows.order_by("-version"))


def _counted(rows: QuerySet[Any, Any]) -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = rows.annotate(
        n=Count("id"), mean=Avg("helped"), yes=Count("id", filter=Q(solved=Solved.YES)),
        partly=Count("id", filter=Q(solved=Solved.PARTLY)), no=Count("id", filter=Q(solved=Solved.NO)),
    ).order_by("-n")  # fmt: skip
    return found


def _judged(name: str, row: Mapping[str, Any]) -> Judged:
    n = row["n"]
    if n < rules.FEWEST:
        return Judged(name, n)
    shares = {key: round(100 * row[key] / n) for key in Solved.values}
    return Judged(name, n, shares["yes"], shares["partly"], shares["no"], round(row["mean"], 1))


def _page(rows: QuerySet[Any], after: UUID | None, limit: int) -> Page:
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows[: limit + 1])
    return Page(found[:limit], str(found[limit - 1].id) if len(found) > limit else "")
