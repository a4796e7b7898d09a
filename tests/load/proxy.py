"""A TCP proxy of our own on loopback, to cut a network: `python -m tests.load.proxy LISTEN TARGET`.

Reads `cut`, `hold` or `heal` on stdin, one a line, and repeats it once it is so. Cut: every connection is reset and no new one
is served. Hold: nothing is passed on, and nobody is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
import threading

PIECE = 1 << 16
RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Pumps octets both ways while the line is whole."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.cut = False
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.writers: set[asyncio.StreamWriter] = set()

    async def serve(self, port: int) -> None:
        await asyncio.start_server(self._joined, "127.0.0.1", port)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop,), daemon=True).start()
        print("ready", flush=True)
        await asyncio.Event().wait()

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(self._follow, line.strip())

    def _follow(self, order: str) -> None:
        self.cut = order == "cut"
        if order == "hold":
            self.flowing.clear()
        else:
            self.flowing.set()
        if self.cut:
            for writer in list(self.writers):
                _reset(writer)
        print(order, flush=True)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        try:
            if self.cut:
                return
            onward, back = await asyncio.open_connection("127.0.0.1", self.target)
            self.writers.add(back)
            for one in (writer, back):
                one.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                await asyncio.gather(self._pump(reader, back), self._pump(onward, writer))
            finally:
                self.writers.discard(back)
                _reset(back)
        except OSError:
            pass
        finally:
            self.writers.discard(writer)
            _reset(writer)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(PIECE):
                await self.flowing.wait()
                writer.write(piece)
                await writer.drain()
        finally:
            with contextlib.suppress(OSError, RuntimeError):
                writer.write_eof()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection as a broken network does, not as a goodbye."""
    with contextlib.suppress(OSError, AttributeError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


async def _main(port: int, target: int) -> None:
    await Proxy(target).serve(port)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
