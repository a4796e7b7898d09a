"""`web-push-testing` (npm), a push service with its browsers: it checks the key, decrypts, and tells what a browser would see."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Final

import httpx

from nabij.channels.smpp.tests.house import eventually, free_port
from nabij.site.frontend import NODE, SOURCES

PROGRAM: Final = SOURCES / "node_modules" / "web-push-testing" / "src" / "bin" / "server.js"


@dataclass(frozen=True)
class Subscribed:
    """A browser that wants notifications."""

    hash: str
    subscription: str


class PushService:
    """The service, running."""

    def __init__(self) -> None:
        assert PROGRAM.is_file(), f"{PROGRAM} is not here: run make frontend"
        port = free_port()
        self.url = f"http://localhost:{port}"
        self.process = subprocess.Popen(
            [NODE, PROGRAM, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert eventually(self._answers)

    def subscribed(self, application_key: str) -> Subscribed:
        data = self._ask("subscribe", {"userVisibleOnly": "true", "applicationServerKey": application_key})["data"]
        return Subscribed(data["clientHash"], json.dumps({"endpoint": data["endpoint"], "keys": data["keys"]}))

    def expire(self, browser: Subscribed) -> None:
        httpx.post(f"{self.url}/expire-subscription/{browser.hash}").raise_for_status()

    def received(self, browser: Subscribed) -> list[str]:
        """What the browser decrypted."""
        messages: list[str] = self._ask("get-notifications", {"clientHash": browser.hash})["data"]["messages"]
        return messages

    def end(self) -> None:
        self.process.kill()
        self.process.wait()

    def _ask(self, what: str, content: dict[str, str]) -> dict[str, dict]:  # type: ignore[type-arg]
        answer = httpx.post(f"{self.url}/{what}", json=content)
        answer.raise_for_status()
        found: dict[str, dict] = answer.json()  # type: ignore[type-arg]
        return found

    def _answers(self) -> bool:
        try:
            return httpx.post(f"{self.url}/status", timeout=1).is_success
        except httpx.HTTPError:
            return False
