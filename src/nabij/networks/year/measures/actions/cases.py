"""The only writers of measures: opening a case, its steps, hearing, signing, and lifting what it did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.networks import actions as networks
from nabij.networks.members.queries import person_key
from nabij.networks.models import Mandate, MandateRole, Membership, Network
from nabij.networks.year.facts import Step, grounds, ladder
from nabij.networks.year.measures import queries, rules
from nabij.networks.year.measures.actions import effects
from nabij.networks.year.measures.models import (
    Measure,
    MeasureSignature,
    MeasureStep,
    PolicePart,
    StepCode,
    Subject,
)
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def open_case(
    actor: Actor, *, network_id: UUID, ground_codes: Collection[str], membership_id: UUID | None = None, is_offence: bool = False
) -> Measure:  # fmt: skip
    """Opens a case about a member, or without `membership_id` about the coordinator of the network. No step is taken yet.

    About a member: coordinator, officer or chief; about the coordinator: officer or chief. Raises Missing for others, Refused
    without a ground, and where a case about this person is open.
    """
    network = networks.locked(network_id)
    subject = Subject.MEMBER if membership_id else Subject.COORDINATOR
    parts = queries.parts_of(network, actor)
    if not parts & (queries.POLICE | ({"coordinator"} if membership_id else set())):
        raise Missing
    known = {code for code, one in grounds().items() if subject in one.subjects}
    if not ground_codes or not set(ground_codes) <= known:
        raise Refused(_("Choose at least one ground."))
    person_id, account_id = _member(network, membership_id) if membership_id else _coordinator(network)
    key = {
        "tenant_id": network.tenant_id,
        "network_id": network.id,
        "person_key": person_key(person_id),
        "subject": subject,
    }
    if Measure.objects.filter(**key, ended_at__isnull=True).exists():
        raise Refused(_("A case about this person is open already."))
    found = Measure(
        **key, account_id=account_id, grounds=sorted(ground_codes), is_offence=bool(is_offence and parts & queries.POLICE),
        opened_at=timezone.now(), opened_by=actor.id,
    )  # fmt: skip
    found.person = vault.seal_value("measure", found.id, str(person_id))
    found.save(force_insert=True)
    note(actor, found, "open_case", {"subject": str(subject), "grounds": found.grounds})
    return found


@transaction.atomic
def mark_offence(actor: Actor, *, measure_id: UUID) -> Measure:
    """The police find that it is an offence, so that it may go straight to the prosecutor. Officer and chief only."""
    found, parts = _dealt(actor, measure_id)
    if not parts & queries.POLICE:
        raise Missing
    found.is_offence = True
    return _changed(actor, found, "mark_offence", {})


@transaction.atomic
def begin_step(
    actor: Actor, *, measure_id: UUID, code: str, reasons: str, advice: str = "", until: date | None = None,
    provisional: bool = False, report_number: str = "", report_text: str = "", to_prosecutor_on: date | None = None,
) -> MeasureStep:  # fmt: skip
    """Begins the next step with its reasons; it takes effect with its last signature.

    The step to the prosecutor wants the number of the report, which only the police can read again. Raises Refused out of order,
    without reasons or advice, and while another step waits for signatures.
    """
    found, parts = _dealt(actor, measure_id)
    if code not in ladder():
        raise Refused(_("Choose a step."))
    step = ladder()[code]
    _check_step(found, step, parts, reasons, advice)
    if code == StepCode.EXCLUSION and until is None:
        until = timezone.localdate() + timedelta(days=rules_of(found.network).exclusion_days)
    row = MeasureStep(
        tenant_id=found.tenant_id, measure_id=found.id, code=StepCode(code), at=timezone.now(), by=actor.id, until=until,
        provisional=provisional and code == StepCode.POLICE,
    )  # fmt: skip
    row.reasons = vault.seal_value("step-reasons", row.id, reasons.strip())
    row.advice = vault.seal_value("step-advice", row.id, advice.strip()) if advice.strip() else None
    row.save(force_insert=True)
    if code == StepCode.POLICE:
        _file_police_part(actor, found, row, report_number, report_text, to_prosecutor_on)
    _changed(actor, found, "begin_step", {"step": code, "provisional": row.provisional})
    return row


@transaction.atomic
def write_hearing(actor: Actor, *, measure_id: UUID, heard_on: date, heard: str) -> MeasureStep:
    """What the person said to the step that waits, or that they were invited and did not come. Before the first signature."""
    found, _parts = _dealt(actor, measure_id)
    step = _waiting(found)
    if step.signatures.exists():
        raise Refused(_("This was signed already. What was said has to stand above the signatures."))
    if heard_on > timezone.localdate() or not heard.strip():
        raise Refused(_("Write on which day, and what the person said."))
    step.heard_on, step.heard = heard_on, vault.seal_value("step-heard", step.id, heard.strip())
    step.save(update_fields=["heard_on", "heard"])
    _changed(actor, found, "write_hearing", {"step": step.code})
    return step


@transaction.atomic
def sign_step(actor: Actor, *, measure_id: UUID, part: str) -> MeasureStep:
    """Signs the step that waits, in one's own part and turn, and never twice. The last signature makes it take effect.

    Raises Missing for who has not this part, Refused out of turn and before the person was heard where that is the rule.
    """
    found, parts = _dealt(actor, measure_id)
    step = _waiting(found)
    if part not in parts or actor.id is None:
        raise Missing
    signed = list(step.signatures.order_by("at"))
    if any(one.account_id == actor.id for one in signed):
        raise Refused(_("You signed this already. Somebody else signs next."))
    said = [one.part for one in signed]
    rules.check_may_sign(ladder()[step.code], found.subject, part, said, heard=step.heard_on is not None)
    reasons = queries.opened("step-reasons", step.id, step.reasons)
    MeasureSignature.objects.create(
        tenant_id=found.tenant_id, measure_id=found.id, step_id=step.id, part=part, account_id=actor.id, at=timezone.now(),
        digest=rules.digest(step.code, reasons, step.until, provisional=step.provisional),
    )  # fmt: skip
    _changed(actor, found, "sign_step", {"step": step.code, "part": part})
    if not rules.next_signer(ladder()[step.code], found.subject, [*said, part]):
        step.done_at = timezone.now()
        step.save(update_fields=["done_at"])
        effects.take_effect(actor, found, step)
    return step


@transaction.atomic
def withdraw_step(actor: Actor, *, measure_id: UUID) -> None:
    """Takes back a step that waits for signatures, with those it has; by who may begin it. Its police part goes with it."""
    found, parts = _dealt(actor, measure_id)
    step = _waiting(found)
    if not set(ladder()[step.code].begins) & parts:
        raise Missing
    PolicePart.objects.filter(tenant_id=found.tenant_id, step_id=step.id).delete()
    MeasureSignature.objects.filter(tenant_id=found.tenant_id, step_id=step.id).delete()
    code = step.code
    MeasureStep.objects.filter(tenant_id=found.tenant_id, id=step.id).delete()
    _changed(actor, found, "withdraw_step", {"step": code})


@transaction.atomic
def lift_exclusion(actor: Actor, *, measure_id: UUID) -> None:
    """Ends an exclusion: who was excluded provisionally hears the network again at once. Officer and chief only."""
    found, parts = _dealt(actor, measure_id)
    if not parts & queries.POLICE:
        raise Missing
    effects.lift(actor, found)
    _changed(actor, found, "lift_exclusion", {})


@transaction.atomic
def close_case(actor: Actor, *, measure_id: UUID) -> None:
    """Closes a case that goes no further; its term of keeping begins. Refused while a step waits or somebody is excluded."""
    found, parts = _dealt(actor, measure_id)
    if not parts & queries.POLICE and actor.kind != "system":
        raise Missing
    if MeasureStep.objects.filter(measure_id=found.id, done_at__isnull=True).exists():
        raise Refused(_("Sign the step that waits, or take it back."))
    if queries.in_force(found.network_id).filter(measure_id=found.id).exists():
        raise Refused(_("Somebody is excluded by this case. Lift that first."))
    found.ended_at = timezone.now()
    _changed(actor, found, "close_case", {})


@transaction.atomic
def close_over(measure_id: UUID, now: Any) -> None:
    """The same for a case in which nothing happened for a year; called by the job."""
    found = Measure.objects.select_for_update().filter(id=measure_id, ended_at__isnull=True).first()
    if found is not None and measure_id in queries.over(now):
        found.ended_at = now
        _changed(effects.system(found), found, "close_case", {"over": True})


def note(actor: Actor, found: Measure, verb: str, detail: dict[str, Any]) -> None:
    record(
        actor,
        tenant_id=found.tenant_id,
        verb=f"networks.{verb}",
        target="networks.measure",
        target_id=found.id,
        detail=detail,
    )


def _check_step(found: Measure, step: Step, parts: frozenset[str], reasons: str, advice: str) -> None:
    if found.ended_at is not None:
        raise Refused(_("This case is closed."))
    rows = list(MeasureStep.objects.filter(tenant_id=found.tenant_id, measure_id=found.id))
    if any(row.done_at is None for row in rows):
        raise Refused(_("Sign the step that waits, or take it back."))
    skips = rules_of(found.network).exclusion_skips_police
    done = [row.code for row in rows]
    rules.check_may_begin(step, found.subject, done, parts, is_offence=found.is_offence, skips_police=skips)
    rules.check_reasons(step, reasons, advice)


def _file_police_part(
    actor: Actor, found: Measure, step: MeasureStep, number: str, text: str, to_prosecutor_on: date | None
) -> None:
    if not number.strip() or to_prosecutor_on is None:
        raise Refused(_("Give the number of the police report and the day on which it went to the prosecutor."))
    row = PolicePart(
        tenant_id=found.tenant_id, measure_id=found.id, step_id=step.id, to_prosecutor_on=to_prosecutor_on, by=actor.id,
        at=timezone.now(),
    )  # fmt: skip
    row.number = vault.seal_value("police-number", row.id, number.strip())
    row.text = vault.seal_value("police-text", row.id, text.strip())
    row.save(force_insert=True)


def _dealt(actor: Actor, measure_id: UUID) -> tuple[Measure, frozenset[str]]:
    """The case, locked, and the parts in which the actor deals with it. Raises Missing."""
    seen = queries.case(actor, measure_id)
    found = Measure.objects.select_for_update(of=("self",)).select_related("network__tenant").get(id=measure_id)
    return found, seen.parts


def _waiting(found: Measure) -> MeasureStep:
    step = MeasureStep.objects.select_for_update().filter(measure_id=found.id, done_at__isnull=True).first()
    if step is None:
        raise Refused(_("No step waits for a signature."))
    return step


def _member(network: Network, membership_id: UUID) -> tuple[UUID, UUID | None]:
    rows = Membership.objects.filter(tenant_id=network.tenant_id, network_id=network.id, left_at__isnull=True)
    member = rows.filter(id=membership_id).first()
    if member is None:
        raise Missing
    person_id = UUID(vault.open_value("member", member.id, bytes(member.person)))
    return person_id, people.account_id_of(person_id)


def _coordinator(network: Network) -> tuple[UUID, UUID]:
    rows = Mandate.objects.filter(network_id=network.id, role=MandateRole.COORDINATOR, deputy=False)
    account_id = rows.values_list("account_id", flat=True).first()
    person = people.person_behind(account_id) if account_id else None
    if person is None or account_id is None:
        raise Refused(_("This network has no coordinator."))
    return person.id, account_id


def _changed(actor: Actor, found: Measure, verb: str, detail: dict[str, Any]) -> Measure:
    found.version += 1
    found.save()
    note(actor, found, verb, detail)
    return found
