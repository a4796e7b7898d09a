"""The order of rules, service levels and closed days of a tenant. All of it needs reports.route there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nabij.audit.actions import record
from nabij.reports.models import Category, Team
from nabij.reports.routing import drafts, rules, terms
from nabij.reports.routing.models import RoutingRule, ServiceLevel, Unit
from nabij.reports.states import Urgency
from nabij.tenants.actions import change_settings
from nabij.tenants.actor import Actor
from nabij.tenants.errors import Missing, Refused
from nabij.tenants.models import Tenant

MOST_CLOSED_DAYS = 200


@transaction.atomic
def save_rule(actor: Actor, *, tenant_id: UUID, draft: drafts.Draft, rule_id: UUID | None = None) -> RoutingRule:
    """Writes a rule: a new one at the end of the order, or another content for the one of `rule_id`, in its place.

    Raises Missing for a rule or team of elsewhere, Refused with the sentence of what is wrong.
    """
    rows = _locked_rules(actor, tenant_id)
    row = drawn_up(rows, tenant_id, draft, rule_id)
    if rule_id is None:
        row.position = (rows[-1].position if rows else 0) + 1
    row.changed_at = timezone.now()
    row.save(force_insert=rule_id is None)
    _record(actor, row, "reports.save_rule", {"name": row.name, "team": row.team_id})
    return row


def drawn_up(rows: Collection[RoutingRule], tenant_id: UUID, draft: drafts.Draft, rule_id: UUID | None) -> RoutingRule:
    """The row as it would be, not written."""
    row = RoutingRule(tenant_id=tenant_id) if rule_id is None else _chosen(rows, rule_id)
    if rule_id is None and len(rows) >= drafts.MOST_RULES:
        raise Refused(_("There are too many rules to keep an eye on. End some first."))
    if not Team.objects.filter(tenant_id=tenant_id, id=draft.team_id, active=True).exists():
        raise Missing
    kinds = Category.objects.filter(active=True).values_list("code", "family")
    if not set(draft.categories) <= {code for code, _f in kinds} or not set(draft.families) <= {f for _c, f in kinds}:
        raise Refused(_("Choose what it is about."))
    drafts.fill(row, draft)
    return row


@transaction.atomic
def move_rule(actor: Actor, *, tenant_id: UUID, rule_id: UUID, up: bool) -> RoutingRule:
    """One place higher or lower in the order."""
    rows = _locked_rules(actor, tenant_id)
    row = _chosen(rows, rule_id)
    order = rules.moved([one.id for one in rows], rule_id, up)
    for one in rows:
        one.position = order.index(one.id) + 1
    RoutingRule.objects.bulk_update(rows, ["position"])
    _record(actor, row, "reports.move_rule", {"up": up, "position": row.position})
    return row


@transaction.atomic
def end_rule(actor: Actor, *, tenant_id: UUID, rule_id: UUID) -> RoutingRule:
    """Takes a rule out of the order. What it gave to a team stays there."""
    row = _chosen(_locked_rules(actor, tenant_id), rule_id)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _record(actor, row, "reports.end_rule", {"name": row.name})
    return row


@transaction.atomic
def set_level(
    actor: Actor, *, tenant_id: UUID, amount: int, unit: str, valid_from: date, category: str = "", urgency: str = "",
    is_told: bool = True,
) -> ServiceLevel:  # fmt: skip
    """From a day on, something is handled within so much time; `amount` 0 promises nothing more. What was promised stays.

    Raises Refused for a day in the past, or another kind, urgency, unit or amount than there is.
    """
    actor.require("reports.route", tenant_id)
    most = terms.MOST_HOURS if unit == Unit.HOURS else terms.MOST_DAYS
    if unit not in Unit.values or urgency not in ("", *Urgency.values) or not 0 <= amount <= most:
        raise Refused(_("Choose within how many hours or working days, at most %(most)s.") % {"most": most})
    if category and not Category.objects.filter(code=category, active=True).exists():
        raise Refused(_("Choose what it is about."))
    if valid_from < timezone.localdate():
        raise Refused(_("A service level begins today or later: what was promised stays."))
    given = {"amount": amount, "unit": unit, "is_told": is_told}
    row, _new = ServiceLevel.objects.update_or_create(
        tenant_id=tenant_id, category=category, urgency=urgency, valid_from=valid_from, defaults=given
    )
    detail = given | {"category": category, "urgency": urgency, "valid_from": valid_from}
    record(
        actor, tenant_id=tenant_id, verb="reports.set_level", target="reports.level", target_id=row.id, detail=detail,
        event=False,
    )  # fmt: skip
    return row


@transaction.atomic
def set_closed_days(actor: Actor, *, tenant_id: UUID, days: Collection[date]) -> None:
    """The days on which a tenant is closed, beside the public holidays. Also needs tenants.configure."""
    actor.require("reports.route", tenant_id)
    if len(days) > MOST_CLOSED_DAYS:
        raise Refused(_("At most %(most)s closed days can be kept.") % {"most": MOST_CLOSED_DAYS})
    now = Tenant.objects.select_for_update().get(id=tenant_id).settings.get("reports", {})
    chosen = sorted(day.isoformat() for day in set(days))
    change_settings(actor, tenant_id=tenant_id, changes={"reports": now | {"closed_days": chosen}})


def _locked_rules(actor: Actor, tenant_id: UUID) -> list[RoutingRule]:
    """In order; two who change it at once wait for each other, also where there is no rule yet."""
    actor.require("reports.route", tenant_id)
    Tenant.objects.select_for_update(no_key=True).get(id=tenant_id)
    return list(RoutingRule.objects.filter(tenant_id=tenant_id, ended_at=None).order_by("position", "id"))


def _chosen(rows: Collection[RoutingRule], rule_id: UUID) -> RoutingRule:
    found = next((row for row in rows if row.id == rule_id), None)
    if found is None:
        raise Missing
    return found


def _record(actor: Actor, row: RoutingRule, verb: str, detail: dict[str, Any]) -> None:
    record(
        actor, tenant_id=row.tenant_id, verb=verb, target="reports.rule", target_id=row.id, detail=detail, event=False
    )
