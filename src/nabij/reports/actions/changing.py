"""What every change of an incident shares: the lock, the version, the line of history."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.channels.call_backs import actions as call_backs
from nabij.reports import rules
from nabij.reports.answers import rules as answering
from nabij.reports.answers.actions import tell_reporters
from nabij.reports.models import Incident, IncidentNote, Task
from nabij.reports.sentences import sentence, tells_of_investigation
from nabij.reports.states import Controller, State, TaskState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused, Stale
from nabij.tenants.working_days import BRUSSELS

OPEN_TASKS = (TaskState.OPEN, TaskState.STARTED)
ENDS = ("closed", "judged")
TOLD_OTHERWISE = ("received", "withdrawn")
"""Lines that make no message to who reported: the receipt is put down with the report, and who takes it back knows."""


def locked(actor: Actor, incident_id: UUID, right: str, version: int | None = None) -> Incident:
    """The incident, locked for this transaction.

    Raises Missing without the right. With a `version` other than the row's own raises Stale with who was first.
    """
    found = Incident.objects.select_for_update().filter(id=incident_id, tenant_id__in=actor.tenants_with(right)).first()
    if found is None:
        raise Missing
    if version is not None and version != found.version:
        raise Stale(_stale_sentence(found))
    return found


def take_step(actor: Actor, incident: Incident, step: str, facts: rules.Facts) -> None:
    """Moves the incident along an edge. Raises Missing without its right, Refused with the sentence of a guard."""
    refusal = rules.objection(step, incident.state, facts)
    if refusal:
        raise Refused(refusal)
    edge = rules.edge_for(step, incident.state)
    assert edge is not None
    actor.require(edge.right, incident.tenant_id)
    incident.state = edge.target


def who_stays(actor: Actor) -> tuple[UUID | None, str]:
    """Account and name that stay with a change: of staff and systems. Who reported stands with their report alone, and goes with
    it at its term."""
    return (None, "") if actor.kind == "resident" else (actor.id, actor.name)


def save(actor: Actor, incident: Incident) -> None:
    """Writes a changed incident with a new version and who changed it."""
    incident.version += 1
    incident.changed_by, incident.changed_by_name = who_stays(actor)
    incident.save()


def note(
    actor: Actor, incident: Incident, kind: str, *, internal: str = "", public: str = "", template: str = "",
    promised_for: datetime | None = None,
) -> IncidentNote:  # fmt: skip
    """A line of history. `public` is what anybody may read; `template` names a sentence that is read in any language;
    `promised_for` is by when we said that it is handled.

    What anybody may read goes to who reported too. Raises Refused where it tells how an investigation of the police went.
    """
    if public and not template:
        _check_public(incident, public)
    line = line_of(
        actor, incident, kind, internal=internal, public="" if template else public, public_template=template,
        promised_for=promised_for,
    )  # fmt: skip
    line.save(force_insert=True)
    if (line.public or template) and kind not in TOLD_OTHERWISE:
        ended = kind in ENDS and incident.state == State.CLOSED
        said = {"said": template} if template else {"note": str(line.id)}
        tell_reporters(incident, answering.ENDED if ended else answering.CHANGE, **said)
    elif promised_for is not None and kind not in TOLD_OTHERWISE:
        tell_reporters(incident, answering.PROMISE, day=promised_for.astimezone(BRUSSELS).date().isoformat())
    tell_systems(incident, kind)
    return line


def line_of(actor: Actor, incident: Incident, kind: str, **said: Any) -> IncidentNote:
    """A line of history that is still to be written, with the columns in `said`."""
    by = dict(zip(("by", "by_name"), who_stays(actor), strict=True))
    return IncidentNote(tenant_id=incident.tenant_id, incident=incident, at=timezone.now(), kind=kind, **by, **said)


def tell_systems(incident: Incident, verb: str) -> None:
    """Has the systems told that asked for changes of incidents."""
    call_backs.tell(tenant_id=incident.tenant_id, about="incident", thing_id=incident.id, verb=verb)


def _check_public(incident: Incident, public: str) -> None:
    word = tells_of_investigation(public)
    if word and incident.category.controller == Controller.POLICE:
        raise Refused(
            _('Nobody may read how an investigation went. Leave "%(word)s" out of the public sentence.')
            % {"word": word}
        )


def facts_of(incident: Incident, now: datetime, **asked: object) -> rules.Facts:
    """What the guards look at, with the number of open tasks (one query)."""
    open_tasks = Task.objects.filter(tenant_id=incident.tenant_id, incident=incident, state__in=OPEN_TASKS).count()
    return rules.Facts(now=now, never_alert=incident.never_alert, open_tasks=open_tasks, **asked)  # type: ignore[arg-type]


def public_words(template: str, own_words: str) -> str:
    """The public sentence: somebody's own words, else the sentence of the template."""
    return own_words.strip() or sentence(template)


def _stale_sentence(incident: Incident) -> str:
    who = incident.changed_by_name or _("A colleague")
    return _("%(who)s was first: this incident is now %(state)s. Look again before you decide.") % {
        "who": who,
        "state": incident.get_state_display(),
    }
