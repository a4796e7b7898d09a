"""An SMS centre in a process of its own, on the server of `smpp34`: tells on stdout what it saw, one JSON a line."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import smpp34


def tell(**seen: Any) -> None:
    sys.stdout.write(json.dumps(seen) + "\n")
    sys.stdout.flush()


class Centre:
    """Accepts messages, answers in decimal or hexadecimal, and sends receipts until they are acknowledged."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.seen = 0
        self.esmes: dict[str, Any] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.unanswered: list[Any] = []

    async def run(self) -> None:
        server = smpp34.Server("127.0.0.1", self.options.port, system_id="test", inbound_capacity=200_000)
        await server.start()
        tell(ready=self.options.port)
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.esmes[event.session_id] = event
                tell(bound=event.system_id)
                self.start(self.inbound_text(event))
            elif isinstance(event, smpp34.SubmitSmEvent):
                self.submitted(event)
            else:
                self.esmes.pop(event.session_id, None)
                tell(unbound=True)

    def submitted(self, event: Any) -> None:
        self.seen += 1
        if self.options.die_after and self.seen > self.options.die_after:
            self.unanswered.append(event)
            self.start(self.die())
            return
        if self.options.silent or _ends(event, self.options.mute):
            self.unanswered.append(event)
            return
        if not self.options.quiet:
            tell(
                to=event.destination_addr,
                number=self.seen,
                text=event.short_message.hex(),
                coding=event.data_coding,
                udh=bool(event.esm_class & 0x40),
            )
        for ending, status in (
            (self.options.refuse, smpp34.ESME_RINVDSTADR), (self.options.busy, smpp34.ESME_RTHROTTLED),
            (self.options.never, smpp34.ESME_RINVMSGLEN),
        ):  # fmt: skip
            if _ends(event, ending):
                event.reject(status)
                return
        if mood := self.mood():
            event.reject(int(mood, 16))
            return
        event.accept(f"{self.seen:x}" if self.options.hex else str(self.seen))
        if self.options.receipts and event.registered_delivery:
            self.start(self.receipt(event.session_id, event.destination_addr, self.seen))

    def mood(self) -> str:
        """What stands in the file of moods now: a status (hexadecimal) with which all is refused, or nothing."""
        if not self.options.mood:
            return ""
        return Path(self.options.mood).read_text() if Path(self.options.mood).exists() else ""

    def start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def die(self) -> None:
        await asyncio.sleep(0.3)
        os._exit(9)

    async def receipt(self, session_id: str, about: str, number: int) -> None:
        """As centres do: until acknowledged, on whatever bind is there."""
        body = f"id:{number} sub:001 dlvrd:001 stat:DELIVRD err:000 text:".encode()
        while True:
            esme = self.esmes.get(session_id) or next(iter(self.esmes.values()), None)
            if esme and await self.acknowledged(esme, about, body, number):
                return
            await asyncio.sleep(0.05)

    async def acknowledged(self, esme: Any, about: str, body: bytes, number: int) -> bool:
        try:
            answer = await esme.deliver_sm("8850", body, source_addr=about, esm_class=4)
        except smpp34.SmppError as error:
            tell(receipt=number, lost=str(error))
            return False
        if not self.options.quiet:
            tell(receipt=number, status=answer.command_status)
        success: bool = answer.is_success
        return success

    async def inbound_text(self, esme: Any) -> None:
        if self.options.text:
            answer = await esme.deliver_sm("8850", self.options.text.encode(), source_addr="32460000009")
            tell(inbound=self.options.text, status=answer.command_status)


def _ends(event: Any, ending: str) -> bool:
    return bool(ending) and event.destination_addr.endswith(ending)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--die-after", type=int, default=0)
    for ending in ("refuse", "busy", "never", "mute"):
        parser.add_argument(f"--{ending}", default="")
    parser.add_argument("--mood", default="")
    parser.add_argument("--text", default="")
    for switch in ("receipts", "hex", "silent", "quiet"):
        parser.add_argument(f"--{switch}", action="store_true")
    asyncio.run(Centre(parser.parse_args()).run())


if __name__ == "__main__":
    main()
