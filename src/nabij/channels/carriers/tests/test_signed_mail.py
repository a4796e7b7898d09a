"""What mail servers check: our DKIM signature by dkimpy, the way out, and an envelope sender of its own per mail."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from urllib.parse import urlsplit

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nabij.channels import unsubscribing, verp
from nabij.channels.carriers.dkim import DkimKey
from nabij.channels.carriers.smtp import WIRE, SmtpDriver, written
from nabij.channels.drivers import Message
from nabij.channels.headers import About, headers_for
from nabij.channels.smpp.tests.house import Teller, eventually
from nabij.tenants.keys import new_id
from nabij.tenants.models import Tenant

DOMAIN = "zandekerke.example"
PRIVATE = rsa.generate_private_key(65537, 2048)
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
KEY = DkimKey.read(DOMAIN, "nabij1", PEM)


def in_dns(name: bytes, timeout: int = 5) -> bytes:
    """What stands at the name of the selector, as the documentation says to publish it."""
    assert name == f"nabij1._domainkey.{DOMAIN}.".encode()
    public = PRIVATE.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def is_true(octets: bytes) -> bool:
    return bool(dkim.verify(octets, dnsfunc=in_dns))


@pytest.fixture
def server() -> Iterator[Teller]:
    server = Teller("nabij.channels.carriers.tests.mailserver", 0)
    yield server
    server.end()


@pytest.fixture
def about(db: Any) -> About:
    zone = Tenant.objects.create(kind="zone", name="Politiezone Zandekerke", slug="pz-zandekerke", code="5999")
    return About(new_id(), zone.id, "non_urgent", False, timezone.now() + timedelta(hours=2))


def received(server: Teller) -> bytes:
    assert eventually(lambda: bool(server.told_with("raw")))
    return bytes.fromhex(server.told_with("raw")[0]["raw"])


def test_a_receiving_server_believes_us(server: Teller, about: About, settings: Any) -> None:
    """Over the wire, with every header that an alert gets; each change breaks it."""
    settings.SITE_URL = "https://nabij.example.be"
    options = {"dkim_selector": "nabij1", "dkim_key": PEM, "bounce": f"bounce@{DOMAIN}"}
    driver = SmtpDriver(
        "mail", {"host": "127.0.0.1", "port": server.port, "sender": f"Nabij <nabij@{DOMAIN}>", **options}
    )
    headers = headers_for("email", about, new_id().bytes, timezone.now())
    sent = Message(new_id(), "an@example.be", "Eén tip?\n\n. punt  \n\n", "Let op: één", headers=headers)
    assert driver.send([sent])[0].state == "handed_over"
    octets = received(server)
    assert is_true(octets)
    for before, after in (
        (b"non-urgent", b"urgent"),
        (b"One-Click", b"Two-Click"),
        (b"tip", b"top"),
        (b"nabij@", b"nobij@"),
    ):
        assert before in octets and not is_true(octets.replace(before, after))
    assert not is_true(b"From: X <x@zandekerke.example>\r\n" + octets)
    driver.close()


def test_every_mail_says_what_a_program_must_know(server: Teller, about: About, settings: Any) -> None:
    """RFC 8058: both headers, whole on one line, so that a mail program can follow them."""
    settings.SITE_URL = "https://nabij.example.be"
    contact_point_id = new_id()
    driver = SmtpDriver("mail", {"host": "127.0.0.1", "port": server.port, "sender": f"nabij@{DOMAIN}"})
    headers = headers_for("email", about, contact_point_id.bytes, timezone.now())
    driver.send([Message(new_id(), "an@example.be", "Tekst.", "Let op", headers=headers)])
    octets = received(server)
    (line,) = [line for line in octets.split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    url = line.decode().removeprefix("List-Unsubscribe: <").removesuffix(">")
    token = urlsplit(url).path.strip("/").rpartition("/")[2]
    assert url.startswith("https://nabij.example.be/uitschrijven/")
    assert unsubscribing.read_token(token) == unsubscribing.Subscription(
        contact_point_id, about.tenant_id, "non_urgent"
    )
    mail = message_from_bytes(octets, policy=default)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<non-urgent.pz-zandekerke.nabij.example.be>"
    assert (mail["Precedence"], mail["Auto-Submitted"]) == ("bulk", "auto-generated")
    driver.close()


def test_a_bounce_says_which_message_it_is_about(server: Teller) -> None:
    options = {
        "host": "127.0.0.1",
        "port": server.port,
        "sender": f"Nabij <nabij@{DOMAIN}>",
        "bounce": f"bounce@{DOMAIN}",
    }
    driver = SmtpDriver("mail", options)
    sent = [Message(new_id(), f"p{number}@example.be", "Tekst.", "Let op") for number in range(3)]
    driver.send(sent)
    assert eventually(lambda: len(server.told_with("sender")) == 3)
    by_recipient = {told["to"]: told["sender"] for told in server.told_with("sender")}
    for one in sent:
        address = by_recipient[one.to]
        assert address.startswith("bounce+") and address.endswith(f"@{DOMAIN}") and len(address.partition("@")[0]) <= 64
        assert verp.key_of(address) == verp.key_of(address.upper()) == verp.key_of(f"<{address}>") == one.key
    driver.close()


@given(st.text(max_size=80))
def test_an_address_that_we_did_not_make_is_about_nothing(name: str) -> None:
    assert verp.key_of(f"{name}@example.be") is None


@given(st.uuids(), st.integers(min_value=0, max_value=34), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_token_is_about_nothing(key: Any, place: int, letter: str) -> None:
    address = verp.bounce_address("bounce@example.be", key)
    at = len("bounce+") + place
    changed = address[:at] + letter + address[at + 1 :]
    assert verp.key_of(changed) in (None, key)
    assert changed == address or verp.key_of(changed) is None or place == 34


texts = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=400)


@given(texts, st.text(alphabet="abc é—☎\t :;=", max_size=120), st.sampled_from(["nl", "fr"]))
def test_any_mail_is_signed_rightly(text: str, subject: str, language: str) -> None:
    mail = written(Message(new_id(), "an@example.be", text, subject, language), f"Nabij <nabij@{DOMAIN}>")
    assert is_true(KEY.signed(mail.as_bytes(policy=WIRE), 1_790_000_000))


@pytest.mark.parametrize(
    "private",
    [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 1024)],
    ids=["not RSA", "1,024 bits is the least"],
)
def test_a_key_that_nobody_would_trust_is_refused(private: Any) -> None:
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    if isinstance(private, rsa.RSAPrivateKey):
        assert DkimKey.read(DOMAIN, "s", pem)
        return
    with pytest.raises(ValueError, match="no RSA key"):
        DkimKey.read(DOMAIN, "s", pem)
