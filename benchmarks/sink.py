"""A process that reads every message of a window, answers per window, and forgets: `python -m benchmarks.sink PORT`."""

import contextlib
import socketserver
import sys
from typing import Any

from nabij.channels.carriers.sink import COUNT, MESSAGE


class Window(socketserver.StreamRequestHandler):
    """One driver's connection."""

    disable_nagle_algorithm = True
    rbufsize = 1 << 20

    def handle(self) -> None:
        while head := self.rfile.read(COUNT.size):
            (count,) = COUNT.unpack(head)
            keys = [self._read_message() for _ in range(count)]
            self.wfile.write(COUNT.pack(count) + b"".join(keys))

    def _read_message(self) -> bytes:
        key, *lengths = MESSAGE.unpack(self.rfile.read(MESSAGE.size))
        for length in lengths:
            self.rfile.read(length).decode()
        return bytes(key)


class Sink(socketserver.ThreadingTCPServer):
    """Listens on the loopback address; port 0 lets the system choose."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Window)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A driver that leaves in the middle of a window is no news."""


def main() -> None:
    """Prints the port, then serves until it is killed."""
    with Sink(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as sink, contextlib.suppress(KeyboardInterrupt):
        print(sink.server_address[1], flush=True)
        sink.serve_forever()


if __name__ == "__main__":
    main()
