"""What a zone or city chose about its neighbourhood officers, from its settings under "officers"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from nabij.tenants.models import Tenant


@dataclass(frozen=True)
class OfficerRules:
    """`answer_days` is within how many working days a question has its answer. A week: who asks waits until the same day of the
    week after at most, and an officer who works nights or weekends has been at a desk by then. `desk_name`, `desk_phone` and
    `desk_email` are those of the desk that answers where no officer does; without them the sender of the zone.
    """

    answer_days: int = 5
    desk_name: str = ""
    desk_phone: str = ""
    desk_email: str = ""


@dataclass(frozen=True)
class Desk:
    """Who answers where no officer does."""

    name: str
    phone: str
    email: str


def rules_of(tenant: Tenant) -> OfficerRules:
    """The choices of a tenant, the defaults where it made none."""
    return from_settings(tenant.settings.get("officers", {}))


def desk_of(tenant: Tenant) -> Desk:
    """The desk of a zone or city; what it did not choose is that of its published sender."""
    chosen, sender = rules_of(tenant), tenant.settings.get("sender", {})
    return Desk(
        chosen.desk_name or tenant.name,
        chosen.desk_phone or sender.get("number", ""),
        chosen.desk_email or sender.get("email", ""),
    )


def from_settings(chosen: Mapping[str, Any]) -> OfficerRules:
    """Unknown names are left alone, so that an older version can read newer settings."""
    known = {one.name for one in fields(OfficerRules)}
    return OfficerRules(**{name: value for name, value in chosen.items() if name in known})
