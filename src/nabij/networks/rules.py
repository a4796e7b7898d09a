"""What a communication plan says about a fact, and who a network takes as a member."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Protocol

from django.utils.translation import gettext as _

from nabij.tenants.errors import Refused

TELEPHONES = frozenset({"sms", "voice"})
CHANNELS = ("sms", "voice", "email", "push", "webhook")


class PlanLine(Protocol):
    """A row of the plan; an empty category holds for every type of fact that has no row of its own."""

    category: str
    priority: str
    channels: list[str]
    from_time: time | None
    until_time: time | None
    night: bool


@dataclass(frozen=True)
class Planned:
    """What a network's plan wants for a type of fact. Times are local; without them any hour will do."""

    priority: str
    channels: tuple[str, ...]
    from_time: time | None = None
    until_time: time | None = None
    night: bool = False


DEFAULT_PLAN = Planned("non_urgent", ("email", "push"), time(8), time(21))


def check_may_join(*, inside: bool, is_adult: bool, accepts: bool, has_points: bool) -> None:
    """Raises Refused with what is missing. Source: ministerial circular on BINs of 28 February 2019 (adults who live or work
    in the area, house rules); polbru.be on who may join.
    """
    if not inside:
        raise Refused(_("This address lies outside the network. Choose an address in its area, or another network."))
    if not accepts:
        raise Refused(_("Read the house rules and tick that you accept them."))
    if not is_adult:
        raise Refused(_("Only adults who live or work in the area can join. Tick that you do."))
    if not has_points:
        raise Refused(_("Choose at least one number or address at which we may warn you."))


def check_may_become(now: str, wanted: str) -> None:
    """Raises Refused for a way around the start-up: what is starting opens by its last step, and nothing starts again."""
    if now == "starting" and wanted in ("active", "resting"):
        raise Refused(_("This network is still starting up. It opens by the last step of its start-up."))
    if wanted == "starting" and now != "starting":
        raise Refused(_("A network that exists does not start up again."))


def check_may_name(*, names_coordinator: bool, imports: bool, state: str) -> None:
    """Raises Refused for a coordinator named by hand; only networks that existed before are brought over with theirs.

    Source: besafe, frequently asked questions: a coordinator is screened by the police and approved by the members.
    """
    if names_coordinator and (not imports or state == "starting"):
        raise Refused(_("A coordinator is proposed, screened and approved first."))


def planned_for(plan: Iterable[PlanLine], category: str) -> Planned:
    """The line for this category, else the one for all others, else the default: not urgent, by e-mail, in the daytime."""
    lines = {line.category: line for line in plan}
    line = lines.get(category) or lines.get("")
    if line is None:
        return DEFAULT_PLAN
    return Planned(line.priority, tuple(line.channels), line.from_time, line.until_time, line.night)


def joined_plan(plans: Sequence[Planned]) -> Planned:
    """One plan for several networks: urgent or at night only where all agree, over every channel that any of them uses."""
    if not plans:
        return DEFAULT_PLAN
    urgent = all(plan.priority == "urgent" for plan in plans)
    starts = [plan.from_time for plan in plans if plan.from_time]
    ends = [plan.until_time for plan in plans if plan.until_time]
    return Planned(
        priority="urgent" if urgent else "non_urgent",
        channels=tuple(channel for channel in CHANNELS if any(channel in plan.channels for plan in plans)),
        from_time=max(starts, default=None),
        until_time=min(ends, default=None),
        night=all(plan.night for plan in plans),
    )


def check_channels(channels: Sequence[str]) -> None:
    """Raises Refused for no channel at all or one that does not exist."""
    if not channels or not set(channels) <= set(CHANNELS):
        raise Refused(_("Choose at least one channel: text message, call, e-mail or notification."))


def check_hours(start: time | None, end: time | None) -> None:
    """Raises Refused for half a span."""
    if (start is None) != (end is None) or (start is not None and start == end):
        raise Refused(_("Give both hours, from and until, or neither."))


def check_household(*, limit: int, members: int, telephones: int, kinds: Sequence[str]) -> None:
    """Raises Refused where a home would get more than `limit` members or telephones in the network (0: no limit), or without
    any number at all. `members` and `telephones` are those that it has, `kinds` those of who joins.
    """
    if not kinds:
        raise Refused(_("Choose at least one checked telephone number or e-mail address."))
    if not limit:
        return
    if members >= limit:
        raise Refused(
            _("Somebody of this household is already a member. This network takes one member per household.")
            if limit == 1
            else _("This household has %(limit)s members already, as many as this network takes.") % {"limit": limit}
        )
    if telephones + sum(kind in TELEPHONES for kind in kinds) > limit:
        raise Refused(
            _("This network takes one telephone number per household. Choose one.")
            if limit == 1
            else _("This network takes %(limit)s telephone numbers per household. Choose fewer.") % {"limit": limit}
        )
