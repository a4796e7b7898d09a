"""Asks a ClamAV daemon whether a file is harmless: https://docs.clamav.net/manual/Usage/ClamdProtocol.html.

The few lines stand here because the kept client, clamav-client, is GPL-2.0 and knows IPv4 only.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import IO, Final
from urllib.parse import urlsplit

PORT: Final = 3310
CONNECT_S: Final = 2.0
ANSWER_S: Final = 20.0
PIECE_BYTES: Final = 64 * 1024
LONGEST_ANSWER: Final = 4_096
MADE_AT: Final = "%a %b %d %H:%M:%S %Y"
FOUND: Final = re.compile(r"stream: (?P<name>.+) FOUND")

Open = Callable[[], socket.socket]


class Unanswered(Exception):
    """The daemon could not be asked, or gave no verdict; str() says why, for who runs the installation."""


class TooLarge(Exception):
    """The file is larger than the daemon takes (StreamMaxLength in clamd.conf)."""


def scan(address: str, content: IO[bytes]) -> str:
    """The name of what was found in `content`; empty where it is harmless.

    `address` is the path of a Unix socket, or host:port. Raises Unanswered where nobody gives a verdict, and TooLarge.
    """
    with _asked(address, b"zINSTREAM\0") as connection:
        said = _streamed(connection, content)
    if said == "stream: OK":
        return ""
    if found := FOUND.fullmatch(said):
        return found["name"]
    if "size limit exceeded" in said:
        raise TooLarge
    raise Unanswered(said or "It hung up without an answer.")


def version(address: str) -> tuple[str, datetime | None]:
    """The daemon's name and version, and from when its signatures are, where it says so. Raises Unanswered."""
    with _asked(address, b"zVERSION\0") as connection:
        name, *rest = _answer(connection).split("/")
    if not name.startswith("ClamAV"):
        raise Unanswered(f"It answers {name!r}, which is no ClamAV.")
    return name, _moment(rest[1]) if len(rest) > 1 else None


def opener(address: str) -> Open:
    """How the daemon at `address` is reached. Raises ValueError for what is neither a path nor host:port."""
    if address.startswith("/"):
        return lambda: _connected(address)
    asked = urlsplit(f"//{address}")
    host, port = asked.hostname, asked.port or PORT
    if not host or asked.path or asked.query or asked.username:
        raise ValueError(f"{address!r} is neither the path of a socket nor host:port.")
    return lambda: socket.create_connection((host, port), CONNECT_S)


def _connected(path: str) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(CONNECT_S)
    try:
        made.connect(path)
    except OSError:
        made.close()
        raise
    return made


@contextmanager
def _asked(address: str, command: bytes) -> Iterator[socket.socket]:
    try:
        with closing(opener(address)()) as connection:
            connection.settimeout(ANSWER_S)
            connection.sendall(command)
            yield connection
    except OSError as error:
        raise Unanswered(error.strerror or str(error) or type(error).__name__) from error


def _streamed(connection: socket.socket, content: IO[bytes]) -> str:
    """The answer to what is sent in pieces. One that comes before the end (too large) is read too."""
    content.seek(0)
    try:
        while piece := content.read(PIECE_BYTES):
            connection.sendall(len(piece).to_bytes(4) + piece)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return _answer(connection)
    finally:
        content.seek(0)
    return _answer(connection)


def _answer(connection: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER and (more := connection.recv(LONGEST_ANSWER)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, MADE_AT).replace(tzinfo=UTC)
    except ValueError:
        return None
