"""What a police zone or municipality chose, from its settings under "alerts"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from typing import Any
from uuid import UUID

from nabij.networks.be_alert import BE_ALERT_COLUMNS, BE_ALERT_FIELDS
from nabij.tenants import queries as tenants
from nabij.tenants.models import TenantRow


@dataclass(frozen=True)
class ZoneRules:
    """`prices_cents` per message part (SMS, call); `feedback_days` overrides the working days of a kind.

    `campaign_contact` is the telephone number on leaflets; `campaign_columns` those of a file with addresses per neighbourhood.
    `call_after_minutes` (at most 60; 0: never) is how long a receipt of an urgent alert may stay away before people are called.
    `result_columns` says which columns of BE-Alert's result file hold the state, and which words in it mean delivered.
    `public_kinds` are published for everybody where their kind allows it (data/cap.toml), from `cap_sender`, with `cap_contact`.
    `cap_trusted` are fingerprints (SHA-256, hex) of certificates whose signatures we know; `banner_sites` may show our banner.
    """

    caught_in_act_allowed: bool = False
    one_per_household: bool = False
    night_from: time = time(22)
    night_until: time = time(7)
    feedback_days: Mapping[str, int] = field(default_factory=dict)
    prices_cents: Mapping[str, float] = field(default_factory=lambda: {"sms": 5.5, "voice": 5.5})
    allowed_numbers: tuple[str, ...] = ()
    handover_minutes: int = 5
    call_after_minutes: int = 0
    be_alert_columns: tuple[str, ...] = BE_ALERT_COLUMNS
    be_alert_fields: Mapping[str, str] = field(default_factory=lambda: BE_ALERT_FIELDS)
    campaign_contact: str = ""
    campaign_columns: Mapping[str, str] = field(default_factory=lambda: {"area": "Wijk", "count": "Aantal"})
    result_columns: Mapping[str, str] = field(default_factory=lambda: {"state": "Status", "channel": "Kanaal"})
    result_delivered: tuple[str, ...] = ("afgeleverd", "ontvangen", "delivered", "ok")
    public_kinds: tuple[str, ...] = ("crisis", "prevention")
    cap_sender: str = ""
    cap_contact: str = ""
    cap_trusted: tuple[str, ...] = ()
    banner_sites: tuple[str, ...] = ()
    be_alert_on_home: bool = False


def zone_rules(tenant_id: UUID) -> ZoneRules:
    """The choices of a tenant, the defaults where it made none. Raises Missing for an unknown tenant."""
    return from_settings(tenants.tenant(tenant_id).settings.get("alerts", {}))


def rules_of(row: TenantRow) -> ZoneRules:
    """The choices of the tenant of an alert or hand-over, read once for as long as this object is held."""
    return from_settings(row.tenant.settings.get("alerts", {}))


def from_settings(chosen: Mapping[str, Any]) -> ZoneRules:
    """Unknown names are left alone, so that an older version can read newer settings."""
    known = {one.name for one in fields(ZoneRules)}
    return ZoneRules(**{name: _typed(name, value) for name, value in chosen.items() if name in known})


def _typed(name: str, value: Any) -> Any:
    if name in ("night_from", "night_until"):
        return time.fromisoformat(value)
    if name == "be_alert_fields":
        return {**BE_ALERT_FIELDS, **value}
    return tuple(value) if isinstance(value, list) else value
