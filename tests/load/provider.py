"""An SMS centre of another make (`smpp34`), in a process of its own, that journals what it received: `... --journal PATH`.

Reads orders on stdin, one JSON a line: {"slow_s": 2}, {"refuse": true}, {"lie": true}, {"receipts": true}; each says how it
behaves from then on, and is acknowledged. A line of the journal: number of the message, telephone, `taken` or `refused`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
import threading
from collections import deque
from typing import Any, Final

import smpp34

BUSY: Final = 0x58
OPEN_RECEIPTS: Final = 200


class Centre:
    """Accepts, refuses, dawdles or lies, as it was told."""

    def __init__(self, port: int, journal: str) -> None:
        self.port = port
        self.journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self.mood: dict[str, Any] = {}
        self.seen = 0
        self.esmes: dict[str, Any] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.owed: deque[tuple[str, int]] = deque()

    async def run(self) -> None:
        server = smpp34.Server("127.0.0.1", self.port, system_id="centre", inbound_capacity=500_000)
        await server.start()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop,), daemon=True).start()
        for _ in range(OPEN_RECEIPTS):
            self.start(self._send_receipts())
        print(json.dumps({"ready": self.port}), flush=True)
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.esmes[event.session_id] = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                self._submitted(event)
            else:
                self.esmes.pop(event.session_id, None)

    def start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(self._follow, json.loads(line))

    def _follow(self, order: dict[str, Any]) -> None:
        self.mood = order
        print(json.dumps({"mood": order}), flush=True)

    def _submitted(self, event: Any) -> None:
        self.seen += 1
        number, to, mood = self.seen, event.destination_addr, self.mood
        if mood.get("refuse"):
            self._write(number, to, "refused")
            event.reject(BUSY)
        elif mood.get("slow_s"):
            self.start(self._slowly(event, number, mood["slow_s"]))
        elif mood.get("lie"):
            self.start(self._lying(event, number, to))
        else:
            self._take(event, number, to)

    def _take(self, event: Any, number: int, to: str) -> None:
        self._write(number, to, "taken")
        event.accept(str(number))
        if self.mood.get("receipts"):
            self.owed.append((to, number))

    async def _slowly(self, event: Any, number: int, slow_s: float) -> None:
        await asyncio.sleep(slow_s)
        with contextlib.suppress(smpp34.SmppError):
            self._take(event, number, event.destination_addr)

    async def _lying(self, event: Any, number: int, to: str) -> None:
        """The receipt first and again afterwards; for each tenth, one about a message that was never ours as well."""
        await self._receipt(to, number)
        self._write(number, to, "taken")
        event.accept(str(number))
        await self._receipt(to, number)
        if number % 10 == 0:
            await self._receipt("32499999999", 900_000_000 + number)

    async def _send_receipts(self) -> None:
        while True:
            if not self.owed:
                await asyncio.sleep(0.01)
                continue
            await self._receipt(*self.owed.popleft())

    async def _receipt(self, about: str, number: int) -> None:
        body = f"id:{number} sub:001 dlvrd:001 stat:DELIVRD err:000 text:".encode()
        while True:
            esme = next(iter(self.esmes.values()), None)
            if esme is not None:
                with contextlib.suppress(smpp34.SmppError):
                    answer = await esme.deliver_sm("8850", body, source_addr=about, esm_class=4)
                    if answer.is_success:
                        return
            await asyncio.sleep(0.05)

    def _write(self, number: int, to: str, what: str) -> None:
        os.write(self.journal, f"{number} {to} {what}\n".encode())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", required=True)
    options = parser.parse_args()
    asyncio.run(Centre(options.port, options.journal).run())


if __name__ == "__main__":
    main()
