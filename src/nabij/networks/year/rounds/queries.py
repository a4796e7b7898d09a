"""What may be asked about rounds: when they are, how many were asked and answered, and what a survey showed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from nabij.networks import queries as networks
from nabij.networks.models import MemberPoint, Membership
from nabij.networks.year.facts import least_answers, questions
from nabij.networks.year.rounds import rules
from nabij.networks.year.rounds.models import Round, RoundKind, SurveyPaper, SurveyTaken, SurveyTally
from nabij.networks.year.wishes.queries import household_of
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing


@dataclass(frozen=True)
class SurveySeen:
    """A survey as staff and coordinator see it. `results` stays empty until it closed with enough answers."""

    round: Round
    answered: int
    results: list[rules.Result]


def rounds_of(actor: Actor, network: networks.Known, year: int) -> dict[str, Round]:
    """The rounds of a network in a year, by kind. Raises Missing."""
    found = networks.network(actor, network)
    rows = Round.objects.filter(tenant_id=found.tenant_id, network_id=found.id, year=year)
    return {one.kind: one for one in rows}


def survey_of(found: Round) -> SurveySeen:
    """What a survey may show, and how many households answered: what one question counted, since every answer has all of them.
    One query.
    """
    closed, first = timezone.localdate() > found.closes_on, next(iter(questions()))
    rows = SurveyTally.objects.filter(tenant_id=found.tenant_id, round_id=found.id)
    tallies = list(rows.values_list("question", "score", "count"))
    answered = sum(count for question, _score, count in tallies if question == first)
    return SurveySeen(found, answered, rules.results(tallies, questions(), closed=closed, least=least_answers()))


def open_survey(actor: Actor, person_id: UUID, network_id: UUID) -> tuple[Round, bool]:
    """The survey that is open for a member, and whether their household answered. Raises Missing where none is."""
    home = household_of(actor, person_id, network_id)
    today = timezone.localdate()
    rows = Round.objects.select_related("network").filter(
        network_id=network_id, kind=RoundKind.SURVEY, opens_on__lte=today, closes_on__gte=today
    )
    found = rows.first()
    if found is None:
        raise Missing
    taken = SurveyTaken.objects.filter(
        tenant_id=found.tenant_id, round_id=found.id, household_key=taken_key(found, home)
    )
    return found, taken.exists()


def open_now(network_ids: Collection[UUID], today: date) -> dict[UUID, set[str]]:
    """Which rounds are open in these networks today, for the page of a member whose rights were checked. One query."""
    rows = Round.objects.filter(network_id__in=list(network_ids), opens_on__lte=today, closes_on__gte=today)
    found: dict[UUID, set[str]] = {}
    for network_id, kind in rows.values_list("network_id", "kind"):
        found.setdefault(network_id, set()).add(kind)
    return found


def to_ask(today: date) -> list[UUID]:
    """Rounds that are open and did not ask everybody yet, for the job that asks."""
    rows = Round.objects.filter(asked_all_at__isnull=True, opens_on__lte=today, closes_on__gte=today)
    return list(rows.order_by("opens_on").values_list("id", flat=True))


def of_networks(network_ids: Collection[UUID], years: Collection[int]) -> list[Round]:
    """The rounds of these networks in these years, for the list of what is to do. One query."""
    return list(Round.objects.filter(network_id__in=list(network_ids), year__in=list(years)))


def next_member(found: Round) -> Membership | None:
    """The next member to ask, after the last one that was."""
    rows = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.network_id, left_at__isnull=True)
    if found.asked_after is not None:
        rows = rows.filter(id__gt=found.asked_after)
    return rows.order_by("id").first()


def has_points(member: Membership) -> bool:
    """Whether the network may reach this member at all now; who is excluded has no points."""
    return MemberPoint.objects.filter(tenant_id=member.tenant_id, membership_id=member.id).exists()


def taken_key(found: Round, home: bytes) -> bytes:
    """Which household answered one survey; another survey gives another key."""
    return vault.keyed_digest(b"survey", found.id.bytes + home)


def households(found: Round) -> dict[bytes, UUID]:
    """The households of the network of a round by their keyed hash, each with who has been a member longest. One query."""
    rows = Membership.objects.filter(tenant_id=found.tenant_id, network_id=found.network_id, left_at__isnull=True)
    kept: dict[bytes, UUID] = {}
    for row in rows.order_by("-id").only("id", "person", "household_key"):
        kept[bytes(row.household_key)] = UUID(vault.open_value("member", row.id, bytes(row.person)))
    return kept


def paper_with(code: str) -> SurveyPaper | None:
    """The paper with this code, for who holds it; spaces and dashes do not count."""
    return SurveyPaper.objects.select_related("round").filter(code_key=code_key(code)).first()


def code_key(code: str) -> bytes:
    """Under which the paper with this code is found."""
    return vault.keyed_digest(b"survey-paper", "".join(filter(str.isdigit, code)).encode())
