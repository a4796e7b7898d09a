"""A mail server in a process of its own, on aiosmtpd: what stands before the at sign decides how it answers."""

import argparse
import asyncio
import json
import os
import threading
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

RECIPIENT_REPLIES = {"gone": "550 5.1.1 no such mailbox", "busy": "451 4.3.0 later", "policy": "550 5.7.1 not from you"}
DATA_REPLIES = {"full": "552 5.2.2 mailbox full", "later": "450 4.2.0 later"}


def tell(**seen: Any) -> None:
    print(json.dumps(seen), flush=True)


class Handler:
    """Keeps nothing; tells what arrived. With `mood` every mail gets the reply that stands in that file, if one does."""

    def __init__(self, mood: str = "") -> None:
        self.mood = Path(mood) if mood else None

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, hostname: str) -> str:  # noqa: N802
        session.host_name = hostname
        tell(connection=session.peer[1])
        return "250 HELP"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        reply = RECIPIENT_REPLIES.get(address.partition("@")[0])
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name == "dies":
            os._exit(9)
        await asyncio.sleep({"silent": 3.0, "slow": 0.3}.get(name, 0))
        if self.mood is not None and self.mood.exists():
            return self.mood.read_text()
        if name in DATA_REPLIES:
            return DATA_REPLIES[name]
        mail = message_from_bytes(envelope.content)
        text = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
        tell(
            to=envelope.rcpt_tos[0],
            sender=envelope.mail_from,
            raw=envelope.content.hex(),
            headers=dict(mail.items()),
            bodies=[body.decode() for body in text if isinstance(body, bytes)],
        )
        return "250 2.0.0 OK"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mood", default="")
    options = parser.parse_args()
    Controller(Handler(options.mood), hostname="127.0.0.1", port=options.port).start()
    tell(ready=options.port)
    threading.Event().wait()


if __name__ == "__main__":
    main()
