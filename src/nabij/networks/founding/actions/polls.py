"""Neighbours decide: in a meeting, by a count of hands, or in a poll with one secret vote per household."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.networks.actions import locked, note
from nabij.networks.founding import rules, telling
from nabij.networks.founding.actions.candidates import take_answer
from nabij.networks.founding.actions.stepping import guided, settle_step
from nabij.networks.founding.models import Candidate, Interest, Poll, PollVoter, Question, StepCode, Vote
from nabij.networks.founding.queries import polls as asking
from nabij.networks.members.queries import home_key
from nabij.networks.models import Membership, Network, NetworkState
from nabij.networks.zone_rules import rules_of
from nabij.people import queries as people
from nabij.people import vault
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused


@transaction.atomic
def open_poll(
    actor: Actor, *, network_id: UUID, question: str, closes_at: datetime, opens_at: datetime | None = None
) -> Poll:  # fmt: skip
    """Asks the neighbours; those interested are told once. Raises Refused for a second poll at once, a window that is too short
    or too long, and about a coordinator whom nobody screened.
    """
    found = guided(actor, network_id)
    now = timezone.now()
    opens_at = opens_at or now
    rules.check_window(opens_at, closes_at, now, rules_of(found).poll_days)
    candidate_id = _whom(found, question)
    if Poll.objects.filter(tenant_id=found.tenant_id, network_id=found.id, closed_at__isnull=True).exists():
        raise Refused(_("Neighbours are being asked something already. Wait until that poll has ended."))
    poll = Poll.objects.create(
        tenant_id=found.tenant_id, network_id=found.id, question=Question(question), candidate_id=candidate_id, opens_at=opens_at,
        closes_at=closes_at,
    )  # fmt: skip
    _ask(found, timezone.localtime(closes_at).date().isoformat())
    note(actor, found, "open_poll", {"poll": str(poll.id), "question": question})
    return poll


def _ask(found: Network, until: str) -> None:
    """Tells who may vote: those interested while it starts, its members once it works."""
    values, here = {"network": found.name, "until": until}, {"tenant_id": found.tenant_id, "network_id": found.id}
    if found.state == NetworkState.STARTING:
        telling.later("interest", Interest.objects.filter(**here).values_list("id", flat=True), "poll", values)
    else:
        members = Membership.objects.filter(**here, left_at__isnull=True)
        telling.later("membership", members.values_list("id", flat=True), "poll", values)


@transaction.atomic
def cast_vote(actor: Actor, *, poll_id: UUID, person_id: UUID, vote: str) -> None:
    """The vote of a household: by one of them, or staff that helps them. Raises Missing for who neither asked for the network nor
    lives in its area, Refused outside the window and for a second vote of a household.

    That the household voted and what it voted are written apart, and neither says when: nobody can lay them together.
    """
    poll = Poll.objects.select_for_update().filter(id=poll_id).first()
    if poll is None or not asking.may_vote(actor, poll.network_id, person_id):
        raise Missing
    if not poll.opens_at <= timezone.now() < poll.closes_at or poll.closed_at is not None:
        raise Refused(_("This poll is closed."))
    home = vault.keyed_digest(b"vote", poll.id.bytes + home_key(people.person(actor, person_id)))
    voter = PollVoter(
        id=uuid.uuid4(), tenant_id=poll.tenant_id, poll_id=poll.id, household_key=home,
        cast_on=datetime.combine(timezone.localdate(), datetime.min.time(), timezone.get_current_timezone()),
    )  # fmt: skip
    try:
        with transaction.atomic():
            voter.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("Your household voted already. One vote counts per household.")) from twice
    name = Vote(vote).value
    Poll.objects.filter(tenant_id=poll.tenant_id, id=poll.id).update(**{name: F(name) + 1})


@transaction.atomic
def close_poll(actor: Actor, *, poll_id: UUID) -> Poll:
    """Settles the result of a poll that has ended. Only the platform itself, or who guides the start-up; again changes nothing.
    Raises Refused before its end.
    """
    poll = Poll.objects.filter(id=poll_id).first()
    if poll is None:
        raise Missing
    found = locked(poll.network_id)
    if actor.kind != "system" and not rules.guides(actor, found):
        raise Missing
    poll = Poll.objects.select_for_update().get(tenant_id=poll.tenant_id, id=poll_id)
    if poll.closed_at is not None:
        return poll
    if poll.closes_at > timezone.now():
        raise Refused(_("This poll has not ended yet."))
    poll.closed_at = timezone.now()
    poll.save(update_fields=["closed_at"])
    note(actor, found, "close_poll", {"poll": str(poll.id), "yes": poll.yes, "no": poll.no})
    words = _("Poll until %(day)s: %(yes)s for, %(no)s against, %(none)s without opinion.") % {
        "day": f"{timezone.localtime(poll.closes_at):%d/%m/%Y}", "yes": poll.yes, "no": poll.no, "none": poll.no_opinion,
    }  # fmt: skip
    _decide(actor, found, poll.question, poll.candidate_id, poll.yes, poll.no, words)
    return poll


@transaction.atomic
def record_meeting_decision(
    actor: Actor, *, network_id: UUID, question: str, held_on: date, votes_for: int, against: int, abstained: int
) -> bool:
    """Writes how the neighbours decided in a meeting; whether it was carried. Raises Refused for a day to come or no count."""
    found = guided(actor, network_id)
    rules.check_votes(votes_for, against, abstained)
    if held_on > timezone.localdate():
        raise Refused(_("Choose the day on which the meeting was held."))
    candidate_id = _whom(found, question)
    words = _("Meeting of %(day)s: %(yes)s for, %(no)s against, %(none)s without opinion.") % {
        "day": f"{held_on:%d/%m/%Y}", "yes": votes_for, "no": against, "none": abstained,
    }  # fmt: skip
    note(actor, found, "record_decision", {"question": question, "for": votes_for, "against": against})
    return _decide(actor, found, question, candidate_id, votes_for, against, words)


def _whom(found: Network, question: str) -> UUID | None:
    """About whom it is: the candidate who was found suitable. Raises Refused without one, and for what was decided."""
    if found.state == NetworkState.STOPPED:
        raise Refused(_("This network has stopped."))
    if question != Question.COORDINATOR:
        return None
    waiting = Candidate.objects.filter(
        tenant_id=found.tenant_id, network_id=found.id, closed_at__isnull=True, outcome="suitable", approved_at__isnull=True,
        deputy=False,
    ).first()  # fmt: skip
    if waiting is None:
        raise Refused(_("First propose a coordinator, and wait for the screening."))
    return waiting.id


def _decide(
    actor: Actor, found: Network, question: str, candidate_id: UUID | None, votes_for: int, against: int, words: str
) -> bool:  # fmt: skip
    """What the answer leads to: the step, or the coordinator. A no leaves the step open."""
    carried = rules.is_carried(votes_for, against)
    if question == Question.DECISION and carried:
        settle_step(actor, found, StepCode.DECISION, words)
    if question == Question.COORDINATOR and candidate_id is not None:
        take_answer(actor, found, candidate_id, carried=carried, words=words)
    return carried
