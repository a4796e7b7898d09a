"""The steps of a start-up: done, left out, given to somebody, reminded. Terms run from when a step can be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.networks import queries as networks
from nabij.networks.founding import rules
from nabij.networks.founding.models import StartStep, StepCode, StepOwner, StepState
from nabij.networks.founding.steps import Step, all_steps
from nabij.networks.founding.steps import step as step_data
from nabij.networks.models import Network
from nabij.networks.zone_rules import rules_of
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused

NOTE_LENGTH = 1_000


@transaction.atomic
def complete_step(
    actor: Actor, *, network_id: UUID, step: str, note: str = "", on: datetime | None = None
) -> StartStep | None:  # fmt: skip
    """Settles a step by a deed of a part of this room, in the transaction of that deed; again changes nothing. `on` is when it
    happened. Returns nothing for a network without a start-up, which existed before.

    Raises Missing for who may not see the network; whether they may do the deed was checked by it.
    """
    found = _seen(actor, network_id)
    row = _row(found, step)
    if row is not None and row.state == StepState.OPEN:
        _settle(actor, found, row, StepState.DONE, note, on)
    return row


@transaction.atomic
def tick_step(actor: Actor, *, network_id: UUID, step: str, note: str = "", on: datetime | None = None) -> StartStep:
    """Who guides the start-up says that a step was done. Raises Refused for one that only its own deed settles, and for one that
    waits for others."""
    found, row = _guided_row(actor, network_id, step)
    rules.check_by_hand(_data(step))
    _check_ready(row)
    return _settle(actor, found, row, StepState.DONE, note, on)


@transaction.atomic
def skip_step(actor: Actor, *, network_id: UUID, step: str, reason: str) -> StartStep:
    """Leaves a step out. Raises Refused without a reason, and for a step without which no network works."""
    found, row = _guided_row(actor, network_id, step)
    rules.check_may_skip(_data(step), reason)
    return _settle(actor, found, row, StepState.SKIPPED, reason, None)


@transaction.atomic
def assign_step(
    actor: Actor, *, network_id: UUID, step: str, owner_id: UUID | None = None, due_at: datetime | None = None
) -> StartStep:  # fmt: skip
    """Names the account that does a step, or moves its term, which begins a new one with a reminder of its own."""
    found, row = _guided_row(actor, network_id, step)
    row.owner_id = owner_id
    if due_at is not None:
        if due_at <= timezone.now():
            raise Refused(_("Choose a last day that is still to come."))
        row.since = row.since or timezone.now()
        row.due_at, row.reminded_at, row.stalled_at = due_at, None, None
    row.save()
    return _told(actor, found, row, "assign_step")


@transaction.atomic
def mark_step_reminded(actor: Actor, *, step_id: UUID) -> bool:
    """Notes that the owner of a step was reminded in this term. False where it was already, or the step was settled since."""
    row = _due_row(actor, step_id)
    if row.reminded_at is not None or row.state != StepState.OPEN:
        return False
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    _told(actor, row.network, row, "remind_step")
    return True


@transaction.atomic
def mark_step_stalled(actor: Actor, *, step_id: UUID) -> None:
    """Notes that a step is past its term."""
    row = _due_row(actor, step_id)
    if row.stalled_at is None and row.state == StepState.OPEN:
        row.stalled_at = timezone.now()
        row.save(update_fields=["stalled_at"])
        _told(actor, row.network, row, "stall_step")


def lay_out(found: Network, now: datetime) -> list[StartStep]:
    """The steps of a network that begins, each with its owner; the terms of the first begin."""
    rows = [
        StartStep(tenant_id=found.tenant_id, network_id=found.id, code=one.code, owner_role=one.owner)
        for one in all_steps()
    ]
    _begin_terms(found, rows, now)
    return StartStep.objects.bulk_create(rows)


def settle_step(actor: Actor, found: Network, code: str, note: str = "", on: datetime | None = None) -> None:
    """Settles a step of a network that the caller holds locked; nothing where it was settled or has no start-up."""
    row = _row(found, code)
    if row is not None and row.state == StepState.OPEN:
        _settle(actor, found, row, StepState.DONE, note, on)


def reopen_step(actor: Actor, found: Network, code: str) -> None:
    """A step that has to be done again, such as the screening after an unsuitable outcome; its term begins anew."""
    row = _row(found, code)
    if row is None or row.state == StepState.OPEN:
        return
    row.state, row.done_at, row.done_by, row.note = StepState.OPEN, None, None, ""
    row.since = row.due_at = row.reminded_at = row.stalled_at = None
    row.save()
    _begin_terms(
        found, list(StartStep.objects.filter(tenant_id=found.tenant_id, network_id=found.id)), timezone.now(), save=True
    )
    _told(actor, found, row, "reopen_step")


def _settle(
    actor: Actor, found: Network, row: StartStep, state: str, note: str, on: datetime | None
) -> StartStep:  # fmt: skip
    note = note.strip()[:NOTE_LENGTH]
    if row.code == StepCode.SCREENING and note:
        raise Refused(_("Of a screening only the outcome and the day are kept."))
    row.state, row.note, row.done_at, row.done_by = state, note, on or timezone.now(), actor.id
    row.save()
    others = list(StartStep.objects.filter(tenant_id=found.tenant_id, network_id=found.id))
    _begin_terms(found, others, timezone.now(), save=True)
    return _told(actor, found, row, "settle_step")


def _begin_terms(found: Network, rows: list[StartStep], now: datetime, *, save: bool = False) -> None:
    """Begins the term of each open step for which everything that must precede it is settled."""
    done, chosen = rules.settled(rows), rules_of(found).step_days
    begun = []
    for row in rows:
        data = _data(row.code)
        if row.state == StepState.OPEN and row.since is None and data.is_ready(done):
            row.since, row.due_at = now, data.due(now, chosen)
            begun.append(row)
    if save and begun:
        StartStep.objects.bulk_update(begun, ["since", "due_at"])


def _check_ready(row: StartStep) -> None:
    if row.since is None:
        names = ", ".join(str(StepCode(one).label).lower() for one in _data(row.code).needs)
        raise Refused(_("Other steps come first: %(steps)s.") % {"steps": names})


def _seen(actor: Actor, network_id: UUID) -> Network:
    found: Network = networks.network(actor, network_id)
    return (
        Network.objects.select_for_update(of=("self",))
        .select_related("tenant")
        .get(tenant_id=found.tenant_id, id=found.id)
    )


def guided(actor: Actor, network_id: UUID) -> Network:
    """The network, locked, for who guides its start-up. Raises Missing."""
    found = Network.objects.select_for_update(of=("self",)).select_related("tenant").filter(id=network_id).first()
    if found is None or not rules.guides(actor, found):
        raise Missing
    return found


def _guided_row(actor: Actor, network_id: UUID, code: str) -> tuple[Network, StartStep]:
    found = guided(actor, network_id)
    row = _row(found, code)
    if row is None:
        raise Missing
    if row.state != StepState.OPEN:
        raise Refused(_("This step was settled already."))
    return found, row


def _row(found: Network, code: str) -> StartStep | None:
    there = StartStep.objects.select_for_update().filter(tenant_id=found.tenant_id, network_id=found.id)
    return there.filter(code=StepCode(code)).first()


def _due_row(actor: Actor, step_id: UUID) -> StartStep:
    row = StartStep.objects.select_for_update(of=("self",)).select_related("network").filter(id=step_id).first()
    if row is None or actor.kind != "system":
        raise Missing
    return row


def _told(actor: Actor, found: Network, row: StartStep, verb: str) -> StartStep:
    detail: dict[str, Any] = {"step": row.code, "state": row.state, "owner": str(StepOwner(row.owner_role))}
    record(
        actor, tenant_id=found.tenant_id, verb=f"networks.{verb}", target="networks.network", target_id=found.id, detail=detail
    )  # fmt: skip
    return row


def _data(code: str) -> Step:
    return step_data(StepCode(code))
