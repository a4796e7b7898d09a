"""A route into a process that reads and forgets (benchmarks/sink.py): what sending costs without a provider."""

import socket
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nabij.channels.drivers import Answer, Message, RouteDown

COUNT: Final = struct.Struct(">I")
MESSAGE: Final = struct.Struct(">16sHHI")
KEY_OCTETS: Final = 16


class SinkDriver:
    """One connection to a sink. A window is one write; the sink answers with the keys that it read."""

    def __init__(self, channel: str, name: str, options: Mapping[str, Any]) -> None:
        self.channel = channel
        self.name = name
        self.window: int = options.get("window", 1000)
        self._address = (str(options.get("host", "127.0.0.1")), int(options["port"]))
        self._socket: socket.socket | None = None

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """Everything read is handed over. A connection that breaks leaves the window in doubt."""
        line, keys = self._connected(), [message.key.bytes for message in window]
        try:
            line.sendall(packed(window, keys))
            (count,) = COUNT.unpack(_read(line, COUNT.size))
            answered = _read(line, count * KEY_OCTETS)
        except OSError:
            self.close()
            return [Answer(message.key, "in_doubt", provider=self.name) for message in window]
        read = {answered[start : start + KEY_OCTETS] for start in range(0, len(answered), KEY_OCTETS)}
        return [self._answer(message, key, key in read) for message, key in zip(window, keys, strict=True)]

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connected(self) -> socket.socket:
        if self._socket is None:
            try:
                self._socket = socket.create_connection(self._address, timeout=30)
            except OSError as error:
                raise RouteDown(f"There is no sink at {self._address[0]}:{self._address[1]}.") from error
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _answer(self, message: Message, key: bytes, is_read: bool) -> Answer:
        if is_read:
            return Answer(message.key, "handed_over", key.hex(), provider=self.name)
        return Answer(message.key, "failed_now", error="route.lost", provider=self.name)


def packed(window: Sequence[Message], keys: Sequence[bytes]) -> bytes:
    """The window on the wire: a count, then for each message its key, three lengths, recipient, subject and text."""
    pieces = [COUNT.pack(len(window))]
    for message, key in zip(window, keys, strict=True):
        to, subject, text = message.to.encode(), message.subject.encode(), message.text.encode()
        pieces += (MESSAGE.pack(key, len(to), len(subject), len(text)), to, subject, text)
    return b"".join(pieces)


def _read(line: socket.socket, octets: int) -> bytes:
    received = bytearray()
    while len(received) < octets:
        piece = line.recv(octets - len(received))
        if not piece:
            raise ConnectionError("The sink hung up.")
        received += piece
    return bytes(received)
