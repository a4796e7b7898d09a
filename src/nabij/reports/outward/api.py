"""The modern door: apps report and follow, systems of city and zone read what they may see. No key sees who reported."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from nabij.people.api.asked import PLAIN, Moment, Strict, known_only
from nabij.people.api.once import IdempotencyKey, once
from nabij.reports import actions, queries
from nabij.reports.models import Incident
from nabij.reports.outward.queries import Fact, Wish, facts, page_for_system
from nabij.reports.queries import Filters
from nabij.reports.questions import LONGEST
from nabij.reports.states import OPEN, State
from nabij.reports.told import Told, contact_from
from nabij.reports.where import Place
from nabij.tenants.actor import Actor

router = Router()
Line = Annotated[str, Field(max_length=200, pattern=PLAIN)]
Answer = Annotated[str, Field(max_length=LONGEST, pattern=PLAIN)]
Which = Literal["open", "closed", "all"]
SHOWN = {"open": tuple(OPEN), "closed": (State.CLOSED,), "all": (*OPEN, State.CLOSED)}


class NewReport(Strict):
    category: str = Field(max_length=40, pattern=PLAIN, description="A code of GET /categories that may be public.")
    lon: float = Field(ge=-180, le=180, description="Degrees WGS84.")
    lat: float = Field(ge=-90, le=90, description="Degrees WGS84.")
    address: Line = ""
    text: str = Field("", max_length=5_000, pattern=PLAIN)
    answers: dict[Line, Answer] = Field(
        default_factory=dict,
        max_length=20,
        description="By the code of a question of GET /categories; several choices with commas.",
    )
    happened_at: Moment | None = Field(None, description="With its offset; absent means now.")
    language: Literal["nl", "fr", "en", "de"] = "nl"
    name: str = Field("", max_length=120, pattern=PLAIN)
    contact: str = Field("", max_length=254, pattern=PLAIN, description="Telephone or e-mail; empty means anonymous.")


class ReportMade(Schema):
    """`tracking_code` is given this once: with it whoever reported follows what becomes of it."""

    report_id: UUID
    incident_id: UUID
    tracking_code: str


class Said(Schema):
    at: datetime
    sentence: str


class Followed(Schema):
    """What whoever reported may read, newest first."""

    category: str
    received_at: datetime
    ended: bool
    lines: list[Said]


class PublicFact(Schema):
    """The street and the middle of a square of 100 m; never a house, a name or the words of who told it."""

    id: UUID
    kind: str
    kind_name: str
    is_open: bool
    tenant: str
    street: str
    neighbourhood: str
    lon: float
    lat: float
    reported_at: datetime
    changed_at: datetime
    sentence: str


class PublicPage(Schema):
    """`next` is the `after` of the following page; null at the end."""

    items: list[PublicFact]
    next: UUID | None


class PublicAsked(Strict):
    kind: str = Field("", max_length=40, pattern=PLAIN)
    state: Which = "all"
    since: Moment | None = Field(None, description="Absent: 90 days ago.")
    after: UUID | None = None
    limit: int = Field(100, ge=1, le=500)


class IncidentOut(Schema):
    """A fact as staff sees it, without its reports."""

    id: UUID
    tenant_id: UUID
    category: str
    state: str
    urgency: str
    lon: float
    lat: float
    address: str
    neighbourhood: str
    summary: str
    public_sentence: str
    report_count: int
    happened_at: datetime
    reported_at: datetime
    due_at: datetime | None
    team: str | None
    closed_at: datetime | None
    version: int


class IncidentPage(Schema):
    items: list[IncidentOut]
    next: str | None


class IncidentsAsked(Strict):
    category: str = Field("", max_length=40, pattern=PLAIN)
    state: Which = "open"
    since: Moment | None = None
    after: str = Field("", max_length=80, pattern=PLAIN)
    limit: int = Field(100, ge=1, le=200)


@router.post("/reports", response={201: ReportMade}, summary="Report something that may be public")
def post_report(request: HttpRequest, idempotency_key: IdempotencyKey, given: NewReport) -> HttpResponse:
    """Stores a report with its incident. Kinds that may not be public answer as if they did not exist."""
    told = Told(
        category=given.category, place=Place(given.lon, given.lat, given.address), text=given.text, name=given.name,
        happened_at=given.happened_at, answers=given.answers, language=given.language, contact=contact_from(given.contact),
    )  # fmt: skip

    def made() -> Status[ReportMade]:
        new = actions.post_by_open311(_caller(request), told=told)
        return Status(201, ReportMade(report_id=new.report_id, incident_id=new.incident_id, tracking_code=new.code))

    return once(request, idempotency_key, made)


@router.get("/reports/{code}", response=Followed, summary="What became of a report")
def follow(request: HttpRequest, code: str) -> Followed:
    """By the tracking code that whoever reported got."""
    found = queries.track(code)
    lines = [Said(at=at, sentence=sentence) for at, sentence in found.lines]
    return Followed(category=found.category["nl"], received_at=found.received_at, ended=found.ended, lines=lines)


@router.get("/public/incidents", response=PublicPage, auth=None, summary="What anybody may see")
def list_public(request: HttpRequest, asked: Query[PublicAsked]) -> PublicPage:
    """Newest first, without a key; the same facts as the public map."""
    known_only(request, PublicAsked)
    wish = Wish(
        kinds=(asked.kind,) if asked.kind else (),
        is_open={"open": True, "closed": False}.get(asked.state),
        since=asked.since,
    )
    found = facts(wish, after=asked.after, most=asked.limit + 1)
    shown = found[: asked.limit]
    return PublicPage(items=[_public(one) for one in shown], next=shown[-1].id if len(found) > asked.limit else None)


@router.get("/incidents", response=IncidentPage, summary="The facts that the key may see")
def list_incidents(request: HttpRequest, asked: Query[IncidentsAsked]) -> IncidentPage:
    """Newest first; needs a key with reports.view. Of a page with police data it is written down who asked."""
    known_only(request, IncidentsAsked)
    filters = Filters(
        states=SHOWN[asked.state], categories=[asked.category] if asked.category else [], since=asked.since
    )
    page = page_for_system(_caller(request), filters, after=asked.after, limit=asked.limit)
    return IncidentPage(items=[_shown(row) for row in page.rows], next=page.after or None)


@router.get("/incidents/{incident_id}", response=IncidentOut, summary="One fact")
def one_incident(request: HttpRequest, incident_id: UUID) -> IncidentOut:
    """Without its reports; of police data it is written down who asked."""
    return _shown(queries.incident(_caller(request).because("api"), incident_id).incident)


def _caller(request: HttpRequest) -> Actor:
    return request.auth  # type: ignore[attr-defined,no-any-return]


def _public(fact: Fact) -> PublicFact:
    return PublicFact(**{name: getattr(fact, name) for name in PublicFact.model_fields})


def _shown(row: Incident) -> IncidentOut:
    named = {"category": row.category_id, "neighbourhood": row.neighbourhood_name, "team": row.team and row.team.name}
    rest = {name: getattr(row, name) for name in IncidentOut.model_fields if name not in named}
    return IncidentOut(**named, **rest)
