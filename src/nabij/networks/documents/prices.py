"""What a message costs. Who sends alerts knows, and lies above: it says so when it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from nabij.tenants.models import Tenant

Asker = Callable[[Tenant], Mapping[str, float]]
_askers: list[Asker] = []


def told_by(asker: Asker) -> None:
    """`asker(tenant)` gives the price in cents of a part of a text message ("sms") and of a call ("voice")."""
    _askers[:] = [asker]


def of(tenant: Tenant, channel: str = "sms") -> str:
    """The price of a message in euro with four decimals, as answers keep it; nothing where nobody knows."""
    cents = _askers[0](tenant).get(channel) if _askers else None
    return "" if cents is None else format((Decimal(str(cents)) / 100).quantize(Decimal("0.0001")), "f")
