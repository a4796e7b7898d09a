"""Our signatures, checked by three that know nothing of each other; and theirs, which prove what they cover and no more."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings as django_settings
from lxml import etree
from signxml.verifier import XMLVerifier

from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.parsing import parse
from nabij.alerts.cap.reader import read, read_tree
from nabij.alerts.cap.signing import CannotSign, certificate, fingerprint, sign, verify
from nabij.alerts.cap.tests import samples
from nabij.alerts.cap.writer import write

DS = {"ds": "http://www.w3.org/2000/09/xmldsig#"}
XMLSEC = shutil.which("xmlsec1")


def by_signxml(document: bytes, _folder: Path) -> bool:
    root = XMLVerifier().verify(document, x509_cert=certificate().decode()).signed_xml
    return root is not None and root.tag.endswith("alert")


def by_hand(document: bytes, _folder: Path) -> bool:
    """Exclusive canonical form, SHA-256 and RSA, with nothing but lxml and cryptography (XML Signature, section 3.2)."""
    root = etree.fromstring(document)
    signature = root.find("ds:Signature", DS)
    assert signature is not None
    info = etree.tostring(signature.find("ds:SignedInfo", DS), method="c14n", exclusive=True)
    value = base64.b64decode(signature.findtext("ds:SignatureValue", namespaces=DS) or "")
    key = x509.load_pem_x509_certificate(certificate()).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(value, info, padding.PKCS1v15(), hashes.SHA256())
    said = base64.b64decode(signature.findtext(".//ds:DigestValue", namespaces=DS) or "")
    root.remove(signature)
    return hashlib.sha256(etree.tostring(root, method="c14n", exclusive=True)).digest() == said


def by_xmlsec(document: bytes, folder: Path) -> bool:
    """The C library and its own command, where Debian's package is installed."""
    (folder / "signed.xml").write_bytes(document)
    (folder / "certificate.pem").write_bytes(certificate())
    command = [
        str(XMLSEC),
        "--verify",
        "--pubkey-cert-pem",
        str(folder / "certificate.pem"),
        str(folder / "signed.xml"),
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


VERIFIERS = [by_signxml, by_hand, *([by_xmlsec] if XMLSEC else [])]


@pytest.mark.parametrize("verifier", VERIFIERS, ids=lambda one: one.__name__)
def test_what_we_sign_is_verified_by_others(verifier, tmp_path: Path) -> None:
    assert verifier(sign(samples.message()), tmp_path)


def test_a_signature_changes_nothing_of_the_message() -> None:
    assert read(sign(samples.message())) == samples.message()


@pytest.mark.skipif(not samples.EXAMPLES, reason=samples.NO_DATA)
def test_a_signed_message_is_valid_against_the_schema() -> None:
    schema = samples.oasis()
    assert schema.validate(etree.fromstring(sign(samples.message()))), schema.error_log


def test_a_changed_letter_or_added_element_breaks_it() -> None:
    signed = sign(samples.message()).decode()
    for forged in (
        signed.replace("Sluit ramen", "Open ramen"),
        signed.replace("</info>", "<web>https://evil.example/</web></info>").replace("<area>", "<area>", 1),
        signed.replace("<status>Actual", "<status>Test"),
    ):
        assert forged != signed
        with pytest.raises(Unreadable):
            verify(parse(forged.encode()))


def test_only_what_was_signed_is_read() -> None:
    """A signed message wrapped in another one does not lend it its signature."""
    signed = etree.fromstring(sign(samples.message()))
    wrapped = etree.fromstring(etree.tostring(signed))
    wrapped.find("{*}identifier").text = "forged"
    with pytest.raises(Unreadable):
        verify(parse(etree.tostring(wrapped)))
    _proof, proven = verify(parse(etree.tostring(signed)))
    assert read_tree(proven) == samples.message()


def test_a_certificate_that_the_zone_knows_says_who_signed() -> None:
    root = parse(sign(samples.message()))
    assert verify(root)[0].state == "intact"
    assert verify(root, frozenset({fingerprint(certificate())}))[0].state == "known"
    assert verify(parse(write(samples.message())))[0].state == "none"


def test_two_signatures_are_one_too_many() -> None:
    root = etree.fromstring(sign(samples.message()))
    root.append(etree.fromstring(etree.tostring(root[-1])))
    with pytest.raises(Unreadable):
        verify(parse(etree.tostring(root)))


def test_without_a_key_nothing_pretends_to_be_signed(settings) -> None:
    settings.SECRETS = {name: value for name, value in django_settings.SECRETS.items() if name != "cap"}
    with pytest.raises(CannotSign):
        sign(samples.message())
