"""A ClamAV daemon for tests: the real one where `clamd` is installed, else a server that speaks our part of its protocol."""

from __future__ import annotations

import shutil
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nabij.site import clamd

VIRUS = b"NABIJ-TEST-SIGNATURE"
"""What is found: a signature of our own, since the usual test file counts only where it stands alone."""
LARGEST_BYTES = 4 * 1024 * 1024
CONFIGURATION = """
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}
Foreground yes
User root
StreamMaxLength {largest}
"""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a daemon that finds VIRUS and takes LARGEST_BYTES. `folder` is a short path."""
    address = str(folder / "clamd.sock")
    program = shutil.which("clamd")
    with _real(program, folder) if program else _spoken(address):
        yield address


@contextmanager
def _real(program: str, folder: Path) -> Iterator[None]:
    (folder / "test.ndb").write_text(f"Nabij.Test:0:*:{VIRUS.hex()}\n")
    settings = folder / "clamd.conf"
    settings.write_text(CONFIGURATION.format(folder=folder, largest=LARGEST_BYTES))
    process = subprocess.Popen([program, "-c", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(str(folder / "clamd.sock"))
        yield
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            clamd.version(address)
        except clamd.Unanswered:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@contextmanager
def _spoken(address: str) -> Iterator[None]:
    with socketserver.ThreadingUnixStreamServer(address, _Speaker) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


class _Speaker(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.6/27500/Fri Nov 20 09:22:01 2026\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(self._verdict() + b"\0")

    def _verdict(self) -> bytes:
        content = b""
        while size := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(size)
            if len(content) > LARGEST_BYTES:
                return b"INSTREAM size limit exceeded. ERROR"
        return b"stream: Nabij.Test.UNOFFICIAL FOUND" if VIRUS in content else b"stream: OK"
