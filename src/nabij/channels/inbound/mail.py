"""What mail servers send back: that a mail did not arrive (RFC 3464), or that somebody called it unwanted (RFC 5965). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from typing import Any, Final
from uuid import UUID

from nabij.channels.drivers import ReceiptState
from nabij.channels.verp import key_of

MOST_BYTES: Final = 1_000_000
"""A report says what it has to say before the mail that it returns; the rest is not read."""
BOUNCE_TOKEN: Final = re.compile(r"[\w.=-]+\+[a-z2-7]{36}@[\w.-]+", re.IGNORECASE)
WAY_OUT: Final = re.compile(r"/uitschrijven/([\w-]{20,400})/")
ADDRESSES: Final = (
    "To",
    "X-Original-To",
    "Delivered-To",
    "Envelope-To",
    "X-Envelope-To",
    "Return-Path",
    "Original-Recipient",
)
ACTIONS: Final[dict[str, ReceiptState]] = {
    "failed": "not_delivered", "delivered": "delivered", "relayed": "on_its_way", "expanded": "on_its_way",
}  # fmt: skip
"""RFC 3464, 2.3.3; "delayed" says nothing yet."""
COMPLAINTS: Final = frozenset({"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list", "miscategorized"})
"""Kinds of feedback that say that somebody does not want our mail (RFC 5965, 7.3); others are about signatures, or praise."""
EXPIRED: Final = "receipt.expired"
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY: Final = re.compile(r";\s*(\d{3})\b")
_OF_THE_SENDER: Final = ("5.1.7", "5.1.8")


class NotUnderstood(Exception):
    """A person has to look at it; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What became of the mail with this key. `base` is the address that bounces come to, less the token."""

    key: UUID
    base: str
    state: ReceiptState
    error: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Somebody called a mail of ours unwanted; `token` is that of its way out."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nobody has to do anything: an answer of a machine, a delay, a report about signatures."""


def read(octets: bytes, recipient: str = "") -> Bounce | Complaint | Nothing:
    """What a mail says; `recipient` is the address it came to, if the mail server tells. Raises NotUnderstood."""
    try:
        mail: Message = message_from_bytes(octets[:MOST_BYTES], policy=policy.compat32)
        kind = _report_type(mail)
        if kind == "delivery-status":
            return _bounce(mail, recipient)
        if kind == "feedback-report":
            return _complaint(mail)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotUnderstood(f"This mail is not written as a mail should be ({type(error).__name__}).") from None
    if _is_of_a_machine(mail):
        return Nothing()
    raise NotUnderstood(
        "This mail is neither a report of a mail server nor an answer of a machine. Somebody may have answered us."
    )


def _report_type(mail: Message) -> str:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return ""
    given = mail.get_param("report-type")
    return str(given).lower() if given else _type_by_parts(mail)


def _type_by_parts(mail: Message) -> str:
    """Some servers leave the type out."""
    names = {part.get_content_type() for part in mail.walk()}
    return next((name for name in ("delivery-status", "feedback-report") if f"message/{name}" in names), "")


def _bounce(mail: Message, recipient: str) -> Bounce | Nothing:
    status = _first(mail, "message/delivery-status")
    blocks = [block for block in _blocks(status) if _text(block, "Action")] if status else []
    if not blocks:
        raise NotUnderstood("This report of a mail server does not say what became of the mail.")
    action = _text(blocks[0], "Action").lower()
    if action == "delayed":
        return Nothing()
    if action not in ACTIONS:
        raise NotUnderstood(f"This report of a mail server has the unknown action {action[:40]!r}.")
    key, base = _key(mail, recipient)
    error = _code(_text(blocks[0], "Status"), _text(blocks[0], "Diagnostic-Code")) if action == "failed" else ""
    return Bounce(key, base, ACTIONS[action], error)


def _key(mail: Message, recipient: str) -> tuple[UUID, str]:
    """The mail that this is about. Only an address that we made ourselves counts: anybody can write a report."""
    for written in (recipient, *_addresses(mail)):
        for found in BOUNCE_TOKEN.findall(written):
            key = key_of(found)
            if key is not None:
                name, _at, domain = found.partition("@")
                return key, f"{name.rpartition('+')[0]}@{domain}".lower()
    raise NotUnderstood(
        "This report of a mail server came to no address that we gave to one mail, so nobody knows which it is about."
    )


def _addresses(mail: Message) -> Iterator[str]:
    for part in mail.walk():
        for name in ADDRESSES:
            yield _text(part, name)
        if part.get_content_type() == "text/rfc822-headers":
            yield _content(part)


def _code(status: str, diagnosis: str) -> str:
    """A code of `nabij.channels.errors`. A server that gave up after trying for days did not reach anybody in time."""
    enhanced, reply = _STATUS.search(diagnosis) or _STATUS.search(status), _REPLY.search(diagnosis)
    said = enhanced.group() if enhanced else ""
    if said.startswith("4.") or (reply and reply.group(1).startswith("4")):
        return EXPIRED
    if reply and reply.group(1).startswith("5"):
        return f"smtp.{reply.group(1)}.{said}".rstrip(".")
    known = said.startswith(("5.1.", "5.2.", "5.3.4", "5.6.", "5.7.")) and said not in _OF_THE_SENDER
    return f"smtp.550.{said}" if known else f"smtp.5.{said}".rstrip(".")


def _complaint(mail: Message) -> Complaint | Nothing:
    feedback = _first(mail, "message/feedback-report")
    fields = _blocks(feedback) if feedback else []
    said = next((found for block in fields if (found := _text(block, "Feedback-Type"))), "").lower()
    if not said:
        raise NotUnderstood("This report about a mail does not say what somebody finds of it.")
    if said not in COMPLAINTS:
        return Nothing()
    for part in mail.walk():
        written = _text(part, "List-Unsubscribe") or (_content(part) if "rfc822" in part.get_content_type() else "")
        token = WAY_OUT.search("".join(written.split()))
        if token:
            return Complaint(token.group(1))
    raise NotUnderstood(
        "Somebody called a mail of ours unwanted, but the report does not hold the link by which we know who."
    )


def _is_of_a_machine(mail: Message) -> bool:
    """An answer that a program wrote (RFC 3834), such as one of somebody on holiday."""
    submitted = _text(mail, "Auto-Submitted").lower()
    return submitted not in ("", "no") or _text(mail, "Precedence").lower() in ("bulk", "junk", "auto_reply", "list")


def _first(mail: Message, content_type: str) -> Message | None:
    return next((part for part in mail.walk() if part.get_content_type() == content_type), None)


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a report; as they were parsed, or from the text of a server that encoded them."""
    inside: Any = part.get_payload()
    if isinstance(inside, list):
        parsed = [block for block in inside if isinstance(block, Message)]
        if any(block.keys() for block in parsed):
            return parsed
        inside = "\n\n".join(str(block.get_payload()) for block in parsed)
    return [
        message_from_bytes(block.encode(errors="replace"), policy=policy.compat32)
        for block in _content(part, inside).split("\n\n")
    ]


def _content(part: Message, inside: Any = None) -> str:
    plain = part.get_payload(decode=True) if not part.is_multipart() else None
    if isinstance(plain, bytes):
        return plain.decode("latin-1").replace("\r\n", "\n")
    return str(inside if inside is not None else part.get_payload())


def _text(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())
