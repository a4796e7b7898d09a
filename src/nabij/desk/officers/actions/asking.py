"""A question comes in: by anybody, by a resident about their own officer, or by staff for who calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.desk.officers.actions.telling import put
from nabij.desk.officers.models import Officer, Question, QuestionPost, QuestionState, QuestionStep, StepKind
from nabij.desk.officers.queries.inbox import person_key
from nabij.desk.officers.zone_rules import rules_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.reports import codes
from nabij.reports.told import Contact
from nabij.tenants import queries as tenants
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.keys import new_id
from nabij.tenants.models import TenantKind
from nabij.tenants.working_days import end_of_term

LONGEST: Final = 2_000
MOST_PER_CONTACT: Final = 5
MOST_POSTS: Final = 20
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Sent:
    """A question that was stored. `code` opens its page; it is shown, and sealed for who may write back."""

    question_id: UUID
    code: str
    due_at: datetime


@transaction.atomic
def ask(
    actor: Actor, *, text: str, officer_id: UUID | None = None, zone_id: UUID | None = None, neighbourhood: str = "",
    name: str = "", contact: Contact | None = None, person_id: UUID | None = None, language: str = "nl",
) -> Sent:  # fmt: skip
    """A question to an officer, or to the desk of a zone. Without contact or person it is anonymous: its code opens it.

    Raises Missing for who left or was never there, and for a person that the actor does not help; Refused for a text that is
    empty or too long, a contact that does not exist, and too many questions of one contact in a day.
    """
    tenant_id = _tenant_of(officer_id, zone_id)
    if person_id is not None:
        people.person(actor, person_id)
    body, now = _text(text), timezone.now()
    made = Question(id=new_id(), tenant_id=tenant_id, officer_id=officer_id, neighbourhood_code=neighbourhood)
    made.language, made.asked_at, made.moved_at = language[:5], now, now
    made.due_at = _due(tenant_id, now)
    code = codes.new_code()
    made.tracking_hash, made.code = codes.code_hash(code), vault.seal_value("code", made.id, code)
    _seal(made, name, contact, person_id, now)
    made.save(force_insert=True)
    post = put_post(made, body, None, now)
    QuestionStep.objects.create(tenant_id=tenant_id, question=made, kind=StepKind.ASKED, at=now)
    put(made, "received", None, now)
    detail = {"officer": officer_id, "anonymous": contact is None and person_id is None, "post": post.id}
    write(actor, made, "ask", detail)
    return Sent(made.id, code, made.due_at)


@transaction.atomic
def ask_more(actor: Actor, *, code: str, text: str) -> Question:
    """Something more by who has the code: the question waits for an answer again, with a new term. Raises Missing, Refused."""
    if not codes.plain(code):
        raise Missing
    rows = Question.objects.select_for_update(of=("self",)).filter(tracking_hash=codes.code_hash(code))
    found = rows.first()
    if found is None:
        raise Missing
    body, now = _text(text), timezone.now()
    if QuestionPost.objects.filter(tenant_id=found.tenant_id, question_id=found.id).count() >= MOST_POSTS:
        raise Refused(_("This conversation is very long. Ask a new question, or call the desk."))
    put_post(found, body, None, now)
    if found.state == QuestionState.ANSWERED:
        found.state, found.due_at = QuestionState.OPEN, _due(found.tenant_id, now)
    found.moved_at = now
    found.save(update_fields=["state", "due_at", "moved_at"])
    QuestionStep.objects.create(tenant_id=found.tenant_id, question=found, kind=StepKind.MORE, at=now)
    write(actor, found, "ask_more")
    return found


def _tenant_of(officer_id: UUID | None, zone_id: UUID | None) -> UUID:
    if officer_id is not None:
        found = Officer.objects.filter(id=officer_id).first()
        if found is None or (found.left_on is not None and found.left_on <= timezone.localdate()):
            raise Missing
        return found.tenant_id
    if zone_id is None or tenants.tenant(zone_id).kind != TenantKind.ZONE:
        raise Missing
    return zone_id


def _text(text: str) -> str:
    body = text.strip()
    if not body:
        raise Refused(_("Write your question."))
    if len(body) > LONGEST:
        raise Refused(_("Your text is too long. Use at most %(most)s characters.") % {"most": LONGEST})
    return body


def _due(tenant_id: UUID, now: datetime) -> datetime:
    return end_of_term(now, rules_of(tenants.tenant(tenant_id)).answer_days)


def _seal(made: Question, name: str, contact: Contact | None, person_id: UUID | None, now: datetime) -> None:
    if name.strip():
        made.name = vault.seal_value("name", made.id, name.strip()[:80])
    if person_id is not None:
        made.person_key = person_key(person_id)
    if contact is None:
        return
    normal = vault.normalise(contact.kind, contact.value)
    made.contact_kind, made.contact_value = contact.kind, vault.seal_value(contact.kind, made.id, normal)
    made.contact_key = vault.lookup_of_normal(contact.kind, normal)
    there = Question.objects.filter(contact_key=made.contact_key, asked_at__gt=now - A_DAY).count()
    if there >= MOST_PER_CONTACT:
        raise Refused(
            _("Today many questions came from this number or address already. Call the desk, or ask tomorrow.")
        )


def put_post(found: Question, body: str, account_id: UUID | None, now: datetime) -> QuestionPost:
    made = QuestionPost(id=new_id(), tenant_id=found.tenant_id, question=found, account_id=account_id, written_at=now)
    made.body = vault.seal_value("question", made.id, body)
    made.save(force_insert=True)
    return made


def write(actor: Actor, found: Question, verb: str, detail: dict[str, Any] | None = None) -> None:
    """The deed on record, without a word of what was asked."""
    record(
        actor, tenant_id=found.tenant_id, verb=f"desk.{verb}", target="desk.question", target_id=found.id,
        detail=detail,
    )  # fmt: skip
