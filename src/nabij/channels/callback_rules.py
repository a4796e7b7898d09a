"""What an HTTP provider tells later: receipts, keys that people press in a call, and texts that they send. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from django.http import QueryDict

from nabij.channels.carriers.http import at_path, reason_of
from nabij.channels.drivers import Receipt, ReceiptState
from nabij.channels.smpp.receipts import InboundText
from nabij.channels.spoken import HEARD, NO_MORE

MOST_BYTES: Final = 1_000_000
MOST_ROWS: Final = 5_000
IGNORED: Final = "ignore"
STATES: Final[Mapping[str, ReceiptState]] = {
    "on_its_way": "on_its_way", "delivered": "delivered", "not_delivered": "not_delivered",
}  # fmt: skip

Told = Receipt | InboundText


class Unreadable(Exception):
    """What came cannot be understood; the sentence is for the provider's log and so for who set this up."""


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """The table `callback` of a route: how its provider proves itself, and where it writes what.

    `token` comes back as bearer, in the header X-Nabij-Token or as `token` in the address; or `secret` signs the body
    (HMAC-SHA256, hexadecimal) in `signature_header`. The rest are places in what comes: "a.0.b" in JSON, a name elsewhere.
    `about` is the telephone that a receipt or key press is about, `press` the key; `text`, `sender`, `sent_to` are those of a
    text that somebody sends. `states` maps a state, or its beginning, to on_its_way, delivered, not_delivered or ignore.
    A `body` of "mail" is a whole mail as a mail server got it, with the address it came to as `recipient` in the address.
    """

    token: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    signature_header: str = "X-Signature"
    body: Literal["json", "form", "query", "mail"] = "json"
    many_in: str = ""
    id: str = "id"
    state: str = "state"
    states: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    about: str = ""
    press: str = ""
    text: str = ""
    sender: str = ""
    sent_to: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """What came: the body, the query of the address, and headers."""

    content: bytes
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """What a call says; `no_calls`: numbers of people who pressed the key for no more calls."""

    rows: Sequence[Told]
    no_calls: Sequence[str] = field(default=(), repr=False)


def is_proven(rules: CallbackRules, call: Call) -> bool:
    """Whether the provider itself calls: by the token we share, or by its signature. Neither configured: never."""
    if rules.secret:
        signed = call.content or call.query.encode()
        wanted = hmac.new(rules.secret.encode(), signed, hashlib.sha256).hexdigest()
        given = call.headers.get(rules.signature_header, "").removeprefix("sha256=").lower()
        return hmac.compare_digest(wanted.encode(), given.encode())
    bearer = call.headers.get("Authorization", "").removeprefix("Bearer ")
    given = bearer or call.headers.get("X-Nabij-Token", "") or QueryDict(call.query).get("token", "")
    return bool(rules.token) and hmac.compare_digest(rules.token.encode(), str(given).encode())


def read(rules: CallbackRules, call: Call) -> Read:
    """What the call says. Raises Unreadable for anything that cannot be understood: then nothing of it is."""
    if len(call.content) > MOST_BYTES:
        raise Unreadable("This is more than a megabyte. Send fewer receipts at a time.")
    told = [_row(rules, one) for one in _many(rules, _content(rules, call))]
    rows = [row for row, _number in told if row is not None]
    return Read(rows, [number for _row, number in told if number])


def _content(rules: CallbackRules, call: Call) -> Any:
    if rules.body == "json":
        try:
            return json.loads(call.content)
        except (ValueError, RecursionError):
            raise Unreadable("The body is no JSON.") from None
    try:
        written = call.content.decode() if rules.body == "form" else call.query
        return QueryDict(written).dict()
    except (UnicodeDecodeError, ValueError):
        raise Unreadable("The body is no form in UTF-8.") from None


def _many(rules: CallbackRules, content: Any) -> Sequence[Any]:
    for step in rules.many_in.split(".") if rules.many_in else ():
        content = content.get(step) if isinstance(content, dict) else None
    many = content if isinstance(content, list) else [content]
    if not many or len(many) > MOST_ROWS or not all(isinstance(one, dict) for one in many):
        raise Unreadable(f"The body is not an object, or a list of 1 to {MOST_ROWS} of them.")
    return many


def _row(rules: CallbackRules, one: Mapping[str, Any]) -> tuple[Told | None, str]:
    about = _number(_at(one, rules.about))
    if rules.text and (text := _at(one, rules.text)):
        return InboundText(_number(_at(one, rules.sender)), _number(_at(one, rules.sent_to)), text), ""
    message_id = _at(one, rules.id)
    if not message_id or len(message_id) > 120:
        raise Unreadable(
            f"Nothing of 1 to 120 characters stands at {rules.id!r}: that is where the message id belongs."
        )
    press = _at(one, rules.press)
    if press in (HEARD, NO_MORE):
        return Receipt(message_id, "delivered", about=about), about if press == NO_MORE else ""
    return _receipt(rules, one, message_id, about), ""


def _receipt(rules: CallbackRules, one: Mapping[str, Any], message_id: str, about: str) -> Receipt | None:
    word = _at(one, rules.state)
    meaning = reason_of(word, rules.states or STATES)
    if meaning == IGNORED:
        return None
    if meaning not in STATES:
        raise Unreadable(f"The settings say nothing of the state {word[:40]!r}.")
    error = _at(one, rules.error)[:30] if meaning == "not_delivered" else ""
    code = f"receipt.undeliv.{error}".rstrip(".") if meaning == "not_delivered" else ""
    return Receipt(message_id, STATES[meaning], code, about)


def _at(one: Mapping[str, Any], path: str) -> str:
    """The value under the whole name, as in a form, or else at the path; without what no text column holds."""
    value = one.get(path) if path else ""
    found = str(value) if isinstance(value, str | int | float) else at_path(one, path) if path else ""
    return found.replace("\0", "").strip()


def _number(written: str) -> str:
    digits = written.removeprefix("+")
    return f"+{digits}" if digits.isdigit() and len(digits) > 6 else written
