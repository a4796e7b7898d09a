"""What an error of a provider means for the message, the contact and the route. Tables as data; the code is the key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nabij.channels.drivers import AnswerState

ROUTE_DOWN: Final = "route.down"
NO_CONTACT: Final = "contact.none"
"""The code of a message to somebody whom we cannot reach: no number or address, or they stopped our messages."""


class Policy(StrEnum):
    """What to do next: send again later, give this message up, or send nothing more to this contact."""

    RETRY = "retry"
    GIVE_UP = "give_up"
    STOP_CONTACT = "stop_contact"


class Reason(StrEnum):
    """Why, in the words of `SENTENCES`."""

    BUSY = "busy"
    ROUTE = "route"
    NO_SUCH_CONTACT = "no_such_contact"
    UNREACHABLE = "unreachable"
    FULL = "full"
    MESSAGE = "message"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


SENTENCES: Final[Mapping[Reason, Promise]] = {
    Reason.BUSY: _("The provider is busy. The message goes again by itself."),
    Reason.ROUTE: _("The provider does not accept our account. An administrator must look at this route."),
    Reason.NO_SUCH_CONTACT: _("This number or address does not exist. Ask the person for another one."),
    Reason.UNREACHABLE: _("The telephone or mailbox could not be reached in time."),
    Reason.FULL: _("The mailbox of this person is full."),
    Reason.MESSAGE: _("The provider does not accept the message in this form. Report this to the administrator."),
    Reason.BLOCKED: _("The provider refuses messages from us to this person."),
    Reason.UNKNOWN: _("The provider gave an error that we do not know."),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """An error code with its policy and reason."""

    code: str
    policy: Policy
    reason: Reason

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.reason])

    @property
    def state(self) -> AnswerState:
        return "failed_now" if self.policy is Policy.RETRY else "failed_for_good"


_Row = tuple[Policy, Reason]
_BUSY: Final[_Row] = (Policy.RETRY, Reason.BUSY)
_ROUTE: Final[_Row] = (Policy.RETRY, Reason.ROUTE)
_GONE: Final[_Row] = (Policy.STOP_CONTACT, Reason.NO_SUCH_CONTACT)
_LATE: Final[_Row] = (Policy.GIVE_UP, Reason.UNREACHABLE)
_AWAY: Final[_Row] = (Policy.RETRY, Reason.UNREACHABLE)
_FULL: Final[_Row] = (Policy.GIVE_UP, Reason.FULL)
_FORM: Final[_Row] = (Policy.GIVE_UP, Reason.MESSAGE)
_BLOCKED: Final[_Row] = (Policy.GIVE_UP, Reason.BLOCKED)
_UNKNOWN_NOW: Final[_Row] = (Policy.RETRY, Reason.UNKNOWN)
_UNKNOWN_FOR_GOOD: Final[_Row] = (Policy.GIVE_UP, Reason.UNKNOWN)

SMPP: Final[Mapping[int, _Row]] = {
    **dict.fromkeys((0x04, 0x05, 0x0D, 0x0E, 0x0F, 0x53), _ROUTE),
    **dict.fromkeys((0x08, 0x14, 0x45, 0x58, 0x64), _BUSY),
    **dict.fromkeys((0x0B, 0x50, 0x51), _GONE),
    **dict.fromkeys((0x01, 0x02, 0x03, 0x06, 0x07, 0x15, 0x40, 0x43, 0x54, 0x61, 0x62, 0x63), _FORM),
    **dict.fromkeys((0x0A, 0x48, 0x49, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4), _FORM),
    **dict.fromkeys((0x65, 0x66), _BLOCKED),
    0xFE: _LATE,
    0xFF: _UNKNOWN_NOW,
}
"""`command_status` of SMPP 3.4 (5.1.3). What is not here is a provider's own: tried again, within the bounds of the alert."""

SMTP: Final[Mapping[str, _Row]] = {
    "421": _BUSY,
    "450": _BUSY,
    "451": _BUSY,
    "452": _BUSY,
    "454": _ROUTE,
    "530": _ROUTE,
    "534": _ROUTE,
    "535": _ROUTE,
    "550": _GONE,
    "551": _GONE,
    "552": _FULL,
    "553": _GONE,
    "554": _BLOCKED,
    "556": _GONE,
    "550.5.1.1": _GONE,
    "550.5.2.1": _GONE,
    "550.5.2.2": _FULL,
    "550.5.3.4": _FORM,
    "550.5.6": _FORM,
    "550.5.7": _BLOCKED,
    "552.5.2.2": _FULL,
    "552.5.3.4": _FORM,
    "554.5.1": _GONE,
    "554.5.7": _BLOCKED,
    "4": _BUSY,
    "5": _UNKNOWN_FOR_GOOD,
}
"""Replies of RFC 5321 with the enhanced codes of RFC 3463. The longest row that begins the code decides."""

RECEIPTS: Final[Mapping[str, _Row]] = {
    "receipt.expired": _LATE,
    "receipt.undeliv": _LATE,
    "receipt.deleted": _BLOCKED,
    "receipt.rejectd": _BLOCKED,
    "receipt.unknown": _UNKNOWN_FOR_GOOD,
}

HTTP: Final[Mapping[str, _Row]] = {
    **dict.fromkeys(("1", "3", "401", "402", "403", "404", "405", "407"), _ROUTE),
    **dict.fromkeys(("408", "409", "421", "423", "425", "429", "5"), _BUSY),
    **dict.fromkeys(("400", "406", "411", "412", "413", "414", "415", "422", "431"), _FORM),
    "451": _BLOCKED,
    "4": _UNKNOWN_FOR_GOOD,
}
"""Status codes of RFC 9110 at a gateway whose address and account are ours: 404 is our mistake, not the recipient's."""

PUSH: Final[Mapping[str, _Row]] = {**HTTP, "404": _GONE, "410": _GONE, "private": _BLOCKED, "away": _AWAY}
"""RFC 8030, 7.3: a subscription that is gone answers 404 or 410, and nothing else ends it."""

WEBHOOK: Final[Mapping[str, _Row]] = {
    **HTTP,
    **dict.fromkeys(("3", "401", "402", "403", "405", "407"), _BLOCKED),
    "404": _LATE,
    "410": _GONE,
    "private": _BLOCKED,
}
"""Status codes of somebody else's system: what it refuses is its own affair; 410 asks us to stop."""

REASONS: Final[Mapping[Reason, _Row]] = {
    Reason.BUSY: _BUSY,
    Reason.ROUTE: _ROUTE,
    Reason.NO_SUCH_CONTACT: _GONE,
    Reason.UNREACHABLE: _LATE,
    Reason.FULL: _FULL,
    Reason.MESSAGE: _FORM,
    Reason.BLOCKED: _BLOCKED,
    Reason.UNKNOWN: _UNKNOWN_FOR_GOOD,
}
"""What the settings of a gateway call its own codes: "gateway.no_such_contact.1202"."""

OURS: Final[Mapping[str, _Row]] = {
    ROUTE_DOWN: _BUSY,
    "route.lost": _BUSY,
    "message.malformed": _FORM,
    NO_CONTACT: _GONE,
}

_BY_STATUS: Final = {"http": HTTP, "push": PUSH, "webhook": WEBHOOK}

_ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


def smpp_code(status: int) -> str:
    """The code of an SMPP command status: "smpp.0b"."""
    return f"smpp.{status:02x}"


def smtp_code(reply: int, text: str) -> str:
    """The code of an SMTP reply, with its enhanced code when the text has one: "smtp.550.5.1.1"."""
    enhanced = _ENHANCED.match(text)
    return f"smtp.{reply}.{enhanced.group(1)}" if enhanced else f"smtp.{reply}"


def failure(code: str) -> Failure:
    """What `code` means. A code that nobody knows is tried again, within the bounds of the alert."""
    family, _dot, rest = code.partition(".")
    match family:
        case "smpp":
            row = SMPP.get(_hex(rest), _UNKNOWN_NOW)
        case "smtp":
            row = _longest(SMTP, rest)
        case "http" | "push" | "webhook":
            row = _longest(_BY_STATUS[family], rest)
        case "gateway":
            row = REASONS.get(_reason(rest), _UNKNOWN_NOW)
        case _:
            row = _longest({**RECEIPTS, **OURS}, code)
    return Failure(code, *row)


def _reason(text: str) -> Reason:
    word = text.partition(".")[0]
    return Reason(word) if word in set(Reason) else Reason.UNKNOWN


def _hex(text: str) -> int:
    return int(text, 16) if re.fullmatch(r"[0-9a-f]{1,8}", text) else -1


def _longest(table: Mapping[str, _Row], code: str) -> _Row:
    beginnings = [key for key in table if code.startswith(key)]
    return table[max(beginnings, key=len)] if beginnings else _UNKNOWN_NOW
