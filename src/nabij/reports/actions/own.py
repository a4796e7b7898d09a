"""What who reported may still do with their own report, by its tracking code: tell more, or take a mistake back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports import codes, rules
from nabij.reports.actions.changing import facts_of, note, save
from nabij.reports.actions.intake import LONGEST_TEXT, SUMMARY_LENGTH
from nabij.reports.models import Incident, Report
from nabij.reports.sentences import sentence
from nabij.reports.states import OPEN, Outcome
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

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
    if incident.report_count == 1:
        incident.summary = " ".join(report.text.split())[:SUMMARY_LENGTH]
    note(actor, incident, "note", internal=_("Who reported it told more."))
    save(actor, incident)
    _record(actor, report, "reports.tell_more")
    return report


@transaction.atomic
def withdraw_report(actor: Actor, *, code: str) -> Report:
    """Takes back a report that was a mistake, while nobody judged it and nobody else told of the same.

    Raises Missing for an unknown code, Refused when somebody is already at work on it.
    """
    report, incident = _own(code)
    now = timezone.now()
    if rules.objection(rules.WITHDRAW, incident.state, facts_of(incident, now)) or incident.report_count > 1:
        raise Refused(_("The police are already at work on this. Call 101 to say that it was a mistake."))
    incident.state, incident.outcome, incident.closed_at = rules.WITHDRAWN, Outcome.NO_FACT, now
    incident.public_sentence = sentence("withdrawn")
    note(actor, incident, "withdrawn", internal=_("Taken back by who reported it."), template="withdrawn")
    save(actor, incident)
    _record(actor, report, "reports.withdraw_report")
    return report


def _own(code: str) -> tuple[Report, Incident]:
    if not codes.plain(code):
        raise Missing
    report = Report.objects.select_for_update().filter(tracking_hash=codes.code_hash(code)).first()
    if report is None:
        raise Missing
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
