"""What a police zone chose about its networks, from its settings under "networks"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from nabij.tenants import queries as tenants
from nabij.tenants.models import TenantRow


@dataclass(frozen=True)
class NetworkRules:
    """`interest_goal` is how many households must want a network before its start-up begins (Kampenhout asks for 100).
    `step_days` are other terms of the steps of a start-up, in working days; `poll_days` how long neighbours have at least
    to answer; `signs_most` how many signs a network asks at most. `wish_days` is within how many working days a neighbour
    gets an answer, also from who takes over; `needs_month`, `evening_month`, `survey_month`, `training_month` and
    `evaluation_month` are the month in which that part of the year must be done (the evaluation the year after).
    `exclusion_days` is how long a final exclusion lasts, `exclusion_skips_police` whether it may follow a reprimand.
    `dormant_*`: how long a coordinator may be unseen (weeks), how much may wait too long, how long the log may be silent
    (months), how many such signals make a network dormant, and how many working days each who is asked gets.
    `signing_days` is after how many working days a signatory is late, `deputies_may_sign` whether the deputy of officer or
    coordinator may sign, `signed_documents` which other documents are signed like the charter; `federal_days` is within how many
    working days the federal service must hear, `federal_check_days` how long its check may take, `federal_address` where it is.
    `weekly_when_nothing`: whether the weekly mail also comes when there is nothing to do.
    `contact_phone` is the number on letters to members. Who is on a list that was brought in is asked within `ask_within_days`,
    reminded after `consent_reminder_days`, and deleted without an answer after `consent_days`. `export_hours` is how long a list
    that a second person confirmed may be fetched. From more than `messages_per_week` on, a network counts as busy.
    `moderation_hours` is how long the coordinator has a neighbour's message before it goes to the officer, `reminder_hours`
    when the coordinator is reminded; `objections_hide` at how many objections a message waits again (0: never by itself);
    `post_days` how long it is shown; `posts_digest` what members get who chose nothing: "off", "weekly" or "daily";
    `refresher_months` is after how many months a training is to be refreshed, `report_days` within how many working days
    a meeting has its report. `whatsapp_months` after how long without contact a registered group is on the list of what to do.
    """

    interest_goal: int = 100
    step_days: Mapping[str, int] = field(default_factory=dict)
    poll_days: int = 7
    signs_most: int = 12
    wish_days: int = 10
    needs_month: int = 5
    evening_month: int = 10
    training_month: int = 12
    survey_month: int = 11
    evaluation_month: int = 2
    exclusion_days: int = 730
    exclusion_skips_police: bool = False
    dormant_weeks: int = 8
    dormant_waiting: int = 3
    dormant_log_months: int = 12
    dormant_signals: int = 2
    dormant_days: int = 10
    weekly_when_nothing: bool = False
    contact_phone: str = ""
    ask_within_days: int = 30
    consent_reminder_days: int = 30
    consent_days: int = 60
    export_hours: int = 24
    messages_per_week: int = 3
    moderation_hours: int = 24
    reminder_hours: int = 12
    objections_hide: int = 3
    post_days: int = 30
    posts_digest: str = "weekly"
    whatsapp_months: int = 6
    signing_days: int = 15
    deputies_may_sign: bool = False
    signed_documents: tuple[str, ...] = ()
    refresher_months: int = 24
    report_days: int = 10
    federal_days: int = 5
    federal_check_days: int = 30
    federal_address: str = "FOD Binnenlandse Zaken\nAlgemene Directie Veiligheid en Preventie"


def zone_rules(tenant_id: UUID) -> NetworkRules:
    """The choices of a tenant, the defaults where it made none. Raises Missing for an unknown tenant."""
    return from_settings(tenants.tenant(tenant_id).settings.get("networks", {}))


def rules_of(row: TenantRow) -> NetworkRules:
    """The choices of the tenant of a row, read once for as long as this object is held."""
    return from_settings(row.tenant.settings.get("networks", {}))


def from_settings(chosen: Mapping[str, Any]) -> NetworkRules:
    """Unknown names are left alone, so that an older version can read newer settings."""
    known = {one.name for one in fields(NetworkRules)}
    return NetworkRules(**{name: _typed(value) for name, value in chosen.items() if name in known})


def _typed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
