"""People who send the form that they filled in, all at once: `python -m benchmarks.reporters PORT PEOPLE`.

Reads one visitor a line from stdin, as JSON: session, address, the fields of the form, and `sent`, where who succeeded is led
(without it to the page that their report was sent). Prints how long all took (seconds), how long each waited (ms) and who was led
there, as JSON. Plain sockets, so that little of the machine goes to asking.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

SENT: Final = "/melden/verstuurd/"


async def _person(port: int, visitors: Iterator[dict[str, Any]], sent: list[str], waited: list[float]) -> None:
    """One connection that stays open; each visitor on it is somebody else."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for visitor in visitors:
        began = time.perf_counter()
        writer.write(request(visitor))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
        await reader.readexactly(int(length.partition(b":")[2]))
        waited.append((time.perf_counter() - began) * 1_000)
        if b" 302 " in head.split(b"\r\n", 1)[0] and visitor.get("sent", SENT).encode() in head:
            sent.append(visitor["session"])
    writer.close()


def request(visitor: dict[str, Any]) -> bytes:
    """The last step of the form as a browser sends it, with the token against forgery in cookie and form."""
    token = secrets.token_hex(16)
    body = urlencode({"csrfmiddlewaretoken": token} | visitor["fields"])
    return (
        f"POST {visitor['path']} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {visitor['address']}\r\n"
        f"Cookie: sessionid={visitor['session']}; csrftoken={token}\r\nAccept-Language: nl\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def _all(port: int, people: int) -> dict[str, Any]:
    visitors, sent, waited = iter([json.loads(line) for line in sys.stdin]), list[str](), list[float]()
    began = time.perf_counter()
    await asyncio.gather(*(_person(port, visitors, sent, waited) for _ in range(people)))
    return {"seconds": time.perf_counter() - began, "sent": sent, "ms": waited}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_all(int(sys.argv[1]), int(sys.argv[2])))))
