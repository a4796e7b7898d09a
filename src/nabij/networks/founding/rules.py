"""Who guides a start-up, and when a step, a vote or an opening is possible."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, Protocol

from django.utils.translation import gettext as _

from nabij.networks.founding.models import StepCode, StepState
from nabij.networks.founding.steps import Step, all_steps
from nabij.networks.models import Network
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Refused

MANAGE = "networks.manage"
DECIDE = "networks.decide"
SCREEN = "networks.screen"
LONGEST_POLL: Final = timedelta(days=60)


class Stepped(Protocol):
    """A step by its code and state, as a row or as it is shown."""

    @property
    def code(self) -> str: ...
    @property
    def state(self) -> str: ...


def guides(actor: Actor, network: Network) -> bool:
    """Whether the actor guides this start-up: prevention or police with the right in its zone, or in its municipality."""
    city = network.municipality_id
    return actor.may(MANAGE, network.tenant_id) or (city is not None and actor.may(MANAGE, city))


def settled(steps: Collection[Stepped]) -> set[str]:
    """The codes that are done, or were left out for a reason."""
    return {one.code for one in steps if one.state != StepState.OPEN}


def missing_for_opening(steps: Collection[Stepped]) -> list[Step]:
    """What must still be settled before the network opens, in order."""
    known, done = {one.code for one in steps}, settled(steps)
    opening = next(one for one in all_steps() if one.code == StepCode.OPENING)
    return [one for one in all_steps() if one.code in opening.needs and one.code in known and one.code not in done]


def check_may_open(steps: Collection[Stepped]) -> None:
    """Raises Refused with the steps that stand in the way."""
    waits = missing_for_opening(steps)
    if waits:
        names = ", ".join(str(StepCode(one.code).label).lower() for one in waits)
        raise Refused(_("The network cannot open yet. Still to do: %(steps)s.") % {"steps": names})


def check_may_skip(step: Step, reason: str) -> None:
    """Raises Refused for a step that the circular asks, and without a reason."""
    if step.required:
        raise Refused(_("This step cannot be left out: a network does not work without it."))
    if not reason.strip():
        raise Refused(_("Write why this step is left out."))


def check_by_hand(step: Step) -> None:
    """Raises Refused for a step that only its own deed settles."""
    if step.by_deed:
        raise Refused(_("This step is settled by what is done in it, not by a tick."))


def check_window(opens_at: datetime, closes_at: datetime, now: datetime, shortest_days: int) -> None:
    """Raises Refused for a poll in the past, too short to be noticed, or too long."""
    if closes_at <= now or opens_at >= closes_at:
        raise Refused(_("Choose a last day that is still to come."))
    if closes_at - opens_at < timedelta(days=shortest_days) - timedelta(hours=24):
        raise Refused(_("Give neighbours at least %(days)s days to answer.") % {"days": shortest_days})
    if closes_at - opens_at > LONGEST_POLL:
        raise Refused(_("A poll lasts two months at most."))


def check_votes(votes_for: int, against: int, abstained: int) -> None:
    """Raises Refused for what is no count of hands."""
    if min(votes_for, against, abstained) < 0 or votes_for + against + abstained == 0:
        raise Refused(_("Write how many were for, against, and had no opinion."))


def is_carried(votes_for: int, against: int) -> bool:
    """More for than against; who has no opinion does not count."""
    return votes_for > against
