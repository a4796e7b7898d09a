"""Signatures under CAP messages: ours, and those of others (XML Signature, enveloped; CAP 1.2 section 3.3.4.1)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from nabij.alerts.cap.faults import Unreadable
from nabij.alerts.cap.message import Message
from nabij.alerts.cap.schema import SIGNATURE
from nabij.alerts.cap.writer import to_bytes, tree

METHODS: Final = frozenset(
    {
        SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
        SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512,
    }
)  # fmt: skip
_WHOLE: Final = SignatureConfiguration(location="./", expect_references=1, signature_methods=METHODS)
_SIGNATURES: Final = f"{{{SIGNATURE}}}Signature"
_CERTIFICATES: Final = f"{{{SIGNATURE}}}X509Certificate"


class CannotSign(Exception):
    """This installation has no key under which it signs."""


@dataclass(frozen=True)
class Signed:
    """What a signature proves. "intact": nothing changed since `subject` signed; "known": and this zone knows the certificate."""

    state: Literal["none", "intact", "known"]
    subject: str = ""
    fingerprint: str = ""


def sign(message: Message) -> bytes:
    """The message as a document with our signature. Raises CannotSign."""
    pair = _pair()
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    signed = signer.sign(tree(message), key=pair["key"], cert=pair["certificate"])
    return to_bytes(signed)


def certificate() -> bytes:
    """Our certificate, as PEM, for who verifies. Raises CannotSign."""
    return _pair()["certificate"].encode()


def fingerprint(pem: bytes) -> str:
    """SHA-256 over the certificate, in hex, as `openssl x509 -fingerprint -sha256` gives it without colons."""
    return x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex()


def verify(root: etree._Element, known: frozenset[str] = frozenset()) -> tuple[Signed, etree._Element]:
    """What the signature of a document proves, and the document as far as it was signed.

    `known` holds fingerprints of certificates. Raises Unreadable where a signature does not hold: then something was changed.
    """
    signatures = root.findall(_SIGNATURES)
    if not signatures:
        return Signed("none"), root
    if len(signatures) > 1:
        raise Unreadable(_("This message has more than one signature."))
    signer = _signer(signatures[0])
    try:
        signed = _only(XMLVerifier().verify(root, x509_cert=signer, expect_config=_WHOLE)).signed_xml
    except (SignXMLException, ValueError, TypeError, AttributeError, etree.LxmlError):
        raise Unreadable(_("The signature under this message does not hold.")) from None
    if signed is None or signed.tag != root.tag:
        raise Unreadable(_("The signature under this message does not hold for all of it."))
    printed = signer.fingerprint(hashes.SHA256()).hex()
    state: Literal["known", "intact"] = "known" if printed in known else "intact"
    return Signed(state, signer.subject.rfc4514_string()[:200], printed), signed


def _only(result: VerifyResult | list[VerifyResult]) -> VerifyResult:
    """The one reference that the configuration asks for."""
    return result[0] if isinstance(result, list) else result


def _signer(signature: etree._Element) -> x509.Certificate:
    """The certificate that the signature says it is of: the first, as ours and xmlsec write it."""
    found = next(signature.iter(_CERTIFICATES), None)
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join((found.text or "").split()), validate=True))  # type: ignore[union-attr]
    except (ValueError, AttributeError, binascii.Error):
        raise Unreadable(_("The signature under this message names no certificate that can be read.")) from None


def _pair() -> dict[str, str]:
    pair = settings.SECRETS.get("cap")
    if not pair:
        raise CannotSign("The file of secrets has no key for CAP; let this installation write to it once.")
    return pair
