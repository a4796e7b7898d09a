"""Signed messages to systems of organisations: a school, a company, another control room."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from nabij.channels import guard
from nabij.channels.carriers.http import NEVER_LEFT, by_status, failed, known
from nabij.channels.drivers import Answer, Message

SECRET_PREFIX: Final = "whsec_"


@dataclass(frozen=True, slots=True)
class WebhookRules:
    """How systems of others are reached. `allow_private`: also inside our own network, and without TLS. Times in seconds."""

    allow_private: bool = False
    connections: int = 8
    connect_s: float = 5.0
    answer_s: float = 10.0


class Caller:
    """Posts signed content to systems of others, at the address that was looked at and nowhere else."""

    def __init__(self, rules: WebhookRules) -> None:
        self._rules = rules
        self._client = httpx.Client(
            timeout=httpx.Timeout(rules.answer_s, connect=rules.connect_s), follow_redirects=False, trust_env=False
        )

    def post(self, value: str, call_id: str, content: bytes) -> httpx.Response:
        """`value` is a contact point: JSON with `url` and `secret`. Raises guard.NotPublic for a system inside our own network,
        ValueError for a value that names none, httpx.HTTPError and OSError for one that is away.
        """
        answer = self._client.send(self._request(_receiver(value), call_id, content), stream=True)
        answer.close()  # what a stranger goes on to say is neither read nor waited for
        return answer

    def close(self) -> None:
        self._client.close()

    def _request(self, receiver: _Receiver, call_id: str, content: bytes) -> httpx.Request:
        """To the address that the name has now, under the name itself: what was looked at is what is connected to."""
        parts = urlsplit(receiver.url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
            raise ValueError("This is no address of a system.")
        if parts.scheme == "http" and not self._rules.allow_private:
            raise guard.NotPublic("Without TLS messages stay inside.")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = guard.resolve(parts.hostname, port, allow_private=self._rules.allow_private)
        url = httpx.URL(receiver.url).copy_with(host=address, port=port)
        headers = {"Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "Nabij"}
        headers |= signature(receiver.secret, call_id, int(time.time()), content)
        return self._client.build_request(
            "POST", url, content=content, headers=headers, extensions={"sni_hostname": parts.hostname}
        )


class WebhookDriver:
    """Every receiver has an address and a secret of its own, so none of them can take the route down for another."""

    channel = "webhook"

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        self.name = name
        self.window: int = options.get("window", 20)
        rules = known(WebhookRules, options)
        self._caller = Caller(rules)
        self._threads = ThreadPoolExecutor(rules.connections, thread_name_prefix="webhook")

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """One barrier: every receiver has its own answer."""
        return list(self._threads.map(self._send_one, window))

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._caller.close()

    def _send_one(self, message: Message) -> Answer:
        try:
            answer = self._caller.post(message.to, str(message.key), body(message))
        except guard.NotPublic:
            return failed(message, "webhook.private", self.name)
        except (ValueError, httpx.InvalidURL):
            return failed(message, "message.malformed", self.name)
        except (socket.gaierror, *NEVER_LEFT):
            return failed(message, "route.lost", self.name)
        except (httpx.HTTPError, OSError):
            return Answer(message.key, "in_doubt", provider=self.name)
        if answer.is_success:
            return Answer(message.key, "handed_over", str(message.key), provider=self.name)
        return by_status(message, answer.status_code, "webhook", self.name)


@dataclass(frozen=True, slots=True)
class _Receiver:
    url: str
    secret: str = field(repr=False)


def body(message: Message) -> bytes:
    """What the receiver reads; `id` stays the same however often it comes."""
    content = {
        "id": str(message.key), "type": "nabij.message", "language": message.language,
        "subject": message.subject, "text": message.text,
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, message_id: str, timestamp: int, content: bytes) -> dict[str, str]:
    """The three headers by which a receiver knows that we sent `content`, and when (Standard Webhooks 1.0).

    Raises ValueError for a secret that is not base64.
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    signed = f"{message_id}.{timestamp}.".encode() + content
    mark = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{mark}"}


def _receiver(value: str) -> _Receiver:
    try:
        given = json.loads(value)
        return _Receiver(str(given["url"]), str(given["secret"]))
    except (KeyError, TypeError) as error:
        raise ValueError("This contact point names no system.") from error
