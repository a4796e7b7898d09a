"""An appeal against the removal of a coordinator: recorded with its day, and decided by the mayor."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.year.measures import queries, rules
from nabij.networks.year.measures.actions import effects
from nabij.networks.year.measures.actions.cases import note
from nabij.networks.year.measures.models import Appeal, Measure, MeasureStep, StepCode
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def record_appeal(actor: Actor, *, measure_id: UUID, how: str, sent_on: date, text: str) -> Appeal:
    """Records an appeal that came by registered letter or e-mail; the day it was sent says whether it is in time.

    One that is late is recorded too, as late. By chief or mayor. Raises Refused where there is nothing to appeal against.
    """
    found = _dealt(actor, measure_id)
    step = _removal(found)
    if Appeal.objects.filter(tenant_id=found.tenant_id, step_id=step.id).exists():
        raise Refused(_("An appeal is recorded already."))
    if how not in ("registered", "email") or sent_on > timezone.localdate() or step.done_at is None:
        raise Refused(_("Say how the appeal came, and on which day it was sent."))
    row = Appeal(
        tenant_id=found.tenant_id, measure_id=found.id, step_id=step.id, how=how, sent_on=sent_on,
        in_time=sent_on <= rules.last_day_of_appeal(timezone.localdate(step.done_at)), recorded_by=actor.id,
        recorded_at=timezone.now(),
    )  # fmt: skip
    row.text = vault.seal_value("appeal", row.id, text.strip())
    row.save(force_insert=True)
    note(actor, found, "record_appeal", {"how": how, "in_time": row.in_time})
    return row


@transaction.atomic
def decide_appeal(actor: Actor, *, measure_id: UUID, decision: str, reasons: str) -> Appeal:
    """The mayor decides with reasons. "annulled" gives the mandate back at once; an appeal that was late can only be refused."""
    found = _dealt(actor, measure_id, "mayor")
    row = Appeal.objects.select_for_update().filter(tenant_id=found.tenant_id, measure_id=found.id, decision="").first()
    if row is None:
        raise Refused(_("No appeal waits for a decision."))
    if decision not in ("stands", "annulled") or len(reasons.strip()) < rules.SHORTEST_REASON:
        raise Refused(_("Choose a decision and write the reasons in full sentences."))
    if decision == "annulled" and not row.in_time:
        raise Refused(_("This appeal came too late. The removal stands."))
    row.decision, row.decided_by, row.decided_at = decision, actor.id, timezone.now()
    row.reasons = vault.seal_value("appeal-reasons", row.id, reasons.strip())
    row.save()
    if decision == "annulled":
        effects.give_back(actor, found)
        found.ended_at = timezone.now()
        found.save(update_fields=["ended_at"])
    note(actor, found, "decide_appeal", {"decision": decision})
    return row


def _dealt(actor: Actor, measure_id: UUID, *wanted: str) -> Measure:
    seen = queries.case(actor, measure_id)
    if not seen.parts & set(wanted or ("chief", "mayor")):
        raise Missing
    return Measure.objects.select_for_update(of=("self",)).select_related("network__tenant").get(id=measure_id)


def _removal(found: Measure) -> MeasureStep:
    step = MeasureStep.objects.filter(measure_id=found.id, code=StepCode.REMOVAL, done_at__isnull=False).first()
    if step is None:
        raise Refused(_("Only the removal of a coordinator can be appealed against."))
    return step
