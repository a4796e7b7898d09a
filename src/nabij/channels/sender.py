"""How people recognise our messages: the one number and address that a zone writes from, and a card for their telephone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import segno
from django.conf import settings
from django.urls import reverse

from nabij.people import vault
from nabij.tenants.errors import Missing
from nabij.tenants.models import Tenant, TenantKind
from nabij.tenants.queries import all_tenants

SETTINGS: Final = ("name", "number", "email")
"""Under `sender` in what a zone chose: `sender.number`, with the name and address beside it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What a zone publishes. `number` is written as in texts, empty where a name stands there; `url` is the page itself."""

    slug: str
    name: str
    number: str
    email: str
    url: str

    @property
    def readable_number(self) -> str:
        return vault.readable("sms", self.number) if self.number.startswith("+") else self.number


def senders() -> list[Sender]:
    """Those of all zones that chose a number or address, by name."""
    zones = (one for one in all_tenants() if one.kind == TenantKind.ZONE)
    found = [_sender(zone) for zone in zones if zone.settings.get("sender")]
    return sorted(found, key=lambda one: one.name)


def sender_of(slug: str) -> Sender:
    """The card of one zone. Raises Missing where there is none."""
    found = next((one for one in senders() if one.slug == slug), None)
    if found is None:
        raise Missing
    return found


def vcard(sender: Sender) -> str:
    """The card as a telephone keeps it (RFC 6350, in the form 3.0 of RFC 2426 that all of them read)."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_escaped(sender.name)}", f"N:{_escaped(sender.name)};;;;"]
    lines.append(f"ORG:{_escaped(sender.name)}")
    if sender.number:
        lines.append(f"TEL;TYPE=WORK,MSG:{_escaped(sender.number)}")
    if sender.email:
        lines.append(f"EMAIL;TYPE=INTERNET:{_escaped(sender.email)}")
    return "\r\n".join([*lines, f"URL:{sender.url}", "END:VCARD", ""])


def qr_svg(sender: Sender) -> bytes:
    """The card as a square that a camera reads; the page's address stands beside it in words."""
    drawn = io.BytesIO()
    segno.make(vcard(sender), error="m", encoding="utf-8").save(drawn, kind="svg", scale=4, border=2, light="#fff")
    return drawn.getvalue()


def _sender(zone: Tenant) -> Sender:
    chosen = zone.settings["sender"]
    url = settings.SITE_URL + reverse("sender", args=[zone.slug])
    return Sender(zone.slug, chosen.get("name") or zone.name, chosen.get("number", ""), chosen.get("email", ""), url)


def _escaped(text: str) -> str:
    for sign in ("\\", ",", ";"):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
