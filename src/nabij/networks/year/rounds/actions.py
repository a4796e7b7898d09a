"""The only writers of rounds: opening one, asking the members one by one, and taking the answers of a survey, also on paper."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from nabij.audit.actions import consulted, record
from nabij.networks import actions as networks
from nabij.networks import queries as network_queries
from nabij.networks.models import MandateRole, Membership, Network, NetworkState
from nabij.networks.year import telling
from nabij.networks.year.facts import questions
from nabij.networks.year.rounds import queries, rules
from nabij.networks.year.rounds.models import Round, RoundKind, SurveyPaper, SurveyTaken, SurveyTally
from nabij.networks.year.wishes.queries import household_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor, system_actor
from nabij.tenants.errors import Missing, Refused

CODE_DIGITS: Final = 12
PAGES = {RoundKind.NEEDS: "wensen/", RoundKind.SURVEY: "vragen/"}


@dataclass(frozen=True)
class Paper:
    """A form to print: its code, the name on the strip to cut off, and the key of the household for which it is."""

    code: str
    name: str = ""
    household_key: bytes = b""


@dataclass(frozen=True)
class Printed:
    round: Round
    papers: list[Paper]


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
    found, _taken = queries.open_survey(actor, person_id, network_id)
    key = queries.taken_key(found, household_of(actor, person_id, network_id))
    _count(actor, found.id, key, answers)


@transaction.atomic
def print_papers(actor: Actor, *, network_id: UUID, count: int, homes: bool = False) -> Printed:
    """New codes for survey forms on paper: `count` that name nobody, or with `homes` one for each household that did not answer,
    with the name that goes on the strip to cut off. Only keyed hashes of the codes are kept, so each printing has its own.

    For the officer and who manages networks; with `homes` for the officer alone, and on record. A coordinator prints none: with
    codes in hand one could answer for others. Raises Missing, and Refused where no survey runs or too many are asked.
    """
    network = network_queries.network(actor, network_id)
    leads = network_queries.mandated(actor, network, MandateRole.OFFICER)
    if not (leads or (actor.may(networks.MANAGE, network.tenant_id) and not homes)):
        raise Missing
    found = _locked_survey(network)
    members = queries.households(found)
    if homes:
        consulted(actor, tenant_id=found.tenant_id, target="networks.members", target_id=network.id)
        papers = _for_homes(found, members)
    else:
        rules.check_papers(count, SurveyPaper.objects.filter(round_id=found.id).count(), len(members))
        papers = [Paper(_code()) for _n in range(count)]
    SurveyPaper.objects.bulk_create(_row(found, one) for one in papers)
    detail = {"papers": len(papers), "homes": homes}
    record(
        actor, tenant_id=found.tenant_id, verb="networks.print_survey", target="networks.round", target_id=found.id, detail=detail
    )  # fmt: skip
    return Printed(found, papers)


@transaction.atomic
def answer_paper(actor: Actor, *, code: str, answers: Mapping[str, int]) -> None:
    """Counts the answers of a paper, once; for who holds its code, or staff that types over what was handed in. As with an
    answer online, nothing tells which answers came from this paper.

    Raises Refused for a code that is none, a survey that is not open, a paper or household that was counted, and answers that
    are not whole.
    """
    paper = queries.paper_with(code)
    if paper is None:
        raise Refused(_("We do not know this code. Check the twelve digits on the paper."))
    if not rules.is_open(paper.round.opens_on, paper.round.closes_on, timezone.localdate()):
        raise Refused(_("This survey is not open now."))
    _count(actor, paper.round_id, bytes(paper.household_key), answers)


def _locked_survey(network: Network) -> Round:
    rows = Round.objects.select_for_update(of=("self",)).select_related("network__tenant")
    rows = rows.filter(network_id=network.id, kind=RoundKind.SURVEY, closes_on__gte=timezone.localdate())
    found = rows.order_by("closes_on").first()
    if found is None:
        raise Refused(_("No survey runs or is planned. Ask the members first."))
    return found


def _for_homes(found: Round, members: Mapping[bytes, UUID]) -> list[Paper]:
    taken = {
        bytes(key) for key in SurveyTaken.objects.filter(round_id=found.id).values_list("household_key", flat=True)
    }
    waiting = {key: person for home, person in members.items() if (key := queries.taken_key(found, home)) not in taken}
    if not waiting:
        raise Refused(_("Every household answered already."))
    names = people.names_of(waiting.values())
    papers = [Paper(_code(), names.get(person, ""), key) for key, person in waiting.items()]
    return sorted(papers, key=lambda one: (not one.name, one.name.casefold()))


def _row(found: Round, paper: Paper) -> SurveyPaper:
    key = queries.code_key(paper.code)
    home = paper.household_key or queries.taken_key(found, key)
    return SurveyPaper(id=uuid4(), tenant_id=found.tenant_id, round_id=found.id, code_key=key, household_key=home)


def _code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def _count(actor: Actor, round_id: UUID, key: bytes, answers: Mapping[str, int]) -> None:
    found = Round.objects.select_for_update(of=("self",)).select_related("network").get(id=round_id)
    if SurveyTaken.objects.filter(tenant_id=found.tenant_id, round_id=found.id, household_key=key).exists():
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
