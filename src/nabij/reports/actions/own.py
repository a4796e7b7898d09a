"""What who reported may still do with their own report, by its tracking code: tell more, say it is not solved, take it back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports import rules
from nabij.reports.actions.changing import facts_of, note, save
from nabij.reports.actions.intake import LONGEST_TEXT, SUMMARY_LENGTH
from nabij.reports.answers import rules as answering
from nabij.reports.answers.actions import is_withdrawn, mute, own_report
from nabij.reports.answers.zone_rules import answer_rules
from nabij.reports.models import Incident, Report
from nabij.reports.routing.actions.correcting import heard
from nabij.reports.routing.models import WaitsFor
from nabij.reports.sentences import sentence
from nabij.reports.states import OPEN, Channel, Outcome, State
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused

LONGEST_ANSWER = 400


@transaction.atomic
def tell_more(actor: Actor, *, code: str, answers: Mapping[str, str], text: str = "") -> Report:
    """Adds answers and words to one's own report while the incident is open. Raises Missing for an unknown code, Refused."""
    report, incident = _own(code)
    if incident.state not in OPEN:
        raise Refused(_("This report was already closed. Call 101 if there is more to tell."))
    report.answers |= {name: said.strip()[:LONGEST_ANSWER] for name, said in answers.items() if said.strip()}
    report.text = "\n".join(one for one in (report.text, text.strip()) if one)[:LONGEST_TEXT]
    report.save(update_fields=["answers", "text"])
    if incident.report_count == 1 and report.channel != Channel.ME_TOO:
        incident.summary = " ".join(report.text.split())[:SUMMARY_LENGTH]
    note(actor, incident, "note", internal=_("Who reported it told more."))
    incident.reporter_wrote_at = timezone.now()
    heard(actor, incident, WaitsFor.REPORTER)
    save(actor, incident)
    _record(actor, report, "reports.tell_more")
    return report


@transaction.atomic
def say_not_solved(actor: Actor, *, code: str, reason: str) -> bool:
    """Who reported says, after the end, that it is not solved. Gives whether that opened it again; at the police their words are
    added for an officer, who decides.

    Raises Missing for an unknown code, Refused without a reason, after the term, or when they said so three times.
    """
    report, incident = _own(code)
    now, days = timezone.now(), answer_rules(report.tenant_id).reopen_days
    if is_withdrawn(incident) or not answering.may_reopen(
        incident.state, incident.closed_at, now, days, report.reopened_times
    ):
        raise Refused(_("This can no longer be opened again here. Report it anew, or call us."))
    refusal = rules.objection(rules.NOT_SOLVED, incident.state, facts_of(incident, now, reason=reason))
    if refusal:
        raise Refused(refusal)
    words = reason.strip()[:LONGEST_TEXT]
    opens = answering.opens_again(incident.category.controller)
    incident.reporter_wrote_at = now
    if opens:
        incident.state, incident.closed_at, incident.reopened_at = State.IN_HAND, None, now
    report.reopened_times += 1
    report.save(update_fields=["reopened_times"])
    save(actor, incident)
    note(actor, incident, "not_solved", internal=words, template="reopened" if opens else "")
    _record(actor, report, "reports.say_not_solved")
    return opens


@transaction.atomic
def stop_own_messages(actor: Actor, *, code: str) -> Report:
    """No more messages about this report. Raises Missing for an unknown code."""
    report = own_report(code)
    mute(report)
    _record(actor, report, "reports.stop_messages")
    return report


@transaction.atomic
def withdraw_report(actor: Actor, *, code: str) -> Report:
    """Takes back a report that was a mistake, while nobody judged it and nobody else told of the same.

    Raises Missing for an unknown code, Refused when somebody is already at work on it.
    """
    report, incident = _own(code)
    now = timezone.now()
    is_alone = incident.report_count == 1 and report.channel != Channel.ME_TOO
    if rules.objection(rules.WITHDRAW, incident.state, facts_of(incident, now)) or not is_alone:
        raise Refused(_("The police are already at work on this. Call 101 to say that it was a mistake."))
    incident.state, incident.outcome, incident.closed_at = rules.WITHDRAWN, Outcome.NO_FACT, now
    incident.public_sentence = sentence("withdrawn")
    note(actor, incident, "withdrawn", internal=_("Taken back by who reported it."), template="withdrawn")
    save(actor, incident)
    _record(actor, report, "reports.withdraw_report")
    return report


def _own(code: str) -> tuple[Report, Incident]:
    report = own_report(code)
    return report, Incident.objects.select_for_update().get(tenant_id=report.tenant_id, id=report.incident_id)


def _record(actor: Actor, report: Report, verb: str) -> None:
    record(
        actor,
        tenant_id=report.tenant_id,
        verb=verb,
        target="reports.incident",
        target_id=report.incident_id,
        detail={"report": report.id},
    )
