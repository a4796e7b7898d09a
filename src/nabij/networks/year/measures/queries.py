"""What may be asked about measures.

What the police wrote is in a table that only `police_part` reads: no view of a case holds it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import consulted
from nabij.networks import queries as networks
from nabij.networks.members.queries import person_key
from nabij.networks.models import MandateRole, Network
from nabij.networks.year.facts import appeal_weeks, ladder, watch_days
from nabij.networks.year.measures import rules
from nabij.networks.year.measures.models import (
    Appeal,
    Exclusion,
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

DISCIPLINE, REMOVE = "networks.discipline", "networks.remove"
POLICE = frozenset({"officer", "chief"})


@dataclass(frozen=True)
class StepSeen:
    """A step as somebody may see it: without rights to the police part its reasons and advice are empty."""

    id: UUID
    code: str
    at: datetime
    reasons: str
    advice: str
    heard_on: date | None
    heard: str
    until: date | None
    provisional: bool
    done_at: datetime | None
    told_at: datetime | None
    untold: str
    signed: tuple[tuple[str, UUID, datetime], ...]
    next_signer: str
    appeal: Appeal | None = None
    appeal_until: date | None = None

    @property
    def words(self) -> str:
        return str(StepCode(self.code).label)


@dataclass(frozen=True)
class CaseSeen:
    """A case as somebody may see it. `police_part` says only that there is one."""

    measure: Measure
    name: str
    parts: frozenset[str]
    grounds: tuple[str, ...]
    steps: tuple[StepSeen, ...]
    next_steps: tuple[str, ...]
    police_part: bool
    exclusion: Exclusion | None

    @property
    def current(self) -> StepSeen | None:
        """The step that waits for signatures."""
        return next((one for one in self.steps if one.done_at is None), None)


def parts_of(network: Network, actor: Actor) -> frozenset[str]:
    """In which parts somebody deals with measures in a network: coordinator, officer, chief, mayor."""
    tenants = [one for one in (network.tenant_id, network.municipality_id) if one]
    held = {
        "coordinator": networks.mandated(actor, network, MandateRole.COORDINATOR),
        "officer": networks.mandated(actor, network, MandateRole.OFFICER),
        "chief": actor.may(DISCIPLINE, network.tenant_id),
        "mayor": any(actor.may(REMOVE, tenant) for tenant in tenants),
    }
    return frozenset(part for part, is_held in held.items() if is_held)


def may_see_any(network: Network, actor: Actor) -> bool:
    return bool(parts_of(network, actor))


def cases_of(actor: Actor, network: networks.Known) -> list[CaseSeen]:
    """The cases of a network that the actor deals with, the newest first. Raises Missing for who deals with none."""
    network = networks.network(actor, network)
    parts = parts_of(network, actor)
    if not parts:
        raise Missing
    rows = _dealt_with(Measure.objects.filter(tenant_id=network.tenant_id, network_id=network.id), parts)
    found = [one for one in _with_steps(rows.order_by("-id")) if one.account_id is None or one.account_id != actor.id]
    return _seen(found, parts, network)


def case(actor: Actor, measure_id: UUID) -> CaseSeen:
    """One case. Raises Missing for who does not deal with it, and for the person whom it is about."""
    mine = Measure.objects.filter(id=measure_id, network__in=networks.networks(actor))
    found = mine.select_related("network__tenant").first()
    if found is None:
        raise Missing
    network = found.network
    parts = parts_of(network, actor)
    rows = _with_steps(_dealt_with(Measure.objects.filter(id=found.id), parts)) if parts else []
    if not rows or (found.account_id is not None and found.account_id == actor.id):
        raise Missing
    return _seen(rows, parts, network)[0]


@transaction.atomic
def police_part(actor: Actor, measure_id: UUID) -> dict[str, Any]:
    """The police report behind a case, for the officer of the network and the chief alone, and on record with their reason."""
    seen = case(actor, measure_id)
    if not seen.parts & POLICE:
        raise Missing
    row = PolicePart.objects.filter(tenant_id=seen.measure.tenant_id, measure_id=measure_id).first()
    if row is None:
        raise Missing
    consulted(actor, tenant_id=row.tenant_id, target="networks.police_part", target_id=row.id)
    return {
        "number": vault.open_value("police-number", row.id, bytes(row.number)),
        "text": vault.open_value("police-text", row.id, bytes(row.text)),
        "to_prosecutor_on": row.to_prosecutor_on,
    }


def check_not_excluded(network: Network, person_id: UUID) -> None:
    """Raises Refused for who may not take part now, also under a new account with a number or address they had. Two queries."""
    excluded = list(in_force(network.id).values_list("person_key", "points"))
    if not excluded:
        return
    keys = {point["key"] for _key, points in excluded for point in points}
    if any(bytes(key) == person_key(person_id) for key, _points in excluded) or keys & set(_point_keys(person_id)):
        raise Refused(_("You cannot take part in this network now. Your letter says until when, and how to object."))


def in_force(network_id: UUID) -> Any:
    """Exclusions that hold now."""
    return Exclusion.objects.filter(
        Q(until__isnull=True) | Q(until__gt=timezone.now()), network_id=network_id, lifted_at__isnull=True
    )


def point_key(lookup: bytes) -> str:
    """What is kept of a number or address of who is excluded: enough to know it again."""
    return vault.keyed_digest(b"excluded", bytes(lookup)).hex()


def person_of(found: Measure) -> UUID:
    """Whom a case is about; for telling them. Never for a page."""
    return UUID(vault.open_value("measure", found.id, bytes(found.person)))


def mine(actor: Actor, person_id: UUID) -> list[MeasureStep]:
    """The steps about a person that were done, for their letters; for this person and who helps them. Two queries."""
    people.person(actor, person_id)
    rows = MeasureStep.objects.filter(measure__person_key=person_key(person_id), done_at__isnull=False)
    return list(rows.select_related("measure__network__tenant").order_by("-done_at"))


def my_step(actor: Actor, person_id: UUID, letter_id: UUID) -> MeasureStep:
    """Raises Missing for a step that is not about this person."""
    found = next((one for one in mine(actor, person_id) if one.id == letter_id), None)
    if found is None:
        raise Missing
    return found


def step_for_letter(seen: CaseSeen, step_id: UUID) -> MeasureStep:
    """A step that took effect, of a case that the actor deals with. The letter of the police step is for the police alone."""
    rows = MeasureStep.objects.select_related("measure__network__tenant").filter(id=step_id, measure_id=seen.measure.id)
    found = rows.filter(done_at__isnull=False).first()
    if found is None or (found.code == StepCode.POLICE and not seen.parts & POLICE):
        raise Missing
    return found


def signatures_of(step: MeasureStep) -> list[tuple[str, UUID, datetime]]:
    """Who signed a step that was reached through a query with rights, in their order."""
    rows = MeasureSignature.objects.filter(tenant_id=step.tenant_id, step_id=step.id).order_by("at")
    return list(rows.values_list("part", "account_id", "at"))


def appeal_text(found: Appeal) -> str:
    """What an appeal says, for who deals with the case."""
    return opened("appeal", found.id, found.text)


def waiting(network_ids: Collection[UUID]) -> list[tuple[MeasureStep, str]]:
    """Steps that wait for a signature, with whose; for the list of what is to do. Two queries."""
    rows = MeasureStep.objects.filter(measure__network_id__in=list(network_ids), done_at__isnull=True)
    found = rows.select_related("measure").prefetch_related("signatures").order_by("at")
    return [
        (one, rules.next_signer(ladder()[one.code], one.measure.subject, [sign.part for sign in one.signatures.all()]))
        for one in found
    ]


def open_appeals(network_ids: Collection[UUID]) -> list[Appeal]:
    """Appeals that were not decided yet. One query."""
    rows = Appeal.objects.filter(measure__network_id__in=list(network_ids), decision="")
    return list(rows.select_related("measure"))


def open_to_appeal(network_ids: Collection[UUID]) -> list[MeasureStep]:
    """Removals of coordinators against which an appeal may still come. One query."""
    since = timezone.now() - timedelta(weeks=appeal_weeks())
    rows = MeasureStep.objects.filter(
        measure__network_id__in=list(network_ids), code=StepCode.REMOVAL, done_at__gte=since, appeals__isnull=True
    )
    return list(rows.select_related("measure"))


def untold(limit: int = 100) -> list[UUID]:
    """Steps that took effect and of which the person did not hear yet."""
    rows = MeasureStep.objects.filter(done_at__isnull=False, told_at__isnull=True, untold="")
    return list(rows.order_by("done_at").values_list("id", flat=True)[:limit])


def over(now: datetime) -> list[UUID]:
    """Open cases in which nothing happened for so long that they close, and that exclude nobody."""
    held = Exclusion.objects.filter(tenant_id=OuterRef("tenant_id"), measure_id=OuterRef("id"), lifted_at__isnull=True)
    rows = Measure.objects.filter(~Exists(held), ended_at__isnull=True)
    rows = rows.annotate(last=Max("steps__at")).filter(last__lt=now - timedelta(days=watch_days()))
    return list(rows.values_list("id", flat=True))


def dossier_of(person_id: UUID) -> list[dict[str, Any]]:
    """The measures about a person with the reasons that they were told, for the download of their own data."""
    rows = Measure.objects.filter(person_key=person_key(person_id)).select_related("network").order_by("id")
    return [
        {
            "network": row.network.name, "opened": row.opened_at.isoformat(), "grounds": list(row.grounds),
            "steps": [
                {"step": one.code, "done": one.done_at.isoformat(), "reasons": opened("step-reasons", one.id, one.reasons)}
                for one in sorted(row.steps.all(), key=lambda one: one.id) if one.done_at is not None
            ],
        }
        for row in rows.prefetch_related("steps")
    ]  # fmt: skip


def opened(kind: str, row_id: UUID, sealed: Any) -> str:
    """A sealed column, empty where nothing was written."""
    return vault.open_value(kind, row_id, bytes(sealed)) if sealed else ""


def _dealt_with(rows: Any, parts: Collection[str]) -> Any:
    """Officer and chief deal with all; the coordinator with members, the mayor with coordinators."""
    if set(parts) & POLICE:
        return rows
    subjects = [Subject.MEMBER] * ("coordinator" in parts) + [Subject.COORDINATOR] * ("mayor" in parts)
    return rows.filter(subject__in=subjects)


def _with_steps(rows: Any) -> list[Measure]:
    steps = MeasureStep.objects.order_by("at", "id").prefetch_related("signatures", "appeals")
    return list(rows.select_related("network__tenant").prefetch_related(Prefetch("steps", steps)))


def _seen(found: Iterable[Measure], parts: frozenset[str], network: Network) -> list[CaseSeen]:
    persons = {one.id: person_of(one) for one in found}
    names = people.names_of(persons.values())
    on_file = set(PolicePart.objects.filter(measure_id__in=list(persons)).values_list("measure_id", flat=True))
    held = {one.measure_id: one for one in in_force(network.id).filter(measure_id__in=list(persons))}
    return [
        CaseSeen(
            measure=one,
            name=names.get(persons[one.id]) or str(persons[one.id])[-6:],
            parts=parts,
            grounds=tuple(one.grounds),
            steps=tuple(_step(step, one, parts) for step in one.steps.all()),
            next_steps=tuple(_next(one, parts)),
            police_part=one.id in on_file,
            exclusion=held.get(one.id),
        )
        for one in found
    ]


def _next(found: Measure, parts: Collection[str]) -> list[str]:
    if found.ended_at is not None or any(one.done_at is None for one in found.steps.all()):
        return []
    done = [one.code for one in found.steps.all()]
    skips = rules_of(found.network).exclusion_skips_police
    codes = rules.next_steps(found.subject, done, is_offence=found.is_offence, skips_police=skips)
    return [code for code in codes if set(ladder()[code].begins) & set(parts)]


def _step(step: MeasureStep, found: Measure, parts: Collection[str]) -> StepSeen:
    hidden = step.code == StepCode.POLICE and not set(parts) & POLICE
    signed = tuple((one.part, one.account_id, one.at) for one in sorted(step.signatures.all(), key=lambda one: one.at))
    appeals = list(step.appeals.all())
    told = step.done_at and timezone.localdate(step.done_at)
    return StepSeen(
        id=step.id,
        code=step.code,
        at=step.at,
        reasons="" if hidden else opened("step-reasons", step.id, step.reasons),
        advice="" if hidden else opened("step-advice", step.id, step.advice),
        heard_on=step.heard_on,
        heard="" if hidden else opened("step-heard", step.id, step.heard),
        until=step.until,
        provisional=step.provisional,
        done_at=step.done_at,
        told_at=step.told_at,
        untold=step.untold,
        signed=signed,
        next_signer=rules.next_signer(ladder()[step.code], found.subject, [part for part, *_rest in signed]),
        appeal=appeals[0] if appeals else None,
        appeal_until=rules.last_day_of_appeal(told) if told and step.code == StepCode.REMOVAL else None,
    )


def _point_keys(person_id: UUID) -> list[str]:
    found = people.lookups_of(person_id)
    return [point_key(one) for one in found]
