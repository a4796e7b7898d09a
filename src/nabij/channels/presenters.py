"""Words and signs for the page of telephones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nabij.channels.queries import ShownMessage, Telephone
from nabij.people.demo import demo_codes
from nabij.people.roles import roles

KINDS: Final[Mapping[str, tuple[str, Promise]]] = {
    "sms": ("message-square", _("text message")),
    "voice": ("phone", _("call")),
    "email": ("mail", _("e-mail")),
    "push": ("bell", _("notification")),
    "webhook": ("link", _("message to a system")),
}

CODE_COLUMNS: Final = (_("Role"), _("User name"), _("Password"), _("Code"))


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as drawn."""

    icon: str
    kind: Promise
    subject: str
    text: str
    sent_at: datetime
    arrived: bool


@dataclass(frozen=True, slots=True)
class Handset:
    """One telephone as drawn; `is_mailbox` draws a letter box instead."""

    owner: str
    is_mailbox: bool
    bubbles: Sequence[Bubble]


def shown(telephone: Telephone) -> Handset:
    return Handset(telephone.owner, "@" in telephone.owner, [_bubble(message) for message in telephone.messages])


def staff_codes(language: str | None) -> list[tuple[str, str, str, str]]:
    """(role, user name, password, code of this half minute) of each account of the demo."""
    return [
        (roles()[role].label(language or ""), username, password, code)
        for role, username, password, code, _left_s in demo_codes()
    ]


def _bubble(message: ShownMessage) -> Bubble:
    icon, kind = KINDS[message.channel]
    return Bubble(icon, kind, message.subject, message.text, message.sent_at, message.state == "delivered")
