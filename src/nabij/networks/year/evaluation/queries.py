"""The figures of a year of a network, from what the house keeps anyway; counts only, so for everybody who may see the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.utils import timezone

from nabij.meetings import queries as meetings
from nabij.networks import queries as networks
from nabij.networks.channel import queries as channel
from nabij.networks.models import LogEntry, LogKind, Network
from nabij.networks.overview.sources import Warned, warned_since
from nabij.networks.year.evaluation import rules
from nabij.networks.year.evaluation.models import Evaluation, MonthCount
from nabij.networks.year.rounds import queries as rounds
from nabij.networks.year.rounds.models import Round, RoundKind
from nabij.networks.year.wishes import queries as wishes
from nabij.places.geometry import contains
from nabij.reports import queries as reports
from nabij.tenants.actor import Actor

if TYPE_CHECKING:
    from nabij.meetings.models import Meeting

BURGLARY = "burglary"


@dataclass(frozen=True)
class Figures:
    """One year of a network, ready to be kept as JSON."""

    year: int
    alerts: list[int] = field(default_factory=lambda: [0] * 12)
    feedback_owed: int = 0
    feedback_given: int = 0
    feedback_in_time: int = 0
    feedback_hours: float | None = None
    consequences: int = 0
    reports: int = 0
    judged: int = 0
    useful: int = 0
    burglaries: int = 0
    households_start: int | None = None
    households_end: int | None = None
    members_end: int | None = None
    joined: int = 0
    left: int = 0
    survey: dict[str, list[int]] = field(default_factory=dict)
    survey_answered: int = 0
    wishes: int = 0
    wishes_in_time: int = 0
    wishes_done: int = 0
    wishes_by_category: dict[str, int] = field(default_factory=dict)
    evenings: int = 0
    evening_people: int = 0
    trainings: int = 0
    training_people: int = 0
    channel: dict[str, int] = field(default_factory=dict)

    @property
    def alerts_total(self) -> int:
        return sum(self.alerts)

    @property
    def in_time_percent(self) -> int | None:
        return rules.share(self.feedback_in_time, self.feedback_owed)

    @property
    def useful_percent(self) -> int | None:
        return rules.share(self.useful, self.judged)


def figures_of(actor: Actor, network: networks.Known, year: int) -> Figures:
    """The figures of a year: frozen ones once it was agreed, otherwise as they are now."""
    return figures_over(actor, network, [year])[0]


def figures_over(actor: Actor, network: networks.Known, years: Sequence[int]) -> list[Figures]:
    """The same of several years; what they share is asked once."""
    network = networks.network(actor, network)
    rows = Evaluation.objects.filter(tenant_id=network.tenant_id, network_id=network.id, year__in=years)
    kept = {one.year: Figures(**one.figures) for one in rows if one.agreed_at is not None}
    now = made_now(network, actor, [year for year in years if year not in kept])
    return [(kept | now)[year] for year in years]


@dataclass(frozen=True)
class _Read:
    """What the house keeps of a network, over all years that are asked."""

    log: Sequence[tuple[str, datetime, UUID | None]]
    warned: Sequence[Warned]
    months: Mapping[date, MonthCount]
    meetings: Sequence[Meeting]
    surveys: Mapping[int, Round]


def made_now(network: Network, actor: Actor, years: Sequence[int]) -> dict[int, Figures]:
    """The same, counted now."""
    if not years:
        return {}
    since, until = bounds_of(min(years))[0], bounds_of(max(years))[1]
    here = {"tenant_id": network.tenant_id, "network_id": network.id}
    log = LogEntry.objects.filter(**here, at__gte=since, at__lt=until)
    read = _Read(
        log=list(log.values_list("kind", "at", "alert_id")),
        warned=[one for one in warned_since([network.tenant_id], since) if network.id in one.network_ids],
        months={one.month: one for one in MonthCount.objects.filter(**here)},
        meetings=meetings.meetings_about([network.id]),
        surveys={one.year: one for one in rounds.of_networks([network.id], years) if one.kind == RoundKind.SURVEY},
    )
    return {year: _made(network, actor, year, read) for year in years}


def _made(network: Network, actor: Actor, year: int, read: _Read) -> Figures:
    since, until = bounds_of(year)
    survey = rounds.survey_of(read.surveys[year]) if year in read.surveys else None
    wished = wishes.figures(actor, network, since, until)
    values: dict[str, Any] = {
        **_log(read.log, year),
        **_feedback(read.warned, since, until),
        **_reports(network, since, until),
        **_members(read.months, year),
        **_meetings(read.meetings, since, until),
        "channel": _channel(network, since, until),
        "survey": {one.question: list(one.counts) for one in survey.results} if survey else {},
        "survey_answered": survey.answered if survey else 0,
        "wishes": wished.written,
        "wishes_in_time": wished.in_time,
        "wishes_done": wished.done,
        "wishes_by_category": wished.by_category,
    }
    return Figures(year, **values)


def evaluation_of(actor: Actor, network: networks.Known, year: int) -> Evaluation:
    """The evaluation as it was written, or an empty one that is not kept yet. Raises Missing."""
    network = networks.network(actor, network)
    found = Evaluation.objects.filter(tenant_id=network.tenant_id, network_id=network.id, year=year).first()
    return found or Evaluation(tenant_id=network.tenant_id, network_id=network.id, year=year)


def agreed_on(network_ids: Collection[UUID], year: int) -> dict[UUID, date]:
    """When the evaluation of this year was agreed, for networks whose rights were checked. One query."""
    rows = Evaluation.objects.filter(network_id__in=list(network_ids), year=year, agreed_at__isnull=False)
    return {network_id: timezone.localdate(at) for network_id, at in rows.values_list("network_id", "agreed_at")}


def of_year(network_ids: Collection[UUID], year: int) -> dict[UUID, Evaluation]:
    """The evaluations of this year, for the list of what is to do. One query."""
    return {one.network_id: one for one in Evaluation.objects.filter(network_id__in=list(network_ids), year=year)}


def log_of_year(actor: Actor, network: networks.Known, year: int) -> tuple[Network, list[LogEntry]]:
    """The whole log of a year, the oldest first. Raises Missing."""
    network = networks.network(actor, network)
    since, until = bounds_of(year)
    rows = LogEntry.objects.filter(tenant_id=network.tenant_id, network_id=network.id, at__gte=since, at__lt=until)
    return network, list(rows.order_by("at", "id"))


def bounds_of(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year and of the next one, in local time."""
    first, after = (timezone.make_aware(datetime.combine(date(one, 1, 1), time())) for one in (year, year + 1))
    return first, after


def as_json(found: Figures) -> dict[str, Any]:
    return asdict(found)


def _log(entries: Iterable[tuple[str, datetime, UUID | None]], year: int) -> dict[str, Any]:
    found = [(kind, timezone.localtime(at), alert) for kind, at, alert in entries]
    messages = [at for kind, at, alert in found if kind == LogKind.MESSAGE and alert]
    kinds = Counter(kind for kind, at, _alert in found if at.year == year)
    return {"alerts": rules.per_month(messages, year), "consequences": kinds[LogKind.CONSEQUENCE]}


def _feedback(warned: Iterable[Warned], since: datetime, until: datetime) -> dict[str, Any]:
    found = rules.pace((one.at, one.due, one.done) for one in warned if since <= one.at < until)
    return {
        "feedback_owed": found.owed, "feedback_given": found.given, "feedback_in_time": found.in_time,
        "feedback_hours": found.median_hours,
    }  # fmt: skip


def _reports(network: Network, since: datetime, until: datetime) -> dict[str, Any]:
    """Reports of the area: how many, and how many of those judged were a fact. The quality is for the police to judge."""
    box = (network.west_m, network.south_m, network.east_m, network.north_m)
    found = reports.facts_in(network.tenant_id, box, since, until)
    inside = contains(networks.area_of(network), np.array([one.x for one in found]), np.array([one.y for one in found]))
    here = [one for one, is_in in zip(found, inside, strict=True) if is_in]
    judged = [one for one in here if one.outcome]
    return {
        "reports": sum(one.reports for one in here),
        "judged": len(judged),
        "useful": sum(one.outcome != "no_fact" for one in judged),
        "burglaries": sum(one.category == BURGLARY and one.outcome != "no_fact" for one in here),
    }


def _members(rows: Mapping[date, MonthCount], year: int) -> dict[str, Any]:
    here = [one for month, one in sorted(rows.items()) if month.year == year]
    before = [one for month, one in sorted(rows.items()) if month.year == year - 1]
    start = before[-1].households if before else here[0].households - here[0].joined + here[0].left if here else None
    return {
        "households_start": max(0, start) if start is not None else None,
        "households_end": here[-1].households if here else None,
        "members_end": here[-1].members if here else None,
        "joined": sum(one.joined for one in here),
        "left": sum(one.left for one in here),
    }


def _meetings(about: Iterable[Meeting], since: datetime, until: datetime) -> dict[str, Any]:
    held = [one for one in about if since <= one.starts_at < until and one.state == "held"]
    evenings = [one for one in held if one.kind == "information"]
    trainings = [one for one in held if one.kind == "training"]
    return {
        "evenings": len(evenings), "evening_people": sum(_came(one) for one in evenings), "trainings": len(trainings),
        "training_people": sum(_came(one) for one in trainings),
    }  # fmt: skip


def _channel(network: Network, since: datetime, until: datetime) -> dict[str, int]:
    found = channel.figures_of([network.id], since, until)[network.id]
    return {"posts": found.posts, "shown": found.shown, "refused": found.refused, "calls": found.should_have_been_calls}


def _came(one: Any) -> int:
    return int(one.came or 0) + int(one.guests or 0)
