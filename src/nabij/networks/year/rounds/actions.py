"""The only writers of rounds: opening one, asking the members one by one, and taking the answers of a survey."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.audit.actions import record
from nabij.networks import actions as networks
from nabij.networks import queries as network_queries
from nabij.networks.models import Membership, NetworkState
from nabij.networks.year import telling
from nabij.networks.year.facts import questions
from nabij.networks.year.rounds import queries, rules
from nabij.networks.year.rounds.models import Round, RoundKind, SurveyTaken, SurveyTally
from nabij.networks.year.wishes.queries import household_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused

PAGES = {RoundKind.NEEDS: "wensen/", RoundKind.SURVEY: "vragen/"}


@transaction.atomic
def open_round(actor: Actor, *, network_id: UUID, kind: str, opens_on: date, closes_on: date) -> Round:
    """Opens the needs inventory or the survey of a year; a job asks all members on its first day, not urgently.

    For who leads or follows up the network, and who manages networks. Once a year: raises Refused for a second one.
    """
    network = networks.locked(network_id)
    if not (network_queries.mandated(actor, network) or actor.may(networks.MANAGE, network.tenant_id)):
        raise Missing
    if network.state != NetworkState.ACTIVE:
        raise Refused(_("Only an active network asks its members."))
    rules.check_window(opens_on, closes_on, timezone.localdate())
    key = {"tenant_id": network.tenant_id, "network_id": network.id, "kind": RoundKind(kind), "year": opens_on.year}
    if Round.objects.filter(**key).exists():
        raise Refused(_("This was asked already this year."))
    found = Round.objects.create(**key, opens_on=opens_on, closes_on=closes_on, opened_by=actor.id)
    networks.note(
        actor, network, "open_round", {"kind": kind, "opens": opens_on.isoformat(), "closes": closes_on.isoformat()}
    )
    return found


def ask_members(round_id: UUID) -> int:
    """Asks everybody who was not asked yet, each in a transaction of their own, so that it can be stopped and run again."""
    told = 0
    while (asked := _ask_next(round_id)) is not None:
        told += asked
    return told


@transaction.atomic
def _ask_next(round_id: UUID) -> bool | None:
    """Asks the next member; None when all were. Who is marked is not asked again, whatever becomes of the message."""
    found = Round.objects.select_for_update(of=("self",)).select_related("network").filter(id=round_id).first()
    if found is None or found.asked_all_at is not None:
        return None
    member = queries.next_member(found)
    if member is None:
        found.asked_all_at = timezone.now()
        found.save(update_fields=["asked_all_at"])
        system = system_actor([found.tenant_id])
        networks.note(system, found.network, "asked_members", {"asked": found.asked, "unreached": found.unreached})
        return None
    trouble = _ask(found, member) if queries.has_points(member) else telling.NO_WAY
    found.asked_after = member.id
    found.asked += not trouble
    found.unreached += bool(trouble)
    found.save(update_fields=["asked_after", "asked", "unreached"])
    return not trouble


def _ask(found: Round, member: Membership) -> str:
    person_id = UUID(vault.open_value("member", member.id, bytes(member.person)))
    with override(_language(person_id, found.tenant_id)):
        values = {
            "network": found.network.name,
            "url": f"{settings.SITE_URL}/mijn/buurten/{found.network_id}/{PAGES[RoundKind(found.kind)]}",
            "due": date_format(found.closes_on, "j F"),
        }
    return telling.tell(person_id, f"round_{found.kind}", values, tenant_id=found.tenant_id, over=telling.WRITTEN)


def _language(person_id: UUID, tenant_id: UUID) -> str:
    try:
        return people.person(system_actor([tenant_id]), person_id).language
    except Missing:
        return settings.LANGUAGE_CODE


@transaction.atomic
def answer_survey(actor: Actor, *, network_id: UUID, person_id: UUID, answers: Mapping[str, int]) -> None:
    """Counts the answers of a household, once. What was answered is added to tallies and kept nowhere else: neither the record
    nor any row tells who said what, or which answers belong together.

    Raises Missing where no survey is open for this person, Refused for a second time and for answers that are not whole.
    """
    found, taken = queries.open_survey(actor, person_id, network_id)
    found = Round.objects.select_for_update(of=("self",)).select_related("network").get(id=found.id)
    key = queries.taken_key(found, household_of(actor, person_id, network_id))
    if taken or SurveyTaken.objects.filter(tenant_id=found.tenant_id, round_id=found.id, household_key=key).exists():
        raise Refused(_("Your household answered already. Thank you."))
    rules.check_answers(answers, questions())
    SurveyTaken.objects.create(id=uuid4(), tenant_id=found.tenant_id, round_id=found.id, household_key=key)
    for question, score in sorted(answers.items()):
        row, _is_new = SurveyTally.objects.get_or_create(
            tenant_id=found.tenant_id, round_id=found.id, question=question, score=score
        )
        SurveyTally.objects.filter(tenant_id=found.tenant_id, id=row.id).update(count=F("count") + 1)
    record(
        actor,
        tenant_id=found.tenant_id,
        verb="networks.answer_survey",
        target="networks.round",
        target_id=found.id,
        detail={},
    )
