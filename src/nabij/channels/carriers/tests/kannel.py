"""Kannel, an SMS gateway that others wrote, with the SMS centre that it brings for tests. Debian: kannel and kannel-extras."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import urllib.parse
from pathlib import Path
from typing import Final

from nabij.channels.smpp.tests.house import eventually, free_port

FAKE_CENTRE: Final = Path("/usr/lib/kannel/test/fakesmsc")
PROGRAMS: Final = ("/usr/sbin/bearerbox", "/usr/sbin/smsbox", str(FAKE_CENTRE))
CONFIGURATION: Final = """
group = core
admin-port = {admin}
admin-password = p
smsbox-port = {inner}
dlr-storage = internal
box-allow-ip = "127.0.0.1"

group = smsc
smsc = fake
smsc-id = FAKE
host = 127.0.0.1
port = {centre}

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {door}

group = sendsms-user
username = zone
password = geheim
max-messages = 20
concatenation = true

group = sms-service
keyword = default
get-url = "{callback}?token=t&from=%p&to=%P&text=%b"
max-messages = 0
"""
_GOT: Final = re.compile(r"Got message \d+: <(\S+) (\S+) (\S+) (.*)>$")


class Kannel:
    """The gateway, running. `callback` is where it brings the texts of people; receipts go where each message says."""

    def __init__(self, callback: str = "http://127.0.0.1:1/") -> None:
        missing = [program for program in PROGRAMS if shutil.which(program) is None]
        assert not missing, f"{', '.join(missing)} is not here: apt-get install kannel kannel-extras"
        self.folder = Path(tempfile.mkdtemp(prefix="nabij-kannel-"))
        self.port, self.inner, self.centre, admin = (free_port() for _ in range(4))
        text = CONFIGURATION.format(
            admin=admin, inner=self.inner, centre=self.centre, door=self.port, callback=callback
        )
        (self.folder / "kannel.conf").write_text(text)
        self.running: list[subprocess.Popen[bytes]] = []
        self.start("bearerbox", [PROGRAMS[0], "-v", "1", "kannel.conf"], "entering mainloop")
        self.start("smsbox", [PROGRAMS[1], "-v", "1", "kannel.conf"], "Connected to bearerbox")

    def join_centre(self, *texts: str) -> None:
        """The SMS centre comes up; each of `texts` ("from to text word") is a person who sends one."""
        command = [PROGRAMS[2], "-v", "0", "-i", "0.1", "-m", str(len(texts)), "-r", str(self.centre)]
        self.start("centre", [*command, *(texts or ["1 2 text x"])], "fakesmsc starting")
        assert eventually(lambda: "client connected from" in self.log("bearerbox"))

    def start(self, name: str, command: list[str], until: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running.append(subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log))
        assert eventually(lambda: until in self.log(name)), self.log(name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def arrived(self) -> list[tuple[str, str]]:
        """(recipient, text) of each short message that reached the centre."""
        found = (_GOT.search(line) for line in self.log("centre").splitlines())
        return [(match.group(2), _decoded(match.group(3), match.group(4))) for match in found if match]

    def end(self) -> None:
        for process in reversed(self.running):
            process.kill()
            process.wait()
        shutil.rmtree(self.folder)


def _decoded(kind: str, written: str) -> str:
    if kind == "text":
        return written
    octets = urllib.parse.unquote_to_bytes(written.replace("+", "%20"))
    return octets.decode("utf-16-be" if kind == "ucs-2" else "latin-1")
