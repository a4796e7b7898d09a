"""A push service that takes everything: reads each request whole and answers 201. Run as a process; prints its port."""

from __future__ import annotations

import asyncio

CREATED = b"HTTP/1.1 201 Created\r\nLocation: /m/1\r\nContent-Length: 0\r\n\r\n"


class Taker(asyncio.Protocol):
    """One connection, kept open."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._waiting = b""

    def data_received(self, octets: bytes) -> None:
        self._waiting += octets
        answers = 0
        while (end := self._end_of_request()) is not None:
            self._waiting = self._waiting[end:]
            answers += 1
        if answers and isinstance(self._transport, asyncio.WriteTransport):
            self._transport.write(CREATED * answers)

    def _end_of_request(self) -> int | None:
        head = self._waiting.find(b"\r\n\r\n")
        if head < 0:
            return None
        length = self._waiting[:head].lower().rpartition(b"content-length:")[2].split(b"\r\n", 1)[0]
        end = head + 4 + int(length)
        return end if len(self._waiting) >= end else None


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Taker, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
