"""Contact values: how they are written, sealed and found again. A stolen dump of the database holds none that can be read.

A sealed value is: length of the key id (1 byte), key id, nonce (12 bytes), AES-256-GCM ciphertext with tag. The associated data
are kind and id, so that a value copied to another row does not open. Keys stand outside the database, in
`settings.SECRETS["contact_keys"]`: the last one seals, all of them open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import phonenumbers
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from nabij.tenants.errors import Refused

HOME_REGION: Final = "BE"
NONCE_BYTES: Final = 12
LONGEST_EMAIL: Final = 254
"""RFC 5321, section 4.5.3.1.3, less the angle brackets."""

_TAKES_SMS: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.PAGER})
_COSTS_EXTRA: Final = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN})
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_FAMILY: Final = {
    "sms": b"telephone", "voice": b"telephone", "email": b"email", "push": b"push", "webhook": b"webhook",
}  # fmt: skip
_ADDRESS_IN: Final = {"push": "endpoint", "webhook": "url"}
"""What tells two of a kind apart: keys and secrets may change, the address stays."""
_SERVICES: Final = {
    "fcm.googleapis.com": "Chrome", "updates.push.services.mozilla.com": "Firefox", "web.push.apple.com": "Safari",
    "notify.windows.com": "Edge",
}  # fmt: skip
SECRET_BYTES: Final = (24, 64)
"""Of the key under which webhooks are signed (Standard Webhooks 1.0, "Signature scheme")."""


class CannotOpen(Exception):
    """The value was sealed for another row or kind, with a key that is gone, or it was changed."""


@dataclass(frozen=True)
class _Keyring:
    seals_with: str
    ciphers: dict[str, AESGCM] = field(repr=False)
    by_octets: dict[bytes, AESGCM] = field(repr=False)


def normalise(kind: str, raw: str) -> str:
    """The one way to write a value: E.164 for "sms" and "voice", lower case for "email", canonical JSON for "push" and "webhook".

    Raises Refused with a sentence for who typed it.
    """
    if kind in ("sms", "voice"):
        return _normal_number(raw, must_take_sms=kind == "sms")
    if kind == "email":
        return _normal_email(raw)
    if kind == "push":
        return _normal_subscription(raw)
    if kind == "webhook":
        return _normal_webhook(raw)
    raise ValueError(f"no contact value is of kind {kind!r}")


def kind_of_number(raw: str) -> str:
    """ "sms" for a number that takes text messages, "voice" for a landline. Raises Refused for what is no number."""
    return "sms" if phonenumbers.number_type(_parsed(raw)) in _TAKES_SMS else "voice"


def calling_code(e164: str) -> int:
    """The country calling code of a normalised number: 32 for Belgium."""
    return phonenumbers.parse(e164, None).country_code or 0


def seal_value(kind: str, row_id: UUID, plain: str) -> bytes:
    """Seals `plain` for one row. `kind` is that of the contact point, or names the field ("name", "box", "household")."""
    ring = _keyring()
    name = ring.seals_with.encode()
    nonce = os.urandom(NONCE_BYTES)
    sealed = ring.ciphers[ring.seals_with].encrypt(nonce, plain.encode(), _bound_to(kind, row_id))
    return bytes((len(name),)) + name + nonce + sealed


def open_value(kind: str, row_id: UUID, sealed: bytes) -> str:
    """The plain value. Raises CannotOpen unless it was sealed for exactly this kind and row."""
    return _opened(_keyring(), kind, row_id.bytes, bytes(sealed))


def open_values(rows: Iterable[tuple[str, bytes, bytes]]) -> list[str]:
    """The plain values of many rows of (kind, 16 octets of the id, sealed), in their order. Raises CannotOpen at the first that
    does not open."""
    ring = _keyring()
    return [_opened(ring, kind, row_id, sealed) for kind, row_id, sealed in rows]


def lookup(kind: str, plain: str) -> bytes:
    """The keyed hash (32 bytes) by which a value is found; normalises first. A number has one, for SMS and voice alike."""
    return lookup_of_normal(kind, normalise("voice" if kind == "sms" else kind, plain))


def lookup_of_normal(kind: str, normal: str) -> bytes:
    """The same for a value that `normalise` already wrote; much faster for many."""
    named = json.loads(normal)[_ADDRESS_IN[kind]] if kind in _ADDRESS_IN and normal.startswith("{") else normal
    return keyed_digest(_FAMILY[kind], named.encode())


def keyed_digest(family: bytes, content: bytes) -> bytes:
    """HMAC-SHA256 with the lookup key; `family` keeps hashes of different things apart."""
    return hmac.digest(_lookup_key(settings.SECRETS["lookup_key"]), family + b"\0" + content, hashlib.sha256)


def masked(kind: str, normal: str) -> str:
    """What may be shown to its owner as a reminder: the last two digits, or the first letter and the domain."""
    if kind == "email":
        name, _at, domain = normal.partition("@")
        return f"{name[:1]}•••@{domain}"
    return f"•••• {normal[-2:]}" if kind in ("sms", "voice") else "•••"


def readable(kind: str, normal: str) -> str:
    """A telephone number as people write it, the browser or system behind a subscription; e-mail as it is."""
    if kind in _ADDRESS_IN:
        address = json.loads(normal)[_ADDRESS_IN[kind]]
        return address if kind == "webhook" else _browser(urlsplit(address).hostname or "")
    if kind not in ("sms", "voice"):
        return normal
    number = phonenumbers.parse(normal, None)
    national = number.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def _parsed(raw: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(raw, HOME_REGION)
    except phonenumbers.NumberParseException:
        raise Refused(_("This is not a telephone number. Write it as 0470 12 34 56 or +32 470 12 34 56.")) from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise Refused(_("This telephone number does not exist. Check that no digit is missing or too many."))
    return phonenumbers.parse(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), None)


def _normal_number(raw: str, *, must_take_sms: bool) -> str:
    number = _parsed(raw)
    sort = phonenumbers.number_type(number)
    if sort in _COSTS_EXTRA:
        raise Refused(_("We cannot use a number that costs extra to call. Give your own telephone number."))
    if must_take_sms and sort not in _TAKES_SMS:
        raise Refused(
            _("This is a landline and takes no text messages. Choose to be called on it, or give a mobile number.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _normal_email(raw: str) -> str:
    value = raw.strip().lower()
    if len(value) > LONGEST_EMAIL or not _EMAIL.fullmatch(value) or ".." in value or value.startswith("."):
        raise Refused(_("This is not an e-mail address. Write it as name@example.be."))
    return value


def _normal_subscription(raw: str) -> str:
    try:
        given = json.loads(raw)
        kept = {
            "endpoint": str(given["endpoint"]),
            "keys": {name: str(given["keys"][name]) for name in ("auth", "p256dh")},
        }
    except (ValueError, KeyError, TypeError):
        raise Refused(
            _("This browser did not give an address for notifications. Try again or use another browser.")
        ) from None
    if not kept["endpoint"].startswith("https://"):  # type: ignore[attr-defined]
        raise Refused(_("This browser did not give an address for notifications. Try again or use another browser."))
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))


def _normal_webhook(raw: str) -> str:
    """An address with TLS and a secret in base64, as `new_webhook` makes it."""
    try:
        given = json.loads(raw)
        url, secret = str(given["url"]).strip(), str(given["secret"])
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        parts = urlsplit(url)
        is_whole = parts.scheme == "https" and bool(parts.hostname) and not parts.username and not parts.fragment
    except (ValueError, KeyError, TypeError):
        is_whole, key, url, secret = False, b"", "", ""
    if not is_whole or not SECRET_BYTES[0] <= len(key) <= SECRET_BYTES[1]:
        raise Refused(_("This is not the address of a system. Write it as https://example.be/messages."))
    return json.dumps({"secret": secret, "url": url}, sort_keys=True, separators=(",", ":"))


def _browser(host: str) -> str:
    known = (name for end, name in _SERVICES.items() if host == end or host.endswith(f".{end}"))
    return next(known, host)


def _opened(ring: _Keyring, kind: str, row_id: bytes, sealed: bytes) -> str:
    start = 1 + sealed[0] if sealed else 0
    cipher = ring.by_octets.get(sealed[1:start])
    if cipher is None or len(sealed) <= start + NONCE_BYTES:
        raise CannotOpen(f"no key opens the {kind} of {UUID(bytes=row_id)}")
    end = start + NONCE_BYTES
    try:
        return cipher.decrypt(sealed[start:end], sealed[end:], row_id + kind.encode()).decode()
    except InvalidTag:
        raise CannotOpen(f"the {kind} of {UUID(bytes=row_id)} was changed, or belongs elsewhere") from None


def _bound_to(kind: str, row_id: UUID) -> bytes:
    return row_id.bytes + kind.encode()


def _keyring() -> _Keyring:
    return _keyring_of(tuple(settings.SECRETS["contact_keys"].items()))


@lru_cache(maxsize=4)
def _keyring_of(keys: tuple[tuple[str, str], ...]) -> _Keyring:
    ciphers = {name: AESGCM(base64.b64decode(key)) for name, key in keys}
    return _Keyring(keys[-1][0], ciphers, {name.encode(): cipher for name, cipher in ciphers.items()})


@lru_cache(maxsize=4)
def _lookup_key(encoded: str) -> bytes:
    return base64.b64decode(encoded)
