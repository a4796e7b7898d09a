"""One account per role for the demo town, with a password and second factor that the telephones page shows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass
from typing import Final

from nabij.people.actions.demo import install_demo_account
from nabij.people.actions.grants import install_role
from nabij.people.models import Account
from nabij.tenants.actor import system_actor
from nabij.tenants.models import Tenant

PASSWORD: Final = "welkom-in-de-demo"
PERIOD_S: Final = 30


@dataclass(frozen=True)
class DemoAccount:
    """`tenants` are the kinds of tenant where the role is given."""

    username: str
    name: str
    role: str
    tenants: tuple[str, ...] = ("zone",)


ACCOUNTS: Final = (
    DemoAccount("dispatcher", "Dina Claes", "dispatcher"),
    DemoAccount("officier", "Omar Peeters", "mandated_officer"),
    DemoAccount("officier2", "Olga Maes", "mandated_officer"),
    DemoAccount("wijkagent", "Wout Jacobs", "wijkagent"),
    DemoAccount("loket", "Lies Mertens", "desk_clerk", ("zone", "municipality")),
    DemoAccount("preventie", "Petra Willems", "prevention", ("zone", "municipality")),
    DemoAccount("burgemeester", "Bea Goossens", "mayor", ("zone", "municipality")),
    DemoAccount("korpschef", "Kris Wouters", "chief"),
    DemoAccount("wacht", "Wafa De Smet", "guard", ("zone", "municipality")),
    DemoAccount("dpo", "Dirk Hermans", "dpo", ("zone", "municipality")),
    DemoAccount("beheerder", "Bram Aerts", "administrator", ("zone", "municipality")),
    DemoAccount("beheerder2", "Babs Michiels", "administrator", ("zone", "municipality")),
    DemoAccount("techniek", "Tine Lemmens", "operator", ("zone", "municipality")),
)


def make_accounts(*tenants: Tenant) -> dict[str, Account]:
    """The demo accounts by username, with their roles in those of the tenants that fit. Can be run again."""
    actor = system_actor(tenant.id for tenant in tenants)
    made = {}
    for wanted in ACCOUNTS:
        account = install_demo_account(
            actor,
            username=wanted.username,
            name=wanted.name,
            password=PASSWORD,
            totp_secret=totp_secret(wanted.username),
        )
        for tenant in tenants:
            if tenant.kind in wanted.tenants:
                install_role(actor, account_id=account.id, tenant_id=tenant.id, role=wanted.role)
        made[wanted.username] = account
    return made


def demo_codes(now_s: float | None = None) -> list[tuple[str, str, str, str, int]]:
    """(role, username, password, code, seconds left) of each demo account at this moment."""
    moment = time.time() if now_s is None else now_s
    left_s = PERIOD_S - int(moment) % PERIOD_S
    return [(one.role, one.username, PASSWORD, totp(totp_secret(one.username), moment), left_s) for one in ACCOUNTS]


def totp_secret(username: str) -> str:
    """The base32 secret of a demo account; the same on every machine."""
    return base64.b32encode(hashlib.sha256(f"nabij-demo-{username}".encode()).digest()[:20]).decode()


def totp(secret: str, moment_s: float) -> str:
    """The six digits that an authenticator shows at this moment (RFC 6238, with the SHA-1 and 30 s of its test vectors)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(moment_s) // PERIOD_S), hashlib.sha1)
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 0x0F)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
