"""Questions: for who answers them, for who asked, and what is late for who keeps the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from nabij.audit.actions import consulted
from nabij.channels.outbox.models import NOT_ARRIVED
from nabij.desk.officers.models import (
    Delegation,
    Officer,
    Question,
    QuestionMessage,
    QuestionPost,
    QuestionState,
    QuestionStep,
)
from nabij.desk.officers.queries.posts import Corps, corps
from nabij.desk.officers.rights import ANSWER, MANAGE
from nabij.people import queries as people
from nabij.people import vault
from nabij.places import queries as places
from nabij.reports import codes
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing

LIST_LENGTH: Final = 100


@dataclass(frozen=True)
class Line:
    """A question in the inbox; what it says is read on its own page."""

    question: Question
    neighbourhood: str
    is_late: bool
    why: str
    """Why the actor has it: "own", "stands_in", "delegated" or "desk"."""


@dataclass(frozen=True)
class Said:
    """One text of a question: by whom (empty: who asked), and when."""

    id: UUID
    text: str = field(repr=False)
    by: str
    at: datetime
    is_answer: bool


@dataclass(frozen=True)
class Asked:
    """A question as who answers it sees it."""

    question: Question
    texts: tuple[Said, ...]
    steps: tuple[QuestionStep, ...]
    names: dict[UUID, str]
    name: str = field(repr=False)
    contact: str = field(repr=False)
    neighbourhood: str
    not_told: bool


@dataclass(frozen=True)
class Late:
    """A question past its term: whose, where, since when; not what it says."""

    officer: str
    tenant: str
    neighbourhood: str
    due_at: datetime
    question_id: UUID
    may_open: bool


@dataclass(frozen=True)
class Tracked:
    """A question as who asked it sees it, by its code."""

    question: Question
    officer: Officer | None
    texts: tuple[Said, ...]

    @property
    def is_answered(self) -> bool:
        return self.question.state == QuestionState.ANSWERED


def person_key(person_id: UUID) -> bytes:
    """Under which the questions of a person are found."""
    return vault.keyed_digest(b"question", person_id.bytes)


def inbox(actor: Actor, *, archived: bool = False) -> list[Line]:
    """The questions that this actor may answer, the one that is due first on top; answered ones the last first."""
    state = QuestionState.ANSWERED if archived else QuestionState.OPEN
    known = _known(actor)
    mine = _mine(actor, known)
    delegated = _delegated(actor)
    order = ("due_at", "id") if state == QuestionState.OPEN else ("-moved_at", "-id")
    rows = list(
        Question.objects.filter(_answered_by(actor, known, mine, delegated), state=state)
        .select_related("officer", "tenant")
        .order_by(*order)[:LIST_LENGTH]
    )
    names = {one.code: one.name for one in places.areas("neighbourhood", [row.neighbourhood_code for row in rows])}
    now = timezone.now()
    return [
        Line(
            row, names.get(row.neighbourhood_code, ""), row.state == QuestionState.OPEN and row.due_at < now,
            _why(row.officer_id, actor, known, delegated),
        )
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def question(actor: Actor, question_id: UUID) -> Asked:
    """One question with all its texts; on record as a consultation. Raises Missing for who does not answer it."""
    found = answerable(actor, question_id)
    consulted(actor, tenant_id=found.tenant_id, target="desk.question", target_id=found.id)
    steps = tuple(
        QuestionStep.objects.filter(tenant_id=found.tenant_id, question_id=found.id)
        .select_related("officer")
        .order_by("-at", "-id")
    )
    posts = _posts(found)
    wrote = {one.account_id for one in steps} | {one.account_id for one in posts}
    names = people.account_names(one for one in wrote if one)
    here = next(iter(places.areas("neighbourhood", [found.neighbourhood_code])), None)
    return Asked(
        found, _said(posts, names), steps, names,
        vault.open_value("name", found.id, bytes(found.name)) if found.name else "",
        vault.readable(found.contact_kind, contact_of(found)) if found.contact_value else "",
        here.name if here else "",
        QuestionMessage.objects.filter(
            tenant_id=found.tenant_id, question_id=found.id, state__in=NOT_ARRIVED
        ).exists(),
    )  # fmt: skip


def answerable(actor: Actor, question_id: UUID) -> Question:
    """A question that the actor may answer. Raises Missing for all others."""
    known = _known(actor)
    allowed = _answered_by(actor, known, _mine(actor, known), _delegated(actor))
    found = Question.objects.select_related("officer", "tenant").filter(allowed, id=question_id).first()
    if found is None:
        raise Missing
    return found


def colleagues(actor: Actor, question_id: UUID) -> list[Officer]:
    """To whom a question may be passed on: the officers of its tenant who are still there."""
    found = answerable(actor, question_id)
    known = corps([found.tenant_id], timezone.localdate())
    return [one for one in known.officers.values() if one.id != found.officer_id]


def late_questions(actor: Actor, now: datetime) -> list[Late]:
    """Open questions past their term in the tenants whose officers the actor keeps, the latest first. No text is read."""
    own = actor.tenants_with(MANAGE)
    rows = list(
        Question.objects.filter(tenant_id__in=own, state=QuestionState.OPEN, due_at__lt=now)
        .select_related("officer", "tenant")
        .order_by("due_at", "id")[:LIST_LENGTH]
    )
    names = {one.code: one.name for one in places.areas("neighbourhood", [row.neighbourhood_code for row in rows])}
    known = _known(actor)
    opened = _ids_answered_by(actor, known)
    return [
        Late(
            str(row.officer) if row.officer else "", row.tenant.name, names.get(row.neighbourhood_code, ""), row.due_at,
            row.id, _is_among(row, opened, known, actor),
        )
        for row in rows
    ]  # fmt: skip


def track(code: str) -> Tracked:
    """A question by its code, for who asked it. Raises Missing for a code that we do not know."""
    found = _by_code(code)
    posts = _posts(found)
    return Tracked(found, found.officer, _said(posts, {}))


def questions_of(actor: Actor, person_id: UUID) -> list[tuple[Question, str]]:
    """The questions of a person with their codes, the last one first. For themselves and who helps them. Raises Missing."""
    people.person(actor, person_id)
    rows = Question.objects.filter(person_key=person_key(person_id)).select_related("officer", "tenant")
    return [(row, code_of(row)) for row in rows.order_by("-asked_at", "-id")[:LIST_LENGTH]]


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """The questions of a person with what was answered, for the download of their own data."""
    rows = Question.objects.filter(person_key=person_key(person_id)).select_related("tenant").order_by("asked_at")
    return [
        {
            "to": row.tenant.name,
            "asked": row.asked_at.isoformat(),
            "texts": [{"answer": one.is_answer, "text": one.text, "at": one.at.isoformat()} for one in _texts(row)],
        }
        for row in rows
    ]


def contact_of(found: Question) -> str:
    """The plain contact of a question that was reached with rights, or by the job that sends. Never store or log it."""
    return vault.open_value(found.contact_kind, found.id, bytes(found.contact_value)) if found.contact_value else ""


def code_of(found: Question) -> str:
    """The code of a question, as it was given; empty where it is gone."""
    return vault.open_value("code", found.id, bytes(found.code)) if found.code else ""


def text_of(post: QuestionPost) -> str:
    return vault.open_value("question", post.id, bytes(post.body))


def _by_code(code: str) -> Question:
    if not codes.plain(code):
        raise Missing
    rows = Question.objects.select_related("officer", "tenant").filter(tracking_hash=codes.code_hash(code))
    found = rows.first()
    if found is None:
        raise Missing
    return found


def _texts(found: Question) -> tuple[Said, ...]:
    return _said(_posts(found), {})


def _posts(found: Question) -> list[QuestionPost]:
    rows = QuestionPost.objects.filter(tenant_id=found.tenant_id, question_id=found.id)
    return list(rows.order_by("written_at", "id"))


def _said(posts: list[QuestionPost], names: dict[UUID, str]) -> tuple[Said, ...]:
    return tuple(
        Said(
            one.id, text_of(one), names.get(one.account_id, "") if one.account_id else "", one.written_at,
            one.account_id is not None,
        )
        for one in posts
    )  # fmt: skip


def _known(actor: Actor) -> Corps:
    own = {*actor.tenants_with(ANSWER), *actor.tenants_with(MANAGE)}
    return corps(own, timezone.localdate())


def _mine(actor: Actor, known: Corps) -> set[UUID]:
    return {one.id for one in known.officers.values() if actor.id and one.account_id == actor.id}


def _delegated(actor: Actor) -> set[UUID]:
    if actor.id is None:
        return set()
    rows = Delegation.objects.filter(account_id=actor.id, tenant_id__in=actor.tenants_with(ANSWER))
    return set(rows.values_list("officer_id", flat=True))


def _answered_by(actor: Actor, known: Corps, mine: set[UUID], delegated: set[UUID]) -> Q:
    answering = actor.tenants_with(ANSWER)
    own = {*mine, *known.answers_for(mine), *delegated} if mine or delegated else set()
    allowed = Q(officer_id__in=own, tenant_id__in=answering)
    desk = actor.tenants_with(MANAGE)
    if desk:
        there = set(known.posts) - known.unanswered()
        allowed |= Q(tenant_id__in=desk) & (Q(officer__isnull=True) | ~Q(officer_id__in=there))
    return allowed


def _ids_answered_by(actor: Actor, known: Corps) -> set[UUID]:
    mine = _mine(actor, known)
    return {*mine, *known.answers_for(mine), *_delegated(actor)}


def _is_among(row: Question, opened: set[UUID], known: Corps, actor: Actor) -> bool:
    if row.officer_id in opened and actor.may(ANSWER, row.tenant_id):
        return True
    there = set(known.posts) - known.unanswered()
    return actor.may(MANAGE, row.tenant_id) and row.officer_id not in there


def _why(officer_id: UUID | None, actor: Actor, known: Corps, delegated: set[UUID]) -> str:
    officer = known.officers.get(officer_id) if officer_id else None
    if officer is not None and officer.account_id == actor.id:
        return "own"
    if officer_id in delegated:
        return "delegated"
    serving = known.serving(officer_id) if officer_id else None
    return "stands_in" if serving is not None and serving.account_id == actor.id else "desk"
