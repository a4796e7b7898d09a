"""What only the police decide: whether a network starts, and who follows it up."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.actions import changed, give_mandate, locked, note
from nabij.networks.founding import rules, telling
from nabij.networks.founding.actions.stepping import settle_step
from nabij.networks.founding.models import Interest, StartDecision, StartStep, StepCode, StepState
from nabij.networks.founding.queries.officers import officers
from nabij.networks.models import MandateRole, Network, NetworkState
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused


@transaction.atomic
def decide_start(
    actor: Actor, *, network_id: UUID, starts: bool, reason: str = "", public_sentence: str = ""
) -> StartDecision:
    """The chief decides that a network starts, with a reason; or that it does not, with a sentence for who was interested, and
    then it stops. Source: the police alone decide to start (issuu.com/bin7b, house rules).
    """
    found = _decided_by_chief(actor, network_id)
    if found.state != NetworkState.STARTING:
        raise Refused(_("This network is not starting up."))
    if StartDecision.objects.filter(tenant_id=found.tenant_id, network_id=found.id).exists():
        raise Refused(_("This was decided already."))
    reason, public_sentence = reason.strip(), public_sentence.strip()
    if starts and not reason:
        raise Refused(_("Write why the police start this network."))
    if not starts and not public_sentence:
        raise Refused(_("Write a sentence for the neighbours who asked for it."))
    row = StartDecision.objects.create(
        tenant_id=found.tenant_id, network_id=found.id, starts=starts, reason=reason, public_sentence=public_sentence,
        decided_by=actor.id, decided_at=timezone.now(),
    )  # fmt: skip
    note(actor, found, "decide_start", {"starts": starts})
    if starts:
        settle_step(actor, found, StepCode.POLICE_START)
    else:
        _stop(actor, found, public_sentence)
    return row


@transaction.atomic
def name_officers(actor: Actor, *, network_id: UUID, officer_id: UUID, deputy_id: UUID) -> None:
    """The chief names the mandated officer and who stands in. Raises Refused for one person twice, or who is none of the zone."""
    found = _decided_by_chief(actor, network_id)
    if officer_id == deputy_id:
        raise Refused(_("Choose two different people: one stands in for the other."))
    known = {account_id for account_id, _name in officers(actor, found.tenant_id)}
    if not {officer_id, deputy_id} <= known:
        raise Refused(_("Choose officers of this police zone."))
    give_mandate(actor, found, role=MandateRole.OFFICER, account_id=officer_id)
    give_mandate(actor, found, role=MandateRole.OFFICER, account_id=deputy_id, deputy=True)
    settle_step(actor, found, StepCode.OFFICER)


def _stop(actor: Actor, found: Network, public_sentence: str) -> None:
    open_ones = StartStep.objects.filter(tenant_id=found.tenant_id, network_id=found.id, state=StepState.OPEN)
    open_ones.update(due_at=None)
    found.state = NetworkState.STOPPED
    changed(actor, found, "set_state", {"state": NetworkState.STOPPED})
    waiting = Interest.objects.filter(tenant_id=found.tenant_id, network_id=found.id)
    said = {"network": found.name, "sentence": public_sentence}
    telling.later("interest", waiting.values_list("id", flat=True), "declined", said)


def _decided_by_chief(actor: Actor, network_id: UUID) -> Network:
    found = locked(network_id)
    actor.require(rules.DECIDE, found.tenant_id)
    return found
