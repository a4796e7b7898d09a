"""Notifications to browsers: Web Push (RFC 8030), encrypted for each of them (RFC 8291), signed with our key (RFC 8292)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import socket
import threading
import time
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from py_vapid import Vapid02

from nabij.channels import guard
from nabij.channels.carriers.ece import SenderKey
from nabij.channels.carriers.http import by_status, failed, known
from nabij.channels.drivers import Answer, Message, RouteDown

TOKEN_LIVES_S: Final = 12 * 3600
"""RFC 8292, section 2: at most 24 hours."""
RENEWED_BEFORE_S: Final = 1800
MOST_BYTES: Final = 3000
"""Of what the notification says; a push service takes 4,096 with encryption around it (RFC 8030, 7.2)."""

SERVICES: Final = ("googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com")
"""Of Chrome and what is built on it, Firefox, Safari and Edge."""

HEARD_OUT_S: Final = 1.0
MOST_HEARD: Final = 16_384
"""Of an answer, in bytes. Who says more gets a new connection next time."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PushAccount:
    """How we come before the push services. `contact`: a mailto: or https: address for their operators; `url`: what a tap opens.

    `services`: whose notifications we carry (ends of host names; none: anybody's): who gives us an address may let us wait.
    `ttl_s`: how long a push service keeps what it cannot deliver, where the message itself does not say.
    """

    contact: str = ""
    url: str = "/"
    title: str = ""
    services: Sequence[str] = SERVICES
    ttl_s: int = 4 * 3600
    connections: int = 64
    connect_s: float = 5.0
    answer_s: float = 15.0
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class _Subscription:
    endpoint: str = field(repr=False)
    origin: str
    public_key: bytes = field(repr=False)
    auth: bytes = field(repr=False)


class PushDriver:
    """All push services at once. A subscription that is gone has an error that ends the contact point; nothing else does."""

    channel = "push"

    def __init__(self, name: str, options: Mapping[str, Any], *, vapid_key: str) -> None:
        self.name = name
        self.window: int = options.get("window", 200)
        self._account = known(PushAccount, options)
        self._tokens = Tokens(vapid_key, self._account.contact)
        self._reached: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="push", daemon=True)
        self._thread.start()
        self._session = self._call(self._open())

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """One barrier. RouteDown when not one of the messages could leave to services that we reached before.

        One that never answered is the affair of who gave it to us, and takes the route down for nobody.
        """
        answers = self._call(self._send(window))
        if answers and all(answer.error == "route.lost" for answer in answers):
            raise RouteDown("No push service can be reached.")
        return answers

    def close(self) -> None:
        if self._loop.is_closed():
            return
        self._call(self._session.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> aiohttp.ClientSession:
        account = self._account
        connector = aiohttp.TCPConnector(
            limit=account.connections, resolver=_Guarded(account.allow_private), ttl_dns_cache=300, keepalive_timeout=60
        )
        self._free = asyncio.Semaphore(account.connections)
        limits = aiohttp.ClientTimeout(
            total=account.connect_s + account.answer_s, sock_connect=account.connect_s, sock_read=account.answer_s
        )
        return aiohttp.ClientSession(connector=connector, timeout=limits, cookie_jar=aiohttp.DummyCookieJar())

    async def _send(self, window: Sequence[Message]) -> list[Answer]:
        return list(await asyncio.gather(*map(self._send_one, window)))

    async def _send_one(self, message: Message) -> Answer:
        try:
            subscription = _subscription(message.to, self._account)
            content = payload(message, self._account)
            octets = SenderKey.fresh().encrypt(content, to=subscription.public_key, auth=subscription.auth)
        except guard.NotPublic:
            return failed(message, "push.private", self.name)
        except ValueError:
            return failed(message, "message.malformed", self.name)
        try:
            return await self._post(message, subscription, octets)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            was_there = subscription.origin in self._reached
            return failed(message, "route.lost" if was_there else "push.away", self.name)
        except guard.NotPublic:
            return failed(message, "push.private", self.name)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Answer(message.key, "in_doubt", provider=self.name)

    async def _post(self, message: Message, to: _Subscription, octets: bytes) -> Answer:
        headers = {"TTL": str(self._account.ttl_s), **message.headers}
        headers |= {
            "Authorization": self._tokens.authorization(to.origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }
        async with (
            self._free,
            self._session.post(to.endpoint, data=octets, headers=headers, allow_redirects=False) as answer,
        ):
            self._reached.add(to.origin)
            await _heard_out(answer)
            if answer.status in (200, 201, 202, 204):
                return Answer(message.key, "handed_over", answer.headers.get("Location", "")[-120:], provider=self.name)
            return by_status(message, answer.status, "push", self.name)


async def _heard_out(answer: aiohttp.ClientResponse) -> None:
    """The rest of an answer that counted already: only a connection that was read to the end carries the next message."""
    with suppress(asyncio.IncompleteReadError, aiohttp.ClientError, TimeoutError, OSError):
        async with asyncio.timeout(HEARD_OUT_S):
            await answer.content.readexactly(MOST_HEARD)


class Tokens:
    """Who we are, proven to each push service: made once and used until shortly before it ends."""

    def __init__(self, vapid_key: str, contact: str) -> None:
        self._vapid = Vapid02.from_raw(vapid_key.encode())
        self._contact = contact
        self._made: dict[str, tuple[str, float]] = {}

    def authorization(self, origin: str) -> str:
        """The header for the push service at `origin`, such as https://fcm.googleapis.com."""
        token, until = self._made.get(origin, ("", 0.0))
        if time.time() < until - RENEWED_BEFORE_S:
            return token
        until = time.time() + TOKEN_LIVES_S
        token = str(self._vapid.sign({"aud": origin, "exp": int(until), "sub": self._contact})["Authorization"])
        self._made[origin] = (token, until)
        return token


class _Guarded(AbstractResolver):
    """Names become addresses of the open internet, or nothing."""

    def __init__(self, allow_private: bool) -> None:
        self._inner = aiohttp.ThreadedResolver()
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        guard.checked([one["host"] for one in found], allow_private=self._allow_private)
        return found

    async def close(self) -> None:
        await self._inner.close()


def payload(message: Message, account: PushAccount) -> bytes:
    """What the service worker shows (`sw.js` reads it); a text that is too long ends in an ellipsis."""
    content = {
        "title": message.subject or account.title, "body": "", "lang": message.language,
        "tag": str(message.key), "url": account.url,
    }  # fmt: skip
    left = MOST_BYTES - len(_written(content))
    text = message.text
    while len(_written({"body": text})) > left:
        text = f"{text[: int(len(text) * 0.9) - 1].rstrip()}…"
    return _written(content | {"body": text})


def _written(content: Mapping[str, str]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _subscription(value: str, account: PushAccount) -> _Subscription:
    try:
        given = json.loads(value)
        endpoint, keys = str(given["endpoint"]), given["keys"]
        point, auth = _unpacked(keys["p256dh"]), _unpacked(keys["auth"])
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError("This contact point holds no subscription.") from error
    parts = urlsplit(endpoint)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("This subscription names no push service.")
    if not account.allow_private and not _is_carried(parts.scheme, parts.hostname, account.services):
        raise guard.NotPublic("This is no push service that we know.")
    return _Subscription(endpoint, f"{parts.scheme}://{parts.netloc}", point, auth)


def _is_carried(scheme: str, host: str, services: Sequence[str]) -> bool:
    """Whether this host may be a push service; what its name leads to is looked at when it is connected to."""
    literal = ":" in host or host.replace(".", "").isdigit()
    known = any(host == end or host.endswith(f".{end}") for end in services) or not services
    return scheme == "https" and known and (not literal or guard.is_public(host))


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
