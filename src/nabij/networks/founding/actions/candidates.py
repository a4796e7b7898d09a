"""The coordinator: proposed, screened by the police, approved by the neighbours, and only then named."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.actions import give_mandate, locked, note
from nabij.networks.founding import rules
from nabij.networks.founding.actions.stepping import reopen_step, settle_step
from nabij.networks.founding.models import Candidate, Interest, Outcome, StepCode
from nabij.networks.founding.queries.interest import person_of
from nabij.networks.members.queries import person_key
from nabij.networks.models import Mandate, MandateRole, Membership, Network, NetworkState
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def propose(actor: Actor, *, network_id: UUID, interest_id: UUID, deputy: bool = False) -> Candidate:
    """Proposes somebody who is willing, as coordinator or as deputy. For who manages networks in the zone: a municipality does
    not see who is screened. Raises Refused while another waits for the same place.
    """
    found = _policed(actor, network_id, rules.MANAGE)
    row = Interest.objects.filter(tenant_id=found.tenant_id, network_id=found.id, id=interest_id, willing=True).first()
    if row is None:
        raise Missing
    return _propose(actor, found, person_of(row), deputy)


@transaction.atomic
def propose_member(actor: Actor, *, network_id: UUID, membership_id: UUID, deputy: bool = False) -> Candidate:
    """The same with a member of a network that works, whose coordinator stops. For who manages networks in the zone.

    Raises Refused for a member who did not say that they would.
    """
    found = _policed(actor, network_id, rules.MANAGE)
    row = Membership.objects.filter(
        tenant_id=found.tenant_id, network_id=found.id, id=membership_id, left_at__isnull=True
    ).first()
    if row is None:
        raise Missing
    if not row.willing:
        raise Refused(_("This member did not say that they would coordinate."))
    return _propose(actor, found, UUID(vault.open_value("member", row.id, bytes(row.person))), deputy)


@transaction.atomic
def say_willing(actor: Actor, *, network_id: UUID, person_id: UUID, willing: bool) -> None:
    """A member says that they would coordinate the network or stand in, or no longer would; also by staff that helps them.

    Raises Missing for anybody else, and for who is no member.
    """
    people.person(actor, person_id)
    found = locked(network_id)
    row = Membership.objects.filter(
        tenant_id=found.tenant_id, network_id=found.id, person_key=person_key(person_id), left_at__isnull=True
    ).first()
    if row is None:
        raise Missing
    row.willing = willing
    row.save(update_fields=["willing"])
    note(actor, found, "say_willing", {"membership": str(row.id), "willing": willing})


@transaction.atomic
def end_coordinator(actor: Actor, *, network_id: UUID) -> None:
    """The coordinator stops; the deputy stands in until another is approved. For who manages networks in the zone."""
    found = _policed(actor, network_id, rules.MANAGE)
    held = Mandate.objects.filter(
        tenant_id=found.tenant_id, network_id=found.id, role=MandateRole.COORDINATOR, deputy=False
    )
    if not held.exists():
        raise Refused(_("This network has no coordinator."))
    give_mandate(actor, found, role=MandateRole.COORDINATOR, account_id=None)


@transaction.atomic
def screen(actor: Actor, *, candidate_id: UUID, outcome: str) -> Candidate:
    """Writes what the screening of a candidate ended in, and the day: nothing else is kept, never why.

    Who is not suitable is no longer a candidate: another must be proposed. Raises Missing without the right of the police zone.
    Source: besafe, frequently asked questions (adult, screened in the databases of the police).
    """
    found, row = _candidate(actor, candidate_id, rules.SCREEN)
    row.outcome, row.screened_at, row.screened_by = Outcome(outcome), timezone.now(), actor.id
    if row.outcome == Outcome.UNSUITABLE:
        row.closed_at = row.screened_at
    row.save()
    note(actor, found, "screen_candidate", {"candidate": str(row.id)})
    if row.outcome == Outcome.SUITABLE and not row.deputy:
        settle_step(actor, found, StepCode.SCREENING)
    elif not row.deputy:
        _look_again(actor, found)
    return row


@transaction.atomic
def withdraw_candidate(actor: Actor, *, candidate_id: UUID) -> None:
    """Somebody is no candidate any more."""
    found, row = _candidate(actor, candidate_id, rules.MANAGE)
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    if not row.deputy:
        _look_again(actor, found)
    note(actor, found, "withdraw_candidate", {"candidate": str(row.id)})


@transaction.atomic
def approve_deputy(actor: Actor, *, candidate_id: UUID) -> None:
    """Names a deputy who was found suitable: the neighbours approve the coordinator, who chooses who stands in."""
    found, row = _candidate(actor, candidate_id, rules.MANAGE)
    if not row.deputy:
        raise Refused(_("The neighbours approve the coordinator, in a meeting or a poll."))
    _name(actor, found, row)


def take_answer(actor: Actor, found: Network, candidate_id: UUID, *, carried: bool, words: str) -> None:
    """The answer of the neighbours about a candidate: named, or another must be proposed. The caller holds the network locked."""
    row = Candidate.objects.select_for_update().filter(tenant_id=found.tenant_id, id=candidate_id).first()
    if row is None or row.closed_at is not None:
        return
    if carried:
        _name(actor, found, row)
        settle_step(actor, found, StepCode.COORDINATOR, words)
        return
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    _look_again(actor, found)


def _look_again(actor: Actor, found: Network) -> None:
    """In a start-up the screening is to be done again; a network that works has no steps open."""
    if found.state == NetworkState.STARTING:
        reopen_step(actor, found, StepCode.SCREENING)


def _name(actor: Actor, found: Network, row: Candidate) -> None:
    if row.outcome != Outcome.SUITABLE:
        raise Refused(_("Only who was found suitable can be named."))
    account_id = people.account_id_of(candidate_person(row))
    if account_id is None:
        raise Refused(_("This person never signed in. Ask them to do so once, on My page."))
    row.approved_at = row.closed_at = timezone.now()
    row.save(update_fields=["approved_at", "closed_at"])
    Mandate.objects.filter(
        tenant_id=found.tenant_id, network_id=found.id, role=MandateRole.COORDINATOR, account_id=account_id
    ).delete()
    give_mandate(actor, found, role=MandateRole.COORDINATOR, account_id=account_id, deputy=row.deputy)


def candidate_person(row: Candidate) -> UUID:
    """Who is proposed; for the deeds and pages of this part."""
    return UUID(vault.open_value("candidate", row.id, bytes(row.person)))


def _propose(actor: Actor, found: Network, person_id: UUID, deputy: bool) -> Candidate:
    if found.state == NetworkState.STOPPED:
        raise Refused(_("This network has stopped."))
    here = Candidate.objects.filter(tenant_id=found.tenant_id, network_id=found.id, closed_at__isnull=True)
    if here.filter(deputy=deputy).exists():
        raise Refused(_("Somebody is proposed for this already. Wait for the outcome, or withdraw that proposal."))
    key = person_key(person_id)
    if here.filter(person_key=key).exists():
        raise Refused(_("This person is proposed already."))
    row = Candidate(
        tenant_id=found.tenant_id, network_id=found.id, person_key=key, deputy=deputy, proposed_at=timezone.now()
    )
    row.person = vault.seal_value("candidate", row.id, str(person_id))
    row.save(force_insert=True)
    note(actor, found, "propose_candidate", {"candidate": str(row.id), "deputy": deputy})
    return row


def _policed(actor: Actor, network_id: UUID, right: str) -> Network:
    """The network, locked, for who has the right in its police zone itself. Raises Missing."""
    found = locked(network_id)
    actor.require(right, found.tenant_id)
    return found


def _candidate(actor: Actor, candidate_id: UUID, right: str) -> tuple[Network, Candidate]:
    known = Candidate.objects.filter(id=candidate_id).first()
    if known is None:
        raise Missing
    found = _policed(actor, known.network_id, right)
    row = Candidate.objects.select_for_update().get(tenant_id=known.tenant_id, id=candidate_id)
    if row.closed_at is not None:
        raise Refused(_("This proposal was settled already."))
    return found, row
