"""What may happen to a message, when it is whose, and when an overview is due. No rows, no clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final, Literal

from django.utils.translation import gettext as _

from nabij.networks.channel.models import Digest, PostState
from nabij.tenants.errors import Refused, Stale
from nabij.tenants.working_days import BRUSSELS

Deed = Literal["approve", "return", "refuse", "call"]
DEEDS: Final[dict[Deed, PostState]] = {
    "approve": PostState.SHOWN,
    "return": PostState.RETURNED,
    "refuse": PostState.REFUSED,
    "call": PostState.CALL,
}
FROM: Final[dict[Deed, frozenset[str]]] = {
    "approve": frozenset({PostState.WAITING, PostState.HIDDEN}),
    "return": frozenset({PostState.WAITING, PostState.HIDDEN}),
    "refuse": frozenset({PostState.WAITING, PostState.HIDDEN, PostState.SHOWN}),
    "call": frozenset({PostState.WAITING, PostState.HIDDEN, PostState.SHOWN}),
}
OPEN: Final = frozenset({PostState.WAITING, PostState.HIDDEN})
"""States in which the coordinator or officer has something to do."""
WITHDRAWABLE: Final = frozenset({PostState.WAITING, PostState.HIDDEN, PostState.RETURNED, PostState.SHOWN})
MOST_A_DAY: Final = 5
"""Messages of one member in a day: a channel is calm, or nobody reads it."""
MOST_REPLIES_A_DAY: Final = 20
MOST_IN_GROUP_AN_HOUR: Final = 30

REASONS: Final = ("not_practical", "double", "trade", "politics", "privacy", "tone", "photo", "unclear")
"""Why a message is not placed; the sentences stand in data/channel_texts.toml."""
DIGEST_FROM, DIGEST_UNTIL = time(17), time(20, 30)
"""Local hours between which an overview leaves; never at night, and a point's own quiet hours count too."""
DIGEST_WEEKDAY: Final = 4
"""A weekly overview leaves on Friday, before the weekend."""


def state_after(deed: str, state: str) -> PostState:
    """Where a deed of the moderator leads. Raises Stale where somebody else was first, Refused for no deed."""
    if deed not in DEEDS:
        raise Refused(_("Choose what happens with this message."))
    if state not in FROM[deed]:
        raise Stale(_("Somebody already decided about this message. Look at the page again."))
    return DEEDS[deed]


def check_reason(deed: str, reason: str) -> None:
    """Raises Refused where the author would not hear why."""
    if deed in ("return", "refuse") and reason not in REASONS:
        raise Refused(_("Choose a reason, so that the writer knows why."))


def check_photo(*, has_photo: bool, approves: bool, looked: bool, leaves_out: bool) -> None:
    """A photo is shown only after a person ticked that nobody and no plate is in it. Source: polbru.be on networks."""
    if has_photo and approves and not looked and not leaves_out:
        raise Refused(
            _("Look at the photo: tick that there are no people and no number plates in it, or leave it out.")
        )


def goes_straight(*, trusted: bool, waits: bool, has_photo: bool) -> bool:
    """Whether a message needs nobody to look at it first."""
    return trusted and not waits and not has_photo


def first_state(*, straight: bool) -> PostState:
    return PostState.SHOWN if straight else PostState.WAITING


def is_hidden_at(objections: int, most: int) -> bool:
    """Whether so many members said that it does not belong here that it waits again. 0: never by itself."""
    return 0 < most <= objections


def digest_is_due(kind: str, last: datetime | None, now: datetime) -> bool:
    """Whether a member who chose this gets an overview now: within the hours, once a day or on the day of the week."""
    local = now.astimezone(BRUSSELS)
    if kind == Digest.OFF or not DIGEST_FROM <= local.time() < DIGEST_UNTIL:
        return False
    if last is not None and local.date() == last.astimezone(BRUSSELS).date():
        return False
    return kind == Digest.DAILY or local.weekday() == DIGEST_WEEKDAY


def due_at(at: datetime, hours: int) -> datetime:
    """Until when the coordinator has a message."""
    return at + timedelta(hours=hours)
