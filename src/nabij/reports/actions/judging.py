from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.actions.changing import facts_of, locked, note, public_words, save, take_step
from nabij.reports.models import Incident
from nabij.reports.routing.actions.correcting import anew
from nabij.reports.sentences import AFTER_JUDGING
from nabij.reports.states import Outcome
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused


@transaction.atomic
def judge_incident(
    actor: Actor,
    *,
    incident_id: UUID,
    version: int,
    outcome: str,
    reason: str = "",
    prosecutor_consulted: bool | None = None,
    review_at: datetime | None = None,
    public_sentence: str = "",
) -> Incident:
    """Decides what happens with an incident as it was read at `version`.

    Raises Missing without reports.judge, Stale when a colleague was first, Refused with the sentence of the rule.
    To refer to another service, `refer` takes what that needs.
    """
    if outcome not in Outcome.values or outcome == Outcome.REFER:
        raise Refused(_("Choose what happens with this incident."))
    now = timezone.now()
    incident = locked(actor, incident_id, "reports.judge", version)
    template = AFTER_JUDGING[outcome]
    words = public_words(template, public_sentence)
    asked = {
        "reason": reason,
        "prosecutor_consulted": prosecutor_consulted,
        "review_at": review_at,
        "public_sentence": words,
    }
    take_step(actor, incident, outcome, facts_of(incident, now, **asked))
    _apply(actor, incident, outcome, now, words)
    if outcome == Outcome.WITHHOLD:
        incident.withheld_because, incident.prosecutor_consulted, incident.review_at = (
            reason,
            prosecutor_consulted,
            review_at,
        )
    save(actor, incident)
    own_words = public_sentence.strip()
    note(
        actor,
        incident,
        "judged",
        internal=_internal(incident, reason),
        public=own_words,
        template="" if own_words else template,
    )
    _record(actor, incident, "reports.judge_incident", {"outcome": outcome, "version": incident.version})
    return incident


@transaction.atomic
def review_withheld(
    actor: Actor, *, incident_id: UUID, version: int, reason: str, review_at: datetime, prosecutor_consulted: bool
) -> Incident:
    """Looks again at a withheld incident and keeps it so until another day. To release it, judge it anew."""
    return judge_incident(
        actor,
        incident_id=incident_id,
        version=version,
        outcome=Outcome.WITHHOLD,
        reason=reason,
        prosecutor_consulted=prosecutor_consulted,
        review_at=review_at,
    )


@transaction.atomic
def close_incident(
    actor: Actor, *, incident_id: UUID, version: int, template: str = "", public_sentence: str = "", internal: str = ""
) -> Incident:
    """Ends an incident with the sentence that reporter and neighbours read: own words, or a template of `sentences.CLOSING`.

    Raises Refused without a sentence or with a task still open.
    """
    now = timezone.now()
    incident = locked(actor, incident_id, "reports.judge", version)
    words = public_words(template, public_sentence)
    take_step(actor, incident, "close", facts_of(incident, now, public_sentence=words))
    incident.public_sentence, incident.closed_at = words, now
    incident.reopened_at = incident.reporter_wrote_at = None
    save(actor, incident)
    own_words = public_sentence.strip()
    note(actor, incident, "closed", internal=internal, public=own_words, template="" if own_words else template)
    _record(actor, incident, "reports.close_incident", {"version": incident.version})
    return incident


@transaction.atomic
def reopen_incident(actor: Actor, *, incident_id: UUID, version: int, reason: str) -> Incident:
    """Opens a closed incident again, with a reason."""
    incident = locked(actor, incident_id, "reports.judge", version)
    take_step(actor, incident, "reopen", facts_of(incident, timezone.now(), reason=reason))
    incident.closed_at, incident.reopened_at, incident.reporter_wrote_at = None, timezone.now(), None
    promised_for = anew(incident, incident.reopened_at)
    save(actor, incident)
    note(actor, incident, "reopened", internal=reason, template="reopened", promised_for=promised_for)
    _record(actor, incident, "reports.reopen_incident", {"version": incident.version})
    return incident


@transaction.atomic
def add_note(actor: Actor, *, incident_id: UUID, internal: str = "", public: str = "") -> Incident:
    """Adds a line to the history: for colleagues, for the public, or both. It changes no state and no version."""
    incident = locked(actor, incident_id, "reports.judge")
    if not internal.strip() and not public.strip():
        raise Refused(_("Write a note first."))
    note(actor, incident, "note", internal=internal.strip(), public=public.strip()[:400])
    _record(actor, incident, "reports.add_note", {"public": bool(public.strip())})
    return incident


def _apply(actor: Actor, incident: Incident, outcome: str, now: datetime, words: str) -> None:
    incident.outcome = outcome
    incident.judged_at, incident.judged_by = now, actor.id
    incident.public_sentence = words
    incident.never_alert = incident.never_alert or outcome == Outcome.CRISIS_CARE
    incident.closed_at = now if outcome == Outcome.NO_FACT else None
    if outcome != Outcome.WITHHOLD:
        incident.review_at = None


def _internal(incident: Incident, reason: str) -> str:
    return ". ".join(part for part in (str(incident.get_outcome_display()), reason.strip()) if part)


def _record(actor: Actor, incident: Incident, verb: str, detail: dict[str, Any]) -> None:
    record(
        actor, tenant_id=incident.tenant_id, verb=verb, target="reports.incident", target_id=incident.id, detail=detail
    )
