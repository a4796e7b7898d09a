"""Keys and passwords of an installation: one private file outside the database."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import NotRequired, TypedDict

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Secrets(TypedDict):
    """What stands in the file. Keys are base64; `contact_keys` maps key id to a 32-byte key, the last one encrypts.

    `providers` maps the name that a route of the configuration file gives to its password.
    """

    django: str
    contact_keys: dict[str, str]
    lookup_key: str
    audit_signing_key: str
    database: dict[str, str]
    providers: NotRequired[dict[str, str]]


def load(path: Path) -> Secrets:
    """Reads the file, making it with fresh keys the first time (mode 0600)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, _fresh())
    return json.loads(path.read_text())  # type: ignore[no-any-return]


def _write_once(path: Path, content: Secrets) -> None:
    partial = path.with_suffix(f".{os.getpid()}")
    with open(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, indent=1)
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
