"""Keys and passwords of an installation: one private file outside the database."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNATURE_YEARS: Final = 10


class Secrets(TypedDict):
    """What stands in the file. Keys are base64; `contact_keys` maps key id to a 32-byte key, the last one encrypts.

    `providers` maps the name that a route of the configuration file gives to its password. `cap` holds, as PEM, the "key" under
    which published alerts are signed and its "certificate". `vapid_key`, in base64url, says to push services who we are.
    """

    django: str
    contact_keys: dict[str, str]
    lookup_key: str
    audit_signing_key: str
    database: dict[str, str]
    providers: NotRequired[dict[str, str]]
    cap: NotRequired[dict[str, str]]
    vapid_key: NotRequired[str]


def load(path: Path) -> Secrets:
    """Reads the file, making it with fresh keys the first time (mode 0600) and adding keys that a later version brought."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, _fresh())
    held = json.loads(path.read_text())
    if not held.keys() >= _ADDED_LATER.keys():
        with contextlib.suppress(OSError):  # a file that may only be read stays without; what needs the key says so
            held = _completed(path)
    return held  # type: ignore[no-any-return]


def _completed(path: Path) -> dict[str, Any]:
    """Adds what is missing, once, whichever process of this installation comes first."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held: dict[str, Any] = json.loads(path.read_text())
        missing = {name: make() for name, make in _ADDED_LATER.items() if name not in held}
        if missing:
            os.replace(_written(path, held | missing), path)
        return held | missing


def _written(path: Path, content: Mapping[str, Any]) -> Path:
    partial = path.with_suffix(f".{os.getpid()}")
    with open(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, indent=1)
    return partial


def _write_once(path: Path, content: Secrets) -> None:
    partial = _written(path, content)
    try:
        os.link(partial, path)
    except FileExistsError:
        pass  # another process of this installation was first; its keys count
    finally:
        partial.unlink()


def _fresh() -> Secrets:
    signing = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    return Secrets(
        django=secrets.token_urlsafe(50),
        contact_keys={"1": _encoded(secrets.token_bytes(32))},
        lookup_key=_encoded(secrets.token_bytes(32)),
        audit_signing_key=_encoded(signing),
        database={role: secrets.token_urlsafe(24) for role in ("postgres", "nabij_owner", "nabij_app", "nabij_sealer")},
    )


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _signing_pair() -> dict[str, str]:
    """An RSA key of 3072 bits (128 bits of strength, NIST SP 800-57) and a certificate that it signed itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nabij CAP")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * SIGNATURE_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {"key": private.decode(), "certificate": certificate.public_bytes(serialization.Encoding.PEM).decode()}


def _vapid_key() -> str:
    """A private key on P-256, the raw 32 bytes without padding (RFC 8292)."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")


_ADDED_LATER: Final[Mapping[str, Callable[[], Any]]] = {"cap": _signing_pair, "vapid_key": _vapid_key}
