"""What is decided about codes, grants and preferences. Values in, values out: no rows, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nabij.tenants.errors import Refused

CODE_DIGITS: Final = 6
CODE_LIVES: Final = timedelta(minutes=10)
CODE_ATTEMPTS: Final = 5
CODES_PER_VALUE: Final = ((3, timedelta(minutes=15)), (10, timedelta(days=1)))
"""At most 10 x 5 guesses a day at one number: a chance of 1 in 20,000."""
CODES_PER_ORIGIN: Final = ((20, timedelta(hours=1)), (60, timedelta(days=1)))
TRIAL_PAUSE: Final = timedelta(minutes=2)
CALLING_CODES: Final = frozenset({32, 31, 33, 352, 49, 44})
"""Belgium, its neighbours and the United Kingdom: codes go nowhere else, or a swindler earns on our bill."""
CONTACT_POINTS_AT_MOST: Final = 10
UNREACHABLE_DAYS: Final = 2
"""On so many different days a provider must say that a number does not exist: one answer may be a mistake of theirs."""
COMES_BACK_WITHIN: Final = timedelta(days=30)
"""Until then who proves to hold a lost number or address is who held it; later it may have been given to somebody else."""
TOLD_FROM, TOLD_UNTIL = time(8), time(20)
"""Local hours between which somebody is told what can wait."""

LANGUAGES: Final = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}
"""The languages of messages, each as who speaks it calls it."""
CARE_AREAS_AT_MOST: Final = 5
CARE_RADII_M: Final = (250, 500, 1_000, 2_000)
CARE_STREET_M: Final = 30
"""So far around each house of a street that somebody cares about: its pavement and the road before it."""
STREET, NEIGHBOURHOOD = "street", "neighbourhood"
CARE_REACHES: Final = (STREET, NEIGHBOURHOOD, *map(str, CARE_RADII_M))
"""How far around a place something concerns who cares about it: the street, the neighbourhood, or so many metres."""

MESSAGE_KINDS: Final = {
    "urgent": gettext_lazy("Urgent warnings"),
    "non_urgent": gettext_lazy("Warnings that can wait"),
    "missing_person": gettext_lazy("Missing persons"),
    "crisis": gettext_lazy("Emergencies, from the mayor"),
    "prevention": gettext_lazy("Prevention tips"),
    "feedback": gettext_lazy("How a warning ended"),
}
NO_CALLS: Final = "calls"
"""The kind of an opt-out that stops calls to a number that takes text messages: those still come."""
RECIPIENTS: Final = {"be-alert": "BE-Alert"}

Limits = Sequence[tuple[int, timedelta]]
CodeOutcome = Literal["right", "wrong", "spent"]


def is_within(limits: Limits, moments: Sequence[datetime], now: datetime) -> bool:
    """Whether one more is allowed at `now` after those at `moments`, under every (number, period)."""
    return all(sum(1 for moment in moments if now - moment < period) < number for number, period in limits)


def code_outcome(*, matches: bool, attempts: int, expires_at: datetime, used: bool, now: datetime) -> CodeOutcome:
    """What an attempt at a code gives. `attempts` counts the earlier wrong ones."""
    if used or now >= expires_at or attempts >= CODE_ATTEMPTS:
        return "spent"
    return "right" if matches else "wrong"


def spoken(code: str) -> str:
    """A code as a voice should read it: digit by digit, with pauses."""
    return ", ".join(code)


def check_reason(reason: str) -> None:
    """Raises Refused for no reason, or one in which a telephone number or address stands: it is kept on record for years."""
    if not reason.strip():
        raise Refused(_("Say why you look up this person. It is kept on record."))
    if "@" in reason or re.search(r"(?:\d[\s./()-]*){8}", reason):
        raise Refused(_("Leave telephone numbers and e-mail addresses out of the reason: it is kept on record."))


def is_proof_of_loss(days: int, *, at_once: bool) -> bool:
    """Whether failures on so many days show that nothing arrives there any more. `at_once`: one of them is the last word."""
    return days >= (1 if at_once else UNREACHABLE_DAYS)


def may_tell(local: datetime) -> bool:
    """Whether it is an hour for a message that can wait."""
    return TOLD_FROM <= local.time() < TOLD_UNTIL


def check_quiet_hours(quiet_from: time | None, quiet_until: time | None) -> None:
    """Raises Refused unless both or neither are given and they differ."""
    if (quiet_from is None) != (quiet_until is None):
        raise Refused(_("Give both the hour from which and the hour until which we must be silent, or neither."))
    if quiet_from is not None and quiet_from == quiet_until:
        raise Refused(_("The quiet hours start and end at the same moment. Choose two different hours."))


@dataclass(frozen=True)
class Grant:
    """A role grant, as far as the two-person rule cares."""

    state: str
    account_id: UUID
    asked_by: UUID
    granted_by: UUID | None
    is_powerful: bool


def check_ask(*, asker: UUID, account_id: UUID) -> None:
    """Raises Refused for a role that one asks for oneself."""
    if asker == account_id:
        raise Refused(_("You cannot ask a role for yourself. Ask a colleague who manages the rights."))


def state_after_granting(grant: Grant, granter: UUID) -> str:
    """Where granting leads: in force, or waiting for the second person. Raises Refused for the one who gets the role."""
    _check_open(grant, "asked")
    if granter == grant.account_id:
        raise Refused(_("You cannot grant a role to yourself. Ask a colleague who manages the rights."))
    return "granted" if grant.is_powerful else "active"


def check_confirm(grant: Grant, confirmer: UUID) -> None:
    """Raises Refused unless somebody else than the asker, the granter and the one who gets the role confirms."""
    _check_open(grant, "granted")
    if confirmer == grant.account_id:
        raise Refused(_("You cannot confirm your own role. Ask a colleague who manages the rights."))
    if confirmer in (grant.asked_by, grant.granted_by):
        raise Refused(
            _(
                "A second person must confirm this role: it gives a powerful right. Ask a colleague who manages the rights."
            )
        )


def check_refuse(grant: Grant) -> None:
    """Raises Refused for a grant that no longer waits for anybody."""
    if grant.state not in ("asked", "granted"):
        raise Refused(_("This request was already handled. Look at the page again."))


def check_withdraw(grant: Grant) -> None:
    """Raises Refused for a grant that is not in force."""
    _check_open(grant, "active")


def _check_open(grant: Grant, state: str) -> None:
    if grant.state != state:
        raise Refused(_("This request was already handled. Look at the page again."))


RESIDENT: Final = "resident-"
"""How the accounts of residents are named; they sign in with a number or address instead."""


def called(name: str, username: str) -> str:
    """What colleagues read of an account: its name; of a resident, whose name is sealed, the end of its number."""
    if not name and username.startswith(RESIDENT):
        return _("resident %(end)s") % {"end": username[-4:]}
    return name or username
