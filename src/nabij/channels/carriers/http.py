"""A provider that is asked over HTTP, as its settings describe: how a message is written, and what the answer means."""

from __future__ import annotations

import logging
import re
import socket
import string
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, TypeVar
from urllib.parse import quote, urlsplit
from uuid import UUID

import httpx
from django.core.exceptions import ImproperlyConfigured

from nabij.channels import errors
from nabij.channels.drivers import Answer, Channel, Message, RouteDown

NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""What went wrong before the first octet of the message left."""

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(
        logging.WARNING
    )  # httpx logs whole addresses, in which a telephone number may stand

_Account = TypeVar("_Account")
Words = Callable[[Message], Mapping[str, str]]
Body = Literal["json", "form", "query"]


@dataclass(frozen=True, slots=True)
class HttpAccount:
    """A provider with an HTTP interface. Times in seconds.

    `fields` maps a name in the request (dots descend: "messages.0.to") to a text with words in braces. `id_in`, `status_in`
    say where the answer holds its message id and its status: "json:a.0.b", "text:PATTERN" with a group, "header:NAME", or
    "key": our own key, sent along, is the id. `reasons` maps a status, or its beginning, to "ok" or a reason of
    `nabij.channels.errors.Reason`. `idempotency_header`: the provider sends a message with the same key once only.
    """

    url: str
    fields: Mapping[str, str]
    method: str = "POST"
    body: Body = "json"
    headers: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    password: str = field(default="", repr=False)
    id_in: str = ""
    status_in: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    idempotency_header: str = ""
    connections: int = 8
    connect_s: float = 5.0
    answer_s: float = 15.0


class HttpDriver:
    """One provider. `words` gives what may stand in braces besides to, text, key, subject, language, source and password."""

    def __init__(self, channel: Channel, name: str, options: Mapping[str, Any], words: Words) -> None:
        self.channel = channel
        self.name = name
        self._account = known(HttpAccount, options)
        self.window: int = options.get("window", 20)
        self._words = words
        self._check_templates()
        size = self._account.connections
        self._client = httpx.Client(
            timeout=httpx.Timeout(self._account.answer_s, connect=self._account.connect_s),
            limits=httpx.Limits(max_connections=size, max_keepalive_connections=size),
            follow_redirects=False,
            trust_env=False,
        )
        self._threads = ThreadPoolExecutor(size, thread_name_prefix=f"http-{name}")

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """One barrier: `connections` messages under way at a time. RouteDown when not one of them could leave."""
        answers = list(self._threads.map(self._send_one, window))
        if answers and all(answer.error == "route.lost" for answer in answers):
            raise RouteDown(f"The provider {self.name} cannot be reached.")
        return answers

    def probe(self) -> None:
        """Whether the provider's machine takes connections; it is asked nothing. Raises RouteDown."""
        parts = urlsplit(self._account.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            socket.create_connection((parts.hostname or "", port), timeout=self._account.connect_s).close()
        except OSError as error:
            raise RouteDown(f"The provider {self.name} cannot be reached.") from error

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._client.close()

    def _check_templates(self) -> None:
        """Raises ImproperlyConfigured for words in braces that no message has."""
        account, known = self._account, self._words_of(Message(UUID(int=0), "+32", "x"))
        templates = [account.url, *account.fields.values(), *account.headers.values()]
        try:
            unknown = sorted(set().union(*map(words_in, templates)) - known.keys())
        except ValueError as error:
            raise ImproperlyConfigured(f"The route {self.name!r} has a brace that nobody closes: {error}.") from None
        inside = [name for name in account.fields if any(name.startswith(f"{other}.") for other in account.fields)]
        if account.body == "json" and inside:
            raise ImproperlyConfigured(f"The route {self.name!r} writes {inside[0]!r} inside another field.")
        if unknown:
            raise ImproperlyConfigured(
                f"The route {self.name!r} asks for {{{unknown[0]}}}; there is {', '.join(sorted(known))}."
            )

    def _words_of(self, message: Message) -> dict[str, str]:
        account = self._account
        return {
            "to": message.to, "text": message.text, "subject": message.subject, "language": message.language,
            "key": str(message.key), "source": account.source, "password": account.password, **self._words(message),
        }  # fmt: skip

    def _send_one(self, message: Message) -> Answer:
        try:
            request = self._request(message)
        except (ValueError, httpx.InvalidURL):
            return failed(message, "message.malformed", self.name)
        tries = 2 if self._account.idempotency_header else 1
        for _attempt in range(tries):
            try:
                return self._read(message, self._client.send(request))
            except NEVER_LEFT:
                return failed(message, "route.lost", self.name)
            except (httpx.HTTPError, OSError):
                continue
        return Answer(message.key, "in_doubt", provider=self.name)

    def _request(self, message: Message) -> httpx.Request:
        account = self._account
        words = self._words_of(message)
        filled = {name: template.format_map(words) for name, template in account.fields.items()}
        headers = {name: template.format_map(words) for name, template in account.headers.items()}
        if account.idempotency_header:
            headers[account.idempotency_header] = str(message.key)
        url = account.url.format_map({name: quote(word, safe="") for name, word in words.items()})
        if account.body == "json":
            return self._client.build_request(account.method, url, json=nested(filled), headers=headers)
        if account.body == "form":
            return self._client.build_request(account.method, url, data=filled, headers=headers)
        return self._client.build_request(account.method, url, params=filled, headers=headers)

    def _read(self, message: Message, answer: httpx.Response) -> Answer:
        account = self._account
        status = picked(answer, account.status_in) if account.status_in else ""
        reason = reason_of(status, account.reasons)
        if reason and reason != "ok":
            return failed(message, f"gateway.{reason}.{_code_word(status)}".rstrip("."), self.name)
        if not answer.is_success:
            return by_status(message, answer.status_code, "http", self.name)
        if status and not reason and account.reasons:
            return Answer(message.key, "in_doubt", error="gateway.unknown", provider=self.name)
        message_id = str(message.key) if account.id_in == "key" else picked(answer, account.id_in)
        return Answer(message.key, "handed_over", message_id[:120], provider=self.name)


def known(account: Callable[..., _Account], options: Mapping[str, Any]) -> _Account:
    """The dataclass `account` with those of the options that it knows; the rest are for the route or its callbacks."""
    names = {one.name for one in fields(account)}  # type: ignore[arg-type]
    return account(**{key: value for key, value in options.items() if key in names})


def failed(message: Message, code: str, provider: str) -> Answer:
    """The answer that `code` means."""
    failure = errors.failure(code)
    return Answer(message.key, failure.state, error=failure.code, provider=provider)


def by_status(message: Message, status: int, family: str, provider: str) -> Answer:
    """The answer that an HTTP status means. A gateway that itself had no answer leaves us in doubt."""
    if status in (502, 504):
        return Answer(message.key, "in_doubt", error=f"{family}.{status}", provider=provider)
    return failed(message, f"{family}.{status}", provider)


def reason_of(status: str, reasons: Mapping[str, str]) -> str:
    """What the settings say of a status: the longest row that begins it, empty for none."""
    beginnings = [known for known in reasons if status.startswith(known)]
    return reasons[max(beginnings, key=len)] if status and beginnings else ""


def picked(answer: httpx.Response, where: str) -> str:
    """What stands in the answer at `where`; empty where it is not there."""
    kind, _colon, place = where.partition(":")
    match kind:
        case "header":
            return str(answer.headers.get(place, ""))
        case "text":
            found = re.search(place, answer.text)
            return (found.group(1) if found.groups() else found.group(0)) if found else ""
        case "json":
            try:
                return at_path(answer.json(), place)
            except ValueError:
                return ""
        case _:
            return ""


def at_path(content: Any, path: str) -> str:
    """The scalar at "a.0.b" in parsed JSON, as text; empty where there is none."""
    for step in path.split("."):
        try:
            content = content[int(step)] if isinstance(content, list) else content[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return ""
    return str(content) if isinstance(content, str | int | float) else ""


def nested(flat: Mapping[str, str]) -> Any:
    """Names with dots as objects in objects; a step that is a number makes a list, in the order of the rows."""
    tree: Any = {}
    for name, value in flat.items():
        *steps, last = name.split(".")
        place = tree
        for step in steps:
            place = place.setdefault(step, {})
        place[last] = value
    return _with_lists(tree)


def _with_lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    if tree and all(step.isdigit() for step in tree):
        return [_with_lists(tree[step]) for step in sorted(tree, key=int)]
    return {step: _with_lists(value) for step, value in tree.items()}


def words_in(template: str) -> set[str]:
    """The words in braces of a template. Raises ValueError for one that is not well written."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name is not None}


def _code_word(status: str) -> str:
    """A provider's status as it may stand in an error code: short, and never a telephone number or address."""
    word = re.sub(r"[^A-Za-z_-]+", "_", status)[:20].strip("_").lower() if re.search(r"\d{7}|@", status) else status
    return re.sub(r"[^A-Za-z0-9_-]+", "_", word)[:30].strip("_").lower()
