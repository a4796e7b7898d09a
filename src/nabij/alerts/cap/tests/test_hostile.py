"""What a stranger sends: never an outbound connection, never another exception than our refusal, never long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.parsing import LARGEST_BYTES, MOST_ELEMENTS, parse
from nabij.alerts.cap.reader import read
from nabij.alerts.cap.schema import CAP_12
from nabij.alerts.cap.signing import sign, verify
from nabij.alerts.cap.tests import samples
from nabij.alerts.cap.values import MOST_CORNERS
from nabij.alerts.cap.writer import write

UNHURRIED = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONGEST_S = 1.0
GOOD = write(samples.message()).decode()


class Listener:
    """A server that notes every connection; nothing here may ever make one."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.connections += 1
                connection.close()

    def knocked(self) -> int:
        """Connections until now, its own knock not counted, so that an earlier one has certainly been taken."""
        before = self.connections
        with socket.create_connection(("127.0.0.1", self.port)):
            deadline = time.monotonic() + 5
            while self.connections == before and time.monotonic() < deadline:
                time.sleep(0.01)
        return self.connections - 1


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


def attacks(url: str) -> dict[str, str]:
    body = GOOD.split("?>", 1)[1]
    hint = f'<alert xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{CAP_12} {url}/x.xsd" '
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return {
        "entity from a file": f'<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>{body}',
        "entity from a server": f'<!DOCTYPE alert [<!ENTITY x SYSTEM "{url}/x">]>{body.replace("Brand", "&x;", 1)}',
        "external DTD": f'<!DOCTYPE alert SYSTEM "{url}/alert.dtd">{body}',
        "public DTD": f'<!DOCTYPE alert PUBLIC "-//X//EN" "{url}/alert.dtd">{body}',
        "parameter entity": f'<!DOCTYPE alert [<!ENTITY % p SYSTEM "{url}/p"> %p;]>{body}',
        "billion laughs": f'<!DOCTYPE alert [<!ENTITY l0 "ha">{laughs}]>{body.replace("Brand", "&l9;", 1)}',
        "XInclude": body.replace("<status>", f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}/x"/><status>'),
        "style sheet": f'<?xml-stylesheet type="text/xsl" href="{url}/x.xsl"?>{body}',
        "schema location": body.replace("<alert ", hint, 1),
        "huge attribute": body.replace("<status>", f'<status x="{"a" * 100_000}">'),
        "many attributes": body.replace("<status>", "<status " + " ".join(f'a{n}="1"' for n in range(500)) + ">"),
        "deep": body.replace("<status>", "<a>" * 5_000 + "</a>" * 5_000 + "<status>"),
        "wide": body.replace("<status>", "<code/>" * (MOST_ELEMENTS + 1) + "<status>"),
        "other encoding": f'<?xml version="1.0" encoding="UTF-7"?>{body}',
        "undeclared prefix": body.replace("<status>", "<x:y/><status>"),
    }  # fmt: skip


def test_no_attack_is_read_and_none_makes_a_connection(listener: Listener) -> None:
    for name, document in attacks(f"http://127.0.0.1:{listener.port}").items():
        began = time.monotonic()
        if name == "schema location":
            read(document.encode())  # a hint that is never followed; everything else is refused
        else:
            with pytest.raises(Unreadable):
                read(document.encode())
                pytest.fail(name)
        assert time.monotonic() - began < LONGEST_S, name
    assert listener.knocked() == 0


def test_a_signature_that_points_elsewhere_is_not_followed(listener: Listener) -> None:
    url = f"http://127.0.0.1:{listener.port}/x"
    signed = sign(samples.message()).decode()
    for forged in (
        signed.replace('URI=""', f'URI="{url}"'),
        signed.replace(
            "http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/TR/1999/REC-xslt-19991116"
        ),
    ):
        assert forged != signed
        with pytest.raises(Unreadable):
            verify(parse(forged.encode()))
    assert listener.knocked() == 0


def test_another_encoding_of_the_same_attack_does_not_pass() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-32", "cp037"):
        with pytest.raises(Unreadable):
            read(f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a []>{GOOD.split("?>", 1)[1]}'.encode(encoding))


def test_size_is_looked_at_before_anything_else() -> None:
    with pytest.raises(Unreadable, match="512"):
        read(b"<" * (LARGEST_BYTES + 1))


def test_corners_are_counted_before_they_are_read() -> None:
    ring = " ".join("50.9,5.3" for _ in range(MOST_CORNERS + 1))
    with pytest.raises(Unreadable, match=str(MOST_CORNERS)):
        read(GOOD.replace("50.93,5.33 50.93,5.35 50.94,5.35 50.93,5.33", ring).encode())


def test_a_comment_does_not_cut_a_text_short() -> None:
    """Half a sender would be another sender: texts are read whole, whatever stands between their parts."""
    cut = GOOD.replace("hvz@example.be", "hvz@example.be<!-- -->.evil.example")
    assert read(cut.encode()).sender == "hvz@example.be.evil.example"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<msgType>Alert", "<msgType>Replace"),
        ("<msgType>Alert", "<msgType>Cancel"),
        ("<scope>Public", "<scope>Private"),
        ("<scope>Public", "<scope>Restricted"),
        ("hvz@example.be", "hvz example"),
        ("2026-11-21T14:00:00+00:00", "2026-11-21T14:00:00Z"),
        ("2026-11-21T14:00:00+00:00", "2026-02-30T14:00:00+00:00"),
        ("50.93,5.33 50.93,5.35", "5.33,150.93 50.93,5.35"),
        (" 50.93,5.33</polygon>", "</polygon>"),
        ("50.93,5.35", "50.93,NaN"),
        ("<altitude>1.5</altitude>", "<ceiling>1.5</ceiling>"),
        ("<description>", "<description lang='nl'>"),
        ("<instruction>Sluit", "<instruction><b>Sluit</b>"),
        ("<info>", "<info>text"),
        ("<urgency>Immediate</urgency>", ""),
        ("<identifier>brand-1</identifier>", ""),
        ('xmlns="urn:oasis:names:tc:emergency:cap:1.2"', 'xmlns="urn:oasis:names:tc:emergency:cap:9"'),
        ("<area>", '<area xmlns="urn:x">'),
    ],
)  # fmt: skip
def test_what_the_standard_does_not_allow_is_refused_with_a_sentence(before: str, after: str) -> None:
    assert before in GOOD
    with pytest.raises(Unreadable) as refused:
        read(GOOD.replace(before, after, 1).encode())
    assert str(refused.value).endswith((".", "1.2.")) and "%(" not in str(refused.value)


@UNHURRIED
@given(st.data())
def test_a_mutated_document_gives_a_message_or_a_refusal_and_quickly(data: st.DataObject) -> None:
    seeds = [path.read_bytes() for path in samples.EXAMPLES] + [GOOD.encode(), sign(samples.message())]
    document = bytearray(data.draw(st.sampled_from(seeds)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(document) - 1)))
        until = at + data.draw(st.integers(0, 40))
        document[at:until] = data.draw(st.binary(max_size=12) | st.sampled_from(SHARDS))
    began = time.monotonic()
    with suppress(Unreadable):
        root = parse(bytes(document))
        verify(root)
        read(bytes(document))
    assert time.monotonic() - began < LONGEST_S


SHARDS = [
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<alert>", b"</alert>", b"&#0;", b"&#x10FFFF;", b"&amp;", b"\xff", b"\x00",
    b'xmlns:x="y"', b"<info>", b"</info>", b"<?x?>", b"<!DOCTYPE a>", b"1e999", b"-0", b"\r\n", "é".encode(), b"xsi:nil='1'",
]  # fmt: skip


@UNHURRIED
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_give_a_refusal(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)
