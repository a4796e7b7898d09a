"""What is done about a network that sleeps: asking who leads it, the officer taking over, waking it, or closing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from nabij.networks import actions as networks
from nabij.networks import queries as network_queries
from nabij.networks.documents import actions as documents
from nabij.networks.models import Mandate, MandateRole, MemberPoint, Membership, Network, NetworkState
from nabij.networks.year import telling
from nabij.networks.year.resting import rules
from nabij.networks.year.resting.models import Dormancy, DormancyState
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.working_days import end_of_term

TELL_TASK = "networks.tell_members"


@transaction.atomic
def find_asleep(network_id: UUID, signals: Sequence[str], now: datetime) -> Dormancy | None:
    """Writes that a network seems asleep and asks who leads it; None where somebody was first."""
    found = networks.locked(network_id)
    if Dormancy.objects.filter(tenant_id=found.tenant_id, network_id=found.id, ended_at__isnull=True).exists():
        return None
    sleep = Dormancy(
        tenant_id=found.tenant_id, network_id=found.id, signals=list(signals), found_at=now, state=DormancyState.OFFICER
    )
    _ask(found, sleep, "", now)
    networks.note(
        system_actor([found.tenant_id]), found, "seems_asleep", {"signals": list(signals), "state": sleep.state}
    )
    return sleep


@transaction.atomic
def ask_next(dormancy_id: UUID, now: datetime) -> str:
    """Who was asked did not answer in time: the next one is asked, and at the end the officer takes over. The new state."""
    sleep = Dormancy.objects.select_for_update().filter(id=dormancy_id, ended_at__isnull=True, due_at__lt=now).first()
    if sleep is None:
        return ""
    found = networks.locked(sleep.network_id)
    _ask(found, sleep, sleep.state, now)
    networks.note(system_actor([found.tenant_id]), found, "asked_next", {"state": sleep.state})
    return str(sleep.state)


@transaction.atomic
def still_here(actor: Actor, *, network_id: UUID) -> None:
    """The coordinator or deputy says that they are there; the network is awake again. Raises Missing for anybody else."""
    found, sleep = _open(network_id)
    if not network_queries.mandated(actor, found, MandateRole.COORDINATOR):
        raise Missing
    _end(actor, found, sleep, DormancyState.WOKEN, _("The coordinator is there."))


@transaction.atomic
def wake(actor: Actor, *, network_id: UUID, note: str) -> None:
    """Who follows the network up says what woke it, such as a new coordinator. Raises Refused while nobody leads it."""
    found, sleep = _open(network_id)
    _require_officer(actor, found)
    if not Mandate.objects.filter(network_id=found.id, role=MandateRole.COORDINATOR).exists():
        raise Refused(_("Name a coordinator first. Until then you follow this network up."))
    _end(actor, found, sleep, DormancyState.WOKEN, note)


@transaction.atomic
def call_for_coordinator(actor: Actor, *, network_id: UUID) -> None:
    """Asks all members, not urgently, who wants to coordinate; a job tells them. Once for each sleep."""
    found, sleep = _open(network_id)
    _require_officer(actor, found)
    if sleep.called_at is not None:
        raise Refused(_("The members were asked already."))
    sleep.called_at = timezone.now()
    sleep.save(update_fields=["called_at"])
    networks.note(actor, found, "call_for_coordinator", {})
    _tell_members(found, "coordinator_wanted")


@transaction.atomic
def close_network(actor: Actor, *, network_id: UUID, reason: str) -> Network:
    """Stops a network that nobody wakes: members are told and leave, so that their data go after their term; the federal service
    is told by the part of documents. For who manages networks. Raises Refused without a reason."""
    found = networks.managed(actor, network_id)
    if not reason.strip():
        raise Refused(_("Write why this network stops."))
    if found.state == NetworkState.STOPPED:
        raise Refused(_("This network stopped already."))
    members = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
    told = [str(one) for one in members.values_list("id", flat=True)]
    _tell_members(found, "network_closed", told)
    MemberPoint.objects.filter(tenant_id=found.tenant_id, network_id=found.id).delete()
    members.update(left_at=timezone.now())
    found.state = NetworkState.STOPPED
    networks.changed(actor, found, "close_network", {"members": len(told)})
    for sleep in Dormancy.objects.filter(tenant_id=found.tenant_id, network_id=found.id, ended_at__isnull=True):
        _end(actor, found, sleep, DormancyState.CLOSED, reason)
    _tell_federal(actor, found)
    return found


def tell_members(network_id: UUID, code: str, membership_ids: Sequence[UUID]) -> int:
    """Tells these members of a network; for the job, one after the other. How many could be told."""
    rows = Membership.objects.filter(network_id=network_id, id__in=list(membership_ids)).select_related("network")
    told = 0
    for member in rows:
        person_id = UUID(vault.open_value("member", member.id, bytes(member.person)))
        page = "belangstelling" if code == "coordinator_wanted" else "buurten"
        values = {"network": member.network.name, "url": f"{settings.SITE_URL}/mijn/{page}/"}
        told += not telling.tell(person_id, code, values, tenant_id=member.tenant_id, over=telling.WRITTEN)
    return told


def _tell_members(found: Network, code: str, told: Sequence[str] | None = None) -> None:
    if told is None:
        rows = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.id, left_at__isnull=True)
        told = [str(one) for one in rows.values_list("id", flat=True)]
    app.configure_task(TELL_TASK).defer(network_id=str(found.id), code=code, membership_ids=list(told))


def _tell_federal(actor: Actor, found: Network) -> None:
    documents.notify_federal(actor, network_id=found.id, what="stopped")


def _ask(found: Network, sleep: Dormancy, state: str, now: datetime) -> None:
    leads = {
        deputy: account
        for account, deputy in Mandate.objects.filter(network_id=found.id, role=MandateRole.COORDINATOR).values_list(
            "account_id", "deputy"
        )
    }
    sleep.state = DormancyState(rules.next_asked(state, has_coordinator=False in leads, has_deputy=True in leads))
    sleep.asked_at = now
    asked = leads.get(sleep.state == DormancyState.DEPUTY) if sleep.state != DormancyState.OFFICER else None
    sleep.due_at = end_of_term(now, rules_of(found).dormant_days) if asked else None
    sleep.save()
    person = people.person_behind(asked) if asked else None
    if person is not None and sleep.due_at is not None:
        with override(person.language):
            due = date_format(timezone.localtime(sleep.due_at), "j F")
        values = {"network": found.name, "url": f"{settings.SITE_URL}/netwerken/{found.id}/jaar", "due": due}
        telling.tell(person.id, "asleep", values, tenant_id=found.tenant_id)


def _open(network_id: UUID) -> tuple[Network, Dormancy]:
    found = networks.locked(network_id)
    sleep = Dormancy.objects.filter(tenant_id=found.tenant_id, network_id=found.id, ended_at__isnull=True).first()
    if sleep is None:
        raise Missing
    return found, sleep


def _require_officer(actor: Actor, found: Network) -> None:
    if not (network_queries.mandated(actor, found, MandateRole.OFFICER) or actor.may(networks.MANAGE, found.tenant_id)):
        raise Missing


def _end(actor: Actor, found: Network, sleep: Dormancy, state: DormancyState, note: str) -> None:
    sleep.state, sleep.note, sleep.ended_at, sleep.ended_by = state, note.strip()[:400], timezone.now(), actor.id
    sleep.due_at = None
    sleep.save()
    networks.note(actor, found, "sleep_ended", {"state": str(state)})
